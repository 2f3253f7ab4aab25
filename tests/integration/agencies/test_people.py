"""An agency keeps its own people: roles, absences with cover, its word that the list is right (decision 9)."""

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from portal.infra.calendar import at
from portal.protocol.actors import Actor, Role
from tests import pages
from tests.days import boxes, today
from tests.engines import Template
from tests.pages import Browser, Pages, at_once, text_of
from tests.partnership import as_owner, join

ADMINISTRATOR, SENIOR, DEPUTY = Role.ADMINISTRATOR, Role.SENIOR_MANAGER, Role.DEPUTY
NEW: dict[str, Any] = {"name": "Ines Park", "email": "ines.park@alder.example", "roles": ["contributor"]}


@pytest.fixture
def portal(template: Template, valkey: str) -> Iterator[Pages]:
    with pages.opened(template, valkey, ("alder", "birch")) as opened:
        yield opened


@pytest.fixture
def keeper(portal: Pages) -> Browser:
    """Alder's administrator."""
    return portal.who("alder", ADMINISTRATOR)


def sql(portal: Pages, statement: str, **values: object) -> list[tuple[Any, ...]]:
    """Read or change the database as its owner."""
    with as_owner(portal.partnership.logins) as session:
        result = session.connection().execute(text(statement), values)
        return [tuple(row) for row in result] if result.returns_rows else []


def flashed(browser: Browser) -> str:
    """What the page that a form led to says was done."""
    found = re.search(r'role="alert".*?</div>\s*</div>', browser.get("/people").text, re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found[0])).split()) if found else ""


def roles_of(portal: Pages, name: str) -> set[str]:
    """The roles somebody holds now."""
    rows = sql(
        portal,
        "select r.role from portal.membership_role r join portal.membership m on m.id = r.membership_id"
        " join portal.person p on p.id = m.person_id"
        " where p.name = :name and r.ended_at is null and m.ended_at is null",
        name=name,
    )
    return {role for (role,) in rows}


def away(browser: Browser, who: Actor, first: int = 0, last: int = 3, **more: str) -> Any:
    """Record an absence, from so many days from now to so many."""
    day = today()
    sent = {**boxes("starts_on", day + timedelta(first)), **boxes("ends_on", day + timedelta(last)), **more}
    page = f"/people/{who.membership}/absence"
    return browser.post(page, {**browser.fill(page), **sent})


# The list ------------------------------------------------------------------------------------------------


def test_every_member_reads_who_holds_which_role(portal: Pages) -> None:
    for role in (Role.CONTRIBUTOR, SENIOR, Role.EXECUTIVE_CONTACT):
        words = text_of(portal.who("alder", role).get("/people"))
        assert "alder deputy Roles Deputy senior manager" in words
        assert "To change who holds a role, ask alder administrator." in words
        assert "Change roles" not in words
        assert "@alder.example" not in words


def test_an_administrator_begins_there_and_has_what_changes_it(portal: Pages, keeper: Browser) -> None:
    assert keeper.get("/").location == "/people"
    words = text_of(keeper.get("/people"))
    assert "Add a person" in words
    assert "Change roles of alder deputy" in words
    assert "Change roles of alder administrator" not in words


# Somebody new --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Siobhan O'Brien", "Zoë Lindqvist", "李", "Suryani", "<b>Bo</b> & Co"])
def test_somebody_new_is_named_as_they_write_it_given_roles_and_invited(
    portal: Pages, keeper: Browser, name: str
) -> None:
    sent = keeper.send("/people/new", **{**NEW, "name": name, "roles": ["contributor", "deputy"]})
    assert (sent.status_code, sent.location) == (303, "/people")
    said = flashed(keeper)
    if "<" not in name:
        assert f"You added {name}: contributor, deputy senior manager." in said
    assert "ines.park@alder.example. The link works once, for 30 days" in said
    assert roles_of(portal, name) == {"contributor", "deputy"}
    ((granted_by, invited),) = sql(
        portal,
        "select (select min(r.granted_by::text) from portal.membership_role r where r.membership_id = m.id),"
        " (select count(*) from portal.outbox o where o.membership_id = m.id and o.kind = 'invitation'"
        "  and o.escalation_id is null)"
        " from portal.membership m join portal.person p on p.id = m.person_id where p.name = :name",
        name=name,
    )
    assert (granted_by, invited) == (str(portal.partnership.who("alder", ADMINISTRATOR).membership), 1)
    assert name in html.unescape(keeper.get("/people").text)
    assert "<b>Bo" not in keeper.get("/people").text


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": ""}, "Enter their name"),
        ({"name": "\0Ines"}, "Name holds a character that cannot be kept"),
        ({"name": "x" * 1_000_000}, "Name must be 200 characters or fewer. You typed 1,000,000."),
        ({"email": ""}, "Enter their work e-mail address"),
        ({"email": "ines.park"}, "Enter an e-mail address in the correct format"),
        ({"email": "a@b.example, c@d.example"}, "Enter an e-mail address in the correct format"),
        ({"email": "a@b.example\r\nBcc: c@d.example"}, "Enter an e-mail address in the correct format"),
        (
            {"email": "Deputy@ALDER.example"},
            "alder deputy already holds a role here with this e-mail address",
        ),
        ({"roles": []}, "Choose at least one role"),
        ({"roles": ["manager"]}, "Choose only from the list"),
    ],
)
def test_what_cannot_be_taken_is_refused_beside_its_field_and_kept(
    portal: Pages, keeper: Browser, changes: dict[str, Any], refusal: str
) -> None:
    sent = keeper.send("/people/new", **{**NEW, **changes})
    assert sent.status_code == 422
    assert refusal in text_of(sent)
    shown = pages.typed(pages.own_form(sent.text))
    kept = {**NEW, **changes}
    assert shown["email"] == kept["email"]
    assert shown["name"] == kept["name"] or "\0" in kept["name"]
    assert sql(portal, "select count(*) from portal.person where name like 'Ines%'") == [(0,)]


