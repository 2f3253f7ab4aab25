"""A fault at the first step of a flow, at the second, the third … until the flow completes untouched."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, cycle

from tests.faults.flows import Flow
from tests.faults.house import Target
from tests.faults.proxy import When
from tests.faults.stock import Stock
from tests.faults.trial import Fault, Outcome, tried

AT_MOST = 600
"""No flow has so many steps; one that never completes untouched is stopped here."""

AROUND = (When.BEFORE, When.AFTER)


@dataclass(frozen=True, slots=True)
class Swept:
    """All trials of a sweep but the last, which nothing touched."""

    name: str
    outcomes: Sequence[Outcome]

    @property
    def faults(self) -> list[str]:
        """What the checker found, with where."""
        return [f"{self.name}: {one}" for one in self.outcomes if one.faults]

    def __str__(self) -> str:
        """One line: how many steps were tried, and what came of them."""
        first = Counter(one.first.value for one in self.outcomes)
        told = ", ".join(f"{many} {answer}" for answer, many in sorted(first.items()))
        missed = sum(one.missed for one in self.outcomes)
        doubled = sum(one.doubled for one in self.outcomes)
        return (
            f"{self.name}: {len(self.outcomes)} trials, {missed} with nothing there to kill; first answer: {told};"
            f" {doubled} letters doubled; {len(self.faults)} wrong"
        )


def commits(stock: Stock, flow: Flow, targets: Sequence[Target]) -> Swept:
    """A fault on both sides of every COMMIT of a flow, the targets in turn."""
    outcomes, turn = list[Outcome](), cycle(targets)
    for number in count(1):
        around = [_at_a_commit(stock, flow, turn, number, when) for when in AROUND]
        outcomes += [one for one in around if one.struck]
        if not any(one.struck for one in around):
            return Swept(f"{flow.name}, each COMMIT", outcomes)
        _bounded(flow, number)
    raise AssertionError


def _at_a_commit(stock: Stock, flow: Flow, turn: Iterator[Target], number: int, when: When) -> Outcome:
    """With the next target that is there to be killed."""
    while True:
        outcome = tried(
            stock.house, flow, stock.take(flow), Fault(next(turn), number, when, commits_only=True)
        )
        if outcome.faults or not outcome.missed:
            return outcome


def steps(stock: Stock, flow: Flow, target: Target, when: When) -> Iterator[Outcome]:
    """A fault on one side of every step of a flow; each outcome as it comes."""
    for number in count(1):
        outcome = tried(stock.house, flow, stock.take(flow), Fault(target, number, when))
        if outcome.struck is None:
            return
        yield outcome
        _bounded(flow, number)


def _bounded(flow: Flow, number: int) -> None:
    if number > AT_MOST:
        raise AssertionError(f"{flow.name} does not complete untouched after {AT_MOST} steps.")
