"""Until when something may be asked, said, reopened or closed: the guards that count days, at their edges."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from portal.protocol.errors import Invalid
from portal.protocol.escalation import CaseState, PartState
from portal.protocol.moves import advance, may
from portal.protocol.rows import Action
from portal.protocol.turns import turn_began
from tests.unit.protocol.cases import CALENDAR, NOW, PEOPLE, case, later, part, request
from tests.unit.protocol.scenes import SCENES

AWAITED, RECEIVED = PartState.AWAITED, PartState.RECEIVED


@pytest.mark.parametrize(("days", "taken"), [(-1, False), (0, False), (1, True), (5, True), (6, False)])
def test_decision_4_one_to_five_working_days_may_be_asked_for(days: int, taken: bool) -> None:
    awaited, asked = case(part("B response", AWAITED)), request("B response", extra_days=days)
    if taken:
        after = advance(awaited, Action.ASK_EXTENSION, PEOPLE["B senior"], asked).after
        assert after.parts[0].extension_days == days
    else:
        with pytest.raises(Invalid, match="from 1 to 5"):
            advance(awaited, Action.ASK_EXTENSION, PEOPLE["B senior"], asked)


def test_a_due_date_runs_until_its_last_instant() -> None:
    response = part("B response", AWAITED)
    assert response.due_at is not None
    last = response.due_at - timedelta(microseconds=1)
    asks = (Action.ASK_EXTENSION, PEOPLE["B senior"])
    assert may(case(response), *asks, request("B response", now=last))
    assert not may(case(response), *asks, request("B response", now=response.due_at))


@pytest.mark.parametrize(("day", "open_"), [(13, True), (14, False)])
def test_not_for_us_can_be_said_until_the_end_of_the_second_working_day(day: int, open_: bool) -> None:
    now = datetime.combine(date(2027, 1, day), NOW.timetz())
    asked = request("B response", now=now)
    assert may(case(part("B response", AWAITED)), Action.SAY_NOT_FOR_US, PEOPLE["B senior"], asked) is open_


@pytest.mark.parametrize(("days", "open_"), [(20, True), (21, False), (-15, True)])
def test_a_resolved_case_is_reopened_until_twenty_working_days_after_the_follow_up(
    days: int, open_: bool
) -> None:
    resolved = case(state=CaseState.RESOLVED, follow_up_on=CALENDAR.add(NOW.date(), -days))
    assert may(resolved, Action.REOPEN, PEOPLE["A senior"], request()) is open_


@pytest.mark.parametrize(("days", "chases", "open_"), [(20, 2, True), (20, 1, False), (19, 2, False)])
def test_no_further_contact_needs_twenty_working_days_and_two_chases(
    days: int, chases: int, open_: bool
) -> None:
    silent = case(state=CaseState.ANSWERED, turn_began_at=later(-days), chases=chases)
    assert may(silent, Action.CLOSE, PEOPLE["BU officer"], request()) is open_


@pytest.mark.parametrize(("days", "open_"), [(5, True), (4, False)])
def test_no_further_step_needs_five_working_days_and_no_chase(days: int, open_: bool) -> None:
    said = case(state=CaseState.UNRESOLVED, turn_began_at=later(-6), no_further_step_at=later(-days))
    assert may(said, Action.CLOSE, PEOPLE["BU officer"], request()) is open_


@pytest.mark.parametrize("state", ["FORWARDED", "ANSWERED", "UNRESOLVED"])
def test_a_returned_request_does_not_keep_a_case_from_being_closed(state: str) -> None:
    scene = SCENES["close"]
    assert may(replace(scene.case, state=CaseState[state]), Action.CLOSE, PEOPLE["BU manager"], scene.request)


MOMENT = timedelta(microseconds=1)
"""A due date ends with the first instant of the next day: its last moment is just before."""


def test_with_responses_missing_the_turn_begins_with_the_last_due_date() -> None:
    parts = (
        part("B response", RECEIVED, due_at=later(-10)),
        part("C response", AWAITED, due_at=later(-25)),
    )
    late = case(*parts, chases=2)
    assert turn_began(late, NOW) == later(-10) - MOMENT
    assert not may(late, Action.CLOSE, PEOPLE["BU officer"], request())


def test_with_responses_missing_a_returned_request_begins_its_askers_turn() -> None:
    parts = (part("B response", AWAITED, due_at=later(-25)), part("C referral", PartState.RETURNED))
    assert turn_began(case(*parts, turn_began_at=later(-3)), NOW) == later(-3)
    assert turn_began(case(*parts, turn_began_at=later(-50)), NOW) == later(-25) - MOMENT


def test_it_is_nobodys_turn_before_stage_3_is_complete() -> None:
    asked_early = case(part("B response", AWAITED), turn_began_at=later(-30), chases=9)
    assert turn_began(asked_early, NOW) is None
