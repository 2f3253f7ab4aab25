"""The ladders of reminders and chases, and the dates they give."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.protocol.clock import WorkingCalendar
from portal.protocol.deadlines import TERMS, Clock, Force, Party, begin_on, extend
from portal.protocol.reminders import LADDERS, Nudge, ladder_dates

CALENDAR = WorkingCalendar({date(2026, 12, 25): "Christmas Day"})
MONDAY = date(2026, 11, 23)
LONG_AFTER = date(2027, 3, 1)

days = st.dates(date(2026, 1, 1), date(2028, 12, 31))
calendars = st.builds(WorkingCalendar, st.dictionaries(days, st.just("Office closed"), max_size=60))


def _days(clock: Clock, until: date = LONG_AFTER) -> list[date]:
    deadline = begin_on(clock, MONDAY, CALENDAR)
    return [planned.on for planned in ladder_dates(deadline, CALENDAR, until=until)]


def test_every_kind_of_deadline_has_its_ladder() -> None:
    assert set(LADDERS) == set(Clock) == set(TERMS)


def test_a_responding_agency_is_reminded_three_times_chased_twice_and_then_its_executive_is_told() -> None:
    deadline = begin_on(Clock.RESPONSE, MONDAY, CALENDAR)
    ladder = ladder_dates(deadline, CALENDAR, until=LONG_AFTER)
    assert [(planned.on, planned.step.nudge, planned.step.to) for planned in ladder] == [
        (date(2026, 11, 30), Nudge.REMINDER, Party.RESPONDING),
        (date(2026, 12, 3), Nudge.REMINDER, Party.RESPONDING),
        (date(2026, 12, 7), Nudge.REMINDER, Party.RESPONDING),
        (date(2026, 12, 8), Nudge.CHASE, Party.RESPONDING),
        (date(2026, 12, 10), Nudge.CHASE, Party.RESPONDING),
        (date(2026, 12, 14), Nudge.NOTICE, Party.EXECUTIVE_CONTACT),
    ]


def test_an_extension_moves_the_ladder() -> None:
    extended = extend(begin_on(Clock.RESPONSE, MONDAY, CALENDAR), 1, CALENDAR)
    assert [planned.on for planned in ladder_dates(extended, CALENDAR, until=date(2026, 12, 8))] == [
        date(2026, 12, 1),
        date(2026, 12, 4),
        date(2026, 12, 8),
    ]


@pytest.mark.parametrize("clock", [Clock.BUSINESS_UNIT_CHECK, Clock.REFERRAL_CHECK])
def test_the_business_unit_is_reminded_on_its_due_date_and_each_working_day_after(clock: Clock) -> None:
    assert _days(clock, date(2026, 12, 1)) == [
        date(2026, 11, 25),
        date(2026, 11, 26),
        date(2026, 11, 27),
        date(2026, 11, 30),
        date(2026, 12, 1),
    ]


def test_whose_turn_it_is_is_prompted_on_days_5_and_10() -> None:
    assert _days(Clock.TURN) == [date(2026, 11, 30), date(2026, 12, 7)]


@pytest.mark.parametrize("clock", [clock for clock, terms in TERMS.items() if terms.force is Force.WINDOW])
def test_nobody_is_reminded_of_a_right_that_lapses(clock: Clock) -> None:
    assert _days(clock) == []


def test_a_due_date_given_on_a_holiday_is_reminded_of_on_the_working_day_before() -> None:
    deadline = begin_on(Clock.FOLLOW_UP, MONDAY, CALENDAR, due_on=date(2026, 12, 25))
    assert [planned.on for planned in ladder_dates(deadline, CALENDAR, until=LONG_AFTER)] == [
        date(2026, 12, 23),
        date(2026, 12, 24),
        date(2026, 12, 28),
    ]


def test_no_reminder_falls_on_or_before_the_day_it_began() -> None:
    deadline = begin_on(Clock.COMMISSION, MONDAY, CALENDAR, due_on=date(2026, 11, 25))
    assert [planned.on for planned in ladder_dates(deadline, CALENDAR, until=LONG_AFTER)] == [
        date(2026, 11, 25),
        date(2026, 11, 26),
    ]


@given(calendars, days, st.sampled_from([clock for clock in Clock if TERMS[clock].days]))
def test_each_step_falls_on_a_working_day_in_order(
    calendar: WorkingCalendar, start: date, clock: Clock
) -> None:
    deadline = begin_on(clock, start, calendar)
    until = calendar.add(deadline.due_on, 6)
    dates = [planned.on for planned in ladder_dates(deadline, calendar, until=until)]
    assert dates == sorted(dates)
    assert all(calendar.is_working(day) and start < day <= until for day in dates)
