"""How a case ends, and what that does to its parts: A's withdrawal, and every other end."""

from datetime import date
from typing import Any

import pytest

from portal.protocol.deadlines import Clock
from portal.protocol.errors import WrongState
from portal.protocol.escalation import ENDED, CaseState, PartKind, PartState
from portal.protocol.moves import advance, may
from portal.protocol.rows import Action
from tests.unit.protocol.cases import NOW, PEOPLE, A, case, later, named, part, request
from tests.unit.protocol.course import (
    A_REFERRAL,
    B_REFERRAL,
    B_RESPONSE,
    C_REFERRAL,
    C_RESPONSE,
    Course,
    accepted,
    answered,
    asks,
    commission,
    declare_interests,
    forwarded,
    opened,
    referred,
    state_of,
    unresolved,
)

TURN, REFERRAL = Clock.TURN, Clock.REFERRAL_CHECK
AWAITED, RECEIVED = PartState.AWAITED, PartState.RECEIVED
ASKED, RETURNED, REFERRED = PartState.ASKED, PartState.RETURNED, PartState.REFERRED
DIRECTED, RECALLED, WITHDRAWN = PartState.DIRECTED, PartState.RECALLED, PartState.WITHDRAWN

# A's withdrawal --------------------------------------------------------------------------------------------


def test_as_withdrawal_ends_the_case_and_its_parts_when_no_other_agencys_request_stands() -> None:
    course = unresolved("B", asked_by=("A",))
    moved = course.does("A senior", Action.WITHDRAW)
    assert moved.ended
    assert course.case.state is CaseState.WITHDRAWN
    assert state_of(course, A_REFERRAL) is WITHDRAWN
    assert course.running() == set()


def test_as_withdrawal_does_not_cancel_bs_request() -> None:
    course = unresolved("B", asked_by=("A", "B"))
    assert not course.does("A senior", Action.WITHDRAW).ended
    assert course.case.state is CaseState.UNRESOLVED
    assert course.case.raising_withdrew
    assert (state_of(course, A_REFERRAL), state_of(course, B_REFERRAL)) == (WITHDRAWN, ASKED)
    assert course.running() == {(REFERRAL, B_REFERRAL)}


@pytest.mark.parametrize("state", [state for state in CaseState if state not in ENDED])
def test_after_its_own_withdrawal_a_only_reads(state: CaseState) -> None:
    parts = part("B response", AWAITED, due_at=NOW), part("A referral", RETURNED), part("B referral", ASKED)
    course = Course(case(*parts, state=state, raising_withdrew=True, follow_up_on=NOW.date()))
    assert opened(course, *(name for name in PEOPLE if name.startswith("A "))) == set()


def test_as_withdrawal_counts_as_its_agreement_to_an_early_request() -> None:
    course = forwarded("B", "C")
    asks(course, "B", Action.ASK_EARLY_REFERRAL)
    course.does("C senior", Action.AGREE_EARLY_REFERRAL, B_REFERRAL)
    with pytest.raises(WrongState):
        course.does("BU officer", Action.REFER)
    course.does("A senior", Action.WITHDRAW)
    course.does("BU officer", Action.REFER)
    assert course.case.state is CaseState.REFERRED


def test_as_withdrawal_is_its_own_agreement_only() -> None:
    course = forwarded("B", "C")
    asks(course, "B", Action.ASK_EARLY_REFERRAL)
    course.does("A senior", Action.WITHDRAW)
    assert not may(course.case, Action.REFER, PEOPLE["BU officer"], request())


def test_when_a_has_withdrawn_and_the_last_request_is_declined_the_case_is_withdrawn() -> None:
    course = referred("A", "B")
    course.does("A senior", Action.WITHDRAW)
    course.does("E member", Action.DECLINE)
    assert course.case.state is CaseState.WITHDRAWN
    assert state_of(course, B_REFERRAL) is PartState.DECLINED


@pytest.mark.parametrize("start", [unresolved, referred, accepted])
def test_when_a_has_withdrawn_and_the_last_request_is_taken_back_the_case_is_withdrawn(start: Any) -> None:
    course = start("B", "C", asked_by=("B", "C")) if start is unresolved else start("B", "C")
    course.does("A senior", Action.WITHDRAW)
    assert not course.does("B senior", Action.WITHDRAW_REFERRAL, B_REFERRAL).ended
    course.does("C senior", Action.WITHDRAW_REFERRAL, C_REFERRAL)
    assert course.case.state is CaseState.WITHDRAWN
    assert course.running() == set()


