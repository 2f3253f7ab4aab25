"""One outbox row carried: taken up under its lock, told, and put down with what became of it.

A message can be doubled in one place alone: the mail server has said 250, and we die before our commit. It is then
sent again with the same Message-ID.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import cache
from uuid import UUID

from sqlalchemy.orm import Session

from portal.agencies import jobs as agency_jobs
from portal.agencies.actions.closures import DAYS_OFF
from portal.agencies.actions.confirming import CONFIRMATION
from portal.agencies.actions.people import INVITATION
from portal.agencies.actions.roles import ROLES_OF_TWO
from portal.business_unit.reports.actions import REPORT
from portal.business_unit.reports.jobs import tell_of_report
from portal.config import Settings
from portal.escalations import jobs
from portal.escalations.actions.attachments import SCAN
from portal.escalations.actions.deadlines import NUDGE
from portal.escalations.actions.not_sent import OVERTAKEN, UNDELIVERED, note_overtaken, note_undelivered
from portal.escalations.actions.reminding import REMINDER, remind
from portal.escalations.notices import EMAIL, NEWS
from portal.executive.jobs import tell_of_pack
from portal.executive.redacting import SCAN_COPY, scan_copy
from portal.executive.shelf import PACK
from portal.infra import calendar, outbox, partnership
from portal.infra.bell import Bell
from portal.infra.db import Database
from portal.infra.mail import MailError
from portal.infra.outbox import Outcome, Taken
from portal.worker.limits import in_time, limit_memory

log = logging.getLogger(__name__)

CARRIERS: Mapping[str, Callable[[Database, Settings, Taken], Outcome]] = {
    EMAIL: jobs.send_email,
    NEWS: jobs.send_news,
    REMINDER: jobs.send_reminder,
    SCAN: jobs.scan_attachment,
    INVITATION: agency_jobs.send_invitation,
    CONFIRMATION: agency_jobs.send_confirmation,
    ROLES_OF_TWO: agency_jobs.tell_manager,
    DAYS_OFF: jobs.move_dates,
    PACK: tell_of_pack,
    SCAN_COPY: scan_copy,
    REPORT: tell_of_report,
}
"""Outbox kind -> what carries it: each reaches outside the database, and so may be done twice."""

INSIDE: Mapping[str, Callable[[Session, Taken], Outcome]] = {
    NUDGE: remind,
    UNDELIVERED: note_undelivered,
    OVERTAKEN: note_overtaken,
}
"""Outbox kind -> what carries it within the database alone, in the transaction that puts the row down: once."""

OF_A_CASE = frozenset({EMAIL, NEWS, REMINDER})
"""The letters about a case: that one was given up stands in its history."""

MISSED = timedelta(seconds=5)
"""How long the bell is given before a row counts as missed."""


@cache
def _settings() -> Settings:
    return Settings.from_environment()


@cache
def _database() -> Database:
    settings = _settings()
    return Database(settings.database_url, pool_size=3, ring=Bell(settings.redis_url))


def carry(row: str) -> None:
    """Carry one outbox row, unless another worker has it or it is done. The only job a ring may name."""
    settings = _settings()
    calendar.follow(settings.clock_file)
    carry_with(_database(), settings, UUID(row))


def carry_with(database: Database, settings: Settings, row: UUID) -> None:
    """Take the row up under its lock, tell what it holds, and write down how that went."""
    with database.holding(f"outbox {row}") as lock:
        if lock is None:
            return
        with database.work() as session:
            taken = outbox.take(session, row, lock, host=settings.mail_from.rpartition("@")[2])
        if taken is None:
            return
        kind, what = taken
        try:
            _carry(database, settings, kind, what)
        # The outermost boundary of one row: whatever is wrong with it, the others must still be carried.
        except Exception as error:
            log.warning("Outbox row %s could not be carried: %s", row, type(error).__name__)
            _failed(database, kind, what, error)


def _failed(database: Database, kind: str, taken: Taken, error: Exception) -> None:
    """Write down why; of a letter about a case that is given up the case's history tells (P5)."""
    with database.work(jobs.seen_by_the_office(database)) as session:
        given_up = outbox.failed(session, taken.id, error=_reason(error))
        if given_up and kind in OF_A_CASE:
            note_undelivered(session, taken)


def _carry(database: Database, settings: Settings, kind: str, taken: Taken) -> None:
    if kind in INSIDE:
        with database.work(jobs.seen_by_the_office(database)) as session:
            outbox.put_down(session, taken.id, INSIDE[kind](session, taken))
        return
    outcome = CARRIERS[kind](database, partnership.as_set(database, settings), taken)
    with database.work() as session:
        outbox.put_down(session, taken.id, outcome)


def _reason(error: Exception) -> str:
    """What the row keeps: a mail server's words; of any other error its kind alone, for it may hold a name."""
    kept = str(error) if isinstance(error, MailError) else type(error).__name__
    return kept.replace("\0", "")


def sweep(database: Database, settings: Settings, *, missed: timedelta = timedelta()) -> int:
    """Carry every row that has waited this long, and what is to be tried again. Gives how many there were."""
    rows = _waiting(database, missed)
    for row in rows:
        carry_with(database, settings, row)
    return len(rows)


def sweep_missed() -> None:
    """Carry what the bell missed, each row in its time: the whole of a child process of the heartbeat."""
    settings = _settings()
    calendar.follow(settings.clock_file)
    limit_memory(settings.worker_megabytes)
    for row in _waiting(_database(), MISSED):
        with in_time():
            carry_with(_database(), settings, row)


def _waiting(database: Database, missed: timedelta) -> Sequence[UUID]:
    with database.reading() as session:
        return outbox.waiting(session, until=calendar.now() - missed)
