"""The worker's part in the practice cases: reminders went out on their days, as they would have.

What it does is the worker's own; only the newest letters of each date wait for the worker that really runs.
"""

from datetime import datetime

from sqlalchemy import text

from portal.config import Settings
from portal.escalations.actions.deadlines import NUDGE, move_due
from portal.escalations.actions.reminding import REMINDER
from portal.infra.calendar import at
from portal.infra.db import Database
from portal.worker.carrying import carry_with

_NEXT = text("select min(at) from portal.nudge where at <= :until")
_DUE = text("select id from portal.outbox where kind = :kind and sent_at is null and dropped_at is null")
_WENT = text("""
    update portal.outbox o set sent_at = o.created_at
    where kind = :kind and sent_at is null and dropped_at is null and exists (
      select from portal.outbox later where later.kind = o.kind and later.escalation_id = o.escalation_id
        and later.payload ->> 'deadline' = o.payload ->> 'deadline' and later.created_at > o.created_at)
""")
"""A letter went out on its day when a later one of the same date was written since."""


class Clockwork:
    """The days pass: every step of a ladder is carried at its time, in order."""

    def __init__(self, worker_url: str) -> None:
        self.database = Database(worker_url, pool_size=3)
        nothing = dict.fromkeys(("REDIS_URL", "SMTP_URL", "BASE_URL", "SECRET_KEY"), "unused")
        self.settings = Settings.from_environment({"DATABASE_URL": worker_url, **nothing})

    def run_until(self, until: datetime) -> None:
        """Carry every step that falls before this instant."""
        while moment := self._next(until):
            with at(moment):
                self._carry(moment)
        with self.database.work() as session:
            session.execute(_WENT, {"kind": REMINDER})

    def _next(self, until: datetime) -> datetime | None:
        with self.database.reading() as session:
            found: datetime | None = session.scalar(_NEXT, {"until": until})
        return found

    def _carry(self, moment: datetime) -> None:
        with self.database.work() as session:
            move_due(session, moment)
            rows = session.scalars(_DUE, {"kind": NUDGE}).all()
        for row in rows:
            carry_with(self.database, self.settings, row)
