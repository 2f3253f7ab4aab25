"""What a move does beside its row: the protocol's own readings of its table, and the clocks, step by step."""

from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

import pytest

from portal.protocol.clock import end_of_day
from portal.protocol.conflicts import View
from portal.protocol.deadlines import Clock, begin
from portal.protocol.errors import Invalid, NotAllowed, WrongState
from portal.protocol.escalation import ENDED, CaseState, Escalation, Extension, Part, PartKind, PartState
from portal.protocol.moves import Moved, advance, may, open_actions
from portal.protocol.rows import Action
from tests.unit.protocol.cases import (
    BENCH,
    CALENDAR,
    NOW,
    PEOPLE,
    A,
    B,
    Course,
    case,
    ids,
    later,
    named,
    part,
    request,
    seat,
)

CHECK, RESPONSE, TURN, REFERRAL = Clock.BUSINESS_UNIT_CHECK, Clock.RESPONSE, Clock.TURN, Clock.REFERRAL_CHECK
AWAITED, RECEIVED, REPLACED = PartState.AWAITED, PartState.RECEIVED, PartState.REPLACED
ASKED, RETURNED, REFERRED = PartState.ASKED, PartState.RETURNED, PartState.REFERRED
DIRECTED, RECALLED, WITHDRAWN = PartState.DIRECTED, PartState.RECALLED, PartState.WITHDRAWN
B_RESPONSE, C_RESPONSE = ids("B response", "C response")
A_REFERRAL, B_REFERRAL, C_REFERRAL = ids("A referral", "B referral", "C referral")
_numbers = count()


def _forwarded(*agencies: str) -> Course:
    """A case sent to these agencies just now."""
    course = Course(case(state=CaseState.DRAFT))
    course.does("A senior", Action.SIGN_OFF)
    course.does(
        "BU officer",
        Action.FORWARD,
        agencies=ids(*agencies),
        able=frozenset(ids(*agencies)),
        new_ids=tuple(named(f"{agency} response") for agency in agencies),
    )
    return course


def _answered(*agencies: str) -> Course:
    course = _forwarded(*agencies)
    for agency in agencies:
        course.does(f"{agency} senior", Action.RESPOND, named(f"{agency} response"))
    return course


def _asks(course: Course, agency: str, action: Action = Action.ASK_REFERRAL) -> Moved:
    return course.does(f"{agency} senior", action, new_ids=(named(f"{agency} referral"),))


def _unresolved(*agencies: str, asked_by: tuple[str, ...] = ()) -> Course:
    course = _answered(*agencies)
    course.does("A senior", Action.CONCLUDE_NOT_RESOLVED)
    for agency in asked_by:
        _asks(course, agency)
    return course


def _referred(*asked_by: str) -> Course:
    course = _unresolved("B", "C", asked_by=asked_by)
    course.does("BU officer", Action.REFER)
    return course


def _accepted(*asked_by: str) -> Course:
    course = _referred(*asked_by)
    course.does("E member", Action.ACCEPT)
    return course


def _commission(course: Course, action: Action, whose: str) -> UUID:
    new = named(f"{whose} {next(_numbers)}")
    course.does("E chair", action, agencies=ids(whose), new_ids=(new,), due_on=date(2027, 2, 1))
    return new


def _state(course: Course, one: UUID) -> PartState:
    found = course.case.part(one)
    assert found is not None
    return found.state


def _opened(course: Course, *people: str) -> set[Action]:
    return {
        action
        for person in people
        for action, _ in open_actions(course.case, PEOPLE[person], course.now, CALENDAR)
    }


# A's withdrawal --------------------------------------------------------------------------------------------


def test_as_withdrawal_ends_the_case_and_its_parts_when_no_other_agencys_request_stands() -> None:
    course = _unresolved("B", asked_by=("A",))
    moved = course.does("A senior", Action.WITHDRAW)
    assert moved.ended
    assert course.case.state is CaseState.WITHDRAWN
    assert _state(course, A_REFERRAL) is WITHDRAWN
    assert course.running() == set()


def test_as_withdrawal_does_not_cancel_bs_request() -> None:
    course = _unresolved("B", asked_by=("A", "B"))
    assert not course.does("A senior", Action.WITHDRAW).ended
    assert course.case.state is CaseState.UNRESOLVED
    assert course.case.raising_withdrew
    assert (_state(course, A_REFERRAL), _state(course, B_REFERRAL)) == (WITHDRAWN, ASKED)
    assert course.running() == {(REFERRAL, B_REFERRAL)}


