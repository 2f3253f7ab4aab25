"""The bell: tells the worker, through Valkey, that an outbox row waits. A missed ring is swept up later."""

import logging
import time
from collections.abc import Sequence
from uuid import UUID

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import Queue
from rq.serializers import JSONSerializer

QUEUE = "portal"
CARRY = "portal.worker.carry"
"""The one job a ring may name. It is given an outbox id and nothing else."""

ROW_SECONDS = 60
"""The longest that one row may be worked on, whoever carries it."""

PATIENCE_SECONDS = 0.5
"""How long a page waits for Valkey to answer."""

QUIET_SECONDS = 10
"""For how long nobody rings after Valkey did not answer: the sweep comes as often."""

log = logging.getLogger(__name__)


class Bell:
    """Rings for outbox rows. Never raises and never waits long: no page may fail because Valkey is away."""

    def __init__(self, redis_url: str) -> None:
        self._redis = Redis.from_url(
            redis_url,
            socket_connect_timeout=PATIENCE_SECONDS,
            socket_timeout=PATIENCE_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._queue = Queue(QUEUE, connection=self._redis, serializer=JSONSerializer)
        self._quiet_until = 0.0

    def __call__(self, rows: Sequence[UUID]) -> None:
        """Ring once for each row, in one round trip, after the commit that wrote them.

        The job is named by its row: rung for twice, it is there once.
        """
        if time.monotonic() < self._quiet_until:
            return
        jobs = [
            Queue.prepare_data(
                CARRY, args=(str(row),), job_id=str(row), timeout=ROW_SECONDS, result_ttl=0, failure_ttl=86400
            )
            for row in dict.fromkeys(rows)
        ]
        try:
            self._queue.enqueue_many(jobs)
        except RedisError as error:
            self._quiet_until = time.monotonic() + QUIET_SECONDS
            log.warning("The bell could not be rung; the sweep will find the outbox rows: %s", error)
