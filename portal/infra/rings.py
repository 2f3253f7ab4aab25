"""How many rings of the bell wait in Valkey, for the page about the worker."""

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import Queue
from rq.serializers import JSONSerializer

from portal.infra.bell import PATIENCE_SECONDS, QUEUE


def waiting(redis_url: str) -> int | None:
    """How many wait; None when Valkey does not answer for as long as a page has patience."""
    redis = Redis.from_url(
        redis_url,
        socket_connect_timeout=PATIENCE_SECONDS,
        socket_timeout=PATIENCE_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        return int(Queue(QUEUE, connection=redis, serializer=JSONSerializer).count)
    except RedisError:
        return None
    finally:
        redis.close()
