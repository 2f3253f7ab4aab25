"""When a step of a ladder may go out, which of several says enough, and what it says."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.protocol.clock import LONDON, WorkingCalendar
from portal.protocol.deadlines import TERMS, Clock, begin_on, extend
from portal.protocol.directory import CONFIRMATION_LADDER, Asked, confirmation_steps_due
from portal.protocol.reminders import (
    LADDERS,
    SENDING_ENDS,
    SENDING_STARTS,
    Planned,
    daily_after,
    find,
    is_superseded,
    ladder_dates,
    may_send_from,
    plan,
    says,
)

CALENDAR = WorkingCalendar({date(2026, 12, 25): "Christmas Day", date(2026, 12, 28): "Boxing Day"})
MONDAY = date(2026, 11, 23)
RESPONSE = begin_on(Clock.RESPONSE, MONDAY, CALENDAR)
"""Due on Monday 7 December."""

instants = st.integers(1_767_225_600, 1_861_833_600).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
"""The years 2026 to 2028, to the second."""
days = st.dates(date(2026, 1, 1), date(2028, 12, 31))
calendars = st.builds(WorkingCalendar, st.dictionaries(days, st.just("Office closed"), max_size=60))


def _london(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("now", "may"),
    [
        (_london(MONDAY, 8), _london(MONDAY, 8)),
        (_london(MONDAY, 17, 59), _london(MONDAY, 17, 59)),
        (_london(MONDAY, 7, 59), _london(MONDAY, 8)),
        (_london(MONDAY, 18), _london(date(2026, 11, 24), 8)),
        (_london(date(2026, 11, 27), 20), _london(date(2026, 11, 30), 8)),
        (_london(date(2026, 11, 28), 9), _london(date(2026, 11, 30), 8)),
        (_london(date(2026, 12, 24), 18), _london(date(2026, 12, 29), 8)),
        (_london(date(2026, 12, 25), 10), _london(date(2026, 12, 29), 8)),
    ],
)
def test_decision_7_sent_from_8_to_6_on_working_days(now: datetime, may: datetime) -> None:
    assert may_send_from(now, CALENDAR) == may


@pytest.mark.parametrize(
    ("friday", "monday_at"),
    [
        (date(2027, 3, 26), datetime(2027, 3, 29, 7, tzinfo=UTC)),
        (date(2026, 10, 23), datetime(2026, 10, 26, 8, tzinfo=UTC)),
    ],
    ids=["into summer time", "out of it"],
)
def test_8_in_london_on_both_sides_of_a_change_of_the_clocks(friday: date, monday_at: datetime) -> None:
    assert may_send_from(_london(friday, 19), WorkingCalendar({})) == monday_at


@given(now=instants, calendar=calendars)
def test_what_may_be_sent_is_never_outside_the_hours(now: datetime, calendar: WorkingCalendar) -> None:
    may = may_send_from(now, calendar)
    there = may.astimezone(LONDON)
    assert may >= now
    assert calendar.is_working(there.date())
    assert SENDING_STARTS <= there.time() < SENDING_ENDS
    assert may_send_from(may, calendar) == may


def test_a_plan_has_each_step_once_from_8_on_its_day() -> None:
    assert [(step.key, step.at) for step in plan(RESPONSE, CALENDAR)] == [
        ("due-5", datetime(2026, 11, 30, 8, tzinfo=UTC)),
        ("due-2", datetime(2026, 12, 3, 8, tzinfo=UTC)),
        ("due+0", datetime(2026, 12, 7, 8, tzinfo=UTC)),
        ("due+1", datetime(2026, 12, 8, 8, tzinfo=UTC)),
        ("due+3", datetime(2026, 12, 10, 8, tzinfo=UTC)),
        ("due+5", datetime(2026, 12, 14, 8, tzinfo=UTC)),
    ]


def test_a_daily_step_is_planned_a_day_at_a_time() -> None:
    (first,) = plan(begin_on(Clock.BUSINESS_UNIT_CHECK, MONDAY, CALENDAR), CALENDAR)
    assert first.key == "due+0@2026-11-25"
    again = daily_after(first, date(2026, 11, 27), CALENDAR)
    assert again is not None
    assert again.key == "due+0@2026-11-30"
    assert daily_after(plan(RESPONSE, CALENDAR)[0], MONDAY, CALENDAR) is None


def test_a_daily_step_says_how_long_after_the_due_date_it_comes() -> None:
    check = begin_on(Clock.BUSINESS_UNIT_CHECK, MONDAY, CALENDAR)
    (first,) = plan(check, CALENDAR)
    said = {day: first.in_words(check, CALENDAR, date(2026, 11, day)) for day in (25, 26, 30)}
    assert said == {
        25: "on the due date",
        26: "1 working day after the due date",
        30: "3 working days after the due date",
    }
    assert (
        plan(RESPONSE, CALENDAR)[0].in_words(RESPONSE, CALENDAR, MONDAY)
        == "5 working days before the due date"
    )


@given(clock=st.sampled_from([clock for clock in Clock if LADDERS[clock]]), start=days, calendar=calendars)
def test_every_planned_step_is_found_again_by_its_key(
    clock: Clock, start: date, calendar: WorkingCalendar
) -> None:
    due = calendar.add(start, 25) if TERMS[clock].days is None else None
    deadline = begin_on(clock, start, calendar, due_on=due)
    for step in plan(deadline, calendar):
        assert find(deadline, step.key, calendar) == step


def test_a_step_is_found_on_the_day_it_falls_now() -> None:
    moved = extend(RESPONSE, 3, CALENDAR)
    found = find(moved, "due-2", CALENDAR)
    assert found is not None
    assert found.on == date(2026, 12, 8)
    assert find(moved, "due-7", CALENDAR) is None


def test_of_what_was_missed_only_the_newest_to_each_says_something_new() -> None:
    late = date(2026, 12, 15)
    due = ladder_dates(RESPONSE, CALENDAR, until=late)
    said = [step.key for step in due if not is_superseded(step, RESPONSE, CALENDAR, today=late)]
    assert said == ["due+3", "due+5"]


def test_nothing_is_superseded_by_what_is_still_to_come() -> None:
    first = plan(RESPONSE, CALENDAR)[0]
    assert not is_superseded(first, RESPONSE, CALENDAR, today=first.on)


def _of(key: str) -> Planned:
    found = find(RESPONSE, key, CALENDAR)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("key", "left", "first", "second"),
    [
        (
            "due-2",
            "2 working days left",
            "A reminder: you are asked to reply.",
            "You have 2 working days left.",
        ),
        ("due+0", "due today", "A reminder: you are asked to reply.", "It is due today."),
        ("due+1", "1 working day late", "You were asked to: reply.", "It is 1 working day late."),
        ("due+5", "5 working days late", "Your agency was asked to: reply.", "It is 5 working days late."),
    ],
)
def test_what_a_step_says(key: str, left: str, first: str, second: str) -> None:
    assert says(_of(key).step, ask="reply", left=left)[:2] == (first, second)


def test_whoever_is_told_instead_learns_why() -> None:
    lines = says(_of("due+1").step, ask="reply", left="1 working day late", instead=True)
    assert lines[0] == "An agency is asked to: reply."
    assert "Nobody there holds the role" in lines[2]


# The agencies' lists -----------------------------------------------------------------------------------------


def test_decision_9_a_list_is_asked_for_before_on_and_after_its_day_and_then_the_business_unit_told() -> None:
    due, autumn = date(2026, 12, 4), [date(2026, 11, 1) + timedelta(days=number) for number in range(90)]
    said = {
        (step.days, step.to): next(
            day for day in autumn if step in confirmation_steps_due(due, day, CALENDAR)
        )
        for step in CONFIRMATION_LADDER
    }
    assert said == {
        (-10, Asked.KEEPERS): date(2026, 11, 20),
        (0, Asked.KEEPERS): date(2026, 12, 4),
        (5, Asked.KEEPERS): date(2026, 12, 11),
        (10, Asked.KEEPERS): date(2026, 12, 18),
        (10, Asked.BUSINESS_UNIT): date(2026, 12, 18),
    }
