"""An agency keeps one of its people from one case: they find nothing, and nobody else learns why."""

from collections.abc import Iterator
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import text

from portal.escalations import queries
from portal.escalations.actions import keep_out
from portal.protocol.actors import Actor, Role
from portal.protocol.errors import Invalid, NotAllowed, NotFound
from tests import pages
from tests.engines import Template
from tests.pages import Pages, text_of
from tests.partnership import as_owner, join
from tests.way import Way

WHY = "They are related to the family."
CONTRIBUTOR, SENIOR, DEPUTY = Role.CONTRIBUTOR, Role.SENIOR_MANAGER, Role.DEPUTY


@pytest.fixture
def portal(template: Template, valkey: str) -> Iterator[Pages]:
    with pages.opened(template, valkey) as opened:
        yield opened


def keep(way: Way, actor: Actor, whom: Actor, *, out: bool = True) -> None:
    act = keep_out.keep_out if out else keep_out.let_in
    way.do(actor, act, way.reference, version=way.version(actor), whom=whom.membership, reasons=WHY)


def told(way: Way, ask: str) -> set[UUID]:
    """Who was written to about this ask."""
    with as_owner(way.partnership.logins) as session:
        rows = session.execute(
            text("select membership_id from portal.outbox where payload ->> 'ask' = :ask"), {"ask": ask}
        )
        return {membership for (membership,) in rows}


def history(way: Way, actor: Actor) -> list[str]:
    context = way.partnership.context(actor)
    with way.partnership.database.reading(context) as session:
        return [one.words for one in queries.timeline(session, way.see(actor).case.id)]


def test_who_is_kept_out_finds_no_case_and_is_let_in_again(portal: Pages) -> None:
    way = portal.way().forwarded()
    deputy = portal.partnership.who("birch", DEPUTY)
    theirs, senior = portal.browser(deputy), portal.browser(way.responder)
    case, page = f"/cases/{way.reference}", f"/cases/{way.reference}/keep-out"
    assert theirs.get(case).status_code == 200
    assert way.reference in theirs.get("/cases").text
    assert "Keep a colleague out of this case" in text_of(senior.get(case))
    sent = senior.send(page, whom=str(deputy.membership), reasons=WHY)
    assert (sent.status_code, sent.location) == (303, case)
    absent = theirs.get("/cases/RPD-2222-2222")
    refused = theirs.get(case)
    assert (
        (refused.status_code, text_of(refused))
        == (absent.status_code, text_of(absent))
        == (404, text_of(absent))
    )
    assert theirs.get(page).status_code == theirs.post(page, {"reasons": WHY}).status_code == 404
    assert way.reference not in theirs.get("/cases").text
    shown = text_of(senior.get(case))
    assert "birch deputy is kept out of this case." in shown
    assert "Kept birch deputy out of the case" in shown
    assert WHY in shown
    assert (
        senior.send(f"{case}/let-in", whom=str(deputy.membership), reasons="It was a namesake.").status_code
        == 303
    )
    assert theirs.get(case).status_code == 200


def test_nobody_but_their_own_agency_learns_that_or_why(portal: Pages) -> None:
    way = portal.way().forwarded()
    keep(way, way.responder, portal.partnership.who("birch", DEPUTY))
    keep(way, way.manager, portal.partnership.who("alder", DEPUTY))
    assert history(way, way.responder)[0] == "Kept birch deputy out of the case"
    assert history(way, way.manager)[0] == "Kept alder deputy out of the case"
    for actor, others in ((way.manager, "birch"), (way.responder, "alder")):
        assert not [words for words in history(way, actor) if f"{others} deputy" in words]
    assert not [words for words in history(way, way.officer) if "Kept" in words]
    for browser in (portal.browser(way.officer), portal.browser(way.contributor)):
        shown = browser.get(f"/cases/{way.reference}").text
        assert "birch deputy" not in shown
    assert WHY not in portal.browser(way.officer).get(f"/cases/{way.reference}").text


def test_only_who_signs_for_a_party_may(portal: Pages) -> None:
    way = portal.way().forwarded()
    page = f"/cases/{way.reference}/keep-out"
    for slug, role, status in (
        ("birch", CONTRIBUTOR, 403),
        ("birch", Role.ADMINISTRATOR, 403),
        ("cedar", SENIOR, 404),
        ("business_unit", Role.OFFICER, 403),
    ):
        assert portal.who(slug, role).get(page).status_code == status, (slug, role)
    with pytest.raises(NotAllowed):
        keep(way, portal.partnership.who("birch", CONTRIBUTOR), portal.partnership.who("birch", DEPUTY))


