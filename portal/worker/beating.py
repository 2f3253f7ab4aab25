"""The heartbeat: works through the periodic table, and sees that its children are alive.

It carries no row itself, so that no row can stop it.
"""

import logging
import multiprocessing
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess

from portal.config import Settings
from portal.infra import calendar, outbox
from portal.infra.bell import Bell
from portal.infra.db import Database
from portal.worker.carrying import MISSED, sweep_missed
from portal.worker.listening import listen
from portal.worker.packing import pack
from portal.worker.periodic import PERIODIC, Periodic, claim, done

log = logging.getLogger(__name__)

BEAT_SECONDS = 10
SWEEP_SECONDS = 600
"""How long one sweep may go on before it is ended; the next goes on where it was."""


class Children:
    """The processes beside the heartbeat: always the bell's listener and the packer, which builds referral packs;
    while rows wait that the bell missed, a sweep.
    """

    def __init__(self) -> None:
        self.listener = _start(listen, "bell")
        self.packer = _start(pack, "packer")
        self.sweep: BaseProcess | None = None
        self._swept_since = 0.0

    def tend(self) -> None:
        """Start the listener and the packer again when they died, and end a sweep that does not end."""
        if not self.listener.is_alive():
            self.listener = _start(listen, "bell")
        if not self.packer.is_alive():
            self.packer = _start(pack, "packer")
        if self.sweep and self.sweep.is_alive() and time.monotonic() - self._swept_since > SWEEP_SECONDS:
            log.warning("A sweep was ended that had gone on for %s seconds", SWEEP_SECONDS)
            self.sweep.kill()

    def sweep_unless_sweeping(self) -> None:
        """Carry in a child what the bell missed."""
        if self.sweep is None or not self.sweep.is_alive():
            self.sweep, self._swept_since = _start(sweep_missed, "sweep"), time.monotonic()

    def end(self) -> None:
        """End them all, gently first."""
        children = [one for one in (self.listener, self.packer, self.sweep) if one and one.is_alive()]
        for child in children:
            child.terminate()
        for child in children:
            if child.is_alive():
                child.join(timeout=3)
                if child.is_alive():
                    child.kill()


def main() -> int:
    """`portal worker`: the heartbeat in this process, the others in processes of their own."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    settings = Settings.from_environment()
    calendar.follow(settings.clock_file)
    database = Database(settings.database_url, pool_size=2, ring=Bell(settings.redis_url))
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    children = Children()
    log.info("The worker is listening.")
    try:
        while not stopping.wait(BEAT_SECONDS):
            children.tend()
            beat(database, settings)
            _sweep(database, children)
    finally:
        children.end()
        database.engine.dispose()
    return 0


def beat(database: Database, settings: Settings) -> None:
    """Do whatever of the periodic table it is time for."""
    for work in PERIODIC:
        with _boundary(work.name):
            if claim(database, work):
                _do(database, settings, work)


def _do(database: Database, settings: Settings, work: Periodic) -> None:
    try:
        did = work.run(database, settings)
    except Exception as error:
        done(database, work, error=type(error).__name__)
        raise
    done(database, work, did=did)


def _sweep(database: Database, children: Children) -> None:
    with _boundary("Carry what the bell missed"), database.reading() as session:
        if outbox.waiting(session, until=calendar.now() - MISSED, most=1):
            children.sweep_unless_sweeping()


@contextmanager
def _boundary(name: str) -> Iterator[None]:
    """The outermost boundary of one work: whatever it met, the others must be done, and the next beat come."""
    try:
        yield
    except Exception as error:
        log.warning("%s: to be done again (%s)", name, type(error).__name__)


def _start(target: Callable[[], None], name: str) -> BaseProcess:
    process = multiprocessing.get_context("spawn").Process(target=target, name=name, daemon=False)
    process.start()
    return process
