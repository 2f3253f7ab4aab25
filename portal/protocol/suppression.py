"""Which figures of a shareable report are withheld, so that none under 5 can be read or worked out (decision 28).

A report's figures stand in equations: parts add up to a total, and what a half-year carries out the next carries
in. A figure under 5 is withheld; where the equations would give it away, others are withheld with it. The figures
of the last shareable report are known to its readers, and count as such.

For each figure withheld there is a *proof*: other values that fit everything published, in which that figure
differs. It is found as the cheapest way round through the equations: one figure becomes one more or one less, the
next makes up for it, until all add up again. What such a way crosses that was to be published is withheld too.
Whatever is withheld later leaves a proof as it is.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from heapq import heappop, heappush
from math import inf

LEAST = 5
"""The smallest figure that a shareable report shows (decision 28). Zero is under it too."""

_GROUND = -1
_STEP, _CELL, _DEAREST = 1, 1_000, 900
_TRIES = 20


class Standing(Enum):
    """How a figure stands before anything is withheld."""

    PLANNED = "planned"
    """It is to be published, if that gives nothing away."""
    KNOWN = "known"
    """It was published before: nobody can take it back."""
    WITHHELD = "withheld"
    """It was withheld before, and stays so."""
    UNPUBLISHED = "unpublished"
    """No report shows it; it only stands in an equation."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, known by its key in every table and report in which it stands.

    `at_most`: what its readers know of it otherwise, as that a half-year had fewer than 10 cases.
    """

    key: str
    value: int
    standing: Standing = Standing.PLANNED
    at_most: int | None = None


Equation = Mapping[str, int]
"""Figures that come to a fixed sum, each by its key with 1 or -1: what it counts for. Readers know the sum."""


class Unprotected(ValueError):
    """A figure would be given away whatever else were withheld: what was published before gives it away."""


def withheld(figures: Iterable[Figure], equations: Iterable[Equation]) -> frozenset[str]:
    """The keys of the figures that the shareable report does not show.

    Each can have at least two values, given all that is shown and known, even to whoever could tell those under 5
    from those withheld with them; where that cannot be had, to whoever sees that they are withheld.
    Raises Unprotected when neither can be had, ValueError when a figure stands in more than two equations.
    """
    net = _Net(figures, equations)
    while (unproven := next(iter(sorted(net.withheld - net.proven)), None)) is not None:
        net.prove(unproven)
    return frozenset(net.withheld)


@dataclass(frozen=True, slots=True)
class _Move:
    """A way round: what becomes of each figure on it, and what it would cost to withhold them all."""

    cost: float
    changes: Mapping[str, int]


class _Net:
    """The figures as ways between the equations in which they stand; one of a single equation ends in ground."""

    def __init__(self, figures: Iterable[Figure], equations: Iterable[Equation]) -> None:
        self.figures = {one.key: one for one in figures if one.standing is not Standing.KNOWN}
        self.ends: dict[str, list[tuple[int, int]]] = {key: [] for key in self.figures}
        self.at: dict[int, list[tuple[str, int]]] = {}
        for number, equation in enumerate(equations):
            for key, counts_for in equation.items():
                self._tie(key, number, counts_for)
        for key, ends in self.ends.items():
            ends += [(_GROUND, 0)] * (2 - len(ends))
            if (_GROUND, 0) in ends:
                self.at.setdefault(_GROUND, []).append((key, 0))
        self.withheld = {one.key for one in self.figures.values() if _is_withheld_first(one)}
        self.proven: set[str] = set()

    def _tie(self, key: str, number: int, counts_for: int) -> None:
        if key not in self.figures:
            return
        if counts_for not in (1, -1) or len(self.ends[key]) == 2:
            raise ValueError(f"{key} stands in more than two equations, or more than once in one.")
        self.ends[key].append((number, counts_for))
        self.at.setdefault(number, []).append((key, counts_for))

    def prove(self, key: str) -> None:
        """Find the cheapest proof for one figure, and withhold what it crosses."""
        for strict in (True, False):
            found = [move for by in (1, -1) if (move := self._move(key, by, strict=strict))]
            if found:
                changes = min(found, key=lambda move: move.cost).changes
                mine = {one for one in changes if self.figures[one].standing is not Standing.UNPUBLISHED}
                self.withheld |= mine
                self.proven |= mine
                return
        raise Unprotected(key)

    def _move(self, key: str, by: int, *, strict: bool) -> _Move | None:
        """The cheapest way round through this figure; one that crosses another twice is looked for again."""
        shut: frozenset[str] = frozenset()
        for _ in range(_TRIES):
            found = self._way(key, by, strict=strict, shut=shut)
            if found is None:
                return None
            over = {
                one for one, change in found.changes.items() if not self._fits(one, change, strict=strict)
            }
            if not over:
                return found
            shut |= over - {key}
        return None

    def _way(self, key: str, by: int, *, strict: bool, shut: frozenset[str]) -> _Move | None:
        """From one end of the figure to its other, each step making up for the one before (Dijkstra)."""
        if not self._fits(key, by, strict=strict):
            return None
        (start, first), (goal, last) = self.ends[key]
        target = (goal, -last * by)
        heap: list[tuple[float, int, tuple[int, int]]] = [(0, 0, (start, first * by))]
        before: dict[tuple[int, int], tuple[tuple[int, int], str, int] | None] = {heap[0][2]: None}
        best, done, pushed = {heap[0][2]: 0.0}, set(), 0
        while heap:
            cost, _, state = heappop(heap)
            if state == target:
                return _Move(cost, _changes(before, state) | {key: by})
            if state in done:
                continue
            done.add(state)
            for edge, change, reached in self._steps(state, strict=strict):
                dearer = cost + self._price(edge)
                if edge == key or edge in shut or dearer >= best.get(reached, inf):
                    continue
                best[reached], before[reached], pushed = dearer, (state, edge, change), pushed + 1
                heappush(heap, (dearer, pushed, reached))
        return None

    def _steps(self, state: tuple[int, int], *, strict: bool) -> Iterator[tuple[str, int, tuple[int, int]]]:
        """Each figure that can make up for what is left over, by how much, and where that leads."""
        node, left_over = state
        for key, counts_for in self.at.get(node, ()):
            for change in (1, -1) if node == _GROUND else (-left_over * counts_for,):
                if self._fits(key, change, strict=strict):
                    other, counts_there = self._other_end(key, node)
                    yield key, change, (other, counts_there * change)

    def _other_end(self, key: str, node: int) -> tuple[int, int]:
        one, two = self.ends[key]
        return two if one[0] == node else one

    def _fits(self, key: str, change: int, *, strict: bool) -> bool:
        figure = self.figures[key]
        least, most = _bounds(figure, strict=strict)
        return least <= figure.value + change <= most

    def _price(self, key: str) -> int:
        figure = self.figures[key]
        if key in self.withheld or figure.standing is Standing.UNPUBLISHED:
            return _STEP
        return _STEP + _CELL + min(figure.value, _DEAREST)


def _changes(
    before: Mapping[tuple[int, int], tuple[tuple[int, int], str, int] | None], state: tuple[int, int]
) -> dict[str, int]:
    """What becomes of each figure on the way that ends here; one crossed both ways stays as it is."""
    changes: Counter[str] = Counter()
    while (step := before[state]) is not None:
        state, key, change = step
        changes[key] += change
    return {key: change for key, change in changes.items() if change}


def _is_withheld_first(figure: Figure) -> bool:
    if figure.standing is Standing.WITHHELD:
        return True
    return figure.standing is Standing.PLANNED and (figure.value < LEAST or figure.at_most is not None)


def _bounds(figure: Figure, *, strict: bool) -> tuple[float, float]:
    """What a withheld figure may be: to whoever can tell the small ones apart (`strict`), or cannot."""
    most = inf if figure.at_most is None else figure.at_most
    if not strict or figure.standing is Standing.UNPUBLISHED or figure.at_most is not None:
        return 0, most
    return (0, LEAST - 1) if figure.value < LEAST else (LEAST, inf)