def test_two_who_add_the_same_person_at_once_make_one(portal: Pages, keeper: Browser) -> None:
    with as_owner(portal.partnership.logins) as session:
        second = join(session, portal.partnership, "alder", "second", roles=[ADMINISTRATOR])
    browsers = [keeper, portal.browser(second)]
    forms = [one.fill("/people/new", **NEW) for one in browsers]
    answers = at_once(
        *[
            lambda one=one, form=form: one.post("/people/new", form)
            for one, form in zip(browsers, forms, strict=True)
        ]
    )
    assert sorted(one.status_code for one in answers) == [303, 422]
    assert sql(portal, "select count(*) from portal.person where name = 'Ines Park'") == [(1,)]


def test_one_form_sent_twice_adds_one_person(portal: Pages, keeper: Browser) -> None:
    form = keeper.fill("/people/new", **NEW)
    assert [keeper.post("/people/new", form).status_code for _ in range(2)] == [303, 303]
    assert sql(portal, "select count(*) from portal.person where name = 'Ines Park'") == [(1,)]


def test_who_never_signed_in_is_invited_again_once_a_day(portal: Pages, keeper: Browser) -> None:
    assert keeper.send("/people/new", **NEW).status_code == 303
    assert "Ines Park ines.park@alder.example Never signed in" in text_of(keeper.get("/people"))
    ((new,),) = sql(
        portal,
        "select m.id from portal.membership m join portal.person p on p.id = m.person_id"
        " where p.name = 'Ines Park'",
    )
    invitations = "select count(*) from portal.outbox where kind = 'invitation'"
    assert keeper.send(f"/people/{new}/invitation").location == "/people"
    assert sql(portal, invitations) == [(1,)]
    with at(datetime.now(UTC) + timedelta(days=1)):
        assert keeper.send(f"/people/{new}/invitation").location == "/people"
    assert sql(portal, invitations) == [(2,)]


# Roles ---------------------------------------------------------------------------------------------------


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


def test_another_agencys_people_are_not_there(portal: Pages, keeper: Browser) -> None:
    birch = portal.partnership.who("birch", DEPUTY)
    for page in ("roles", "end", "absence"):
        address = f"/people/{birch.membership}/{page}"
        assert keeper.get(address).status_code == 404
        assert keeper.post(address, {"roles": ["contributor"]}).status_code == 404
    assert keeper.post(f"/people/{birch.membership}/invitation", {}).status_code == 404
    assert keeper.get(f"/people/{birch.membership}/invitation").status_code == 404
    assert keeper.get("/people/not-an-id/roles").status_code == 404
    assert "birch" not in keeper.get("/people").text


# Absences ------------------------------------------------------------------------------------------------


def test_everybody_records_their_own_absence_and_colleagues_read_it(portal: Pages) -> None:
    senior, deputy = (portal.partnership.who("alder", role) for role in (SENIOR, DEPUTY))
    browser = portal.browser(senior)
    assert away(browser, senior, cover=str(deputy.membership)).location == "/people"
    words = text_of(portal.who("alder", Role.CONTRIBUTOR).get("/people"))
    assert "Away until the end of" in words
    assert "alder deputy is told instead." in words
    assert "Why" not in words
    assert away(browser, deputy).status_code == 403


def test_an_administrator_records_anybodys_and_it_ends_early(portal: Pages, keeper: Browser) -> None:
    senior = portal.partnership.who("alder", SENIOR)
    assert away(keeper, senior).location == "/people"
    assert "The others who sign are told instead." in text_of(keeper.get("/people"))
    found = re.search(r"/people/absences/[0-9a-f-]+/end", keeper.get("/people").text)
    assert found
    assert portal.who("alder", DEPUTY).get(found[0]).status_code == 403
    assert portal.who("birch", ADMINISTRATOR).get(found[0]).status_code == 404
    theirs = portal.browser(senior)
    assert theirs.send(found[0]).location == "/people"
    assert "Away" not in text_of(keeper.get("/people")).replace("Here or away", "")
    assert theirs.get(found[0]).status_code == 404