@pytest.mark.parametrize("state", [state for state in CaseState if state not in ENDED])
def test_after_its_own_withdrawal_a_only_reads(state: CaseState) -> None:
    parts = part("B response", AWAITED, due_at=NOW), part("A referral", RETURNED), part("B referral", ASKED)
    course = Course(case(*parts, state=state, raising_withdrew=True, follow_up_on=NOW.date()))
    assert _opened(course, *(name for name in PEOPLE if name.startswith("A "))) == set()


def test_as_withdrawal_counts_as_its_agreement_to_an_early_request() -> None:
    course = _forwarded("B", "C")
    _asks(course, "B", Action.ASK_EARLY_REFERRAL)
    course.does("C senior", Action.AGREE_EARLY_REFERRAL, B_REFERRAL)
    with pytest.raises(WrongState):
        course.does("BU officer", Action.REFER)
    course.does("A senior", Action.WITHDRAW)
    course.does("BU officer", Action.REFER)
    assert course.case.state is CaseState.REFERRED


def test_as_withdrawal_is_its_own_agreement_only() -> None:
    course = _forwarded("B", "C")
    _asks(course, "B", Action.ASK_EARLY_REFERRAL)
    course.does("A senior", Action.WITHDRAW)
    assert not may(course.case, Action.REFER, PEOPLE["BU officer"], request())


def test_when_a_has_withdrawn_and_the_last_request_is_declined_the_case_is_withdrawn() -> None:
    course = _referred("A", "B")
    course.does("A senior", Action.WITHDRAW)
    course.does("E member", Action.DECLINE)
    assert course.case.state is CaseState.WITHDRAWN
    assert _state(course, B_REFERRAL) is PartState.DECLINED


@pytest.mark.parametrize("start", [_unresolved, _referred, _accepted])
def test_when_a_has_withdrawn_and_the_last_request_is_taken_back_the_case_is_withdrawn(start: Any) -> None:
    course = start("B", "C", asked_by=("B", "C")) if start is _unresolved else start("B", "C")
    course.does("A senior", Action.WITHDRAW)
    assert not course.does("B senior", Action.WITHDRAW_REFERRAL, B_REFERRAL).ended
    course.does("C senior", Action.WITHDRAW_REFERRAL, C_REFERRAL)
    assert course.case.state is CaseState.WITHDRAWN
    assert course.running() == set()


def test_when_a_has_withdrawn_the_last_response_does_not_make_it_as_turn() -> None:
    course = _forwarded("B", "C")
    course.does("B senior", Action.RESPOND, B_RESPONSE)
    _asks(course, "B", Action.ASK_EARLY_REFERRAL)
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
    course = _accepted("A", "B")
    course.does("E chair", Action.DECIDE)
    assert {part.state for part in course.case.of_kind(PartKind.REFERRAL)} == {REFERRED}


def test_a_summary_that_was_submitted_stays_submitted() -> None:
    course = _accepted("A")
    summary = _commission(course, Action.COMMISSION_SUMMARY, "SCRUTINEER")
    _declare_interests(course, summary)
    course.does("S scrutineer", Action.SUBMIT_SUMMARY, summary)
    course.does("E chair", Action.DECIDE)
    assert _state(course, summary) is PartState.SUBMITTED


def _declare_interests(course: Course, one: UUID) -> None:
    known = course.case.part(one)
    assert known is not None
    course.case = course.case.with_parts(replace(known, interests_declared=True))


@pytest.mark.parametrize("state", [state for state in ENDED if state is not CaseState.RESOLVED])
def test_what_has_ended_stays_ended(state: CaseState) -> None:
    course = Course(case(*EVERYTHING, state=state, follow_up_on=NOW.date()))
    open_ = _opened(course, *PEOPLE)
    after_a_decision = {Action.CORRECT, Action.RECALL_REVIEW} if state is CaseState.DECIDED else set()
    assert open_ == {Action.REPORT_REVIEW} | after_a_decision


