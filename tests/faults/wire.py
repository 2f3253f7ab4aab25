"""How the three protocols are cut into steps: what a client sends that asks for an answer, and when that has come.

A step is cut from the bytes as they pass, so that nothing in the portal has to say where it may be interrupted.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator

CONNECT = "connect"
COMMIT_OF = "COMMIT of"
NOTHING = f"{COMMIT_OF} nothing"
CONTENT = "content"
"""The letter itself, sent after DATA; its answer is the server's word that it has taken it over."""


class Wire(ABC):
    """One connection's protocol, with what has to be remembered of it."""

    greets = False
    """Whether the server speaks first."""

    @abstractmethod
    def next_step(self, sent: bytes) -> tuple[str, int] | None:
        """What the client asks first in these bytes, and how many of them it takes; None when it is not whole."""

    @abstractmethod
    def answered(self, given: bytes) -> bool:
        """Whether the server has answered, all of it."""


class PostgresWire(Wire):
    """PostgreSQL's frontend messages, up to one that asks for an answer: a query, or the Sync after a batch.

    A COMMIT is named by the last statement that wrote before it, so that one can say what it committed; one of a
    transaction that only read is a COMMIT of nothing.
    """

    def __init__(self) -> None:
        self._started = False
        self._prepared: dict[bytes, str] = {}
        self._wrote = ""

    def next_step(self, sent: bytes) -> tuple[str, int] | None:
        """A login is one step; then each query, named by its text; a batch, by its first statement."""
        if not self._started:
            return self._startup(sent)
        name = ""
        for kind, start, end in _messages(sent):
            if kind == ord("P"):
                handle, _, rest = sent[start:end].partition(b"\0")
                self._prepared[handle] = _statement(rest)
            if kind == ord("B"):
                name = name or self._prepared.get(sent[start:end].split(b"\0")[1], "")
            if kind in b"QSXp":
                text = _statement(sent[start:end]) if kind == ord("Q") else name or OTHER[chr(kind)]
                return self._named(text), end
        return None

    def _named(self, text: str) -> str:
        if text.startswith("BEGIN"):
            self._wrote = ""
        if WRITES.match(text):
            self._wrote = text
        return f"{COMMIT_OF} {self._wrote or 'nothing'}" if text == "COMMIT" else text

    def _startup(self, sent: bytes) -> tuple[str, int] | None:
        length = int.from_bytes(sent[:4], "big")
        if len(sent) < 4 or len(sent) < length:
            return None
        self._started = True
        return CONNECT, length

    def answered(self, given: bytes) -> bool:
        """The server is ready for the next query, or asks for the next part of the password's exchange."""
        last, end = 0, 0
        for last, start, end in _messages(given):
            asks = last == ord("R") and int.from_bytes(given[start : start + 4], "big") in ASKS_FOR_MORE
            if last == ord("Z") or asks:
                return end == len(given)
        return False


WRITES = re.compile(r"(?i)(insert|update|delete|with \w+ as \( (insert|update|delete))\b")
OTHER = {"S": "sync", "X": "goodbye", "p": "password"}
ASKS_FOR_MORE = frozenset({3, 5, 10, 11})
"""Authentication messages that the client has to answer: in the clear, MD5, SASL, SASL continued."""


def _messages(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """Each whole message: its kind, where its body starts, where it ends."""
    at = 0
    while len(stream) >= at + 5:
        end = at + 1 + int.from_bytes(stream[at + 1 : at + 5], "big")
        if len(stream) < end:
            return
        yield stream[at], at + 5, end
        at = end


def _statement(body: bytes) -> str:
    words = body.partition(b"\0")[0].decode(errors="replace").split()
    return " ".join(words)[:90] or "empty"


class ValkeyWire(Wire):
    """Commands as arrays of strings. A pipeline is one step a command."""

    def next_step(self, sent: bytes) -> tuple[str, int] | None:
        """The first command, named by its first word."""
        head = re.match(rb"\*(\d+)\r\n", sent)
        if head is None:
            return None
        at, words = head.end(), []
        for _ in range(int(head[1])):
            size = re.compile(rb"\$(\d+)\r\n").match(sent, at)
            if size is None or len(sent) < size.end() + int(size[1]) + 2:
                return None
            words.append(sent[size.end() : size.end() + int(size[1])])
            at = size.end() + int(size[1]) + 2
        return words[0].decode(errors="replace").upper(), at

    def answered(self, given: bytes) -> bool:
        """Answers are small and come in one piece; a longer one is let through as it comes."""
        return given.endswith(b"\r\n")


class SmtpWire(Wire):
    """One line a command, and the letter after DATA as one more."""

    greets = True

    def __init__(self) -> None:
        self._letter_follows = False

    def next_step(self, sent: bytes) -> tuple[str, int] | None:
        """A command, named by its verb; or the whole letter."""
        ending = b"\r\n.\r\n" if self._letter_follows else b"\r\n"
        end = sent.find(ending)
        if end < 0:
            return None
        line = sent[: end + len(ending)]
        if self._letter_follows:
            self._letter_follows = False
            return CONTENT, len(line)
        return line.split()[0].decode(errors="replace").upper(), len(line)

    def answered(self, given: bytes) -> bool:
        """The last line of the answer has come: its number is followed by a space."""
        if not re.search(rb"(?:^|\n)\d{3} [^\n]*\r\n$", given):
            return False
        self._letter_follows = given.startswith(b"354")
        return True
