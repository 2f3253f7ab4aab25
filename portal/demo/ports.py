"""Loopback ports: which are free, which the engines used last time, and who holds one we need."""

import socket
from collections.abc import Iterator
from pathlib import Path

from portal.demo import places
from portal.demo.places import StartError

LISTENING = "0A"


def free() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """Whether a server could listen on this port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def answers(port: int) -> bool:
    """Whether a server listens on this port now."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def remembered(path: Path) -> int:
    """The port `path` remembers if it is still free, else a new one, remembered there."""
    port = int(places.remembered(path, lambda: str(free())))
    if is_free(port):
        return port
    path.unlink()
    return int(places.remembered(path, lambda: str(free())))


def require(port: int, setting: str) -> None:
    """Raise StartError when the port is taken, naming it, its holder and the setting that changes it."""
    if is_free(port):
        return
    raise StartError(
        f"Port {port} is in use{_holder(port)}.\n"
        f"Stop what uses it, or choose another: {setting}={_next_free(port)} make run"
    )


def _next_free(port: int) -> int:
    return next((other for other in range(port + 100, 65000, 100) if is_free(other)), free())


def _holder(port: int) -> str:
    """Who listens, where this account may know."""
    sockets = {f"socket:[{inode}]" for inode in _listening_on(port)}
    for descriptor in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if str(descriptor.readlink()) in sockets:
                process = descriptor.parent.parent
                return f" by {(process / 'comm').read_text().strip()} (process {process.name})"
        except OSError:
            continue
    return ""


def _listening_on(port: int) -> Iterator[str]:
    """The inodes of sockets listening on the port, from the kernel's tables."""
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        for line in table.read_text().splitlines()[1:] if table.exists() else []:
            fields = line.split()
            if fields[3] == LISTENING and int(fields[1].rpartition(":")[2], 16) == port:
                yield fields[9]
