"""A fault at the first step of a flow, at the second, the third … until the flow completes untouched."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle

from tests.faults.flows import Flow
from tests.faults.house import Target
from tests.faults.proxy import When
from tests.faults.stock import Stock
from tests.faults.trial import Fault, Outcome, tried

AT_MOST = 600
"""No flow has so many steps: one that never completes untouched is stopped here."""

BOTH_SIDES = ((When.BEFORE, When.AFTER),)
IN_TURN = ((When.BEFORE,), (When.AFTER,))


@dataclass(frozen=True, slots=True)
class Swept:
    """What came of a sweep: each trial in which something was killed, and the last, which nothing touched."""

    name: str
    outcomes: Sequence[Outcome]
    untouched: Outcome | None = None

    @property
    def faults(self) -> list[Outcome]:
        """The trials in which the checker found something wrong."""
        return [one for one in [*self.outcomes, self.untouched] if one and one.faults]

    def in_full(self) -> str:
        """Every trial, then the line that sums them up."""
        return "\n".join(map(str, [*self.outcomes, self]))

    def __str__(self) -> str:
        """One line: how many trials, and what came of them."""
        first = Counter(one.first.value for one in self.outcomes)
        told = ", ".join(f"{many} {answer}" for answer, many in sorted(first.items()))
        missed = sum(one.missed for one in self.outcomes)
        doubled = sum(one.doubled for one in self.outcomes)
        end = "" if self.untouched else " (stopped before the flow completed untouched)"
        took = sum(one.seconds for one in self.outcomes)
        return (
            f"{self.name}: {len(self.outcomes)} trials{end} in {took:.0f} s, {missed} with nothing there to kill;"
            f" first told: {told or 'nothing'}; {doubled} letters doubled; {len(self.faults)} wrong"
        )


@dataclass(frozen=True, slots=True)
class Sweep:
    """What is tried: whom to kill, in turn; on which sides of each step, in turn; at which steps."""

    flow: Flow
    targets: Sequence[Target]
    sides: Sequence[Sequence[When]] = BOTH_SIDES
    commits_only: bool = False
    first: int = 1
    most: int = AT_MOST
    every: int = 1

    @property
    def name(self) -> str:
        """What it is, for its line."""
        killed = "/".join(self.targets)
        step = "commit" if self.commits_only else "step" if self.every == 1 else f"{self.every}th step"
        return f"{self.flow.name}, {killed} killed at each {step}"

    def run(self, stock: Stock) -> Swept:
        """One trial after another, until the flow completes untouched."""
        outcomes, targets, sides = list[Outcome](), cycle(self.targets), cycle(self.sides)
        for number in range(self.first, self.first + self.most, self.every):
            for when in next(sides):
                outcome = self._at(stock, targets, number, when)
                if outcome.struck is None:
                    return Swept(self.name, outcomes, untouched=outcome)
                outcomes.append(outcome)
        return Swept(self.name, outcomes)

    def _at(self, stock: Stock, targets: Iterator[Target], number: int, when: When) -> Outcome:
        """With the next target that is there to be killed, if any is."""
        for _ in self.targets:
            fault = Fault(next(targets), number, when, self.commits_only)
            outcome = tried(stock.house, self.flow, stock.take(self.flow), fault)
            if not outcome.missed:
                break
        return outcome
