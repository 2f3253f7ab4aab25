"""The attachments of a pack: each made into plain pages by a process of its own, or listed with why it is not.

Whatever somebody attached, a file can spoil no more than itself: the process that reads it has its own time and
memory, and a pack is made whatever becomes of it.
"""

import multiprocessing
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from portal.executive.packs import leaves
from portal.executive.packs.contents import Attachment, Contents
from portal.infra.files.refusal import Refused

MOST_BYTES = 50 * 1024 * 1024
MOST_PAGES = 500
MOST_BYTES_OF_ALL = 200 * 1024 * 1024
MOST_PAGES_OF_ALL = 2_000
SECONDS = 20
COMPUTING_SECONDS = 2 * SECONDS
"""After which a process ends by itself, should nobody be left to end it."""
SECONDS_OF_ALL = 120
MEGABYTES = 1024

NO_VOLUME = "The second volume would become too long."
TOO_LARGE = f"It is larger than {MOST_BYTES // (1024 * 1024)} MB."
TOO_MANY_PAGES = f"It has more than {MOST_PAGES} pages."
TOO_SLOW = "It took too long to read."
BROKE = "It could not be read safely."
NO_TIME = "The attachments before it took all the time there is for reading them."
NOT_PAGES = "It is neither a PDF nor an image."
NOT_THERE = "Its content was not there."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attachment: its pages, each upright or lying (True), or why it is not reproduced."""

    pages: tuple[bool, ...] = ()
    why_not: str = ""


def prepare(contents: Contents, folder: Path) -> dict[int, Outcome]:
    """Make each attachment that can be reproduced into plain pages in `folder` (see `prepared`), and say of each
    what became of it, by its number.
    """
    until = time.monotonic() + SECONDS_OF_ALL
    pages, size, outcomes = 0, 0, {}
    for one in contents.attachments:
        outcome = _outcome(one, folder, until)
        if outcome.pages:
            pages, size = pages + len(outcome.pages), size + prepared(folder, one.number).stat().st_size
            if pages > MOST_PAGES_OF_ALL or size > MOST_BYTES_OF_ALL:
                pages, size = pages - len(outcome.pages), size - prepared(folder, one.number).stat().st_size
                outcome = Outcome(why_not=NO_VOLUME)
        outcomes[one.number] = outcome
    return outcomes


def prepared(folder: Path, number: int) -> Path:
    """Where the plain pages of an attachment lie."""
    return folder / f"pages-{number}.pdf"


def _outcome(one: Attachment, folder: Path, until: float) -> Outcome:
    if why_not := next(_against(one, folder, until), ""):
        return Outcome(why_not=why_not)
    return _in_its_own_process(one, folder, min(SECONDS, until - time.monotonic()))


def _against(one: Attachment, folder: Path, until: float) -> Iterator[str]:
    """What speaks against reading it at all."""
    if one.why_not:
        yield one.why_not
    if one.media_type not in leaves.READERS:
        yield NOT_PAGES
    source = folder / str(one.number)
    if not source.is_file():
        yield NOT_THERE
    elif source.stat().st_size > MOST_BYTES:
        yield TOO_LARGE
    if time.monotonic() >= until:
        yield NO_TIME


def _in_its_own_process(one: Attachment, folder: Path, seconds: float) -> Outcome:
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)
    process = fork.Process(target=_read, args=(one, folder, theirs))
    process.start()
    theirs.close()
    try:
        if not ours.poll(seconds):
            return Outcome(why_not=TOO_SLOW)
        pages, why_not = ours.recv()
        return Outcome(tuple(pages), why_not)
    except EOFError:
        return Outcome(why_not=BROKE)
    finally:
        process.kill()
        process.join()


def _read(one: Attachment, folder: Path, answer: Connection) -> None:
    """All that the process of one attachment does."""
    _limit(resource.RLIMIT_AS, MEGABYTES * 1024 * 1024)
    _limit(resource.RLIMIT_CPU, COMPUTING_SECONDS)
    try:
        lying = leaves.make(
            folder / str(one.number), one.media_type, prepared(folder, one.number), most=MOST_PAGES
        )
        answer.send((lying, ""))
    except Refused as refused:
        answer.send(((), str(refused)))
    except MemoryError:
        answer.send(((), BROKE))
    # A file is whatever somebody made it, and its readers raise whatever that makes them meet.
    except Exception:
        answer.send(((), leaves.DAMAGED))


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (most, hard))
