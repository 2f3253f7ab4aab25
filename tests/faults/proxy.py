"""A proxy between a part of the portal and a server: it counts the steps, and calls the fault's hook at each.

The hook is called before a step reaches the server, and again when its answer came but has not been handed back.
"""

import contextlib
import select
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from tests.faults.wire import CONNECT, Wire

HOST = "127.0.0.1"
BYTES = 1 << 16
POLL_SECONDS = 0.2


class When(StrEnum):
    """On which side of a step a fault comes."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Step:
    """One message from a client to a server."""

    client: str
    server: str
    name: str

    def __str__(self) -> str:
        return f"{self.client} to {self.server}: {self.name}"


Hook = Callable[[Step, When], bool]
"""Gives whether the step may go on; when it may not, the connection is cut at once."""


class Proxy:
    """Listens on a port of its own for one client, and leads to one server."""

    def __init__(self, client: str, server: str, *, wire: Callable[[], Wire], to: Callable[[], int]) -> None:
        self.client, self.server = client, server
        self._wire, self._to = wire, to
        self.hook: Hook = lambda step, when: True
        self.delay_seconds = 0.0
        self._stopping = threading.Event()
        self._listener = socket.create_server((HOST, 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more connections, and cut those there are."""
        self._stopping.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while not self._stopping.is_set():
            with contextlib.suppress(OSError):
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=[client], daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with socket.create_connection((HOST, self._to()), timeout=5) as server:
                server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                server.settimeout(None)
                _Connection(self, self._wire(), client, server).run()

    @property
    def stopping(self) -> bool:
        """Whether what is still open is to be cut."""
        return self._stopping.is_set()

    def take_time(self) -> None:
        """What a slow line takes for what a client sends at once."""
        if self.delay_seconds:
            self._stopping.wait(self.delay_seconds)

    def step(self, name: str, when: When) -> bool:
        """Tell the hook."""
        return self.hook(Step(self.client, self.server, name), when)


class _Connection:
    """One connection's bytes, held back until a step is whole, and its answer."""

    def __init__(self, proxy: Proxy, wire: Wire, client: socket.socket, server: socket.socket) -> None:
        self.proxy, self.wire, self.client, self.server = proxy, wire, client, server
        self.sent, self.given = b"", b""
        self.asked = CONNECT if wire.greets else ""

    def run(self) -> None:
        """Pass everything on until either side closes."""
        while not self.proxy.stopping:
            ready, _, _ = select.select([self.client, self.server], [], [], POLL_SECONDS)
            if self.server in ready and not self._from_server():
                return
            if self.client in ready and not self._from_client():
                return
            if not self._steps():
                return

    def _from_server(self) -> bool:
        piece = self.server.recv(BYTES)
        self.given += piece
        if not piece:
            self.client.sendall(self.given)
        return bool(piece)

    def _from_client(self) -> bool:
        piece = self.client.recv(BYTES)
        self.proxy.take_time()
        self.sent += piece
        return bool(piece)

    def _steps(self) -> bool:
        """Hand back what was answered, then ask the next; False when the connection was cut."""
        if not self.asked or self.wire.answered(self.given):
            if self.asked and not self.proxy.step(self.asked, When.AFTER):
                return False
            self.client.sendall(self.given)
            self.given, self.asked = b"", ""
        if self.asked or (step := self.wire.next_step(self.sent)) is None:
            return True
        name, length = step
        if not self.proxy.step(name, When.BEFORE) or self._client_is_gone():
            return False
        self.server.sendall(self.sent[:length])
        self.sent, self.asked = self.sent[length:], name
        return True

    def _client_is_gone(self) -> bool:
        """Whether who asked was ended meanwhile: what it asked then never reaches the server."""
        try:
            return self.client.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
        except BlockingIOError:
            return False
