"""The measurements. Each takes the bench and a name and gives figures; to add one, name it in `__main__` too."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import count, islice, repeat
from typing import Any

from portal.escalations.actions import replies
from tests.bench import client, large
from tests.bench.client import Errand, FormFields, Round, Visitor
from tests.bench.compare import RATE, ROUNDS, TIME, compare
from tests.bench.figures import Figure
from tests.bench.servers import Bench
from tests.bench.typist import Typist
from tests.way import REPLY, Way

VISITORS = 4
SECONDS = 3.0
FORMS = 30
"""How many forms each round of a form's measurement sends."""
FORMS_SECONDS = 60.0

Measure = Callable[[Bench, str], list[Figure]]


def worklist(bench: Bench, name: str) -> list[Figure]:
    """The agency's worklist, signed in, beside a bare page of the same rows from the same query."""
    way = Way(bench.partnership)
    ours, bare = _readers(bench, way)
    _same_rows(ours[0], bare[0])
    return compare(name, lambda: _read(ours, "/cases"), lambda: _read(bare, "/cases"), kinds=RATE)


def case_page(bench: Bench, name: str) -> list[Figure]:
    """The page of a usual answered case, beside the bare page."""
    return _case_page(bench, name, large.usual(bench.partnership))


def case_page_large(bench: Bench, name: str) -> list[Figure]:
    """The page of an answered case with many issues, much history and many files, beside the bare page."""
    return _case_page(bench, name, large.large(bench.partnership))


def autosave(bench: Bench, name: str) -> list[Figure]:
    """A section of Part 1 saved while it is typed, each in a case of its own, beside a bare form of one row."""
    ways = [Way(bench.partnership).started() for _ in range(VISITORS)]
    typists = [Typist.opening(bench.visitor(way.contributor), way.reference) for way in ways]
    bare = [Visitor(bench.bare) for _ in range(VISITORS)]
    numbers = count()
    return compare(
        name,
        lambda: client.run(typists, repeat(Typist.save), seconds=SECONDS),
        lambda: client.run(bare, map(_inserting, numbers), seconds=SECONDS),
        kinds=RATE,
    )


def sign_off(bench: Bench, name: str) -> list[Figure]:
    """A senior manager opens the form and signs Part 1 off, beside a bare form that inserts one row."""
    way = Way(bench.partnership)
    drafts = [Way(bench.partnership).started().reference for _ in range(FORMS * (ROUNDS + 1))]
    return _forms(bench, name, way.manager, [f"/cases/{one}/sign-off" for one in drafts])


def respond(bench: Bench, name: str) -> list[Figure]:
    """A senior manager of the other agency opens the reply and signs it, beside the same bare form."""
    way = Way(bench.partnership)
    asked = [_replied_to(bench) for _ in range(FORMS * (ROUNDS + 1))]
    return _forms(bench, name, way.responder, [f"/cases/{one}/part-2/sign-off" for one in asked])


def _replied_to(bench: Bench) -> str:
    """A case whose reply is written and waits for its signature."""
    way = Way(bench.partnership).forwarded()
    way.do(way.responder, replies.save_reply, way.reference, version=0, content=REPLY)
    return way.reference


def _readers(bench: Bench, way: Way) -> tuple[list[Visitor], list[Visitor]]:
    """As many of the agency's senior manager's browsers as of visitors to the bare page."""
    ours = [bench.visitor(way.manager) for _ in range(VISITORS)]
    return ours, [Visitor(bench.bare) for _ in range(VISITORS)]


def _same_rows(ours: Visitor, bare: Visitor) -> None:
    """Both pages list the same cases, in the same order: otherwise there is nothing to compare."""
    listed = [re.findall(r'href="/cases/(RPD-[^"]+)"', one.get("/cases")) for one in (ours, bare)]
    if listed[0] != listed[1] or len(listed[0]) != 150:
        raise client.Failed(f"The pages list {len(listed[0])} and {len(listed[1])} cases, not the same 150.")


def _case_page(bench: Bench, name: str, way: Way) -> list[Figure]:
    ours, bare = _readers(bench, way)
    _same_rows(bench.visitor(way.manager), bare[0])
    path = f"/cases/{way.reference}"
    return compare(name, lambda: _read(ours, path), lambda: _read(bare, "/cases"), kinds=TIME)


def _read(visitors: Sequence[Visitor], path: str) -> Round:
    return client.run(visitors, repeat(lambda visitor: visitor.get(path)), seconds=SECONDS)


def _inserting(number: int) -> Errand[Visitor]:
    return lambda visitor: visitor.post(f"/sign/{number}", [("statement", f"Text {number}")])


def _forms(bench: Bench, name: str, actor: Any, paths: list[str]) -> list[Figure]:
    """Each path once; the bare form as often."""
    ours = [bench.visitor(actor) for _ in range(VISITORS)]
    bare = [Visitor(bench.bare) for _ in range(VISITORS)]
    left, bare_left = iter(paths), iter(f"/sign/{number}" for number in range(len(paths)))
    return compare(name, lambda: _sign(ours, left), lambda: _sign(bare, bare_left), kinds=RATE)


def _sign(visitors: Sequence[Visitor], paths: Iterator[str]) -> Round:
    return client.run(visitors, map(_signing, islice(paths, FORMS)), seconds=FORMS_SECONDS)


def _signing(path: str) -> Errand[Visitor]:
    """Open the form and send it back, every box of it ticked."""

    def sign(visitor: Visitor) -> None:
        visitor.post(path, FormFields(visitor.get(path)).fields)

    return sign
