"""One pack built: taken up under its lock, gathered into a folder, laid out by a process of its own, and kept.

Killed at any moment, it leaves a pack that is begun again, and at most a folder that the next look takes away.
"""

import logging
import re
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from portal.executive import shelf
from portal.executive.packs import process
from portal.executive.packs.process import Limits, NotBuilt, Progress
from portal.executive.shelf import Taken
from portal.infra.db import Database

log = logging.getLogger(__name__)

PROGRESS_SECONDS = 1.0
"""How often at most it is written down how far a pack is."""

FOLDER = "portal-pack"
LIMITS = Limits()


class Stopped(BaseException):
    """The worker was told to stop while a pack is laid out. It is none of the errors that a build may meet."""


class Stopping:
    """That the worker was told to stop: between two packs it is asked, within one it is raised."""

    def __init__(self) -> None:
        self._told, self._within = threading.Event(), False

    def listen(self) -> None:
        """Hear of it. For the main thread of a process."""
        signal.signal(signal.SIGTERM, lambda *_: self._hear())

    def _hear(self) -> None:
        self._told.set()
        if self._within:
            raise Stopped

    def wait(self, seconds: float) -> bool:
        """Whether it was told to stop, waiting so long to find out."""
        return self._told.wait(seconds)

    @contextmanager
    def within(self) -> Iterator[None]:
        """Where Stopped may be raised: the one long part of a build, in which nothing is half written."""
        self._within = True
        try:
            if self._told.is_set():
                raise Stopped
            yield
        finally:
            self._within = False


def build_waiting(database: Database, stopping: Stopping) -> None:
    """Build every pack that waits, one after the other; first take away what builds that were killed have left."""
    clear_left(database)
    with database.reading() as session:
        packs = shelf.waiting(session)
    for pack in packs:
        if stopping.wait(0):
            return
        build(database, pack, stopping)


def build(database: Database, pack: UUID, stopping: Stopping, limits: Limits = LIMITS) -> None:
    """Build a pack, unless another worker has it or it is done.

    An error that is none of the pack's own is raised: it is begun again, as one whose worker died is.
    """
    with database.holding(f"pack {pack}") as lock:
        if lock is None:
            return
        with database.work() as session:
            taken = shelf.take(session, pack)
        if taken is None:
            return
        try:
            with _folder(pack) as folder:
                _gather(database, taken, folder)
                with stopping.within():
                    built = process.run(folder, limits, _Follower(database, pack))
                lock.still()
                with database.work() as session:
                    shelf.keep(session, taken, built)
        except Stopped:
            with database.work() as session:
                shelf.put_back(session, pack)
        except NotBuilt as why:
            if str(why) == process.KILLED:
                raise
            log.warning("A referral pack could not be built: %s", why)
            with database.work() as session:
                shelf.fail(session, pack, str(why))


def _gather(database: Database, taken: Taken, folder: Path) -> None:
    """One file at a time: a case may have more of them than there is memory."""
    process.lay_in(folder, taken.contents, {}, taken.hidden)
    for number in taken.numbers:
        with database.reading() as session:
            content = shelf.file(session, taken.id, number)
        if content is not None:
            (folder / str(number)).write_bytes(content)


class _Follower:
    """Writes down how far a pack is: each new state, and the pages now and then."""

    def __init__(self, database: Database, pack: UUID) -> None:
        self._database, self._pack = database, pack
        self._state, self._next = "", 0.0

    def __call__(self, progress: Progress) -> None:
        if progress.state == self._state and time.monotonic() < self._next:
            return
        self._state, self._next = progress.state, time.monotonic() + PROGRESS_SECONDS
        with self._database.work() as session:
            shelf.get_on(session, self._pack, progress)


@contextmanager
def _folder(pack: UUID) -> Iterator[Path]:
    """A folder that nobody else reads, gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix=f"{FOLDER}-{pack}-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clear_left(database: Database) -> None:
    """Take away the folders of packs of ours that nobody builds now: a child's identity may stand in one."""
    left = {
        match[1]: one for one in _place().glob(f"{FOLDER}-*") if (match := _OF_A_PACK.fullmatch(one.name))
    }
    if not left:
        return
    with database.reading() as session:
        ours = shelf.known(session, [UUID(pack) for pack in left])
    for pack in ours:
        with database.holding(f"pack {pack}") as lock:
            if lock:
                for folder in _place().glob(f"{FOLDER}-{pack}-*"):
                    shutil.rmtree(folder, ignore_errors=True)


def _place() -> Path:
    return Path(tempfile.gettempdir())


_OF_A_PACK = re.compile(rf"{FOLDER}-([0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})-.*")
