"""The protocol's deadlines: their lengths, and what moves a due date."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.protocol.clock import WorkingCalendar, end_of_day
from portal.protocol.deadlines import (
    TERMS,
    Clock,
    Deadline,
    Force,
    Timeliness,
    begin,
    begin_on,
    extend,
    follow_up_date,
    is_overdue,
    recompute,
    timeliness,
)
from portal.protocol.errors import Invalid

CALENDAR = WorkingCalendar({})
MONDAY = date(2026, 11, 23)
FIRST_DUE = date(2026, 12, 7)
RESPONSE = begin_on(Clock.RESPONSE, MONDAY, CALENDAR)
COUNTED = [clock for clock in Clock if TERMS[clock].days is not None]
GIVEN = [clock for clock in Clock if TERMS[clock].days is None]
INSTANT = timedelta(microseconds=1)

days = st.dates(date(2026, 1, 1), date(2028, 12, 31))
calendars = st.builds(WorkingCalendar, st.dictionaries(days, st.just("Office closed"), max_size=60))
extensions = st.integers(0, 5)


def _begun(start: date, calendar: WorkingCalendar, extension: int) -> Deadline:
    deadline = begin_on(Clock.RESPONSE, start, calendar)
    return extend(deadline, extension, calendar) if extension else deadline


# The table ------------------------------------------------------------------------------------------------


def test_the_lengths_are_the_protocols() -> None:
    assert {clock: terms.days for clock, terms in TERMS.items()} == {
        Clock.BUSINESS_UNIT_CHECK: 2,
        Clock.RESPONSE: 10,
        Clock.EXTENSION: 5,
        Clock.NOT_FOR_US: 2,
        Clock.REFERRAL_CHECK: 2,
        Clock.COMMENT: 5,
        Clock.ACCEPTANCE: 10,
        Clock.DECISION: 20,
        Clock.TURN: 20,
        Clock.FOLLOW_UP: None,
        Clock.REOPEN: 20,
        Clock.COMMISSION: None,
        Clock.ACTION: None,
    }


def test_the_targets_of_stage_4_are_not_enforced() -> None:
    targets = {clock for clock, terms in TERMS.items() if terms.force is Force.TARGET}
    assert targets == {Clock.REFERRAL_CHECK, Clock.ACCEPTANCE, Clock.DECISION}


@pytest.mark.parametrize("clock", GIVEN)
def test_a_given_date_says_what_it_is(clock: Clock) -> None:
    assert TERMS[clock].given_as


# Beginning ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("clock", COUNTED)
def test_a_deadline_is_due_its_number_of_working_days_after_it_began(clock: Clock) -> None:
    deadline = begin_on(clock, MONDAY, CALENDAR)
    assert CALENDAR.count(deadline.started_on, deadline.due_on) == TERMS[clock].days
    assert deadline.working == CALENDAR.working(MONDAY, TERMS[clock].days or 0)


def test_day_0_is_the_date_in_london() -> None:
    late_on_sunday_in_utc = datetime(2026, 7, 5, 23, 30, tzinfo=UTC)
    assert begin(Clock.RESPONSE, late_on_sunday_in_utc, CALENDAR).started_on == date(2026, 7, 6)


def test_a_deadline_ends_with_its_due_date_in_london() -> None:
    in_summer = begin_on(Clock.BUSINESS_UNIT_CHECK, date(2026, 7, 6), CALENDAR)
    assert in_summer.due_at == datetime(2026, 7, 8, 23, tzinfo=UTC)
    assert not is_overdue(in_summer, in_summer.due_at - INSTANT)
    assert is_overdue(in_summer, in_summer.due_at)


def test_a_commission_is_due_on_the_date_given() -> None:
    deadline = begin_on(Clock.COMMISSION, MONDAY, CALENDAR, due_on=date(2026, 12, 5))
    assert deadline.due_on == date(2026, 12, 5)
    assert deadline.working is None
    assert deadline.sentences() == ("due Saturday 5 December 2026, the date set with the commission",)


def test_a_date_given_must_lie_ahead() -> None:
    with pytest.raises(Invalid) as refused:
        begin_on(Clock.COMMISSION, MONDAY, CALENDAR, due_on=MONDAY)
    assert refused.value.fields == {"due_on": "Enter a due date after Monday 23 November 2026."}


def test_a_due_date_is_either_counted_or_given() -> None:
    with pytest.raises(ValueError, match="given for commission"):
        begin_on(Clock.COMMISSION, MONDAY, CALENDAR)
    with pytest.raises(ValueError, match="counted for response"):
        begin_on(Clock.RESPONSE, MONDAY, CALENDAR, due_on=FIRST_DUE)


# Extending ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_an_extension_counts_on_from_the_due_date(number: int) -> None:
    extended = extend(RESPONSE, number, CALENDAR)
    assert CALENDAR.count(FIRST_DUE, extended.due_on) == number
    assert extended.working == RESPONSE.working
    assert extended.started_on == MONDAY


@pytest.mark.parametrize("number", [-1, 0, 6])
def test_an_extension_is_1_to_5_working_days(number: int) -> None:
    with pytest.raises(Invalid) as refused:
        extend(RESPONSE, number, CALENDAR)
    assert refused.value.fields == {"days": "Enter a number of working days from 1 to 5."}


def test_a_deadline_is_extended_once() -> None:
    with pytest.raises(Invalid, match="extended before"):
        extend(extend(RESPONSE, 1, CALENDAR), 1, CALENDAR)


def test_the_working_shows_the_extension_after_the_first_due_date() -> None:
    assert extend(RESPONSE, 1, CALENDAR).sentences()[-3:] == (
        "due Monday 7 December 2026",
        "extended by 1 working day from Monday 7 December 2026",
        "due Tuesday 8 December 2026",
    )


# Working it out again -------------------------------------------------------------------------------------


def test_a_holiday_proclaimed_late_moves_the_due_date_on() -> None:
    proclaimed = WorkingCalendar({date(2026, 12, 1): "Day of mourning"})
    again = recompute(RESPONSE, proclaimed)
    assert again.due_on == date(2026, 12, 8)
    assert "Tuesday 1 December is Day of mourning" in again.sentences()


def test_a_holiday_before_it_moves_an_extension_too() -> None:
    proclaimed = WorkingCalendar({date(2026, 12, 1): "Day of mourning"})
    again = recompute(extend(RESPONSE, 2, CALENDAR), proclaimed)
    assert again.due_on == date(2026, 12, 10)
    assert again.working is not None
    assert again.working.due == date(2026, 12, 8)


def test_a_holiday_in_the_extension_leaves_the_first_due_date() -> None:
    proclaimed = WorkingCalendar({date(2026, 12, 8): "Day of mourning"})
    again = recompute(extend(RESPONSE, 2, CALENDAR), proclaimed)
    assert again.working == RESPONSE.working
    assert again.due_on == date(2026, 12, 10)


def test_a_closure_taken_back_leaves_the_due_date() -> None:
    begun = begin_on(Clock.RESPONSE, MONDAY, WorkingCalendar({date(2026, 12, 1): "Office closed"}))
    assert recompute(begun, CALENDAR) == begun


def test_a_closure_that_moved_leaves_the_due_date_and_corrects_the_working() -> None:
    begun = begin_on(Clock.RESPONSE, MONDAY, WorkingCalendar({date(2026, 12, 1): "Office closed"}))
    again = recompute(begun, WorkingCalendar({date(2026, 12, 2): "Office closed"}))
    assert again.due_on == begun.due_on
    assert "Wednesday 2 December is Office closed" in again.sentences()
    assert "Tuesday 1 December is Office closed" not in again.sentences()


def test_a_kept_due_date_that_became_a_holiday_moves_to_the_next_working_day() -> None:
    closed = {date(2026, 12, 1): "Office closed", date(2026, 12, 2): "Office closed"}
    begun = begin_on(Clock.RESPONSE, MONDAY, WorkingCalendar(closed))
    assert begun.due_on == date(2026, 12, 9)
    again = recompute(begun, WorkingCalendar({date(2026, 12, 9): "Day of mourning"}))
    assert again.due_on == date(2026, 12, 10)
    assert "Wednesday 9 December is Day of mourning" in again.sentences()


def test_a_date_that_was_given_stays() -> None:
    given_date = begin_on(Clock.COMMISSION, MONDAY, CALENDAR, due_on=date(2026, 12, 4))
    assert recompute(given_date, WorkingCalendar({date(2026, 12, 4): "Day of mourning"})) == given_date


@given(days, calendars, calendars, extensions)
def test_no_change_of_calendar_makes_a_deadline_earlier(
    start: date, before: WorkingCalendar, after: WorkingCalendar, extension: int
) -> None:
    deadline = _begun(start, before, extension)
    again = recompute(deadline, after)
    assert again.due_on >= deadline.due_on
    assert after.is_working(again.due_on)
    for working in filter(None, (again.working, again.extension)):
        assert working.days + len(working.skipped) == (working.due - working.start).days


@given(days, calendars, extensions)
def test_the_same_calendar_changes_nothing(start: date, calendar: WorkingCalendar, extension: int) -> None:
    deadline = _begun(start, calendar, extension)
    assert recompute(deadline, calendar) == deadline


@given(days, calendars, extensions)
def test_a_deadline_comes_back_from_json_as_it_was(
    start: date, calendar: WorkingCalendar, extension: int
) -> None:
    deadline = _begun(start, calendar, extension)
    assert Deadline.from_json(json.loads(json.dumps(deadline.to_json()))) == deadline


def test_a_deadline_with_a_date_given_comes_back_from_json_too() -> None:
    deadline = begin_on(Clock.COMMISSION, MONDAY, CALENDAR, due_on=date(2026, 12, 4))
    assert Deadline.from_json(json.loads(json.dumps(deadline.to_json()))) == deadline


# Following up ---------------------------------------------------------------------------------------------

FESTIVE = WorkingCalendar(
    {date(2026, 12, 25): "Christmas Day", date(2026, 12, 28): "Boxing Day (substitute day)"}
)


@pytest.mark.parametrize(
    ("promised", "follow_up"),
    [
        ([], date(2026, 12, 21)),
        ([date(2026, 11, 30)], date(2026, 12, 21)),
        ([date(2026, 12, 25)], date(2026, 12, 29)),  # Christmas Day; then a weekend and a bank holiday
        ([date(2027, 1, 16)], date(2027, 1, 18)),  # a Saturday
        ([date(2027, 1, 4), date(2026, 12, 24)], date(2027, 1, 4)),
        ([date(2027, 1, 18)], date(2027, 1, 18)),
        ([date(2027, 1, 4), date(2027, 6, 1)], date(2027, 1, 18)),
    ],
)
def test_the_follow_up_is_on_the_last_date_promised_within_4_to_8_weeks(
    promised: list[date], follow_up: date
) -> None:
    assert follow_up_date(promised, MONDAY, FESTIVE) == follow_up


def test_a_follow_up_never_falls_after_8_weeks_even_when_that_day_does_not_count() -> None:
    sunday = date(2026, 11, 22)
    assert follow_up_date([date(2027, 6, 1)], sunday, CALENDAR) == date(2027, 1, 15)


# How it was kept ------------------------------------------------------------------------------------------

EXTENDED = extend(RESPONSE, 3, CALENDAR)


@pytest.mark.parametrize(
    ("deadline", "answered_at", "kept"),
    [
        (RESPONSE, end_of_day(FIRST_DUE) - INSTANT, Timeliness.MET),
        (RESPONSE, end_of_day(FIRST_DUE), Timeliness.MISSED),
        (EXTENDED, end_of_day(FIRST_DUE) - INSTANT, Timeliness.MET),
        (EXTENDED, end_of_day(FIRST_DUE), Timeliness.MET_EXTENDED),
        (EXTENDED, EXTENDED.due_at - INSTANT, Timeliness.MET_EXTENDED),
        (EXTENDED, EXTENDED.due_at, Timeliness.MISSED),
    ],
)
def test_an_answer_meets_or_misses_its_deadline(
    deadline: Deadline, answered_at: datetime, kept: Timeliness
) -> None:
    assert timeliness(deadline, answered_at, now=answered_at) is kept


def test_nothing_is_said_of_a_deadline_that_still_runs() -> None:
    assert timeliness(RESPONSE, None, now=RESPONSE.due_at - INSTANT) is None


def test_silence_is_no_response_once_due_or_once_the_case_ended() -> None:
    assert timeliness(RESPONSE, None, now=RESPONSE.due_at) is Timeliness.NO_RESPONSE
    early = end_of_day(MONDAY)
    assert timeliness(RESPONSE, None, now=early, case_ended=True) is Timeliness.NO_RESPONSE


def test_a_date_given_is_met_or_missed() -> None:
    deadline = begin_on(Clock.COMMISSION, MONDAY, CALENDAR, due_on=date(2026, 12, 4))
    assert timeliness(deadline, deadline.due_at - INSTANT, now=deadline.due_at) is Timeliness.MET
    later = replace(deadline, due_on=MONDAY)
    assert timeliness(later, deadline.due_at, now=deadline.due_at) is Timeliness.MISSED