def test_when_everybody_who_signs_is_away_all_of_them_are_still_told(portal: Pages, keeper: Browser) -> None:
    for role in (SENIOR, DEPUTY):
        assert away(keeper, portal.partnership.who("alder", role)).location == "/people"
    words = text_of(keeper.get("/people"))
    assert words.count("Everybody who signs is away, so all of them are still told.") == 2
    assert "The others who sign are told instead" not in words


@pytest.mark.parametrize(
    ("first", "last", "more", "refusal"),
    [
        (3, 2, {}, "The last day must be the first day or a later one"),
        (-9, -2, {}, "The last day must be today or in the future"),
        (2, 9, {}, "is already away from"),
        (-9, 1, {}, "is already away from"),
        (9, 9, {"starts_on-day": "31", "starts_on-month": "2"}, "First day away must be a real date"),
        (9, 9, {"starts_on-day": ""}, "First day away must include a day"),
        (9, 9, {"starts_on-year": "99999999999999999999"}, "First day away must be a real date"),
        (9, 9, {"ends_on-day": "\0"}, "Last day away must be a real date"),
        (9, 9, {"ends_on-year": "x" * 1_000_000}, "Last day away must be a real date"),
        (9, 9, {"cover": "nobody"}, "Choose one of the list"),
        (9, 9, {"cover": "{self}"}, "Choose one of the list"),
        (9, 9, {"cover": "{contributor}"}, "Choose one of the list"),
        (9, 9, {"cover": "{another agency's}"}, "Choose one of the list"),
    ],
)
def test_days_that_cannot_be_are_refused(
    portal: Pages, keeper: Browser, first: int, last: int, more: dict[str, str], refusal: str
) -> None:
    people = portal.partnership.people
    senior = people["alder", SENIOR]
    assert away(keeper, senior, 0, 4).status_code == 303
    names = {
        "{self}": senior.membership,
        "{contributor}": people["alder", Role.CONTRIBUTOR].membership,
        "{another agency's}": people["birch", SENIOR].membership,
    }
    refused = away(
        keeper, senior, first, last, **{key: str(names.get(one, one)) for key, one in more.items()}
    )
    assert refused.status_code == 422, refused.location
    assert refusal in text_of(refused)
    assert sql(portal, "select count(*) from portal.absence") == [(1,)]


def test_decision_9_who_is_asked_to_sign_off_while_away_is_stood_in_for(portal: Pages) -> None:
    way, senior = portal.way().started(), portal.partnership.who("alder", SENIOR)
    assert away(portal.browser(senior), senior).status_code == 303
    asking = f"/cases/{way.reference}/part-1/check"
    assert portal.browser(way.contributor).send(asking, of=str(senior.membership)).status_code == 303
    told = sql(portal, "select membership_id from portal.outbox where payload ->> 'ask' = 'sign_off'")
    assert told == [(portal.partnership.who("alder", DEPUTY).membership,)]


# The agency's word ---------------------------------------------------------------------------------------


def test_decision_9_the_agency_confirms_its_list_every_six_months(portal: Pages, keeper: Browser) -> None:
    senior = portal.who("alder", SENIOR)
    due = "Confirm who holds which role in your agency. Nobody has confirmed it yet."
    for browser, home in ((keeper, "/people"), (senior, "/cases"), (senior, "/people")):
        assert due in text_of(browser.get(home))
    assert due not in text_of(portal.who("alder", DEPUTY).get("/cases"))
    assert senior.send("/people/confirm").location == "/people"
    assert "Confirm who holds" not in text_of(keeper.get("/people"))
    assert "by alder senior_manager" in text_of(keeper.get("/people"))
    with at(datetime.now(UTC) + timedelta(days=190)):
        assert "that is more than six months ago" in text_of(senior.get("/cases"))
        assert "that is more than six months ago" in text_of(keeper.get("/people"))


def test_what_changed_unseen_is_not_confirmed(portal: Pages, keeper: Browser) -> None:
    seen = keeper.fill("/people/confirm")
    page = f"/people/{portal.partnership.who('alder', DEPUTY).membership}/roles"
    assert keeper.send(page, roles=["deputy", "contributor"]).status_code == 303
    assert keeper.post("/people/confirm", seen).status_code == 409
    assert sql(portal, "select count(*) from portal.directory_confirmation") == [(0,)]
    assert keeper.send("/people/confirm").status_code == 303


def test_only_administrators_and_senior_managers_confirm(portal: Pages) -> None:
    for role in (Role.CONTRIBUTOR, DEPUTY, Role.EXECUTIVE_CONTACT):
        assert portal.who("alder", role).get("/people/confirm").status_code == 403


def test_the_home_of_who_has_no_page_names_who_gives_roles(portal: Pages) -> None:
    assert "ask alder administrator, who keeps the people" in text_of(
        portal.who("alder", DEPUTY).get("/home")
    )
    assert "ask the Westmarch" in text_of(portal.who("alder", ADMINISTRATOR).get("/home"))
