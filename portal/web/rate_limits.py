"""How often one address and one browser may try what needs no sign-in: signing in, using an invitation."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from hashlib import sha256
from typing import ParamSpec, TypeVar

import redis
from flask import Flask, current_app, request, session
from werkzeug.exceptions import TooManyRequests

from portal.config import Settings

P = ParamSpec("P")
R = TypeVar("R")

WINDOW_SECONDS = 60
PER_BROWSER = 20
PER_ADDRESS = 200
"""A whole agency may come from one address, so it is allowed many times what one browser is."""


@dataclass(frozen=True, slots=True)
class Counter:
    """Counts attempts in Valkey, in windows that begin on the minute and forget themselves when they end."""

    valkey: redis.Redis

    def attempts(self, scope: str, who: str) -> int:
        """How many attempts there were in this window, this one included."""
        window = int(time.time()) // WINDOW_SECONDS
        key = f"attempts:{scope}:{sha256(who.encode()).hexdigest()[:32]}:{window}"
        with self.valkey.pipeline() as pipeline:
            pipeline.incr(key)
            pipeline.expire(key, 2 * WINDOW_SECONDS)
            return int(pipeline.execute()[0])


def init(app: Flask, settings: Settings) -> None:
    """Count in the deployment's Valkey. A count is given up after half a second."""
    connection = redis.Redis.from_url(
        settings.redis_url, socket_timeout=0.5, socket_connect_timeout=0.5, retry=None
    )
    app.extensions["rate_limits"] = Counter(connection)


def limited(scope: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a route as one that may be tried only so often, per address and per browser.

    Raises TooManyRequests (429) with the seconds to wait. While Valkey is away, full or read-only, the route
    stays open: no password or guessable secret is checked here, and a closed door could keep a child's case
    waiting.
    """

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def counted(*args: P.args, **kwargs: P.kwargs) -> R:
            _count(scope)
            return view(*args, **kwargs)

        return counted

    return mark


def _count(scope: str) -> None:
    counter: Counter = current_app.extensions["rate_limits"]
    visit = session.setdefault("visit", secrets.token_hex(8))
    try:
        by_address = counter.attempts(scope, f"address {request.remote_addr}")
        by_browser = counter.attempts(scope, f"visit {visit}")
    except redis.RedisError as error:
        current_app.logger.warning("Attempts are not counted while Valkey is away or refuses: %s", error)
        return
    if by_address > PER_ADDRESS or by_browser > PER_BROWSER:
        raise TooManyRequests(retry_after=WINDOW_SECONDS - int(time.time()) % WINDOW_SECONDS)
