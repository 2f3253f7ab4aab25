"""Who closed a day, or opened it again, and when: for the Business Unit, which alone may read it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.agencies.models import ClosureChange

MOST = 200
"""How many changes a page shows at most."""


@dataclass(frozen=True, slots=True)
class ChangeView:
    """That a day was closed, `added`, or opened again; by whom, and when."""

    day: date
    reason: str
    added: bool
    name: str
    at: datetime


def changes(session: Session, *, since: date) -> tuple[ChangeView, ...]:
    """What was changed about the days from this one on, newest first, at most `MOST` changes."""
    rows = session.execute(
        select(
            ClosureChange.day,
            ClosureChange.reason,
            ClosureChange.added,
            ClosureChange.name,
            ClosureChange.at,
        )
        .where(ClosureChange.day >= since)
        .order_by(ClosureChange.at.desc(), ClosureChange.day)
        .limit(MOST)
    )
    return tuple(ChangeView(*row) for row in rows)
