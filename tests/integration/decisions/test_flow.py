"""Decisions 14 and 17 to 20: who concludes, who withdraws, what is re-opened, added, and entered on behalf."""

from datetime import date, timedelta

import pytest

from portal.protocol.actors import Role
from portal.protocol.clock import london_date
from tests.days import boxes
from tests.integration.decisions.at_the_pages import MONDAY, OFFICE, A, B, C, Journey, on
from tests.integration.routes.door import REASONS, REPLIED
from tests.pages import Pages


def test_decision_14_b_proposes_and_only_a_concludes(pages: Pages) -> None:
    journey = Journey(pages).at_answered()
    assert journey.state() == "answered", "B proposed “resolved”, which resolves nothing."
    for slug, role in (
        (B, Role.SENIOR_MANAGER), (A, Role.CONTRIBUTOR), (OFFICE, Role.MANAGER), (OFFICE, Role.OFFICER),
    ):  # fmt: skip
        assert journey.who(slug, role).get(journey.case("part-3")).status_code == 403
    journey.concludes("resolved")
    assert journey.state() == "resolved"


def test_decision_14_silence_is_never_resolved(pages: Pages) -> None:
    with on(MONDAY):
        journey = Journey(pages).at_forwarded()
    for weeks in (3, 10, 50):
        with on(MONDAY + timedelta(weeks=weeks)):
            assert "Resolved" not in journey.reads(A)
            assert journey.state() == "forwarded"


@pytest.mark.parametrize("overall", ["partly", "not"])
def test_decision_14_anything_but_resolved_is_unresolved(pages: Pages, overall: str) -> None:
    journey = Journey(pages).at_answered()
    journey.concludes(overall)
    assert journey.state() == "unresolved"


@pytest.mark.parametrize("stand", ["at_submitted", "at_forwarded", "at_answered"])
def test_decision_17_a_withdraws_with_a_reason_and_the_record_stays(pages: Pages, stand: str) -> None:
    journey = getattr(Journey(pages), stand)()
    page = journey.case("withdraw")
    assert journey.who(A, Role.CONTRIBUTOR).get(page).status_code == 403
    assert journey.sends(journey.who(A), page).status_code == 422
    journey.does(journey.who(A), page, REASONS)
    assert (journey.state(), journey.running()) == ("withdrawn", {})
    assert REASONS["reasons"] in journey.reads(A)
    assert REASONS["reasons"] in journey.reads(OFFICE, Role.OFFICER)
    assert journey.who(A).get(page).status_code in {403, 409}


def test_decision_19_nothing_is_edited_after_submission(pages: Pages) -> None:
    journey = Journey(pages).at_submitted()
    for slug, role in ((A, Role.CONTRIBUTOR), (A, Role.SENIOR_MANAGER)):
        for page in ("part-1", "part-1/why", "part-1/children", "part-1/check"):
            assert journey.who(slug, role).get(journey.case(page)).status_code == 409


def test_decision_19_a_returned_form_becomes_a_new_version_and_both_stay(pages: Pages) -> None:
    journey = Journey(pages).at_submitted()
    journey.is_sent_back()
    writer = journey.who(A, Role.CONTRIBUTOR)
    journey.does(writer, journey.case("part-1/why"), {"unresolved": "Said anew.", "safety": "A visit a day."})
    journey.signs_off()
    journey.is_forwarded()
    for slug, role in ((A, Role.CONTRIBUTOR), (OFFICE, Role.OFFICER)):
        words = journey.reads(slug, role)
        assert "Said anew." in words
        assert "No agreement." in words
    words = journey.reads(B)
    assert "Said anew." in words
    assert "No agreement." not in words


@pytest.mark.parametrize("kind", ["addendum", "correction"])
def test_decision_19_what_is_added_stands_beside_with_author_and_is_read_by_those_entitled(
    pages: Pages, kind: str
) -> None:
    journey = Journey(pages).at_forwarded(B, C)
    journey.replies(B)
    about = f"part_2 {journey.response(B).id}"
    fields = {"about": about, "kind": kind, "body": f"One more visit, as {kind}."}
    journey.does(journey.who(B), journey.case("add"), fields)
    for slug, role in ((A, Role.SENIOR_MANAGER), (B, Role.CONTRIBUTOR), (OFFICE, Role.CLERK)):
        words = journey.reads(slug, role)
        assert f"One more visit, as {kind}." in words
    assert "birch senior_manager" in journey.reads(B)
    assert f"One more visit, as {kind}." not in journey.reads(C)


