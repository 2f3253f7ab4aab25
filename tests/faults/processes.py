"""Which processes a part of the portal consists of, and ending them at once: only our own descendants."""

import contextlib
import os
import signal
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from portal.demo.processes import pause

GONE_SECONDS = 10
LISTENER, SWEEP = "bell", "sweep"
"""What the worker calls the processes that its heartbeat starts (`portal/worker/beating.py`)."""


@dataclass(frozen=True)
class Processes:
    """All that run at one moment: each one's parent, the eldest first."""

    parents: dict[int, int]

    @classmethod
    def now(cls) -> "Processes":
        """Those of this moment."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            if status := _status(entry):
                found.append((int(status[19]), int(entry.name), int(status[1])))
        return cls({pid: parent for _since, pid, parent in sorted(found)})

    def children(self, pid: int) -> list[int]:
        """What a process started, the eldest first."""
        return [child for child, parent in self.parents.items() if parent == pid]

    def tree(self, pid: int) -> list[int]:
        """A process and all that descend from it, itself first."""
        found = [pid]
        for one in found:
            found += self.children(one)
        return found

    def heartbeat(self, worker: int) -> list[int]:
        """The process that a worker was started as, while it runs."""
        return [worker] if worker in self.parents and _runs(worker) else []

    def listener(self, worker: int) -> list[int]:
        """What a worker's heartbeat started to hear the bell."""
        return self._called(LISTENER, worker)

    def jobs(self, worker: int) -> list[int]:
        """A worker's processes that carry rows: what its listener forks, and the sweep beside it."""
        forked = [job for parent in self.listener(worker) for job in self._called(LISTENER, parent)]
        return forked + self._called(SWEEP, worker)

    def _called(self, name: str, parent: int) -> list[int]:
        return [pid for pid in self.children(parent) if _name(pid) == name]


def owner(port: int, among: Iterable[int]) -> int | None:
    """Which of these processes has a connection that ends at this port; the first of those that share it."""
    inodes = {
        fields[9]
        for fields in map(str.split, Path("/proc/net/tcp").read_text().splitlines()[1:])
        if int(fields[1].rpartition(":")[2], 16) == port
    }
    return next((pid for pid in among if inodes & _sockets(pid)), None)


def send(pids: Iterable[int], number: signal.Signals) -> None:
    """Send all of them a signal."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def end(pids: Iterable[int]) -> None:
    """kill -9 all of them, and wait until none runs any more: their connections are closed then."""
    listed = list(pids)
    send(listed, signal.SIGKILL)
    limit = time.monotonic() + GONE_SECONDS
    while any(_runs(pid) for pid in listed):
        if time.monotonic() > limit:
            raise AssertionError(f"Still there after kill -9: {listed}")
        pause(0.005)


def _sockets(pid: int) -> set[str]:
    found = set()
    with contextlib.suppress(OSError):
        for descriptor in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                found.add(str(descriptor.readlink()).removeprefix("socket:[").removesuffix("]"))
    return found


def _name(pid: int) -> str:
    """What a process calls itself (`worker.py`); a fork is called as its parent."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().rstrip()
    return ""


def _runs(pid: int) -> bool:
    return _status(Path(f"/proc/{pid}"))[:1] not in ([], ["Z"], ["X"])


def _status(entry: Path) -> list[str]:
    """A process's state, its parent and more; nothing when it is gone."""
    with contextlib.suppress(OSError):
        return (entry / "stat").read_text().rpartition(")")[2].split()
    return []
