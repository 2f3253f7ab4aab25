"""One flow on one case, for a test that tells its own trial: what is done, what waits, what the checker says."""

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from tests.faults.checker import check
from tests.faults.client import Client
from tests.faults.flows import FLOWS, Flow
from tests.faults.house import House
from tests.faults.record import Answer, Letter, Told
from tests.faults.stock import Stock
from tests.faults.trial import carried_out, move_on, settle, signed_in

_ROWS = """
    select o.id from portal.outbox o join portal.escalation e on e.id = o.escalation_id
     where e.reference = %(case)s and o.dropped_at is null order by o.created_at"""
_ERRORS = """
    select coalesce(o.last_error, '') from portal.outbox o join portal.escalation e on e.id = o.escalation_id
     where e.reference = %(case)s and o.dropped_at is null and o.sent_at is null order by o.created_at"""


@dataclass
class Errand:
    """Somebody's errand, and the letters that follow from it."""

    house: House
    flow: Flow
    case: str
    client: Client
    told: list[Told] = field(default_factory=list)
    _before: int = 0

    @classmethod
    def of(cls, stock: Stock, name: str) -> "Errand":
        """A flow's errand on a case of its own."""
        house, flow = stock.house, FLOWS[name]
        return cls(house, flow, stock.take(flow), signed_in(house, flow), _before=len(house.sink.letters))

    def run(self) -> None:
        """Carry it out: the pages answer as on any day."""
        self.told, faults = carried_out(self.house, self.flow, self.client, self.case)
        assert faults == []
        assert [one.answer for one in self.told] == [Answer.ACKNOWLEDGED], self.house.last_words()

    @property
    def letters(self) -> list[Letter]:
        """What arrived since it began, of this case."""
        return [one for one in self.house.sink.letters[self._before :] if self.case in one.subject]

    @property
    def rows(self) -> list[UUID]:
        """The outbox rows that it wrote."""
        return [row[0] for row in self.house.ask(_ROWS, case=self.case)]

    @property
    def errors(self) -> list[str]:
        """Why each letter that still waits was not sent, as the Business Unit reads it."""
        return [str(row[0]) for row in self.house.ask(_ERRORS, case=self.case)]

    def wait_for(self, many: int, *, seconds: float = 30) -> None:
        """Until so many letters have arrived."""
        self.house.wait(f"{many} letters arrive", lambda: len(self.letters) >= many, seconds=seconds)

    def wait_until_tried(self, many: int) -> None:
        """Until so many of its letters could not be sent."""
        self.house.wait(f"{many} are refused", lambda: sum(bool(one) for one in self.errors) >= many)

    def move_on(self) -> None:
        """Let the time pass until the next attempt."""
        move_on(self.house, [self.case])

    def settle(self) -> None:
        """Until nothing of it waits."""
        settle(self.house, [self.case])

    def check(self, *, may_be_doubled: Collection[str] = ()) -> None:
        """Everything is as it should be, and nothing twice but what may be."""
        found = check(
            self.house.logins.owner_url, letters=self.letters, told=self.told, may_be_doubled=may_be_doubled
        )
        assert found.faults == ()
        assert set(found.doubled) == set(may_be_doubled)
