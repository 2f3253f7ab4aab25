"""Which processes a part of the portal consists of, and ending them at once: only our own descendants."""

import contextlib
import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path

from portal.demo.processes import pause

GONE_SECONDS = 10


def tree(pid: int) -> list[int]:
    """A process and all that descend from it, itself first."""
    found = [pid]
    for one in found:
        found += _children(one)
    return found


def forked(pid: int) -> list[int]:
    """Those that a process, or one of its own, forked and that run the same program still: the worker's jobs."""
    return [
        child
        for parent in tree(pid)
        for child in _children(parent)
        if _command(child) == _command(parent) != b""
    ]


def kill(pids: Iterable[int], number: signal.Signals = signal.SIGKILL) -> None:
    """Send all of them a signal."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def end(pids: Iterable[int]) -> None:
    """kill -9 all of them, and wait until none runs any more: their connections are closed then."""
    listed = list(pids)
    kill(listed)
    limit = time.monotonic() + GONE_SECONDS
    while any(_runs(pid) for pid in listed):
        if time.monotonic() > limit:
            raise AssertionError(f"Still there after kill -9: {listed}")
        pause(0.005)


def _children(pid: int) -> list[int]:
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if _status(entry)[1:2] == [str(pid)]]


def _command(pid: int) -> bytes:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def _runs(pid: int) -> bool:
    return _status(Path(f"/proc/{pid}"))[:1] not in ([], ["Z"], ["X"])


def _status(entry: Path) -> list[str]:
    """A process's state, its parent and more; nothing when it is gone."""
    with contextlib.suppress(OSError):
        return (entry / "stat").read_text().rpartition(")")[2].split()
    return []
