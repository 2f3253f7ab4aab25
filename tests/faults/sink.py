"""A mail server that does as it is told: takes letters, is slow, refuses, or breaks off at the worst moment."""

import asyncio
import email
import email.policy
import threading
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from portal.demo import ports
from tests.faults.record import Letter

HOST = "127.0.0.1"
TAKEN, LATER = "250 taken", "451 not now"


@dataclass(frozen=True)
class Manner:
    """How the server behaves. What it accepted it keeps, whatever becomes of the connection then."""

    slow_seconds: float = 0
    refuses_all: bool = False
    refuses: Collection[str] = ()
    drops_after_data: bool = False
    drops_after_taking: bool = False


WELL = Manner()


@dataclass
class Sink:
    """The server and what it has accepted."""

    manner: Manner = WELL
    asked: int = 0
    _letters: list[Letter] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> int:
        """Listen; gives the port."""
        port = ports.free()
        handler = SimpleNamespace(handle_RCPT=self._recipient, handle_DATA=self._content)
        self._controller = Controller(handler, hostname=HOST, port=port)
        self._controller.start()
        return port

    def stop(self) -> None:
        """Listen no more."""
        self._controller.stop()

    @property
    def letters(self) -> list[Letter]:
        """Everything accepted so far, in order."""
        with self._lock:
            return list(self._letters)

    def to(self, address: str) -> list[Letter]:
        """What one person got."""
        return [letter for letter in self.letters if letter.to == address]

    async def _recipient(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked += 1
        if self.manner.refuses_all or address in self.manner.refuses:
            return LATER
        envelope.rcpt_tos.append(address)
        return TAKEN

    async def _content(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        manner = self.manner
        await asyncio.sleep(manner.slow_seconds)
        if not manner.drops_after_data:
            self._keep(envelope)
        if manner.drops_after_data or manner.drops_after_taking:
            _break_off(server)
        return TAKEN

    def _keep(self, envelope: Envelope) -> None:
        content: Any = email.message_from_bytes(envelope.original_content or b"", policy=email.policy.default)
        body = content.get_body(("plain",))
        text = str(body.get_content()) if body else ""
        with self._lock:
            self._letters += [
                Letter(str(content["Message-ID"]), to, str(content["Subject"]), text, time.monotonic())
                for to in envelope.rcpt_tos
            ]


def _break_off(server: SMTP) -> None:
    transport: Any = server.transport
    transport.abort()
