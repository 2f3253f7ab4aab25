"""Days as people type them. Ask for one when a form is filled in: at import it may be the day before."""

from datetime import date

from portal.infra.calendar import now
from portal.protocol.clock import london_date


def today() -> date:
    """The day it is in London, as the portal counts."""
    return london_date(now())


def boxes(field: str, on: date) -> dict[str, str]:
    """What the three boxes of a date send."""
    return {f"{field}-day": str(on.day), f"{field}-month": str(on.month), f"{field}-year": str(on.year)}
