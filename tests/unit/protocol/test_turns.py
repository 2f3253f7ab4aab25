"""Whose turn it is and which clocks run, step by step, through stages 3 and 4."""

from dataclasses import replace
from typing import Any

import pytest

from portal.protocol.conflicts import View
from portal.protocol.deadlines import Clock
from portal.protocol.errors import Invalid, WrongState
from portal.protocol.escalation import CaseState, PartState
from portal.protocol.rows import Action
from tests.unit.protocol.cases import BENCH, CALENDAR, NOW, A, B, case, ids, named, seat
from tests.unit.protocol.course import (
    A_REFERRAL,
    B_REFERRAL,
    B_RESPONSE,
    C_RESPONSE,
    Course,
    accepted,
    answered,
    asks,
    commission,
    forwarded,
    referred,
    state_of,
    unresolved,
)

CHECK, RESPONSE, TURN = Clock.BUSINESS_UNIT_CHECK, Clock.RESPONSE, Clock.TURN
REFERRAL, REFERRED = Clock.REFERRAL_CHECK, PartState.REFERRED

# Turns -----------------------------------------------------------------------------------------------------


def test_as_turn_begins_with_the_last_response() -> None:
    course = forwarded("B", "C")
    course.does("B senior", Action.RESPOND, B_RESPONSE)
    assert course.case.turn_began_at is None
    course.waits(4)
    course.does("C senior", Action.RESPOND, C_RESPONSE)
    assert course.case.turn_began_at == course.now
    assert course.running() == {(TURN, None)}
    assert course.clocks[TURN, None].workspace == A


def test_as_turn_begins_when_the_last_one_awaited_is_released() -> None:
    course = forwarded("B", "C")
    course.does("B senior", Action.RESPOND, B_RESPONSE)
    course.waits(1)
    course.does("BU officer", Action.RELEASE_RESPONDER, C_RESPONSE)
    assert (course.case.state, course.case.turn_began_at) == (CaseState.ANSWERED, course.now)
    assert course.running() == {(TURN, None)}


def test_as_turn_begins_anew_with_not_resolved_and_what_was_counted_is_forgotten() -> None:
    course = answered("B")
    course.change(chases=2, no_further_step_at=course.now)
    course.waits(6)
    course.does("A senior", Action.CONCLUDE_NOT_RESOLVED)
    assert (course.case.turn_began_at, course.case.chases) == (course.now, 0)
    assert course.case.no_further_step_at is None
    assert course.deadline(TURN).started_on == course.now.date()


def test_as_turn_begins_with_the_decline() -> None:
    course = referred("A", "B")
    course.waits(2)
    course.does("E member", Action.DECLINE)
    assert (course.case.state, course.case.turn_began_at) == (CaseState.UNRESOLVED, course.now)
    assert course.running() == {(TURN, None)}


def test_a_returned_form_is_as_turn_and_what_was_counted_does_not_follow_it_back() -> None:
    course = Course(case(state=CaseState.DRAFT))
    course.does("A senior", Action.SIGN_OFF)
    assert course.running() == {(CHECK, None)}
    course.does("BU officer", Action.SEND_BACK)
    assert course.running() == {(TURN, None)}
    course.change(chases=2, no_further_step_at=course.now)
    course.waits(4)
    course.does("A senior", Action.SIGN_OFF)
    assert course.running() == {(CHECK, None)}
    assert course.deadline(CHECK).due_on == CALENDAR.add(course.now.date(), 2)
    assert (course.case.chases, course.case.no_further_step_at) == (0, None)


def test_a_returned_request_is_its_askers_turn_beside_as() -> None:
    course = unresolved("B", asked_by=("B",))
    course.does("BU officer", Action.RETURN_REFERRAL, B_REFERRAL)
    assert course.running() == {(TURN, None), (TURN, B_REFERRAL)}
    assert course.clocks[TURN, B_REFERRAL].workspace == B
    course.does("B senior", Action.ASK_REFERRAL, B_REFERRAL)
    assert course.running() == {(TURN, None), (REFERRAL, B_REFERRAL)}


def test_a_request_taken_back_ends_its_askers_turn_and_forgets_its_chases() -> None:
    course = unresolved("B", asked_by=("B",))
    course.does("BU officer", Action.RETURN_REFERRAL, B_REFERRAL)
    course.change(chases=2)
    course.does("B senior", Action.WITHDRAW_REFERRAL, B_REFERRAL)
    assert course.running() == {(TURN, None)}
    assert course.case.chases == 0, "A was not the one who was chased."


