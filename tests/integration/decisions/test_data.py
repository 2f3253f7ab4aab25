"""Decisions 25 to 27: the child's identity apart, e-mail that says nothing, and who opened what."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from portal.protocol.actors import Role
from tests.integration.decisions.at_the_pages import MONDAY, OFFICE, A, B, C, Journey, on
from tests.integration.routes.door import REPLIED
from tests.pages import Pages, text_of
from tests.partnership import as_owner

NAME, BORN, NUMBER = "Test Child", ("3", "2", "2019"), "R-1"
"""The child of `tests.way`, as its protected block has it."""

_SENT = text(
    "select o.kind, o.payload::text as payload from portal.outbox o"
    " join portal.escalation e on e.id = o.escalation_id where e.reference = :reference"
)
_LOOKS = text(
    "select a.what, a.purpose, a.name from portal.access a join portal.escalation e on e.id = a.escalation_id"
    " where e.reference = :reference order by a.at, a.what"
)


def test_decision_25_identity_stands_on_no_page_but_the_one_that_answers_a_reveal(pages: Pages) -> None:
    journey = Journey(pages).at_answered()
    for slug, role in ((A, Role.SENIOR_MANAGER), (B, Role.CONTRIBUTOR), (OFFICE, Role.OFFICER)):
        browser = journey.who(slug, role)
        for page in (
            journey.case(),
            "/cases" if slug != OFFICE else "/business-unit",
            journey.case("identity"),
        ):
            shown = browser.get(page).text
            assert NAME not in shown
            assert "3 February 2019" not in shown
    shown = journey.sends(journey.who(B), journey.case("identity"), {"purpose": "act"})
    assert NAME in shown.text
    assert shown.request.path == journey.case("identity"), "Nothing of a child is in an address."


def test_decision_25_a_reveal_needs_a_purpose_and_is_logged_with_it(pages: Pages) -> None:
    journey = Journey(pages).at_forwarded()
    refused = journey.sends(journey.who(B), journey.case("identity"))
    assert (refused.status_code, NAME in refused.text) == (422, False)
    journey.does_reveal(B)
    assert ("reveal", "act", "birch senior_manager") in _looks(journey)


def test_decision_25_what_is_written_of_a_child_is_masked_where_identity_is_not_shown(pages: Pages) -> None:
    journey = Journey(pages).at_forwarded()
    journey.replies(B, **{"answers-0-reasons": f"We have visited {NAME} at home."})
    words = journey.reads(A)
    assert "at home." in words
    assert NAME not in words


@pytest.mark.parametrize(
    "known",
    [
        {"name": NAME},
        {"name": NAME.upper()},
        {"record_number": NUMBER},
        {"date_of_birth-day": BORN[0], "date_of_birth-month": BORN[1], "date_of_birth-year": BORN[2]},
    ],
)
def test_decision_25_a_case_is_found_by_a_child_within_ones_own_audience(
    pages: Pages, known: dict[str, str]
) -> None:
    journey = Journey(pages).at_forwarded()
    for slug, found in ((A, True), (B, True), (C, False)):
        answer = journey.sends(journey.who(slug), "/cases/find", known)
        assert answer.status_code == 200
        assert (journey.reference in answer.text) is found, slug
        assert "?" not in answer.request.full_path.rstrip("?")


def test_decision_25_only_what_is_exact_is_found(pages: Pages) -> None:
    journey = Journey(pages).at_forwarded()
    for known in ({"name": "Test"}, {"name": "Test Chil"}, {"record_number": "R"}):
        answer = journey.sends(journey.who(A), "/cases/find", known)
        assert journey.reference not in answer.text


def test_decision_26_what_is_to_be_mailed_holds_a_reference_and_what_is_asked_and_nothing_typed(
    pages: Pages,
) -> None:
    journey = Journey(pages).at_answered()
    journey.concludes("not")
    with as_owner(journey.partnership.logins) as session:
        rows = session.execute(_SENT, {"reference": journey.reference}).all()
    assert {row.kind for row in rows} <= {"email", "news"}
    typed = (NAME, *REPLIED.values(), "Nothing came of it.", "We think the child needs a plan.")
    written = " ".join(row.payload for row in rows)
    assert [words for words in typed if " " in words and words in written] == []


def _looks(journey: Journey) -> list[tuple[str, str, str]]:
    with as_owner(journey.partnership.logins) as session:
        return [tuple(row) for row in session.execute(_LOOKS, {"reference": journey.reference})]


def test_decision_27_the_parties_see_who_opened_the_case_by_name_in_their_own_agency_only(
    pages: Pages,
) -> None:
    journey = Journey(pages).at_forwarded()
    with on(MONDAY + timedelta(days=1)):
        assert journey.sees(B, Role.CONTRIBUTOR)
        assert journey.sees(A, Role.EXECUTIVE_CONTACT)
        of_a = text_of(journey.who(A).get(journey.case("looks")))
        of_b = text_of(journey.who(B).get(journey.case("looks")))
    assert "alder executive_contact" in of_a
    assert "birch contributor" not in of_a
    assert "Birch Agency" in of_a
    assert "birch contributor" in of_b
    assert "alder executive_contact" not in of_b
    assert "Alder Agency" in of_b


def test_decision_27_who_is_no_party_sees_nothing_of_who_opened_it(pages: Pages) -> None:
    journey = Journey(pages).at_forwarded()
    assert journey.who(C).get(journey.case("looks")).status_code == 404
