"""The bell's listener: an RQ worker that runs nothing but the allow-list, and looks before it imports."""

import logging
import signal
import threading
from uuid import UUID

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer

from portal.config import Settings
from portal.infra.bell import CARRY, QUEUE
from portal.worker.limits import limit_memory
from portal.worker.parent import end_with_parent

log = logging.getLogger(__name__)

ALLOWED = frozenset({CARRY})
"""The functions that a job may name."""


class OutboxWorker(Worker):
    """An RQ worker that runs nothing but the allow-list, and looks before it imports.

    RQ forks a child for each job, which ends with it.
    """

    megabytes = Settings.worker_megabytes
    stopping = threading.Event()
    """Set when the worker was told to stop before it could hear of it."""

    def check_for_suspension(self, burst: bool) -> None:
        """Before each job, see whether this was told to stop. Nobody suspends it by way of Valkey."""
        self._stop_requested = self._stop_requested or self.stopping.is_set()

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Run the job, or put it aside unread when it is not one that a ring makes."""
        if is_a_ring(job):
            super().execute_job(job, queue)
        else:
            log.error("A job in Valkey that no part of the portal makes was put aside: %s", job.id)
            job.delete()

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        """What the child does: the job, with no more memory than it may have."""
        limit_memory(self.megabytes)
        super().main_work_horse(job, queue)

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
    settings = Settings.from_environment()
    OutboxWorker.megabytes = settings.worker_megabytes
    stopping = OutboxWorker.stopping
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    end_with_parent()
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
