"""Cases that ended long ago, whose time is over, for tests of what becomes of their records (decision 29)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import text

from portal.business_unit.care import actions
from portal.infra.calendar import at
from portal.protocol.actors import Actor, Role
from tests.partnership import Partnership, as_owner, join
from tests.way import Way

LONG_AGO = datetime(2013, 3, 4, 10, 0, tzinfo=UTC)
GROWN_UP = ({"name": "Marigold Testperson", "date_of_birth": "1996-05-06", "record_number": "R-96-1"},)
"""A child who was 16 then, and has been 25 for some years."""

_PROPOSAL = text(
    "select d.id from portal.disposal d join portal.escalation e on e.id = d.escalation_id"
    " where e.reference = :reference and d.withdrawn_at is null"
)


class Old(Way):
    """A case of a child who has grown up since, resolved long ago."""

    children = GROWN_UP

    def __init__(self, partnership: Partnership, *, began: datetime = LONG_AGO) -> None:
        super().__init__(partnership)
        self.began = began
        self.first, self.second = two_managers(partnership)

    def over(self) -> "Old":
        """Resolved then: its date has passed."""
        with at(self.began):
            self.resolved()
        return self

    def proposed(self) -> UUID:
        """The first manager proposes to dispose of it; gives the proposal."""
        self.do(self.first, actions.propose, self.reference, reason="Nothing is open.")
        return self.proposal()

    def proposal(self) -> UUID:
        """The proposal that waits, or was carried out."""
        with as_owner(self.partnership.logins) as session:
            found = session.scalar(_PROPOSAL, {"reference": self.reference})
        assert found
        return UUID(str(found))

    def disposed_of(self) -> "Old":
        """The second manager confirms it."""
        self.do(self.second, actions.dispose, self.reference, proposal=self.proposed())
        return self


def two_managers(partnership: Partnership) -> Sequence[Actor]:
    """The manager whom every partnership of the tests has, and another."""
    first = partnership.who("business_unit", Role.MANAGER)
    known = partnership.people.get(("business_unit", ANOTHER))
    if known is None:
        with as_owner(partnership.logins) as session:
            known = join(session, partnership, "business_unit", "another manager", roles=[Role.MANAGER])
        partnership.people["business_unit", ANOTHER] = known
    return first, known


ANOTHER = Role.READER
"""The key under which a partnership keeps its second manager: a role that nobody of the Business Unit has."""