def test_a_resolved_case_is_left_only_by_reopening() -> None:
    course = Course(case(*EVERYTHING, state=CaseState.RESOLVED, follow_up_on=NOW.date()))
    assert _opened(course, *PEOPLE) == {Action.REOPEN, Action.REPORT_REVIEW}


def test_a_reopened_case_is_unresolved_and_as_turn() -> None:
    course = _answered("B")
    course.does("A senior", Action.CONCLUDE_RESOLVED, promised=(date(2027, 2, 22),))
    assert course.running() == {(Clock.FOLLOW_UP, None)}
    assert course.deadline(Clock.FOLLOW_UP).due_on == course.case.follow_up_on == date(2027, 2, 22)
    assert course.clocks[Clock.FOLLOW_UP, None].workspace == A
    course.waits(40)
    course.does("A senior", Action.REOPEN)
    assert course.case.state is CaseState.UNRESOLVED
    assert course.running() == {(TURN, None)}


def test_a_reviews_clock_runs_on_after_the_end_until_it_is_reported() -> None:
    course = _accepted("A")
    review = _commission(course, Action.COMMISSION_REVIEW, "LEARNING")
    _commission(course, Action.COMMISSION_SUMMARY, "SCRUTINEER")
    course.does("E chair", Action.DECIDE)
    assert course.running() == {(Clock.COMMISSION, review)}
    assert not course.does("BU officer", Action.REPORT_REVIEW, review).ended
    assert course.running() == set()
    assert course.case.state is CaseState.DECIDED


# Responses -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "state", [CaseState.FORWARDED, CaseState.UNRESOLVED, CaseState.REFERRED, CaseState.ACCEPTED]
)
@pytest.mark.parametrize("who", ["B senior", "B deputy", "BU officer"])
def test_a_late_response_is_always_taken_while_the_case_is_open(who: str, state: CaseState) -> None:
    late = case(part("B response", AWAITED, due_at=later(-30)), state=state)
    moved = advance(late, Action.RESPOND, PEOPLE[who], request("B response"))
    assert moved.after.parts[0].state is RECEIVED
    assert moved.stopped[0] == (RESPONSE, B_RESPONSE)


def test_silence_moves_nothing() -> None:
    course = _forwarded("B")
    course.waits(200)
    assert course.case.state is CaseState.FORWARDED
    assert _opened(course, "A senior") == {
        Action.CONCLUDE_RESOLVED, Action.CONCLUDE_NOT_RESOLVED, Action.WITHDRAW,
    }  # fmt: skip
    assert course.does("A senior", Action.CONCLUDE_NOT_RESOLVED).after.state is CaseState.UNRESOLVED


def test_an_agency_that_was_replaced_may_do_nothing_more_to_its_response() -> None:
    course = _forwarded("B")
    course.does(
        "BU officer", Action.CHANGE_RESPONDER, B_RESPONSE,
        agencies=ids("C"), able=frozenset(ids("C")), new_ids=(C_RESPONSE,),
    )  # fmt: skip
    assert course.case.parties == {A, named("C")}
    assert _opened(course, "B senior", "B contributor") == set()
    for action in (Action.RESPOND, Action.ASK_EXTENSION, Action.SAY_NOT_FOR_US):
        with pytest.raises(NotAllowed):
            course.does("B senior", action, B_RESPONSE)


def test_a_new_responder_has_ten_days_of_its_own_and_the_old_clock_ends() -> None:
    course = _forwarded("B")
    course.waits(8)
    course.does(
        "BU officer", Action.CHANGE_RESPONDER, B_RESPONSE,
        agencies=ids("C"), able=frozenset(ids("C")), new_ids=(C_RESPONSE,),
    )  # fmt: skip
    assert course.running() == {(RESPONSE, C_RESPONSE)}
    assert course.deadline(RESPONSE, C_RESPONSE).due_on == CALENDAR.add(NOW.date(), 18)
    assert course.case.awaited[0].due_at == end_of_day(CALENDAR.add(NOW.date(), 18))


