"""A small load client: a few visitors, each with a connection and a cookie of its own, in turn.

It is bounded by count and by time, goes to loopback only, and believes no answer without looking at its status.
"""

import http.client
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TypeVar
from urllib.parse import urlencode

HOST = "127.0.0.1"
TIMEOUT_SECONDS = 30


class Failed(Exception):
    """A server answered with something other than what was asked for, so there is nothing to measure."""


@dataclass
class Visitor:
    """Somebody with a browser: a kept connection, and the cookie that was last given."""

    port: int
    cookie: str = ""
    connection: http.client.HTTPConnection = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection(HOST, self.port, timeout=TIMEOUT_SECONDS)

    def get(self, path: str) -> str:
        """A page; Failed when it is not answered with 200."""
        return self._send("GET", path, expected=200)

    def post(self, path: str, fields: Sequence[tuple[str, str]], *, expected: int = 303) -> str:
        """Send a form; Failed when it is not answered with 303, the sign that it was carried out.

        What saves while somebody types has another sign, `expected`.
        """
        return self._send("POST", path, expected=expected, body=urlencode(fields))

    def _send(self, method: str, path: str, *, expected: int, body: str = "") -> str:
        headers = {"Cookie": self.cookie} if self.cookie else {}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body=body or None, headers=headers)
        response = self.connection.getresponse()
        text = response.read().decode()
        if response.status != expected:
            raise Failed(
                f"{method} {path} was answered with {response.status}, not {expected}:\n{text[-2000:]}"
            )
        self._keep(response.headers.get("Set-Cookie"))
        return text

    def _keep(self, given: str | None) -> None:
        if given:
            self.cookie = given.partition(";")[0]


@dataclass(frozen=True)
class Round:
    """One round of requests: how long it took, and how long each did. Seconds."""

    seconds: float
    each: tuple[float, ...]

    @property
    def per_second(self) -> float:
        """Requests answered in a second."""
        return len(self.each) / self.seconds

    def percentile(self, percent: int) -> float:
        """The time within which this many in a hundred were answered, in milliseconds."""
        return statistics.quantiles(self.each, n=100, method="inclusive")[percent - 1] * 1000


Somebody = TypeVar("Somebody", bound=Visitor)
Errand = Callable[[Somebody], object]


def run(visitors: Sequence[Somebody], errands: Iterator[Errand[Somebody]], *, seconds: float) -> Round:
    """Send every visitor on errands, one after another, until these end or the time is up.

    Each begins with a fresh connection: the server closes one that stands idle. A failed errand fails the round.
    """
    lock, each, faults = threading.Lock(), list[float](), list[Exception]()
    begun = time.perf_counter()

    def go(visitor: Somebody) -> None:
        while not faults and time.perf_counter() - begun < seconds:
            with lock:
                errand = next(errands, None)
            if errand is None:
                return
            started = time.perf_counter()
            try:
                errand(visitor)
            except (OSError, http.client.HTTPException, Failed) as error:
                faults.append(error)
            each.append(time.perf_counter() - started)

    threads = [threading.Thread(target=go, args=[visitor]) for visitor in visitors]
    for visitor, thread in zip(visitors, threads, strict=True):
        visitor.connection.close()
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return Round(time.perf_counter() - begun, tuple(each))


class FormFields(HTMLParser):
    """The fields of a page's last form: what a person who agrees to it would send.

    Every box of it is ticked, and its texts are left empty.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin again at each form; keep what an input or an empty text would send."""
        given = dict(attrs)
        if tag == "form":
            self.fields = []
        if tag in ("input", "textarea") and given.get("name"):
            self.fields.append((str(given["name"]), given.get("value") or ""))
