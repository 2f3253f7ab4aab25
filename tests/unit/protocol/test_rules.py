"""The rules of a case: the protocol's own unless its partnership set others, and each read in one place."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from portal.protocol.deadlines import TERMS, Clock, Force, begin_on, extend, follow_up_date, length
from portal.protocol.errors import Invalid, WrongState
from portal.protocol.escalation import CaseState, PartState
from portal.protocol.follow_up import is_past_reopening
from portal.protocol.moves import check, may
from portal.protocol.part_4 import last_day_to_comment
from portal.protocol.reminders import LADDERS, ladder_dates, ladders, plan
from portal.protocol.rows import Action
from portal.protocol.rules import THE_PROTOCOLS, Rules
from tests.unit.protocol.cases import CALENDAR, NOW, PEOPLE, case, later, part, request

OTHERS = Rules(
    version=2, extension=7, not_for_us=3, comment=9, referral_check=4, acceptance=12, decision=30, turn=25,
    no_further_step=6, chases_before_closing=3, follow_up_from=6, follow_up_until=10, reopen=15, reminders=(7, 1),
    chases=(2, 4, 6), notice=8, prompts=(3, 20), other_reminders=(4,), other_chases=(2,),
)  # fmt: skip
MONDAY = date(2026, 7, 6)


def test_they_are_stored_and_read_again() -> None:
    assert Rules.from_json(2, OTHERS.to_json()) == OTHERS
    assert Rules.from_json(1, {}) == THE_PROTOCOLS
    assert Rules.from_json(3, {"turn": 30, "of a later release": 1}) == replace(
        THE_PROTOCOLS, version=3, turn=30
    )


def test_the_two_days_and_the_ten_are_the_protocols_whatever_is_set() -> None:
    everything = Rules(**{**OTHERS.to_json(), "version": 9})
    assert length(Clock.BUSINESS_UNIT_CHECK, everything) == 2
    assert length(Clock.RESPONSE, everything) == 10
    assert begin_on(Clock.RESPONSE, MONDAY, CALENDAR, rules=everything).due_on == CALENDAR.add(MONDAY, 10)


@pytest.mark.parametrize("clock", [clock for clock, terms in TERMS.items() if terms.days])
def test_a_deadline_has_the_length_of_its_cases_rules(clock: Clock) -> None:
    days = getattr(OTHERS, clock.value, TERMS[clock].days)
    assert begin_on(clock, MONDAY, CALENDAR, rules=OTHERS).due_on == CALENDAR.add(MONDAY, days)
    assert begin_on(clock, MONDAY, CALENDAR).due_on == CALENDAR.add(MONDAY, TERMS[clock].days or 0)


def test_an_extension_is_bounded_by_them() -> None:
    deadline = begin_on(Clock.RESPONSE, MONDAY, CALENDAR)
    assert extend(deadline, 7, CALENDAR, rules=OTHERS).due_on == CALENDAR.add(deadline.due_on, 7)
    with pytest.raises(Invalid):
        extend(deadline, 8, CALENDAR, rules=OTHERS)
    with pytest.raises(Invalid):
        extend(deadline, 7, CALENDAR)


def test_a_follow_up_lies_between_their_weeks_and_says_so() -> None:
    on = follow_up_date([], MONDAY, CALENDAR, rules=OTHERS)
    assert on == MONDAY + timedelta(weeks=6)
    assert follow_up_date([date(2027, 1, 4)], MONDAY, CALENDAR, rules=OTHERS) == MONDAY + timedelta(weeks=10)
    (said,) = begin_on(Clock.FOLLOW_UP, MONDAY, CALENDAR, due_on=on, rules=OTHERS).sentences()
    assert "not before 6 nor after 10 weeks from the conclusion" in said


def test_comments_are_taken_for_as_long_as_they_say() -> None:
    assert last_day_to_comment(NOW, CALENDAR, rules=OTHERS) == CALENDAR.add(NOW.date(), 9)


def test_the_ladder_is_theirs() -> None:
    reply = begin_on(Clock.RESPONSE, MONDAY, CALENDAR, rules=OTHERS)
    days = [CALENDAR.count(reply.due_on, each.on) for each in plan(reply, CALENDAR, rules=OTHERS)]
    assert sorted(days) == [-7, -1, 2, 4, 6, 8]
    turn = begin_on(Clock.TURN, MONDAY, CALENDAR, rules=OTHERS)
    assert [CALENDAR.count(MONDAY, each.on) for each in plan(turn, CALENDAR, rules=OTHERS)] == [3, 20]
    target = begin_on(Clock.DECISION, MONDAY, CALENDAR, rules=OTHERS)
    until = target.due_on + timedelta(weeks=4)
    dates = ladder_dates(target, CALENDAR, until=until, rules=OTHERS)
    assert [CALENDAR.count(target.due_on, each.on) for each in dates] == [-4, 2]


def test_the_business_units_own_ladder_and_the_rights_that_lapse_are_nobodys_to_set() -> None:
    for clock in (Clock.BUSINESS_UNIT_CHECK, Clock.REFERRAL_CHECK):
        assert ladders(OTHERS)[clock] == LADDERS[clock]
    for clock, terms in TERMS.items():
        if terms.force is Force.WINDOW:
            assert ladders(OTHERS)[clock] == ()


@pytest.mark.parametrize(("days", "open_"), [(15, True), (16, False)])
def test_a_case_is_reopened_for_as_long_as_its_own_rules_say(days: int, open_: bool) -> None:
    resolved = case(state=CaseState.RESOLVED, follow_up_on=CALENDAR.add(NOW.date(), -days), rules=OTHERS)
    assert may(resolved, Action.REOPEN, PEOPLE["A senior"], request()) is open_
    assert is_past_reopening(resolved, NOW.date(), CALENDAR) is not open_


@pytest.mark.parametrize(("days", "open_"), [(3, True), (4, False)])
def test_not_for_us_is_said_for_as_long_as_its_own_rules_say(days: int, open_: bool) -> None:
    awaited = case(part("B response", PartState.AWAITED, began_at=later(-days)), rules=OTHERS)
    assert may(awaited, Action.SAY_NOT_FOR_US, PEOPLE["B senior"], request("B response")) is open_


@pytest.mark.parametrize(("days", "chases", "open_"), [(25, 3, True), (25, 2, False), (24, 3, False)])
def test_a_turn_is_spent_as_its_own_rules_say(days: int, chases: int, open_: bool) -> None:
    silent = case(state=CaseState.ANSWERED, turn_began_at=later(-days), chases=chases, rules=OTHERS)
    assert may(silent, Action.CLOSE, PEOPLE["BU officer"], request()) is open_


@pytest.mark.parametrize(("days", "open_"), [(6, True), (5, False)])
def test_no_further_step_waits_as_its_own_rules_say(days: int, open_: bool) -> None:
    said = case(
        state=CaseState.UNRESOLVED, turn_began_at=later(-7), no_further_step_at=later(-days), rules=OTHERS
    )
    assert may(said, Action.CLOSE, PEOPLE["BU officer"], request()) is open_


def test_a_refusal_names_the_lengths_of_its_case() -> None:
    silent = case(state=CaseState.ANSWERED, turn_began_at=later(-1), rules=OTHERS)
    with pytest.raises(WrongState, match="after 3 chases and 25 working days, or 6 working days after"):
        check(silent, Action.CLOSE, PEOPLE["BU officer"], request())


def test_no_two_steps_of_a_ladder_have_one_name() -> None:
    """Each is sent once by its name: one of two that shared it would never go."""
    for rules in (THE_PROTOCOLS, OTHERS):
        for clock in Clock:
            due = MONDAY + timedelta(weeks=6) if not length(clock, rules) else None
            steps = plan(begin_on(clock, MONDAY, CALENDAR, due_on=due, rules=rules), CALENDAR, rules=rules)
            assert len({step.key for step in steps}) == len(steps)
