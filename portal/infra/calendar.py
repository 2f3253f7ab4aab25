"""The outside world's time: today's instant, and the days on which nobody works.

`now` is the only place that reads the machine's clock, so that a demonstration or a test can set it. In practice
it also follows a file that says how far ahead of the machine the portal's clock was moved.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

import holidays

from portal.protocol.clock import WorkingCalendar

FIRST_YEAR, LAST_YEAR = 2012, 2045
"""The years whose bank holidays are known. In others only weekends and closures are skipped."""

_set_clock: ContextVar[datetime | None] = ContextVar("set_clock", default=None)
_followed: Path | None = None


def now() -> datetime:
    """The instant it is, in UTC: the machine's, as far ahead as practice moved it, or the one set with `at`."""
    return _set_clock.get() or datetime.now(UTC) + _ahead()


def follow(file: Path | None) -> None:
    """From now on let `now`, in this process, be ahead by the seconds that this file holds.

    Only practice has such a file (`Settings.clock_file`). Without one, and while it is missing, the clock is the
    machine's.
    """
    global _followed
    _followed = file


def moved() -> datetime | None:
    """What time it is for the portal when practice has moved its clock on; None when it has not."""
    return now() if _ahead() else None


def _ahead() -> timedelta:
    """Looked up at every call, so that whoever moves the clock moves it for every process at once."""
    if _followed is None:
        return _NONE
    try:
        found = _followed.stat()
    except FileNotFoundError:
        return _NONE
    return _seconds_in(_followed, found.st_mtime_ns, found.st_ino)


_NONE = timedelta()


@lru_cache(maxsize=1)
def _seconds_in(file: Path, _changed: int, _file_number: int) -> timedelta:
    """Read again when the file was replaced. The clock is never behind the machine's."""
    return max(_NONE, timedelta(seconds=int(file.read_text(encoding="ascii"))))


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


_BY_NAME = {
    "May Day": "Early May bank holiday",
    "Spring Bank Holiday": "Spring bank holiday",
    "Late Summer Bank Holiday": "Summer bank holiday",
    "New Year's Day": "New Year’s Day",
    "(observed)": "(substitute day)",
}
"""What the library calls a day, and what GOV.UK does."""


def _official(name: str) -> str:
    for other, ours in _BY_NAME.items():
        name = name.replace(other, ours)
    return name


@cache
def bank_holidays() -> Mapping[date, str]:
    """The bank holidays of England and Wales by day, as GOV.UK names them, substitute days among them
    (decision 1)."""
    known = holidays.country_holidays(
        "GB", subdiv="ENG", years=range(FIRST_YEAR, LAST_YEAR + 1), expand=False, language="en_GB"
    )
    return MappingProxyType({day: _official(name) for day, name in known.items()})


def calendar_for(closures: Mapping[date, str]) -> WorkingCalendar:
    """The days that count in this deployment: its closures, each with its reason, and bank holidays."""
    return WorkingCalendar(MappingProxyType({**closures, **bank_holidays()}))
