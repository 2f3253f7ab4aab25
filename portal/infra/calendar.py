"""The outside world's time: today's instant, and the days on which nobody works.

`now` is the only place that reads the machine's clock, so that a demonstration or a test can set it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import cache
from types import MappingProxyType

import holidays

from portal.protocol.clock import WorkingCalendar

FIRST_YEAR, LAST_YEAR = 2012, 2045
"""The years whose bank holidays are known. In others only weekends and closures are skipped."""

_set_clock: ContextVar[datetime | None] = ContextVar("set_clock", default=None)


def now() -> datetime:
    """The instant it is, in UTC: the machine's, or the one set with `at`."""
    return _set_clock.get() or datetime.now(UTC)


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Let `now` give this instant within the block, for a demonstration or a test.

    Only for the thread or task that opened the block; blocks nest. ValueError when it has no time zone.
    """
    if instant.tzinfo is None:
        raise ValueError("An instant needs a time zone.")
    token = _set_clock.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _set_clock.reset(token)


@cache
def bank_holidays() -> Mapping[date, str]:
    """The bank holidays of England and Wales by day, substitute days among them (decision 1)."""
    known = holidays.country_holidays(
        "GB", subdiv="ENG", years=range(FIRST_YEAR, LAST_YEAR + 1), expand=False, language="en_GB"
    )
    return MappingProxyType(
        {day: name.replace("(observed)", "(substitute day)") for day, name in known.items()}
    )


def calendar_for(closures: Mapping[date, str]) -> WorkingCalendar:
    """The days that count in this deployment: its closures, each with its reason, and bank holidays."""
    return WorkingCalendar(MappingProxyType({**closures, **bank_holidays()}))
