"""The worker: carries what the outbox holds, when the bell rings and when the heartbeat sweeps.

PostgreSQL remembers, Valkey rings the bell. A job is an outbox id and nothing else, and names the one function
on the allow-list; anything else found in Valkey is put aside before a name in it is imported. What the bell
missed, the sweep carries, so Valkey may be emptied and nothing is lost.
"""

import logging
import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer
from sqlalchemy import Row, TextClause, text

from portal.agencies import jobs as agency_jobs
from portal.agencies.actions.people import INVITATION
from portal.config import Settings
from portal.escalations import jobs
from portal.escalations.actions.attachments import SCAN
from portal.escalations.notices import EMAIL, NEWS
from portal.infra.bell import CARRY, QUEUE
from portal.infra.db import Database
from portal.infra.mail import MailError

log = logging.getLogger(__name__)

ALLOWED = frozenset({CARRY})
"""The functions that a job may name."""

CARRIERS: Mapping[str, Callable[[Database, Settings, jobs.Taken], bool]] = {
    EMAIL: jobs.send_email,
    NEWS: jobs.send_news,
    SCAN: jobs.scan_attachment,
    INVITATION: agency_jobs.send_invitation,
}
"""Outbox kind -> what carries it; true when it was told, false when it no longer needs telling."""

BEAT_SECONDS = 10
LEASE = timedelta(minutes=2)
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
"""How long to wait after each failed attempt; the last for every further one."""

_TAKE = text("""
    update portal.outbox set leased_until = now() + :lease, attempts = attempts + 1,
      message_id = coalesce(message_id, :message_id)
    where id = :id and sent_at is null and dropped_at is null and not_before <= now()
      and (leased_until is null or leased_until < now())
    returning id, kind, escalation_id, workspace_id, membership_id, payload, message_id, attempts
""")
_WAITING = text("""
    select id from portal.outbox
    where sent_at is null and dropped_at is null and not_before <= now()
      and (leased_until is null or leased_until < now())
    order by not_before limit 200
""")
_TOLD = text("update portal.outbox set sent_at = clock_timestamp(), leased_until = null where id = :id")
_DROPPED = text("update portal.outbox set dropped_at = clock_timestamp(), leased_until = null where id = :id")
_FAILED = text("""
    update portal.outbox set last_error = :error, leased_until = null, not_before = now() + :wait
    where id = :id
""")


@cache
def _settings() -> Settings:
    return Settings.from_environment()


@cache
def _database() -> Database:
    return Database(_settings().database_url, pool_size=2)


def carry(row: str) -> None:
    """Carry one outbox row, unless another worker has it or it is done. The only job a ring may name."""
    carry_with(_database(), _settings(), UUID(row))


def carry_with(database: Database, settings: Settings, row: UUID) -> None:
    """Take the row for `LEASE`, tell what it holds, and write down how that went.

    A message handed over whose row could not be marked is sent again with the same Message-ID; only there can
    one be doubled.
    """
    host = settings.mail_from.rpartition("@")[2]
    with database.work() as session:
        taken = session.execute(
            _TAKE, {"id": row, "lease": LEASE, "message_id": f"<{row}@{host}>"}
        ).one_or_none()
    if taken is None:
        return
    outcome, values = _carried(database, settings, taken)
    with database.work() as session:
        session.execute(outcome, {"id": row, **values})


def _carried(database: Database, settings: Settings, taken: Row[Any]) -> tuple[TextClause, dict[str, object]]:
    """What to write down: told, no longer to be told, or failed and when to try again."""
    try:
        told = CARRIERS[taken.kind](database, settings, _taken(taken))
    # The outermost boundary of one row: whatever is wrong with it, the others must still be carried.
    except Exception as error:
        log.warning("Outbox row %s could not be carried: %s", taken.id, type(error).__name__)
        wait = BACKOFF[min(taken.attempts, len(BACKOFF)) - 1]
        return _FAILED, {"error": _reason(error), "wait": wait}
    return (_TOLD if told else _DROPPED), {}


def _taken(row: Row[Any]) -> jobs.Taken:
    return jobs.Taken(
        escalation=row.escalation_id,
        workspace=row.workspace_id,
        membership=row.membership_id,
        payload=row.payload,
        message_id=row.message_id,
    )


def _reason(error: Exception) -> str:
    """What the row keeps: a mail server's words; of any other error its kind alone, for it may hold a name."""
    kept = str(error) if isinstance(error, MailError) else type(error).__name__
    return kept.replace("\0", "")


def sweep(database: Database, settings: Settings) -> int:
    """Carry every row that waits: what the bell missed, and what is to be tried again. Gives how many."""
    with database.reading() as session:
        rows = session.scalars(_WAITING).all()
    for row in rows:
        carry_with(database, settings, row)
    return len(rows)


class OutboxWorker(Worker):
    """An RQ worker that runs nothing but the allow-list, and looks before it imports."""

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Run the job, or put it aside unread when it is not one that a ring makes."""
        if is_a_ring(job):
            super().execute_job(job, queue)
        else:
            log.error("A job in Valkey that no part of the portal makes was put aside: %s", job.id)
            job.delete()

    def run_maintenance_tasks(self) -> None:
        """Do nothing: RQ's upkeep calls callbacks named in Valkey, and the sweep finds what a dead job left."""


def is_a_ring(job: Job) -> bool:
    """Whether a job names the one allowed function with one outbox id, and nobody else to tell."""
    try:
        (row,) = job.args
        UUID(row)
        named = job.func_name
    except Exception:  # whatever cannot be read as a ring, for whatever reason, is not one
        return False
    callbacks = (job._success_callback_name, job._failure_callback_name, job._stopped_callback_name)
    return named in ALLOWED and not job.kwargs and not any(callbacks) and not job.webhooks


def listen() -> None:
    """Work through the bell's queue until told to stop, waiting out a Valkey that is away."""
    settings = _settings()
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    while not stopping.is_set():
        try:
            connection = Redis.from_url(settings.redis_url)
            queue = Queue(QUEUE, connection=connection, serializer=JSONSerializer)
            OutboxWorker([queue], connection=connection, serializer=JSONSerializer).work(
                logging_level="WARNING"
            )
            return
        except RedisError as error:
            log.warning("Valkey cannot be reached; the sweep goes on without it: %s", error)
            stopping.wait(2)


def _end_with_parent() -> None:
    """Leave no listener behind when the worker itself is killed outright."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)


def main() -> int:
    """`portal worker`: the heartbeat in this process, the bell's listener in one of its own."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    settings = _settings()
    database = Database(settings.database_url, pool_size=2)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    listener = _start_listener()
    log.info("The worker is listening.")
    try:
        while not stopping.wait(BEAT_SECONDS):
            if not listener.is_alive():
                listener = _start_listener()
            _beat(database, settings)
    finally:
        _end(listener)
    return 0


def _beat(database: Database, settings: Settings) -> None:
    try:
        sweep(database, settings)
    # The outermost boundary of one beat: the next one must come, whatever this one met.
    except Exception as error:
        log.warning("The sweep will be tried again: %s", type(error).__name__)


def _end(listener: multiprocessing.process.BaseProcess) -> None:
    listener.terminate()
    listener.join(timeout=3)
    if listener.is_alive():
        listener.kill()


def _start_listener() -> multiprocessing.process.BaseProcess:
    process = multiprocessing.get_context("spawn").Process(target=listen, name="bell", daemon=False)
    process.start()
    return process


if __name__ == "__main__":
    sys.exit(main())
