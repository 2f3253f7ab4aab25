"""How two are compared: rounds in turn, and for each figure the median of its rounds."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.bench.client import Round
from tests.bench.figures import MILLISECONDS, PER_SECOND, Figure

ROUNDS = 7

Turn = Callable[[], Round]


@dataclass(frozen=True, slots=True)
class Kind:
    """One figure of a comparison: what its name ends in, its unit, how a round gives it."""

    suffix: str
    unit: str
    of: Callable[[Round], float]


RATE = (
    Kind("", PER_SECOND, lambda one: one.per_second),
    Kind("-p50", MILLISECONDS, lambda one: one.percentile(50)),
    Kind("-p95", MILLISECONDS, lambda one: one.percentile(95)),
)
"""How many a second, and the times within which half and nineteen in twenty are answered."""

TIME = (Kind("", MILLISECONDS, lambda one: one.percentile(50)), RATE[-1])
"""The times alone: half are answered within the first."""

WHOLE = (Kind("", MILLISECONDS, lambda one: one.seconds * 1000),)
"""How long a round took, when it is one long piece of work."""


def compare(name: str, ours: Turn, bare: Turn, *, kinds: Sequence[Kind]) -> list[Figure]:
    """The two in turn, ABAB, after one round of each that does not count."""
    ours(), bare()
    pairs = [(ours(), bare()) for _ in range(ROUNDS)]
    n = sum(len(mine.each) for mine, _ in pairs)

    def figure(kind: Kind) -> Figure:
        mine, other = (statistics.median(kind.of(pair[side]) for pair in pairs) for side in (0, 1))
        return Figure(name + kind.suffix, mine, other, kind.unit, n)

    return [figure(kind) for kind in kinds]
