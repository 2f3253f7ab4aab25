"""A stand-in for clamd, which is not on every computer: a real server that speaks its INSTREAM protocol.

It finds one virus, the EICAR test file, and can be told to misbehave.
"""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

# The file every scanner finds, harmless by itself; in two halves, so that no scanner finds it here.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

ANSWERS, DROPS, HALF_ANSWERS, TALKS_NONSENSE, HANGS = "answers", "drops", "half answers", "nonsense", "hangs"


@dataclass
class StandIn:
    """The server's address and how it behaves; `seen` is all that was sent to be scanned."""

    url: str
    mode: str = ANSWERS
    seen: list[bytes] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)


class _Conversation(socketserver.StreamRequestHandler):
    stand_in: ClassVar[StandIn]

    def handle(self) -> None:
        """One scan: the command, the chunks, the verdict."""
        mode = self.stand_in.mode
        if mode == DROPS:
            self.rfile.read(1)
            return
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b"".join(self._chunks())
        self.stand_in.seen.append(content)
        if mode == HANGS:
            self.stand_in.released.wait(20)
            return
        found = b"Eicar-Signature FOUND" if EICAR in content else b"OK"
        said = {HALF_ANSWERS: b"stream: O", TALKS_NONSENSE: b"UNKNOWN COMMAND\0"}
        self.wfile.write(said.get(mode, b"stream: " + found + b"\0"))

    def _chunks(self) -> Iterator[bytes]:
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            yield self.rfile.read(length)


class _Tcp(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


class _Unix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


@contextmanager
def stand_in(socket: Path | None = None) -> Iterator[StandIn]:
    """The server under way, on loopback, or on a socket of this computer."""
    one = StandIn("")
    handler = type("Conversation", (_Conversation,), {"stand_in": one})
    server: socketserver.BaseServer
    if socket:
        server, one.url = _Unix(str(socket), handler), f"unix:{socket}"
    else:
        server = _Tcp(("127.0.0.1", 0), handler)
        one.url = f"tcp://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield one
    finally:
        one.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
