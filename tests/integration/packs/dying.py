"""`python -m tests.integration.packs.dying URL PACK STEP`: a worker that builds a pack, killed at one step."""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import event

from portal.executive import building, shelf
from portal.executive.building import Stopping
from portal.executive.packs import process
from portal.executive.packs.between import State
from portal.executive.packs.process import Progress
from portal.infra.db import Database


def die(*_anything: object, **_named: object) -> None:
    """As when the process is ended from outside: nothing after it is done."""
    os.kill(os.getpid(), signal.SIGKILL)


def told_to_stop(*_anything: object) -> None:
    """As when the worker ends gently."""
    os.kill(os.getpid(), signal.SIGTERM)


def _after(place: Any, name: str, act: Callable[..., None]) -> None:
    """Have something done once a function has done its work, and before its caller goes on."""
    original = getattr(place, name)

    def wrapped(*arguments: Any, **named: Any) -> Any:
        found = original(*arguments, **named)
        act(*arguments)
        return found

    setattr(place, name, wrapped)


def _once_committed(name: str) -> None:
    """Die when the transaction has committed in which a function of the shelf was called."""
    _after(shelf, name, lambda session, *_: event.listen(session, "after_commit", die))


def _at(state: State, pages: int, act: Callable[..., None]) -> None:
    """When it was written down that the pack is this far."""

    def follow(_session: Any, _pack: UUID, progress: Progress) -> None:
        if progress.state is state and progress.pages >= pages:
            act()

    _after(shelf, "get_on", follow)


STEPS: dict[str, Callable[[], None]] = {
    "before it is taken up": lambda: setattr(shelf, "take", die),
    "taken up, and not written down": lambda: _after(shelf, "take", die),
    "taken up": lambda: _once_committed("take"),
    "gathered": lambda: _after(process, "lay_in", die),
    "laying out, and not written down": lambda: _at(State.LAYING_OUT, 0, die),
    "laying out": lambda: _once_committed("get_on"),
    "checking": lambda: _at(State.CHECKING, 1, die),
    "built": lambda: _after(process, "run", die),
    "a volume kept, and not written down": lambda: _after(shelf, "_listed", die),
    "kept, and not written down": lambda: _after(shelf, "keep", die),
    "told, and not written down": lambda: _after(shelf, "_tell", die),
    "kept": lambda: _once_committed("keep"),
    "told to stop": lambda: _at(State.LAYING_OUT, 0, told_to_stop),
}


def main(url: str, pack: str, step: str) -> int:
    """Build the pack, as the packer does."""
    STEPS[step]()
    stopping, database = Stopping(), Database(url, pool_size=3)
    stopping.listen()
    building.build(database, UUID(pack), stopping)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
