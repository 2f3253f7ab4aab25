"""The working days that the protocol counts, against dates worked by hand and against their own rules."""

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.protocol.clock import (
    WEEKEND,
    Skipped,
    Working,
    WorkingCalendar,
    end_of_day,
    london_date,
)

BANK_HOLIDAYS = {
    date(2026, 12, 25): "Christmas Day",
    date(2026, 12, 28): "Boxing Day (substitute day)",
    date(2027, 1, 1): "New Year's Day",
    date(2027, 3, 26): "Good Friday",
    date(2027, 3, 29): "Easter Monday",
    date(2027, 12, 27): "Christmas Day (substitute day)",
    date(2027, 12, 28): "Boxing Day (substitute day)",
    date(2028, 1, 3): "New Year's Day (substitute day)",
}
CALENDAR = WorkingCalendar(BANK_HOLIDAYS)
DAY = timedelta(days=1)

days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
numbers = st.integers(0, 30)
holidays = st.dictionaries(days, st.sampled_from(["Bank holiday", "Office closed"]), max_size=40)
calendars = st.builds(WorkingCalendar, holidays)


# Dates worked by hand -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "after_two", "after_ten"),
    [
        (date(2026, 11, 23), date(2026, 11, 25), date(2026, 12, 7)),
        (date(2026, 11, 28), date(2026, 12, 1), date(2026, 12, 11)),
        (date(2026, 12, 24), date(2026, 12, 30), date(2027, 1, 12)),
        (date(2027, 3, 25), date(2027, 3, 31), date(2027, 4, 12)),
        (date(2027, 12, 24), date(2027, 12, 30), date(2028, 1, 12)),
    ],
)
def test_due_dates_are_those_worked_by_hand(event: date, after_two: date, after_ten: date) -> None:
    assert CALENDAR.add(event, 2) == after_two
    assert CALENDAR.add(event, 10) == after_ten


def test_days_before_a_due_date_skip_the_same_days() -> None:
    assert CALENDAR.add(date(2027, 1, 12), -5) == date(2027, 1, 5)
    assert CALENDAR.add(date(2026, 12, 30), -2) == date(2026, 12, 24)


def test_the_working_names_every_day_skipped() -> None:
    assert str(CALENDAR.working(date(2026, 12, 24), 10)) == (
        "10 working days from Thursday 24 December 2026; Friday 25 December is Christmas Day; "
        "Saturday 26 and Sunday 27 December are a weekend; "
        "Monday 28 December is Boxing Day (substitute day); Friday 1 January is New Year's Day; "
        "Saturday 2 and Sunday 3 January are a weekend; Saturday 9 and Sunday 10 January are a weekend; "
        "due Tuesday 12 January 2027"
    )


def test_the_working_from_a_saturday_names_the_sunday_alone() -> None:
    assert CALENDAR.working(date(2026, 11, 28), 1).sentences() == (
        "1 working day from Saturday 28 November 2026",
        "Sunday 29 November is a weekend day",
        "due Monday 30 November 2026",
    )


def test_a_weekend_over_the_end_of_a_month_names_both_months() -> None:
    assert "Saturday 31 October and Sunday 1 November are a weekend" in str(
        CALENDAR.working(date(2026, 10, 30), 1)
    )


def test_a_holiday_that_falls_on_a_weekend_is_skipped_as_the_weekend() -> None:
    calendar = WorkingCalendar({date(2027, 12, 25): "Christmas Day"})
    assert calendar.skipped(date(2027, 12, 25)) == Skipped(date(2027, 12, 25), WEEKEND)


def test_a_working_day_has_no_reason_to_be_skipped() -> None:
    with pytest.raises(ValueError, match="Tuesday 24 November 2026 is a working day"):
        CALENDAR.skipped(date(2026, 11, 24))


@pytest.mark.parametrize(
    ("today", "number", "words"),
    [
        (date(2026, 12, 24), 3, "3 working days left"),
        (date(2026, 12, 30), 1, "1 working day left"),
        (date(2026, 12, 31), 0, "due today"),
        (date(2027, 1, 1), 0, "late"),
        (date(2027, 1, 4), -1, "1 working day late"),
        (date(2027, 1, 5), -2, "2 working days late"),
    ],
)
def test_the_time_left_is_said_in_working_days(today: date, number: int, words: str) -> None:
    due = date(2026, 12, 31)
    assert CALENDAR.days_left(due, today) == number
    assert CALENDAR.time_left(due, today) == words


def test_a_due_date_on_a_saturday_is_neither_due_the_day_before_nor_the_day_after() -> None:
    saturday = date(2026, 11, 28)
    assert CALENDAR.time_left(saturday, saturday - DAY) == "less than 1 working day left"
    assert CALENDAR.time_left(saturday, saturday) == "due today"
    assert CALENDAR.time_left(saturday, saturday + DAY) == "late"


