"""Roles given and taken, memberships ended: from the next request, never one’s own, the last after a warning."""

import pytest

from tests import pages
from tests.integration.agencies.roles_held import ADMINISTRATOR, DEPUTY, SENIOR, flashed, roles_of, sql
from tests.pages import Browser, Pages, at_once, text_of
from tests.partnership import as_owner, join


def test_a_role_given_and_taken_counts_from_the_next_request(portal: Pages, keeper: Browser) -> None:
    deputy = portal.partnership.who("alder", DEPUTY)
    theirs = portal.browser(deputy)
    assert theirs.get("/cases").status_code == 200
    page = f"/people/{deputy.membership}/roles"
    assert keeper.send(page, roles=["administrator"]).location == "/people"
    assert "alder deputy now holds: agency administrator" in flashed(keeper)
    assert roles_of(portal, "alder deputy") == {"administrator"}
    assert theirs.get("/cases").status_code == 403
    assert theirs.get("/people/new").status_code == 200
    ended = sql(portal, "select ended_by from portal.membership_role where ended_at is not null")
    assert ended == [(portal.partnership.who("alder", ADMINISTRATOR).membership,)]


def test_a_membership_that_ends_ends_on_the_next_request_and_can_begin_again(
    portal: Pages, keeper: Browser
) -> None:
    deputy = portal.partnership.who("alder", DEPUTY)
    theirs = portal.browser(deputy)
    assert theirs.get("/cases").status_code == 200
    assert keeper.send(f"/people/{deputy.membership}/end").location == "/people"
    refused = theirs.get("/cases")
    assert refused.status_code == 403
    assert "You have no role yet" in text_of(refused)
    assert "alder administrator, administrator@alder.example" in text_of(refused)
    listed = text_of(keeper.get("/people"))
    assert "alder deputy, deputy@alder.example. Give a role" in listed
    assert keeper.send(f"/people/waiting/{deputy.person}", roles=["contributor"]).status_code == 303
    assert theirs.get("/cases").status_code == 200
    assert roles_of(portal, "alder deputy") == {"contributor"}
    assert keeper.get(f"/people/waiting/{deputy.person}").status_code == 404


def test_somebody_who_signed_in_without_a_role_is_given_one(portal: Pages, keeper: Browser) -> None:
    with as_owner(portal.partnership.logins) as session:
        newcomer = join(session, portal.partnership, "alder", "newcomer", roles=[])
        elsewhere = join(session, portal.partnership, "birch", "newcomer", roles=[])
    theirs = portal.browser(newcomer)
    portal.browser(elsewhere)
    assert theirs.get("/cases").status_code == 403
    listed = text_of(keeper.get("/people"))
    assert "alder newcomer" in listed
    assert "birch newcomer" not in listed
    assert keeper.send(f"/people/waiting/{newcomer.person}", roles=["senior_manager"]).status_code == 303
    assert theirs.get("/cases").status_code == 200
    assert keeper.get(f"/people/waiting/{elsewhere.person}").status_code == 404


@pytest.mark.parametrize("page", ["roles", "end"])
def test_nobody_changes_their_own_roles_and_is_told_whom_to_ask(
    portal: Pages, keeper: Browser, page: str
) -> None:
    own = portal.partnership.who("alder", ADMINISTRATOR).membership
    refused = keeper.get(f"/people/{own}/{page}")
    assert refused.status_code == 403
    assert "Nobody changes their own roles. Ask the Business Unit." in text_of(refused)
    with as_owner(portal.partnership.logins) as session:
        join(session, portal.partnership, "alder", "second", roles=[ADMINISTRATOR])
    refused = keeper.post(f"/people/{own}/{page}", {"roles": ["senior_manager"]})
    assert refused.status_code == 403
    assert "Ask alder second, who keeps your agency’s people too, or the Business Unit." in text_of(refused)
    assert roles_of(portal, "alder administrator") == {"administrator"}


def test_the_last_senior_manager_goes_only_after_a_warning(portal: Pages, keeper: Browser) -> None:
    senior = portal.partnership.who("alder", SENIOR)
    page = f"/people/{senior.membership}/roles"
    warned = keeper.send(page, roles=["contributor"])
    assert warned.status_code == 422
    assert (
        "is the last senior manager of your agency. Until you name another, only alder deputy can sign"
        in (text_of(warned))
    )
    assert roles_of(portal, "alder senior_manager") == {"senior_manager"}
    again = {**pages.typed(pages.own_form(warned.text)), "roles": ["contributor"], "sure": "y"}
    assert keeper.post(page, again).status_code == 303
    assert roles_of(portal, "alder senior_manager") == {"contributor"}


def test_the_last_who_signs_leaves_only_after_the_warning_that_nobody_could(
    portal: Pages, keeper: Browser
) -> None:
    deputy, senior = (portal.partnership.who("alder", role).membership for role in (DEPUTY, SENIOR))
    assert keeper.send(f"/people/{deputy}/end").status_code == 303
    page = f"/people/{senior}/end"
    assert "Nobody could sign for it then" in text_of(keeper.get(page))
    assert keeper.send(page).status_code == 422
    assert keeper.send(page, sure="y").status_code == 303


def test_a_form_made_before_the_roles_changed_changes_nothing(portal: Pages, keeper: Browser) -> None:
    page = f"/people/{portal.partnership.who('alder', DEPUTY).membership}/roles"
    first, second = (keeper.fill(page, roles=roles) for roles in (["contributor"], ["administrator"]))
    assert keeper.post(page, first).status_code == 303
    stale = keeper.post(page, second)
    assert stale.status_code == 409
    assert "Somebody changed the roles of alder deputy" in text_of(stale)
    assert roles_of(portal, "alder deputy") == {"contributor"}


def test_two_administrators_who_end_each_other_at_once_leave_one(portal: Pages, keeper: Browser) -> None:
    first = portal.partnership.who("alder", ADMINISTRATOR)
    with as_owner(portal.partnership.logins) as session:
        second = join(session, portal.partnership, "alder", "second", roles=[ADMINISTRATOR])
    other = portal.browser(second)
    mine, theirs = f"/people/{second.membership}/end", f"/people/{first.membership}/end"
    forms = keeper.fill(mine), other.fill(theirs)
    answers = at_once(lambda: keeper.post(mine, forms[0]), lambda: other.post(theirs, forms[1]))
    assert sorted(one.status_code for one in answers) == [303, 403]
    left = roles_of(portal, "alder administrator"), roles_of(portal, "alder second")
    assert sorted(map(len, left)) == [0, 1]
