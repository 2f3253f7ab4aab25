"""The bell: tells the worker, through Valkey, that an outbox row waits. A missed ring is swept up later."""

import logging
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

log = logging.getLogger(__name__)


class Bell:
    """Rings for outbox rows. Never raises and never waits long: no page may fail because Valkey is away."""

    def __init__(self, redis_url: str) -> None:
        self._redis = Redis.from_url(
            redis_url, socket_connect_timeout=0.5, socket_timeout=0.5, retry=Retry(NoBackoff(), 0)
        )
        self._queue = Queue(QUEUE, connection=self._redis, serializer=JSONSerializer)

    def __call__(self, rows: Sequence[UUID]) -> None:
        """Ring once for each row, after the commit that wrote it."""
        try:
            for row in rows:
                self._queue.enqueue(CARRY, str(row), job_timeout=60, result_ttl=0, failure_ttl=86400)
        except RedisError as error:
            log.warning("The bell could not be rung; the sweep will find the outbox rows: %s", error)
