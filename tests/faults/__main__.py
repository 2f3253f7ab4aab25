"""`python -m tests.faults [FLOW …] [TARGET …]`: kill at every step of every flow, and say what came of it.

A line for each flow and target, and each trial that went wrong in full. Ends with 1 when any did. FAULTS_FROM and
FAULTS_MOST choose a stretch of the steps, FAULTS_EVERY every so many of them, from that one on.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from itertools import product

from tests.faults.flows import FLOWS
from tests.faults.house import Target
from tests.faults.opening import opened
from tests.faults.stock import Stock
from tests.faults.sweep import AT_MOST, Sweep


def main(asked: Sequence[str]) -> int:
    """Sweep what was asked for, everything unless something was."""
    if unknown := set(asked) - set(FLOWS) - set(Target):
        print(f"Not a flow or a target: {', '.join(sorted(unknown))}.\n{__doc__}", file=sys.stderr)
        return 2
    wrong = 0
    with opened() as house:
        house.add_worker()
        stock = Stock(house)
        for sweep in _sweeps(asked):
            swept = sweep.run(stock)
            print(swept, *swept.faults, sep="\n  ", flush=True)
            wrong += len(swept.faults)
    print(f"{wrong} trials went wrong." if wrong else "Nothing was lost, and nobody was told twice.")
    return 1 if wrong else 0


def _sweeps(asked: Sequence[str]) -> Iterator[Sweep]:
    first, most, every = (
        int(os.environ.get(f"FAULTS_{name}", default))
        for name, default in (("FROM", "1"), ("MOST", str(AT_MOST)), ("EVERY", "1"))
    )
    flows = [flow for name, flow in FLOWS.items() if name in asked] or FLOWS.values()
    targets = [target for target in Target if target in asked] or Target
    for flow, target in product(flows, targets):
        yield Sweep(flow, (target,), commits_only=True)
        yield Sweep(flow, (target,), first=first, most=most, every=every)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