def test_a_late_business_unit_never_cuts_the_ten_days() -> None:
    course = Course(case(state=CaseState.DRAFT))
    course.does("A senior", Action.SIGN_OFF)
    course.waits(7)
    given = {"agencies": ids("B", "C"), "able": frozenset(ids("B", "C")), "new_ids": (B_RESPONSE, C_RESPONSE)}
    course.does("BU officer", Action.FORWARD, **given)
    assert course.running() == {(RESPONSE, B_RESPONSE), (RESPONSE, C_RESPONSE)}
    assert {one.deadline.due_on for one in course.clocks.values()} == {CALENDAR.add(NOW.date(), 17)}
    assert {one.workspace for one in course.clocks.values()} == set(ids("B", "C"))


def test_more_time_is_asked_for_once_and_moves_the_due_date() -> None:
    course = _forwarded("B")
    course.does("B senior", Action.ASK_EXTENSION, B_RESPONSE)
    before = course.deadline(RESPONSE, B_RESPONSE)
    with pytest.raises(Invalid):
        course.does("BU officer", Action.GRANT_EXTENSION, B_RESPONSE, extra_days=6, running=before)
    course.does("BU officer", Action.GRANT_EXTENSION, B_RESPONSE, extra_days=5, running=before)
    assert course.running() == {(RESPONSE, B_RESPONSE)}
    assert course.deadline(RESPONSE, B_RESPONSE).due_on == CALENDAR.add(NOW.date(), 15)
    assert course.case.awaited[0].due_at == course.deadline(RESPONSE, B_RESPONSE).due_at
    assert course.case.awaited[0].extension is Extension.GRANTED
    assert not may(course.case, Action.ASK_EXTENSION, PEOPLE["B senior"], request("B response"))


def test_more_time_that_nobody_answered_lapses_with_the_due_date() -> None:
    course = _forwarded("B")
    course.does("B senior", Action.ASK_EXTENSION, B_RESPONSE)
    course.waits(11)
    with pytest.raises(WrongState):
        course.does("BU officer", Action.GRANT_EXTENSION, B_RESPONSE)
    with pytest.raises(WrongState):
        course.does("B senior", Action.ASK_EXTENSION, B_RESPONSE)
    course.does("BU officer", Action.REFUSE_EXTENSION, B_RESPONSE)
    assert course.case.awaited[0].extension is Extension.REFUSED


def test_not_for_us_is_answered_and_the_ten_days_run_on() -> None:
    course = _forwarded("B")
    due = course.deadline(RESPONSE, B_RESPONSE)
    course.does("B senior", Action.SAY_NOT_FOR_US, B_RESPONSE)
    assert course.case.awaited[0].said_not_for_us
    course.does("BU officer", Action.KEEP_RESPONDER, B_RESPONSE)
    assert not course.case.awaited[0].said_not_for_us
    assert course.deadline(RESPONSE, B_RESPONSE) == due


def test_the_only_responding_agency_is_not_released_and_the_refusal_says_so() -> None:
    with pytest.raises(WrongState, match="only responding agency"):
        _forwarded("B").does("BU officer", Action.RELEASE_RESPONDER, B_RESPONSE)


# Turns -----------------------------------------------------------------------------------------------------


def test_as_turn_begins_with_the_last_response() -> None:
    course = _forwarded("B", "C")
    course.does("B senior", Action.RESPOND, B_RESPONSE)
    assert course.case.turn_began_at is None
    course.waits(4)
    course.does("C senior", Action.RESPOND, C_RESPONSE)
    assert course.case.turn_began_at == course.now
    assert course.running() == {(TURN, None)}
    assert course.clocks[TURN, None].workspace == A


def test_as_turn_begins_when_the_last_one_awaited_is_released() -> None:
    course = _forwarded("B", "C")
    course.does("B senior", Action.RESPOND, B_RESPONSE)
    course.waits(1)
    course.does("BU officer", Action.RELEASE_RESPONDER, C_RESPONSE)
    assert (course.case.state, course.case.turn_began_at) == (CaseState.ANSWERED, course.now)
    assert course.running() == {(TURN, None)}


def test_as_turn_begins_anew_with_not_resolved_and_what_was_counted_is_forgotten() -> None:
    course = _answered("B")
    course.change(chases=2, no_further_step_at=course.now)
    course.waits(6)
    course.does("A senior", Action.CONCLUDE_NOT_RESOLVED)
    assert (course.case.turn_began_at, course.case.chases) == (course.now, 0)
    assert course.case.no_further_step_at is None
    assert course.deadline(TURN).started_on == course.now.date()


