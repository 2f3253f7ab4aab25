"""kill -9 on both sides of every COMMIT of every flow. `make faults` does so at every step, to every target."""

import pytest

from tests.faults.flows import FLOWS
from tests.faults.house import House, Target
from tests.faults.stock import Stock
from tests.faults.sweep import commits

TURNS = {
    "forwarding": (Target.WEB, Target.POSTGRES),
    "responding": (Target.POSTGRES, Target.WEB, Target.VALKEY, Target.WORKER),
    "sending": (Target.WORKER, Target.JOB, Target.POSTGRES),
}
"""Who is killed, in turn: at every commit somebody, over a flow everybody whom its commits concern."""


@pytest.mark.parametrize("name", FLOWS)
def test_a_kill_at_a_commit_loses_nothing_and_tells_nobody_twice(
    house: House, stock: Stock, name: str
) -> None:
    flow = FLOWS[name]
    stock.fill(flow, 12)
    if not house.workers:
        house.add_worker()
    swept = commits(stock, flow, TURNS[name])
    print(swept)
    assert swept.outcomes
    assert not swept.faults
