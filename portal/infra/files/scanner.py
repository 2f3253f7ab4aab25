"""The virus scanner: clamd, asked over its own protocol (INSTREAM), on TCP or a socket of this computer.

No answer, half an answer or one that is not understood is no verdict: it raises, and the file stays where it is.
"""

import socket
import struct
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

CHUNK = 256 * 1024
SECONDS = 45.0
"""How long one scan may take, from connecting to the verdict."""

LONGEST_ANSWER = 4096


class Unreachable(Exception):
    """The scanner gave no verdict: it is away, broke off, took too long, or could not do it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the scanner found: the name of it, or nothing."""

    found: str = ""

    @property
    def clean(self) -> bool:
        """Whether it found nothing."""
        return not self.found


def scan(url: str, content: bytes, *, seconds: float = SECONDS) -> Verdict:
    """Ask clamd at `url` (tcp://host:port or unix:/path) about these bytes. Raises Unreachable."""
    until = time.monotonic() + seconds
    try:
        with _connected(url, until) as connection:
            _send(connection, content, until)
            answer = _answer(connection, until)
    except OSError as error:
        raise Unreachable(f"The scanner gave no verdict: {type(error).__name__}") from error
    return _verdict(answer)


def _connected(url: str, until: float) -> socket.socket:
    address = urlsplit(url)
    if address.scheme == "tcp" and address.hostname and address.port:
        return socket.create_connection((address.hostname, address.port), timeout=_left(until))
    if address.scheme != "unix" or not address.path:
        raise Unreachable("CLAMD_URL must be tcp://host:port or unix:/path")
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(_left(until))
    try:
        connection.connect(address.path)
    except OSError:
        connection.close()
        raise
    return connection


def _send(connection: socket.socket, content: bytes, until: float) -> None:
    connection.sendall(b"zINSTREAM\0")
    for start in range(0, len(content), CHUNK):
        chunk = content[start : start + CHUNK]
        connection.settimeout(_left(until))
        connection.sendall(struct.pack("!L", len(chunk)) + chunk)
    connection.sendall(struct.pack("!L", 0))


def _answer(connection: socket.socket, until: float) -> bytes:
    answer = b""
    while b"\0" not in answer and len(answer) < LONGEST_ANSWER:
        connection.settimeout(_left(until))
        more = connection.recv(LONGEST_ANSWER)
        if not more:
            break
        answer += more
    return answer


def _verdict(answer: bytes) -> Verdict:
    whole, ended, _ = answer.partition(b"\0")
    said = whole.decode("utf-8", "replace").strip()
    if ended and said == "stream: OK":
        return Verdict()
    if ended and said.startswith("stream: ") and said.endswith(" FOUND"):
        return Verdict(said.removeprefix("stream: ").removesuffix(" FOUND").strip() or "something unnamed")
    raise Unreachable("The scanner gave no verdict")


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