def test_as_turn_begins_with_the_decline() -> None:
    course = _referred("A", "B")
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
    course = _unresolved("B", asked_by=("B",))
    course.does("BU officer", Action.RETURN_REFERRAL, B_REFERRAL)
    assert course.running() == {(TURN, None), (TURN, B_REFERRAL)}
    assert course.clocks[TURN, B_REFERRAL].workspace == B
    course.does("B senior", Action.ASK_REFERRAL, B_REFERRAL)
    assert course.running() == {(TURN, None), (REFERRAL, B_REFERRAL)}


def test_a_request_taken_back_ends_its_askers_turn_and_forgets_its_chases() -> None:
    course = _unresolved("B", asked_by=("B",))
    course.does("BU officer", Action.RETURN_REFERRAL, B_REFERRAL)
    course.change(chases=2)
    course.does("B senior", Action.WITHDRAW_REFERRAL, B_REFERRAL)
    assert course.running() == {(TURN, None)}
    assert course.case.chases == 0, "A was not the one who was chased."


def test_the_check_of_a_request_binds_the_business_unit_and_nobody_else() -> None:
    course = _unresolved("B", asked_by=("A",))
    assert course.running() == {(REFERRAL, A_REFERRAL)}
    assert course.clocks[REFERRAL, A_REFERRAL].workspace is None
    course.does("BU officer", Action.RETURN_REFERRAL, A_REFERRAL)
    course.does("A senior", Action.ASK_REFERRAL, A_REFERRAL)
    assert course.clocks[REFERRAL, A_REFERRAL].workspace is None


# Stage 4 ---------------------------------------------------------------------------------------------------


def test_referring_takes_every_request_with_it_and_ends_their_clocks() -> None:
    course = _unresolved("B", "C", asked_by=("A", "B"))
    course.does("BU officer", Action.RETURN_REFERRAL, B_REFERRAL)
    course.does("BU officer", Action.REFER)
    assert (_state(course, A_REFERRAL), _state(course, B_REFERRAL)) == (REFERRED, REFERRED)
    assert course.running() == {(Clock.ACCEPTANCE, None)}
    assert course.deadline(Clock.ACCEPTANCE).due_on == CALENDAR.add(NOW.date(), 10)


def test_an_early_request_starts_no_clock_and_waits_for_every_party() -> None:
    course = _forwarded("B", "C")
    _asks(course, "B", Action.ASK_EARLY_REFERRAL)
    assert course.running() == {(RESPONSE, B_RESPONSE), (RESPONSE, C_RESPONSE)}
    course.does("A senior", Action.AGREE_EARLY_REFERRAL, B_REFERRAL)
    course.does("C senior", Action.AGREE_EARLY_REFERRAL, B_REFERRAL)
    course.does("BU officer", Action.REFER)
    assert course.running() == {(RESPONSE, B_RESPONSE), (RESPONSE, C_RESPONSE), (Clock.ACCEPTANCE, None)}


def test_accepting_starts_the_twenty_days_to_decide() -> None:
    course = _accepted("A")
    assert course.running() == {(Clock.DECISION, None)}
    assert course.deadline(Clock.DECISION).due_on == CALENDAR.add(NOW.date(), 20)


@pytest.mark.parametrize("start", [_referred, _accepted])
def test_the_last_request_taken_back_brings_the_case_back_to_the_agencies(start: Any) -> None:
    course = start("A", "B")
    course.does("B senior", Action.WITHDRAW_REFERRAL, B_REFERRAL)
    course.does("A senior", Action.WITHDRAW_REFERRAL, A_REFERRAL)
    assert course.case.state is CaseState.UNRESOLVED
    assert course.running() == {(TURN, None)}


def test_a_tie_decides_nothing_until_a_substitute_is_named() -> None:
    course = _accepted("A")
    tie = tuple(replace(one, view=View.FOR if one.order == 0 else View.AGAINST) for one in BENCH[:2])
    course.change(bench=tie)
    with pytest.raises(WrongState):
        course.does("E chair", Action.DECIDE)
    course.change(bench=(*tie, seat("E substitute", 2, declared=True, view=View.FOR)))
    assert course.does("E chair", Action.DECIDE).after.state is CaseState.DECIDED


