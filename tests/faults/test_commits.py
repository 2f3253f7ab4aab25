"""kill -9 at every commit of every flow. `make faults` does so at every step, to every target."""

import pytest

from tests.faults.flows import FLOWS
from tests.faults.house import House, Target
from tests.faults.stock import Stock
from tests.faults.sweep import IN_TURN, Sweep

WEB, WORKER, HEARTBEAT, LISTENER, JOB, POSTGRES, VALKEY = Target
SWEEPS = (
    Sweep(FLOWS["forwarding"], (WEB, POSTGRES), commits_only=True),
    Sweep(FLOWS["responding"], (POSTGRES, WEB, VALKEY, WORKER), commits_only=True),
    Sweep(FLOWS["sending"], (WORKER, JOB, POSTGRES, LISTENER), commits_only=True),
    Sweep(FLOWS["reminding"], (POSTGRES, WORKER, JOB, HEARTBEAT, LISTENER), IN_TURN, commits_only=True),
)
"""Who is killed, in turn: at every commit somebody, over a flow everybody whom its commits concern. Reminding, the
longest, has each of its commits tried on one side.
"""


@pytest.mark.parametrize("sweep", SWEEPS, ids=lambda sweep: sweep.flow.name)
def test_a_kill_at_a_commit_loses_nothing_and_tells_nobody_twice(
    house: House, stock: Stock, sweep: Sweep
) -> None:
    stock.fill(sweep.flow, 10)
    if not house.workers:
        house.add_worker()
    swept = sweep.run(stock)
    print(swept.in_full())
    assert swept.outcomes
    assert swept.untouched
    assert swept.faults == []


def test_every_flow_is_tried() -> None:
    assert {sweep.flow.name for sweep in SWEEPS} == set(FLOWS)
