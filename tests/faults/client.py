"""Somebody at a browser, who keeps what they were told. Each request has a connection of its own."""

import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.faults.record import Answer

HOST = "127.0.0.1"
TIMEOUT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: no status when the connection broke."""

    status: int | None
    text: str = ""

    @property
    def answer(self) -> Answer:
        """What that says of what was asked: led on, it was done; 4xx, it was not; anything else says nothing."""
        if self.status == http.HTTPStatus.SEE_OTHER:
            return Answer.ACKNOWLEDGED
        if self.status is not None and 400 <= self.status < 500:
            return Answer.REFUSED
        return Answer.NOT_KNOWN


@dataclass
class Client:
    """One person signed in."""

    port: int
    cookie: str
    patience: float = TIMEOUT_SECONDS
    """How many seconds a page is waited for, before its visitor gives it up."""

    def get(self, path: str) -> Reply:
        """Open a page."""
        return self._send("GET", path)

    def post(self, path: str, fields: Mapping[str, str]) -> Reply:
        """Send a form."""
        return self._send("POST", path, urlencode(fields))

    def _send(self, method: str, path: str, body: str = "") -> Reply:
        headers = {"Cookie": self.cookie}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection(HOST, self.port, timeout=self.patience)
        try:
            connection.request(method, path, body=body or None, headers=headers)
            response = connection.getresponse()
            text = response.read().decode()
        except (OSError, http.client.HTTPException):
            return Reply(None)
        finally:
            connection.close()
        if given := response.headers.get("Set-Cookie"):
            self.cookie = given.partition(";")[0]
        return Reply(response.status, text)