def test_a_decision_needs_the_quorum_at_the_moment_it_is_made() -> None:
    course = _accepted("A")
    course.change(bench=(BENCH[0], replace(BENCH[1], conflict=True)))
    with pytest.raises(WrongState, match="Two members"):
        course.does("E chair", Action.DECIDE)


def test_one_summary_and_one_review_are_under_way_at_a_time() -> None:
    course = _accepted("A")
    summary = _commission(course, Action.COMMISSION_SUMMARY, "SCRUTINEER")
    with pytest.raises(WrongState):
        _commission(course, Action.COMMISSION_SUMMARY, "SCRUTINEER")
    review = _commission(course, Action.COMMISSION_REVIEW, "LEARNING")
    assert {key for key in course.running() if key[0] is Clock.COMMISSION} == {
        (Clock.COMMISSION, summary),
        (Clock.COMMISSION, review),
    }
    assert course.clocks[Clock.COMMISSION, summary].workspace == named("SCRUTINEER")
    course.does("E chair", Action.RECALL_SUMMARY, summary)
    assert _commission(course, Action.COMMISSION_SUMMARY, "SCRUTINEER")


def test_a_commission_is_due_after_today() -> None:
    with pytest.raises(Invalid):
        _accepted("A").does(
            "E chair", Action.COMMISSION_SUMMARY,
            agencies=ids("SCRUTINEER"), new_ids=ids("new"), due_on=NOW.date(),
        )  # fmt: skip


# Doors and buttons -------------------------------------------------------------------------------------------


def test_a_refusal_says_who_may() -> None:
    with pytest.raises(NotAllowed, match="a senior manager of the responding agency or the Business Unit"):
        _forwarded("B").does("A senior", Action.RESPOND, B_RESPONSE)


@pytest.mark.parametrize(
    ("who", "action", "about"),
    [
        ("BU officer", Action.RESPOND, None),
        ("BU officer", Action.RESPOND, named("nothing")),
        ("BU officer", Action.RESPOND, A_REFERRAL),
        ("BU officer", Action.CLOSE_OUT_OF_SCOPE, B_RESPONSE),
        ("A senior", Action.WITHDRAW, B_RESPONSE),
    ],
)
def test_an_action_about_the_wrong_part_or_none_is_refused(
    who: str, action: Action, about: UUID | None
) -> None:
    course = Course(case(part("B response", AWAITED), part("A referral", ASKED)))
    if action is Action.CLOSE_OUT_OF_SCOPE:
        course.change(state=CaseState.SUBMITTED)
    with pytest.raises(WrongState):
        course.does(who, action, about)


def test_what_is_open_names_the_part_it_is_about() -> None:
    course = _forwarded("B", "C")
    assert set(open_actions(course.case, PEOPLE["B senior"], NOW, CALENDAR)) == {
        (Action.RESPOND, B_RESPONSE),
        (Action.ASK_EXTENSION, B_RESPONSE),
        (Action.SAY_NOT_FOR_US, B_RESPONSE),
        (Action.ASK_EARLY_REFERRAL, None),
    }


def test_a_move_tells_which_parts_changed_and_leaves_the_case_before_it_alone() -> None:
    course = _forwarded("B", "C")
    before = course.case
    moved = course.does("B senior", Action.RESPOND, B_RESPONSE)
    assert [part.id for part in moved.changed_parts] == [B_RESPONSE]
    assert (moved.before, before.part(B_RESPONSE)) == (before, _awaited(before))


def _awaited(case: Escalation) -> Part:
    return next(part for part in case.awaited if part.id == B_RESPONSE)


def test_asking_for_sign_off_is_forgotten_when_the_case_moves() -> None:
    course = Course(case(state=CaseState.DRAFT, sign_off_asked=True))
    course.does("A senior", Action.SIGN_OFF)
    assert not course.case.sign_off_asked


def test_a_clock_goes_on_from_the_due_date_it_had() -> None:
    asked = part("B response", AWAITED, extension=Extension.ASKED)
    running = begin(RESPONSE, NOW, CALENDAR)
    moved = advance(
        case(asked), Action.GRANT_EXTENSION, PEOPLE["BU officer"],
        request("B response", extra_days=1, running=running),
    )  # fmt: skip
    assert moved.stopped == ((RESPONSE, B_RESPONSE),)
    assert moved.started[0].deadline.due_on == CALENDAR.add(running.due_on, 1)