def test_decision_19_nobody_adds_to_what_is_anothers(pages: Pages) -> None:
    journey = Journey(pages).at_answered()
    theirs = {"about": f"part_2 {journey.response(B).id}", "kind": "addendum", "body": "Not ours."}
    answer = journey.sends(journey.who(A), journey.case("add"), theirs)
    assert answer.status_code == 422
    assert "Not ours." not in journey.reads(B)


def test_decision_19_a_reply_after_the_end_is_an_addendum(pages: Pages) -> None:
    journey = Journey(pages).at_forwarded()
    journey.does(journey.who(A), journey.case("withdraw"), REASONS)
    assert journey.who(B).get(journey.case("part-2")).status_code == 409
    about = f"part_2 {journey.response(B).id}"
    journey.does(
        journey.who(B), journey.case("add"), {"about": about, "kind": "addendum", "body": "Our reply, late."}
    )
    assert "Our reply, late." in journey.reads(A)
    assert journey.state() == "withdrawn"


PROMISED = {
    "promised-0-what": "Visit weekly", "promised-0-owner": "Team lead", "promised-0-by-day": "19",
    "promised-0-by-month": "2", "promised-0-by-year": "2027",
}  # fmt: skip
FOLLOW_UP = date(2027, 2, 19)
"""The day promised, between 4 and 8 weeks from the conclusion on MONDAY."""


def _resolved_with_a_promise(pages: Pages) -> Journey:
    with on(MONDAY):
        journey = Journey(pages).at_forwarded()
        journey.replies(B, **PROMISED)
        journey.concludes("resolved")
        assert journey.running() == {"follow_up": FOLLOW_UP}
    return journey


def _broken(journey: Journey) -> dict[str, str]:
    return {**REASONS, "not_done": f"{journey.response(B).id}-1"}


def test_decision_18_a_resolved_case_is_reopened_as_unresolved_when_a_promise_failed(pages: Pages) -> None:
    journey = _resolved_with_a_promise(pages)
    page = journey.case("reopen")
    with on(FOLLOW_UP):
        for slug, role in ((A, Role.CONTRIBUTOR), (B, Role.SENIOR_MANAGER), (OFFICE, Role.OFFICER)):
            assert journey.who(slug, role).get(page).status_code == 403
        assert journey.sends(journey.who(A), page, REASONS).status_code == 422, "No promise is named."
        journey.does(journey.who(A), page, _broken(journey))
        assert (journey.state(), set(journey.running())) == ("unresolved", {"turn"})


@pytest.mark.parametrize(
    ("day", "status"), [(date(2027, 3, 19), 200), (date(2027, 3, 20), 200), (date(2027, 3, 22), 409)]
)
def test_decision_18_until_twenty_working_days_after_the_follow_up_date(
    pages: Pages, day: date, status: int
) -> None:
    journey = _resolved_with_a_promise(pages)
    with on(day):
        assert journey.who(A).get(journey.case("reopen")).status_code == status


def test_decision_20_a_reply_sent_by_email_is_entered_on_behalf_dated_by_when_it_was_sent(
    pages: Pages,
) -> None:
    with on(MONDAY):
        journey = Journey(pages).at_forwarded()
    page = journey.at_office("reply", B)
    entered = {"signer_name": "Una Field", "signer_role": "Head of service"}
    with on(date(2027, 1, 27)):
        journey.does(journey.office, f"{page}/write", REPLIED)
        for slug, role in ((A, Role.SENIOR_MANAGER), (OFFICE, Role.CLERK)):
            assert journey.who(slug, role).get(page).status_code == 403
        for sent in (date(2027, 1, 28), date(2027, 1, 8)):
            refused = journey.sends(journey.office, page, {**entered, **boxes("answered_on", sent)})
            assert (refused.status_code, journey.state()) == (422, "forwarded")
        journey.does(journey.office, page, {**entered, **boxes("answered_on", date(2027, 1, 25))})
        reply = journey.response(B)
        assert (journey.state(), reply.on_behalf) == ("answered", True)
        assert london_date(reply.answered_at) == date(2027, 1, 25)
        words = journey.reads(A)
        assert "on behalf of" in words
        assert "Monday 25 January 2027" in words
        assert "(late)" not in words
