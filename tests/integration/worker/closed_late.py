"""A day that the Business Unit closes when cases are under way already, and what became of a case's due date."""

from datetime import date

from portal.agencies.actions import closures
from portal.protocol.deadlines import Clock
from tests.way import Way

SNOW = date(2026, 12, 2)
MOVED = "a due date has moved"


def close(way: Way, day: date = SNOW, reason: str = "snow") -> None:
    """The Business Unit closes a day."""
    way.do(way.officer, closures.close, day=day, reason=reason)


def due_date(way: Way, clock: Clock = Clock.RESPONSE) -> date:
    """The day on which the only date of this kind is due."""
    (found,) = [one for one in way.see(way.officer).deadlines if one.deadline.clock is clock]
    return found.deadline.due_on
