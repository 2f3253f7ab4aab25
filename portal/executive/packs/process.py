"""A pack built by a process of its own, as whoever asks for it sees it: progress, then the pack or one reason.

The process gets a folder and an environment of its own, in which no setting of the portal stands, and ends within
its limits. Whatever becomes of it, nothing is outside the folder.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from portal.executive.packs.between import CANARIES, CONTENTS, OUT_OF_MEMORY, VOLUMES, State
from portal.executive.packs.contents import Contents, to_json

MODULE = "portal.executive.packs.build"
KEPT = ("PATH", "HOME", "XDG_CACHE_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "TZDIR")
"""What the process may know of our environment: where programs, fonts and the hours of time zones are."""

MEMORY_ENDED = (signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGTRAP)
"""How libraries end that are refused memory and cannot say so."""

TOO_SLOW = "It took longer than a pack may take."
TOO_MUCH = "It needed more memory than a pack may take."
KILLED = "It was ended from outside before it was done."


class NotBuilt(Exception):
    """No pack was built. The text says why, in plain words without anything of the case."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a build may take: megabytes of memory, seconds of computing, and seconds in all."""

    megabytes: int = 1536
    computing_seconds: int = 240
    seconds: int = 300


@dataclass(frozen=True, slots=True)
class Progress:
    """What is being done, and how many pages there are so far."""

    state: State
    pages: int


@dataclass(frozen=True, slots=True)
class Built:
    """A pack: its volumes, how many pages each has, which attachments are not reproduced and why, and how much
    memory it took at most.
    """

    volumes: tuple[Path, ...]
    pages: tuple[int, ...]
    not_reproduced: Mapping[int, str]
    megabytes: int


def lay_in(
    folder: Path, contents: Contents, attachments: Mapping[int, bytes], canaries: Sequence[str] = ()
) -> None:
    """Put into the folder what a pack is built from. `canaries` are texts that must not stand in it.

    A word that stands in every pack, such as "May", must not be one: the pack would never be built.
    """
    (folder / CONTENTS).write_text(_text(to_json(contents)), encoding="utf-8")
    (folder / CANARIES).write_text(_text(list(canaries)), encoding="utf-8")
    for number, content in attachments.items():
        (folder / str(number)).write_bytes(content)


def run(folder: Path, limits: Limits, on_progress: Callable[[Progress], None]) -> Built:
    """Build the pack of what was laid into the folder; its volumes are in it then. Raises NotBuilt."""
    process, late = _started(folder, limits), threading.Event()
    clock = threading.Timer(limits.seconds, _end, (process, late))
    clock.start()
    try:
        last = _relayed(process.stdout or (), on_progress)
        process.wait()
    finally:
        clock.cancel()
        _end(process)
    if late.is_set():
        raise NotBuilt(TOO_SLOW)
    return _built(folder, process.returncode, last)


def _started(folder: Path, limits: Limits) -> "subprocess.Popen[bytes]":
    known = {name: os.environ[name] for name in KEPT if name in os.environ}
    return subprocess.Popen(
        # Isolated: neither our environment nor what lies in the folder says what is imported.
        [sys.executable, "-I", "-m", MODULE, folder, str(limits.megabytes), str(limits.computing_seconds)],
        cwd=folder,
        env=known | {"LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _end(process: "subprocess.Popen[bytes]", late: threading.Event | None = None) -> None:
    """End the process, and what it started for single attachments; say first that it was late."""
    if late is not None:
        late.set()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _relayed(
    lines: Iterable[bytes] | IO[bytes], on_progress: Callable[[Progress], None]
) -> Mapping[str, Any]:
    """The last thing that the process said; what it said on the way is passed on."""
    last: Mapping[str, Any] = {}
    for line in lines:
        try:
            last = json.loads(line)
        except ValueError:
            continue
        if last["state"] in (State.LAYING_OUT, State.CHECKING):
            on_progress(Progress(State(last["state"]), last["pages"]))
    return last


def _built(folder: Path, returned: int, last: Mapping[str, Any]) -> Built:
    if returned == 0:
        pages = tuple(last["pages"])
        volumes = tuple(folder / name for name in VOLUMES[: len(pages)])
        why_not = {int(one): why for one, why in last["not_reproduced"].items()}
        return Built(volumes, pages, why_not, last["megabytes"])
    if last.get("state") == State.FAILED:
        raise NotBuilt(last["reason"])
    if returned == -signal.SIGXCPU:
        raise NotBuilt(TOO_SLOW)
    if returned == OUT_OF_MEMORY or -returned in MEMORY_ENDED:
        raise NotBuilt(TOO_MUCH)
    raise NotBuilt(KILLED if returned < 0 else f"It ended without a word ({returned}).")


def _text(stored: object) -> str:
    return json.dumps(stored, ensure_ascii=False)
