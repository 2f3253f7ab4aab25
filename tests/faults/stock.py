"""Cases in store, each where its flow begins. What was to be told of their way there is no part of the trial."""

from collections import defaultdict
from dataclasses import dataclass, field

from tests.faults.flows import Flow
from tests.faults.house import House
from tests.way import Way

_NOT_TOLD = """
    update portal.outbox set dropped_at = now() where sent_at is null and dropped_at is null
"""


@dataclass
class Stock:
    """References by flow. It is filled while no worker runs."""

    house: House
    at_a_time: int = 20
    _cases: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def fill(self, flow: Flow, many: int) -> None:
        """Have so many cases in store for a flow."""
        workers = len(self.house.workers)
        self.house.stop_workers()
        missing = many - len(self._cases[flow.name])
        for _ in range(missing):
            self._cases[flow.name].append(flow.stage(Way(self.house.partnership)).reference)
        self.house.ask(_NOT_TOLD)
        for _ in range(workers):
            self.house.add_worker()

    def take(self, flow: Flow) -> str:
        """One of them, made now when there is none."""
        if not self._cases[flow.name]:
            self.fill(flow, self.at_a_time)
        return self._cases[flow.name].pop()
