"""The measurements. Each takes the bench and gives figures; to add one, write it and name it in `__main__`."""

import re
import statistics
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, repeat
from typing import Any

from portal.escalations.actions import replies
from tests.bench import client
from tests.bench.client import Errand, FormFields, Round, Visitor
from tests.bench.figures import MILLISECONDS, PER_SECOND, Figure
from tests.bench.servers import Bench
from tests.way import REPLY, Way

VISITORS = 4
ROUNDS = 7
SECONDS = 3.0
FORMS = 30
"""How many forms each round of a form's measurement sends."""
FORMS_SECONDS = 60.0

Turn = Callable[[], Round]


def worklist(bench: Bench, name: str) -> list[Figure]:
    """The agency's worklist, signed in, beside a bare page of the same rows from the same query."""
    way = Way(bench.partnership)
    ours = [bench.visitor(way.manager) for _ in range(VISITORS)]
    bare = [Visitor(bench.bare) for _ in range(VISITORS)]
    _same_rows(ours[0], bare[0])
    return _compare(name, lambda: _read(ours), lambda: _read(bare))


def sign_off(bench: Bench) -> list[Figure]:
    """A senior manager opens the form and signs Part 1 off, beside a bare form that inserts one row."""
    way = Way(bench.partnership)
    drafts = [Way(bench.partnership).started().reference for _ in range(FORMS * (ROUNDS + 1))]
    return _forms(bench, "sign-off", way.manager, [f"/cases/{one}/sign-off" for one in drafts])


def respond(bench: Bench) -> list[Figure]:
    """A senior manager of the other agency opens the reply and signs it, beside the same bare form."""
    way = Way(bench.partnership)
    asked = [_replied_to(bench) for _ in range(FORMS * (ROUNDS + 1))]
    return _forms(bench, "respond", way.responder, [f"/cases/{one}/part-2/sign-off" for one in asked])


def _replied_to(bench: Bench) -> str:
    """A case whose reply is written and waits for its signature."""
    way = Way(bench.partnership).forwarded()
    way.do(way.responder, replies.save_reply, way.reference, version=0, content=REPLY)
    return way.reference


def _same_rows(ours: Visitor, bare: Visitor) -> None:
    """Both pages list the same cases, in the same order: otherwise there is nothing to compare."""
    listed = [re.findall(r'href="/cases/(RPD-[^"]+)"', one.get("/cases")) for one in (ours, bare)]
    if listed[0] != listed[1] or len(listed[0]) != 150:
        raise client.Failed(f"The pages list {len(listed[0])} and {len(listed[1])} cases, not the same 150.")


def _read(visitors: Sequence[Visitor]) -> Round:
    return client.run(visitors, repeat(lambda visitor: visitor.get("/cases")), seconds=SECONDS)


def _forms(bench: Bench, name: str, actor: Any, paths: list[str]) -> list[Figure]:
    """Each path once; the bare form as often."""
    ours = [bench.visitor(actor) for _ in range(VISITORS)]
    bare = [Visitor(bench.bare) for _ in range(VISITORS)]
    left, bare_left = iter(paths), iter(f"/sign/{number}" for number in range(len(paths)))
    return _compare(name, lambda: _sign(ours, left), lambda: _sign(bare, bare_left))


def _sign(visitors: Sequence[Visitor], paths: Iterator[str]) -> Round:
    return client.run(visitors, map(_signing, islice(paths, FORMS)), seconds=FORMS_SECONDS)


def _signing(path: str) -> Errand:
    """Open the form and send it back, every box of it ticked."""

    def sign(visitor: Visitor) -> None:
        visitor.post(path, FormFields(visitor.get(path)).fields)

    return sign


def _compare(name: str, ours: Turn, bare: Turn) -> list[Figure]:
    """The two in turn, ABAB, after one round of each that does not count."""
    ours(), bare()
    pairs = [(ours(), bare()) for _ in range(ROUNDS)]
    n = sum(len(mine.each) for mine, _ in pairs)

    def figure(suffix: str, unit: str, of: Callable[[Round], float]) -> Figure:
        mine, other = (statistics.median(of(pair[side]) for pair in pairs) for side in (0, 1))
        return Figure(name + suffix, mine, other, unit, n)

    return [
        figure("", PER_SECOND, lambda one: one.per_second),
        figure("-p50", MILLISECONDS, lambda one: one.percentile(50)),
        figure("-p95", MILLISECONDS, lambda one: one.percentile(95)),
    ]
