"""Working days and the ends of days: how the protocol counts time, and how it shows its working.

It reads no clock and knows no holidays: both are arguments, so that every due date can be worked out
again by hand and gives the same answer (decisions 1 and 6).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Self
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
WEEKEND = "weekend"
_DAY = timedelta(days=1)
_SATURDAY = 5


def end_of_day(day: date) -> datetime:
    """The instant, in UTC, at which a day has ended in London: the start of the next one (decision 1).

    The day still runs at any instant before it, and is over at it.
    """
    return datetime.combine(day + _DAY, time.min, tzinfo=LONDON).astimezone(UTC)


def last_day(ends: datetime) -> date:
    """The London day that ends at this instant: the inverse of `end_of_day`."""
    return london_date(ends - timedelta(microseconds=1))


def london_date(instant: datetime) -> date:
    """The date in London at an instant. Raises ValueError when the instant has no time zone."""
    if instant.tzinfo is None:
        raise ValueError("An instant needs a time zone.")
    return instant.astimezone(LONDON).date()


def day_in_words(day: date) -> str:
    """A day as people write it: Thursday 24 December 2026."""
    return f"{_weekday_and_month(day)} {day.year}"


def days_in_words(first: date, last: date, words: Callable[[date], str] = day_in_words) -> str:
    """A stretch of days: "on Monday 11 January 2027" when it is one, else "from … to …"."""
    return f"on {words(first)}" if first == last else f"from {words(first)} to {words(last)}"


def local_time(value: datetime) -> datetime:
    """A moment as a clock in London shows it. Raises ValueError for a time without a time zone."""
    if value.tzinfo is None:
        raise ValueError("A time needs a time zone.")
    return value.astimezone(LONDON)


def clock_time(value: datetime) -> str:
    """4:05pm, midnight, midday. Raises ValueError for a time without a time zone."""
    return _clock_time(local_time(value))


def _clock_time(local: datetime) -> str:
    if (local.hour, local.minute) in _NAMED_TIMES:
        return _NAMED_TIMES[local.hour, local.minute]
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def when(value: datetime) -> str:
    """25 November 2026 at 4:05pm"""
    local = local_time(value)
    return f"{local.day} {local:%B %Y} at {_clock_time(local)}"


_NAMED_TIMES = {(0, 0): "midnight", (12, 0): "midday"}


def working_days_in_words(days: int) -> str:
    """A number of working days: "1 working day", "10 working days"."""
    return "1 working day" if days == 1 else f"{days} working days"


@lru_cache(maxsize=4096)
def _weekday_and_month(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"


def _days_after(start: date, end: date) -> Iterator[date]:
    """Each day after `start`, up to and including `end`."""
    return (start + _DAY * number for number in range(1, (end - start).days + 1))


@dataclass(frozen=True, slots=True)
class Skipped:
    """A day that was not counted, and why: a weekend, or a bank holiday or closure by its name."""

    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Working:
    """How a due date was reached: the start, the days counted, each day skipped and why, the due date."""

    start: date
    days: int
    due: date
    skipped: tuple[Skipped, ...] = ()

    def sentences(self) -> tuple[str, ...]:
        """The working in plain English, one part for the start, each day skipped, and the due date."""
        opening = f"{working_days_in_words(self.days)} from {day_in_words(self.start)}"
        return (opening, *_reasons(self.skipped), f"due {day_in_words(self.due)}")

    def __str__(self) -> str:
        return "; ".join(self.sentences())

    def to_json(self) -> dict[str, Any]:
        """The working as it is stored with its deadline, dates as ISO text."""
        return {
            "start": self.start.isoformat(),
            "days": self.days,
            "due": self.due.isoformat(),
            "skipped": [{"day": each.day.isoformat(), "reason": each.reason} for each in self.skipped],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The working that `to_json` stored."""
        skipped = (Skipped(date.fromisoformat(each["day"]), each["reason"]) for each in stored["skipped"])
        start, due = date.fromisoformat(stored["start"]), date.fromisoformat(stored["due"])
        return cls(start, stored["days"], due, tuple(skipped))


def _reasons(skipped: tuple[Skipped, ...]) -> Iterator[str]:
    """One part for each day skipped; a Saturday and its Sunday share one."""
    days = {each.day: each.reason for each in skipped}
    for day, reason in days.items():
        if reason != WEEKEND:
            yield f"{_weekday_and_month(day)} is {reason}"
        elif day.weekday() == _SATURDAY and day + _DAY in days:
            yield f"{_saturday_and_sunday(day)} are a weekend"
        elif day.weekday() == _SATURDAY or day - _DAY not in days:
            yield f"{_weekday_and_month(day)} is a weekend day"


def _saturday_and_sunday(saturday: date) -> str:
    sunday = saturday + _DAY
    first = f"Saturday {saturday.day}" if saturday.month == sunday.month else _weekday_and_month(saturday)
    return f"{first} and {_weekday_and_month(sunday)}"


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Which days count: Monday to Friday, less the bank holidays and closures named here (decision 1)."""

    holidays: Mapping[date, str]

    def is_working(self, day: date) -> bool:
        """Whether a day counts."""
        return day.weekday() < _SATURDAY and day not in self.holidays

    def skipped(self, day: date) -> Skipped:
        """Why a day does not count. Raises ValueError when it does."""
        if self.is_working(day):
            raise ValueError(f"{day_in_words(day)} is a working day.")
        return Skipped(day, WEEKEND if day.weekday() >= _SATURDAY else self.holidays[day])

    def add(self, start: date, days: int) -> date:
        """The working day `days` after `start`, or before it when negative (decision 1).

        `start` is day 0 and day 1 the next working day, whatever day `start` is. No days give `start` itself.
        """
        day, step = start, _DAY if days > 0 else -_DAY
        for _ in range(abs(days)):
            day += step
            while not self.is_working(day):
                day += step
        return day

    def count(self, start: date, end: date) -> int:
        """How many working days have passed when `start` is day 0 and `end` is the last one counted.

        Negative when `end` is earlier, so that it always undoes `add`.
        """
        if end < start:
            return -sum(map(self.is_working, _days_after(end - _DAY, start - _DAY)))
        return sum(map(self.is_working, _days_after(start, end)))

    def working(self, start: date, days: int) -> Working:
        """A due date `days` working days after `start`, with every day that was skipped (decision 6)."""
        due = self.add(start, days)
        uncounted = (day for day in _days_after(start, due) if not self.is_working(day))
        return Working(start, days, due, tuple(map(self.skipped, uncounted)))

    def days_left(self, due: date, today: date) -> int:
        """Working days from today to the due date: 0 on it; negative when late, the working days since it.

        Also 0 when only a weekend or a holiday lies between.
        """
        return self.count(today, due) if today <= due else -self.count(due, today)

    def time_left(self, due: date, today: date) -> str:
        """The same in words: "3 working days left", "due today", "2 working days late".

        Just "late" until a working day has passed since.
        """
        if today == due:
            return "due today"
        days = abs(self.days_left(due, today))
        if today > due:
            return f"{working_days_in_words(days)} late" if days else "late"
        return f"{working_days_in_words(days) if days else 'less than 1 working day'} left"
