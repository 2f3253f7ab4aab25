"""What a move does beside its row: responses, refusals, and what a move tells."""

from typing import Any
from uuid import UUID

import pytest

from portal.protocol.clock import end_of_day
from portal.protocol.deadlines import Clock, begin
from portal.protocol.errors import Invalid, NotAllowed, WrongState
from portal.protocol.escalation import CaseState, Escalation, Extension, Part, PartState
from portal.protocol.moves import advance, may, open_actions
from portal.protocol.rows import Action
from tests.unit.protocol.cases import CALENDAR, NOW, PEOPLE, A, case, ids, later, named, part, request
from tests.unit.protocol.course import (
    A_REFERRAL,
    B_RESPONSE,
    C_RESPONSE,
    Course,
    forwarded,
    opened,
)

RESPONSE = Clock.RESPONSE
AWAITED, RECEIVED, ASKED = PartState.AWAITED, PartState.RECEIVED, PartState.ASKED

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
    course = forwarded("B")
    course.waits(200)
    assert course.case.state is CaseState.FORWARDED
    assert opened(course, "A senior") == {
        Action.CONCLUDE_RESOLVED, Action.CONCLUDE_NOT_RESOLVED, Action.WITHDRAW,
    }  # fmt: skip
    assert course.does("A senior", Action.CONCLUDE_NOT_RESOLVED).after.state is CaseState.UNRESOLVED


def test_an_agency_that_was_replaced_may_do_nothing_more_to_its_response() -> None:
    course = forwarded("B")
    course.does(
        "BU officer", Action.CHANGE_RESPONDER, B_RESPONSE,
        agencies=ids("C"), able=frozenset(ids("C")), new_ids=(C_RESPONSE,),
    )  # fmt: skip
    assert course.case.parties == {A, named("C")}
    assert opened(course, "B senior", "B contributor") == set()
    for action in (Action.RESPOND, Action.ASK_EXTENSION, Action.SAY_NOT_FOR_US):
        with pytest.raises(NotAllowed):
            course.does("B senior", action, B_RESPONSE)


def test_a_new_responder_has_ten_days_of_its_own_and_the_old_clock_ends() -> None:
    course = forwarded("B")
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
    given: dict[str, Any] = {
        "agencies": ids("B", "C"),
        "able": frozenset(ids("B", "C")),
        "new_ids": (B_RESPONSE, C_RESPONSE),
    }
    course.does("BU officer", Action.FORWARD, **given)
    assert course.running() == {(RESPONSE, B_RESPONSE), (RESPONSE, C_RESPONSE)}
    assert {one.deadline.due_on for one in course.clocks.values()} == {CALENDAR.add(NOW.date(), 17)}
    assert {one.workspace for one in course.clocks.values()} == set(ids("B", "C"))


def test_more_time_is_asked_for_once_and_moves_the_due_date() -> None:
    course = forwarded("B")
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
    course = forwarded("B")
    course.does("B senior", Action.ASK_EXTENSION, B_RESPONSE)
    course.waits(11)
    with pytest.raises(WrongState):
        course.does("BU officer", Action.GRANT_EXTENSION, B_RESPONSE)
    with pytest.raises(WrongState):
        course.does("B senior", Action.ASK_EXTENSION, B_RESPONSE)
    course.does("BU officer", Action.REFUSE_EXTENSION, B_RESPONSE)
    assert course.case.awaited[0].extension is Extension.REFUSED


def test_not_for_us_is_answered_and_the_ten_days_run_on() -> None:
    course = forwarded("B")
    due = course.deadline(RESPONSE, B_RESPONSE)
    course.does("B senior", Action.SAY_NOT_FOR_US, B_RESPONSE)
    assert course.case.awaited[0].said_not_for_us
    course.does("BU officer", Action.KEEP_RESPONDER, B_RESPONSE)
    assert not course.case.awaited[0].said_not_for_us
    assert course.deadline(RESPONSE, B_RESPONSE) == due


def test_the_only_responding_agency_is_not_released_and_the_refusal_says_so() -> None:
    with pytest.raises(WrongState, match="only responding agency"):
        forwarded("B").does("BU officer", Action.RELEASE_RESPONDER, B_RESPONSE)


# Doors and buttons -------------------------------------------------------------------------------------------


def test_a_refusal_says_who_may() -> None:
    with pytest.raises(
        NotAllowed, match="a senior manager of the responding agency or an officer or manager of"
    ):
        forwarded("B").does("A senior", Action.RESPOND, B_RESPONSE)


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
    course = forwarded("B", "C")
    assert set(open_actions(course.case, PEOPLE["B senior"], NOW, CALENDAR)) == {
        (Action.RESPOND, B_RESPONSE),
        (Action.ASK_EXTENSION, B_RESPONSE),
        (Action.SAY_NOT_FOR_US, B_RESPONSE),
        (Action.ASK_EARLY_REFERRAL, None),
    }


def test_a_move_tells_which_parts_changed_and_leaves_the_case_before_it_alone() -> None:
    course = forwarded("B", "C")
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


# What a reply and a replaced responder leave behind -----------------------------------------------------------


@pytest.mark.parametrize(("who", "on_behalf"), [("B senior", False), ("BU officer", True)])
def test_decision_20_only_a_reply_entered_on_behalf_is_dated_by_when_it_was_sent(
    who: str, on_behalf: bool
) -> None:
    sent = later(3)
    awaited = case(part("B response", AWAITED, sign_off_asked=True))
    moved = advance(
        awaited, Action.RESPOND, PEOPLE[who], request("B response", now=later(5), answered_at=sent)
    )
    (reply,) = moved.after.responses
    assert (reply.answered_at, reply.on_behalf) == (sent if on_behalf else later(5), on_behalf)
    assert not reply.sign_off_asked


def _replaced(action: Action, *, opened_by_responder: bool) -> Escalation:
    awaited = case(part("B response", AWAITED), part("C response", AWAITED))
    stranger = ids("STRANGER")
    asked = request(
        "B response",
        opened_by_responder=opened_by_responder,
        agencies=stranger if action is Action.CHANGE_RESPONDER else (),
        able=frozenset(stranger),
        new_ids=ids("new") if action is Action.CHANGE_RESPONDER else (),
    )
    return advance(awaited, action, PEOPLE["BU officer"], asked).after


@pytest.mark.parametrize("opened_it", [True, False])
@pytest.mark.parametrize("action", [Action.CHANGE_RESPONDER, Action.RELEASE_RESPONDER])
def test_decision_12_an_old_agency_that_had_opened_the_case_is_to_be_assessed(
    action: Action, opened_it: bool
) -> None:
    after = _replaced(action, opened_by_responder=opened_it)
    to_assess = {one.id: one.to_assess for one in after.parts}
    assert to_assess.pop(B_RESPONSE) is opened_it
    assert not any(to_assess.values()), "Nobody else lost the case."
