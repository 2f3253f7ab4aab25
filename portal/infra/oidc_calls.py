"""Calls to a sign-in provider, so bounded that one agency's sick provider cannot hold up everybody else.

An answer may be only so large, a call may last only so long, and one provider may have only so many under way.
"""

import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from enum import StrEnum
from threading import Lock, Thread
from time import monotonic
from typing import TypeVar

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

TIMEOUT_SECONDS = (3.05, 6.0)
"""How long to wait for a connection, and then for each piece of an answer."""

DEADLINE_SECONDS = 10.0
"""How long a whole call may last, however many pieces its answer comes in."""

LARGEST_ANSWER = 256 * 1024
"""The most bytes of an answer that are read, after any decompression."""

MOST_UNDER_WAY = 4
"""How many calls to one provider may be under way at once."""

NOT_ANSWERING = (
    "Your organisation’s sign-in service is not answering. Try again in a few minutes. "
    "If it still does not work, tell your own IT support."
)

_T = TypeVar("_T")
_CHUNK = 16 * 1024


class Fault(StrEnum):
    """What is wrong with a provider that cannot be used, for whoever connects it to be told."""

    ADDRESS = "its address is none that may be called"
    SILENT = "nothing answers there"
    CERTIFICATE = "its certificate is not valid"
    SLOW = "it takes too long"
    ABSENT = "it says that there is nothing at that address"
    NONSENSE = "what it answers is no document"
    OTHER_ISSUER = "it says that it is another"
    ENDPOINTS = "it names no addresses that may be called"
    KEYS = "it publishes no key that can be used"


class SignInError(Exception):
    """A sign-in that failed. `reason` is for the log and holds no secret; `message` is for the person."""

    def __init__(self, reason: str, message: str) -> None:
        self.reason = reason
        self.message = message
        super().__init__(message)


class ProviderUnavailable(SignInError):
    """The provider cannot be reached, or what it says makes no sense."""

    def __init__(self, issuer: str, reason: str, fault: Fault = Fault.SILENT) -> None:
        super().__init__(f"{issuer}: {reason}", NOT_ANSWERING)
        self.fault = fault


class AnswerTooLarge(requests.RequestException):
    """The answer is larger than any that a provider has reason to give."""


class BoundedAdapter(HTTPAdapter):
    """Reads the whole answer within the size and the time allowed, before anything looks at it."""

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """As HTTPAdapter, and raises AnswerTooLarge or requests.Timeout."""
        response = super().send(request, True, timeout, verify, cert, proxies)
        with response.raw as answer:
            try:
                body = b"".join(_pieces(answer.read1, monotonic() + DEADLINE_SECONDS))
            except HTTPError as error:
                raise requests.ConnectionError(f"{type(error).__name__} while reading") from error
        response.raw = io.BytesIO(body)
        return response


def _pieces(read: Callable[..., bytes], end: float) -> Iterator[bytes]:
    left = LARGEST_ANSWER
    while piece := read(_CHUNK, decode_content=True):
        left -= len(piece)
        if left < 0:
            raise AnswerTooLarge(f"more than {LARGEST_ANSWER} bytes")
        if monotonic() > end:
            raise requests.Timeout(f"not finished after {DEADLINE_SECONDS} seconds")
        yield piece


def bound(session: requests.Session) -> None:
    """Have every answer to this session read within bounds."""
    for scheme in ("https://", "http://"):
        session.mount(scheme, BoundedAdapter())


_under_way: Counter[str] = Counter()
_lock = Lock()


def _enter(issuer: str) -> None:
    with _lock:
        if _under_way[issuer] >= MOST_UNDER_WAY:
            raise ProviderUnavailable(
                issuer, f"{MOST_UNDER_WAY} calls to it are under way already", Fault.SLOW
            )
        _under_way[issuer] += 1


def _leave(issuer: str) -> None:
    with _lock:
        _under_way[issuer] -= 1
        if not _under_way[issuer]:
            del _under_way[issuer]


def call(issuer: str, ask: Callable[[], _T]) -> _T:
    """What the provider answers; raises ProviderUnavailable at once when too many are asking it already.

    The call has a thread of its own, so that whoever waits for it can leave at the deadline even while a name
    is looked up or headers drip in; it keeps its place until it truly ends. Raises what `ask` raises.
    """
    answer: Future[_T] = Future()

    def asking() -> None:
        try:
            outcome = ask()
        except (
            Exception
        ) as error:  # the thread's outermost boundary: whoever waits is given it, and raises it
            _leave(issuer)
            answer.set_exception(error)
        else:
            _leave(issuer)
            answer.set_result(outcome)

    _enter(issuer)
    Thread(target=asking, name="sign-in provider", daemon=True).start()
    try:
        return answer.result(timeout=DEADLINE_SECONDS)
    except RecursionError as error:
        raise ProviderUnavailable(issuer, "its answer is nested too deeply", Fault.NONSENSE) from error
    except TimeoutError as error:
        reason = f"no answer within {DEADLINE_SECONDS} seconds"
        raise ProviderUnavailable(issuer, reason, Fault.SLOW) from error
