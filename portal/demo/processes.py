"""Child processes that never outlive the one that started them.

Each child leads its own process group, so that Ctrl-C reaches the supervisor alone and the supervisor
decides the order in which things stop. On Linux the kernel also ends a child when its parent dies.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from portal.demo.places import Account

PR_SET_PDEATHSIG = 1
POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Child:
    """A process we started, where it logs, and the signal that asks it to stop."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM

    def ended(self, *, within: float = 0) -> bool:
        """Whether it has ended, waiting up to `within` seconds to find out."""
        try:
            self.process.wait(timeout=within)
        except subprocess.TimeoutExpired:
            return False
        return True

    def last_lines(self, count: int = 12) -> str:
        """The last lines of its log, indented for a message."""
        with contextlib.suppress(FileNotFoundError):
            lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:]
            return "\n".join(f"    {line}" for line in lines)
        return ""

    def wait_until(self, ready: Callable[[], bool], *, seconds: float) -> bool:
        """Whether `ready()` came true within `seconds`, giving up at once if the process ends."""
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            if ready():
                return True
            if self.ended(within=POLL_SECONDS):
                return False
        return False


def start(
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path,
    environment: Mapping[str, str] | None = None,
    account: Account | None = None,
    folder: Path | None = None,
    stdin: str = "",
    stop_signal: signal.Signals = signal.SIGTERM,
) -> Child:
    """Start `command` as `account` (ourselves when None), logging to `log`, told `stdin` at the start."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder or "/",
            env=dict(environment) if environment is not None else None,
            start_new_session=True,
            preexec_fn=_dies_with_us(stop_signal),
            **(account.popen if account else {}),
        )
    if process.stdin:
        with contextlib.suppress(BrokenPipeError), process.stdin as pipe:
            pipe.write(stdin.encode())
    return Child(name, process, log, stop_signal)


def stop(children: Sequence[Child], *, seconds: float) -> None:
    """Ask every child to stop at once; after `seconds`, end what is left of each and of its own children."""
    for child in children:
        if not child.ended():
            child.process.send_signal(child.stop_signal)
    limit = time.monotonic() + seconds
    for child in children:
        child.ended(within=max(0.0, limit - time.monotonic()))
        _signal_group(child.process.pid, signal.SIGKILL)
        child.process.wait()


def clear_orphans(program: str, folder: Path, *, seconds: float = 5) -> None:
    """Wait for processes of `program` working in `folder` whose parent was killed, then end them.

    Only the program's own name and working folder identify one, never a remembered number alone.
    """
    limit = time.monotonic() + seconds
    while orphans := list(_working_in(program, folder)):
        late = time.monotonic() > limit
        for pid in orphans:
            _signal_process(pid, signal.SIGKILL if late else signal.SIGTERM)
        pause()


def pause(seconds: float = POLL_SECONDS) -> None:
    """Wait a moment between two looks at something outside this process."""
    signal.sigtimedwait([], seconds)


def _working_in(program: str, folder: Path) -> Iterator[int]:
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (entry / "exe").readlink().name == program and (entry / "cwd").readlink() == folder.resolve():
                yield int(entry.name)


def _signal_process(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _signal_group(leader: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, number)


def _dies_with_us(number: signal.Signals) -> Callable[[], None] | None:
    """What a child runs before its program: ask the kernel for `number` when we die, however we die."""
    if sys.platform != "linux":
        return None
    parent, libc = os.getpid(), ctypes.CDLL(None)

    def tether() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:
            os._exit(1)

    return tether