def test_when_a_has_withdrawn_the_last_response_does_not_make_it_as_turn() -> None:
    course = forwarded("B", "C")
    course.does("B senior", Action.RESPOND, B_RESPONSE)
    asks(course, "B", Action.ASK_EARLY_REFERRAL)
    course.does("A senior", Action.WITHDRAW)
    course.does("BU officer", Action.RETURN_REFERRAL, B_REFERRAL)
    course.waits(3)
    course.does("C senior", Action.RESPOND, C_RESPONSE)
    assert course.case.state is CaseState.ANSWERED
    assert course.running() == {(TURN, B_REFERRAL)}
    assert course.case.turn_began_at == NOW


# A case that ends ------------------------------------------------------------------------------------------

EVERYTHING = (
    part("B response", AWAITED, due_at=NOW),
    part("C response", RECEIVED),
    part("A referral", RETURNED),
    part("SCRUTINEER summary", DIRECTED),
    part("LEARNING review", DIRECTED),
)
ENDS = [
    ("A senior", Action.CONCLUDE_RESOLVED, CaseState.UNRESOLVED),
    ("A senior", Action.WITHDRAW, CaseState.UNRESOLVED),
    ("BU officer", Action.CLOSE, CaseState.UNRESOLVED),
    ("BU officer", Action.CLOSE_OUT_OF_SCOPE, CaseState.SUBMITTED),
    ("E chair", Action.DECIDE, CaseState.ACCEPTED),
]


@pytest.mark.parametrize(("who", "action", "state"), ENDS)
def test_a_case_that_ends_ends_its_parts_but_a_review_lives_on(
    who: str, action: Action, state: CaseState
) -> None:
    spent = case(*EVERYTHING, state=state, turn_began_at=later(-30), chases=2)
    moved = advance(spent, action, PEOPLE[who], request())
    after = {part.kind: part.state for part in moved.after.parts if part.id != C_RESPONSE}
    assert moved.ended
    assert after[PartKind.SUMMARY] is RECALLED
    assert after[PartKind.REVIEW] is DIRECTED
    assert after[PartKind.RESPONSE] is AWAITED, "A response still awaited counts as no response."
    assert after[PartKind.REFERRAL] is (RETURNED if action is Action.DECIDE else WITHDRAWN)
    assert moved.run_on == {named("LEARNING review")}


def test_a_decided_case_keeps_the_requests_it_decided() -> None:
    course = accepted("A", "B")
    course.does("E chair", Action.DECIDE)
    assert {part.state for part in course.case.of_kind(PartKind.REFERRAL)} == {REFERRED}


def test_a_summary_that_was_submitted_stays_submitted() -> None:
    course = accepted("A")
    summary = commission(course, Action.COMMISSION_SUMMARY, "SCRUTINEER")
    declare_interests(course, summary)
    course.does("S scrutineer", Action.SUBMIT_SUMMARY, summary)
    course.does("E chair", Action.DECIDE)
    assert state_of(course, summary) is PartState.SUBMITTED


@pytest.mark.parametrize("state", sorted(ENDED - {CaseState.RESOLVED}))
def test_what_has_ended_stays_ended(state: CaseState) -> None:
    course = Course(case(*EVERYTHING, state=state, follow_up_on=NOW.date()))
    open_ = opened(course, *PEOPLE)
    after_a_decision = {Action.CORRECT, Action.RECALL_REVIEW} if state is CaseState.DECIDED else set()
    assert open_ == {Action.REPORT_REVIEW} | after_a_decision


def test_a_resolved_case_is_left_only_by_reopening() -> None:
    course = Course(case(*EVERYTHING, state=CaseState.RESOLVED, follow_up_on=NOW.date()))
    assert opened(course, *PEOPLE) == {Action.REOPEN, Action.REPORT_REVIEW}


def test_a_reopened_case_is_unresolved_and_as_turn() -> None:
    course = answered("B")
    course.does("A senior", Action.CONCLUDE_RESOLVED, promised=(date(2027, 2, 22),))
    assert course.running() == {(Clock.FOLLOW_UP, None)}
    assert course.deadline(Clock.FOLLOW_UP).due_on == course.case.follow_up_on == date(2027, 2, 22)
    assert course.clocks[Clock.FOLLOW_UP, None].workspace == A
    course.waits(40)
    course.does("A senior", Action.REOPEN)
    assert course.case.state is CaseState.UNRESOLVED
    assert course.running() == {(TURN, None)}


def test_a_reviews_clock_runs_on_after_the_end_until_it_is_reported() -> None:
    course = accepted("A")
    review = commission(course, Action.COMMISSION_REVIEW, "LEARNING")
    commission(course, Action.COMMISSION_SUMMARY, "SCRUTINEER")
    course.does("E chair", Action.DECIDE)
    assert course.running() == {(Clock.COMMISSION, review)}
    assert not course.does("BU officer", Action.REPORT_REVIEW, review).ended
    assert course.running() == set()
    assert course.case.state is CaseState.DECIDED