def test_the_check_of_a_request_binds_the_business_unit_and_nobody_else() -> None:
    course = unresolved("B", asked_by=("A",))
    assert course.running() == {(REFERRAL, A_REFERRAL)}
    assert course.clocks[REFERRAL, A_REFERRAL].workspace is None
    course.does("BU officer", Action.RETURN_REFERRAL, A_REFERRAL)
    course.does("A senior", Action.ASK_REFERRAL, A_REFERRAL)
    assert course.clocks[REFERRAL, A_REFERRAL].workspace is None


# Stage 4 ---------------------------------------------------------------------------------------------------


def test_referring_takes_every_request_with_it_and_ends_their_clocks() -> None:
    course = unresolved("B", "C", asked_by=("A", "B"))
    course.does("BU officer", Action.RETURN_REFERRAL, B_REFERRAL)
    course.does("BU officer", Action.REFER)
    assert (state_of(course, A_REFERRAL), state_of(course, B_REFERRAL)) == (REFERRED, REFERRED)
    assert course.running() == {(Clock.ACCEPTANCE, None)}
    assert course.deadline(Clock.ACCEPTANCE).due_on == CALENDAR.add(NOW.date(), 10)


def test_an_early_request_starts_no_clock_and_waits_for_every_party() -> None:
    course = forwarded("B", "C")
    asks(course, "B", Action.ASK_EARLY_REFERRAL)
    assert course.running() == {(RESPONSE, B_RESPONSE), (RESPONSE, C_RESPONSE)}
    course.does("A senior", Action.AGREE_EARLY_REFERRAL, B_REFERRAL)
    course.does("C senior", Action.AGREE_EARLY_REFERRAL, B_REFERRAL)
    course.does("BU officer", Action.REFER)
    assert course.running() == {(RESPONSE, B_RESPONSE), (RESPONSE, C_RESPONSE), (Clock.ACCEPTANCE, None)}


def test_accepting_starts_the_twenty_days_to_decide() -> None:
    course = accepted("A")
    assert course.running() == {(Clock.DECISION, None)}
    assert course.deadline(Clock.DECISION).due_on == CALENDAR.add(NOW.date(), 20)


@pytest.mark.parametrize("start", [referred, accepted])
def test_the_last_request_taken_back_brings_the_case_back_to_the_agencies(start: Any) -> None:
    course = start("A", "B")
    course.does("B senior", Action.WITHDRAW_REFERRAL, B_REFERRAL)
    course.does("A senior", Action.WITHDRAW_REFERRAL, A_REFERRAL)
    assert course.case.state is CaseState.UNRESOLVED
    assert course.running() == {(TURN, None)}


def test_a_tie_decides_nothing_until_a_substitute_is_named() -> None:
    course = accepted("A")
    tie = tuple(replace(one, view=View.FOR if one.order == 0 else View.AGAINST) for one in BENCH[:2])
    course.change(bench=tie)
    with pytest.raises(WrongState):
        course.does("E chair", Action.DECIDE)
    course.change(bench=(*tie, seat("E substitute", 2, declared=True, view=View.FOR)))
    assert course.does("E chair", Action.DECIDE).after.state is CaseState.DECIDED


def test_a_decision_needs_the_quorum_at_the_moment_it_is_made() -> None:
    course = accepted("A")
    course.change(bench=(BENCH[0], replace(BENCH[1], conflict=True)))
    with pytest.raises(WrongState, match="Two members"):
        course.does("E chair", Action.DECIDE)


def test_one_summary_and_one_review_are_under_way_at_a_time() -> None:
    course = accepted("A")
    summary = commission(course, Action.COMMISSION_SUMMARY, "SCRUTINEER")
    with pytest.raises(WrongState):
        commission(course, Action.COMMISSION_SUMMARY, "SCRUTINEER")
    review = commission(course, Action.COMMISSION_REVIEW, "LEARNING")
    assert {key for key in course.running() if key[0] is Clock.COMMISSION} == {
        (Clock.COMMISSION, summary),
        (Clock.COMMISSION, review),
    }
    assert course.clocks[Clock.COMMISSION, summary].workspace == named("SCRUTINEER")
    course.does("E chair", Action.RECALL_SUMMARY, summary)
    assert commission(course, Action.COMMISSION_SUMMARY, "SCRUTINEER")


def test_a_commission_is_due_after_today() -> None:
    with pytest.raises(Invalid):
        accepted("A").does(
            "E chair", Action.COMMISSION_SUMMARY,
            agencies=ids("SCRUTINEER"), new_ids=ids("new"), due_on=NOW.date(),
        )  # fmt: skip