# Days in London -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "end", "hours"),
    [
        (date(2026, 1, 15), datetime(2026, 1, 16, 0, tzinfo=UTC), 24),
        (date(2026, 3, 28), datetime(2026, 3, 29, 0, tzinfo=UTC), 24),
        (date(2026, 3, 29), datetime(2026, 3, 29, 23, tzinfo=UTC), 23),
        (date(2026, 7, 15), datetime(2026, 7, 15, 23, tzinfo=UTC), 24),
        (date(2026, 10, 24), datetime(2026, 10, 24, 23, tzinfo=UTC), 24),
        (date(2026, 10, 25), datetime(2026, 10, 26, 0, tzinfo=UTC), 25),
        (date(2027, 3, 28), datetime(2027, 3, 28, 23, tzinfo=UTC), 23),
        (date(2027, 10, 31), datetime(2027, 11, 1, 0, tzinfo=UTC), 25),
    ],
)
def test_a_day_ends_at_midnight_in_london(day: date, end: datetime, hours: int) -> None:
    assert end_of_day(day) == end
    assert end_of_day(day).utcoffset() == timedelta(0)
    assert end_of_day(day) - end_of_day(day - DAY) == timedelta(hours=hours)


@given(days)
def test_a_day_is_over_at_its_end_and_not_before(day: date) -> None:
    assert london_date(end_of_day(day) - timedelta(microseconds=1)) == day
    assert london_date(end_of_day(day)) == day + DAY


def test_a_date_in_london_is_read_from_any_time_zone() -> None:
    tokyo = timezone(timedelta(hours=9))
    assert london_date(datetime(2026, 7, 2, 7, 30, tzinfo=tokyo)) == date(2026, 7, 1)
    assert london_date(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == date(2026, 7, 2)


def test_an_instant_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        london_date(datetime(2026, 7, 1, 12, tzinfo=UTC).replace(tzinfo=None))


# Rules that hold whatever the calendar ----------------------------------------------------------------------


@given(calendars, days, st.integers(-30, 30))
def test_counting_undoes_adding(calendar: WorkingCalendar, start: date, number: int) -> None:
    assert calendar.count(start, calendar.add(start, number)) == number


@given(calendars, days, st.integers(-30, 30).filter(bool))
def test_a_due_date_is_a_working_day(calendar: WorkingCalendar, start: date, number: int) -> None:
    assert calendar.is_working(calendar.add(start, number))


@given(calendars, days, numbers)
def test_a_day_more_is_due_later(calendar: WorkingCalendar, start: date, number: int) -> None:
    assert calendar.add(start, number) < calendar.add(start, number + 1)


@given(calendars, days, st.integers(1, 30))
def test_a_later_start_is_never_due_earlier(calendar: WorkingCalendar, start: date, number: int) -> None:
    assert calendar.add(start, number) <= calendar.add(start + DAY, number)


@given(calendars, days, numbers, st.integers(0, 40))
def test_a_further_holiday_never_makes_a_due_date_earlier(
    calendar: WorkingCalendar, start: date, number: int, after: int
) -> None:
    more = WorkingCalendar({**calendar.holidays, start + after * DAY: "Proclaimed late"})
    assert more.add(start, number) >= calendar.add(start, number)


@given(calendars, days, days, days)
def test_counts_add_up(calendar: WorkingCalendar, one: date, two: date, three: date) -> None:
    first, middle, last = sorted((one, two, three))
    assert calendar.count(first, middle) + calendar.count(middle, last) == calendar.count(first, last)


@given(calendars, days, numbers)
def test_each_day_is_either_counted_or_skipped(calendar: WorkingCalendar, start: date, number: int) -> None:
    working = calendar.working(start, number)
    assert working.days + len(working.skipped) == (working.due - working.start).days
    assert not any(calendar.is_working(each.day) for each in working.skipped)
    assert len({each.day for each in working.skipped}) == len(working.skipped)


@given(calendars, days, numbers)
def test_a_working_comes_back_from_json_as_it_was(
    calendar: WorkingCalendar, start: date, number: int
) -> None:
    working = calendar.working(start, number)
    assert Working.from_json(json.loads(json.dumps(working.to_json()))) == working


@given(calendars, days, numbers)
def test_each_holiday_skipped_stands_in_the_words(
    calendar: WorkingCalendar, start: date, number: int
) -> None:
    working = calendar.working(start, number)
    named = [each for each in working.skipped if each.reason != WEEKEND]
    assert all(
        f"{each.day:%A} {each.day.day} {each.day:%B} is {each.reason}" in str(working) for each in named
    )
    assert str(working).count(" is ") + str(working).count(" are ") == len(working.sentences()) - 2