@pytest.mark.parametrize("whom", ["themselves", "another agency's", "an administrator", "twice"])
def test_somebody_else_of_the_agency_who_works_on_cases_is_chosen(portal: Pages, whom: str) -> None:
    way, who = portal.way().forwarded(), portal.partnership.who
    chosen = {
        "themselves": way.responder,
        "another agency's": way.manager,
        "an administrator": who("birch", Role.ADMINISTRATOR),
        "twice": who("birch", DEPUTY),
    }[whom]
    if whom == "twice":
        keep(way, way.responder, chosen)
    with pytest.raises(Invalid) as refused:
        keep(way, way.responder, chosen)
    assert set(refused.value.fields) == {"whom"}


def test_decision_10_somebody_who_did_not_write_part_1_is_left_to_sign_it(portal: Pages) -> None:
    way = portal.way()
    senior, deputy = (portal.partnership.who("alder", role) for role in (SENIOR, DEPUTY))
    way.contributor = senior
    way.started()
    with pytest.raises(Invalid, match="nobody but alder deputy could sign it off"):
        keep(way, senior, deputy)
    with as_owner(portal.partnership.logins) as session:
        join(session, portal.partnership, "alder", "third", roles=[DEPUTY])
    keep(way, senior, deputy)
    with pytest.raises(NotFound):
        way.see(deputy)


def test_what_was_asked_of_them_is_told_to_who_stands_in(portal: Pages) -> None:
    way = portal.way().started()
    senior, deputy = way.manager, portal.partnership.who("alder", DEPUTY)
    asking = f"/cases/{way.reference}/part-1/check"
    assert portal.browser(way.contributor).send(asking, of=str(deputy.membership)).status_code == 303
    assert told(way, "sign_off") == {deputy.membership}
    with as_owner(portal.partnership.logins) as session:
        third = join(session, portal.partnership, "alder", "third", roles=[SENIOR])
    keep(way, senior, deputy)
    assert told(way, "sign_off") == {deputy.membership, third.membership}


def test_bad_input_is_refused_beside_its_field_and_kept(portal: Pages) -> None:
    way = portal.way().forwarded()
    browser, page = portal.browser(way.responder), f"/cases/{way.reference}/keep-out"
    whom = str(portal.partnership.who("birch", DEPUTY).membership)
    for changes, refusal in (
        ({"whom": "", "reasons": WHY}, "Choose who is to be kept out"),
        ({"whom": "x", "reasons": WHY}, "Choose one of the list"),
        ({"whom": whom, "reasons": ""}, "Say why they are to be kept out"),
        ({"whom": whom, "reasons": "\0"}, "holds a character that cannot be kept"),
        ({"whom": whom, "reasons": "x" * 1_000_000}, "must be 2,000 characters or fewer"),
    ):
        sent = browser.send(page, **changes)
        assert sent.status_code == 422
        assert refusal in text_of(sent)
        assert changes["reasons"].strip("\0") in sent.text
    assert (
        browser.post(page, {**browser.fill(page, whom=whom, reasons=WHY), "version": "1"}).status_code == 409
    )


@pytest.mark.parametrize(
    ("who", "whom"),
    [
        (("birch", CONTRIBUTOR), ("birch", DEPUTY)),
        (("birch", SENIOR), ("birch", SENIOR)),
        (("birch", SENIOR), ("alder", DEPUTY)),
        (("cedar", SENIOR), ("cedar", DEPUTY)),
        (("business_unit", Role.OFFICER), ("business_unit", Role.MANAGER)),
    ],
)
def test_the_database_lets_nobody_else_say_who_is_kept_out(
    portal: Pages, who: tuple[str, Role], whom: tuple[str, Role]
) -> None:
    way = portal.way().forwarded()
    actor, other = portal.partnership.who(*who), portal.partnership.who(*whom)
    case = way.see(way.officer).case.id
    with psycopg.connect(portal.partnership.logins.web_url) as connection:
        connection.execute(
            "select set_config('portal.workspace', %s, true), set_config('portal.membership', %s, true)",
            (str(actor.workspace), str(actor.membership)),
        )
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select portal.bar(%s, %s, true)", (case, other.membership))
