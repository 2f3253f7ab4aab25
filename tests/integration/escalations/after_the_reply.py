"""A case after its reply, as tests see it: its pages, its clocks, the promises made, who is told by name."""

from typing import Any

from sqlalchemy import select, text

from portal.escalations import queries
from portal.escalations.models import DeadlineRow
from portal.protocol.deadlines import Clock
from tests.partnership import as_owner
from tests.way import Way


def page_of(way: Way, page: str = "") -> str:
    """The case itself, or one of its pages."""
    return f"/cases/{way.reference}" + (f"/{page}" if page else "")


def names_told(way: Way, what: str) -> list[str]:
    """Whom the outbox tells of this about the case, by their name."""
    asked = text(
        "select p.name from portal.outbox o join portal.membership m on m.id = o.membership_id"
        " join portal.person p on p.id = m.person_id join portal.escalation e on e.id = o.escalation_id"
        " where e.reference = :reference and :what in (o.payload ->> 'ask', o.payload ->> 'event') order by 1"
    )
    with as_owner(way.partnership.logins) as session:
        return list(session.scalars(asked, {"reference": way.reference, "what": what}))


def clock_of(way: Way, clock: Clock) -> Any:
    """A clock of the case, as it is stored."""
    with way.partnership.database.reading(way.partnership.context(way.officer)) as session:
        rows = select(DeadlineRow).where(DeadlineRow.clock == clock)
        case = queries.case(session, way.officer, way.reference).case.id
        return session.scalars(rows.where(DeadlineRow.escalation_id == case)).one()


def promises(way: Way) -> list[str]:
    """What each promise of the replies is called in a form."""
    replies_in = [one for one in way.see(way.officer).documents if one.kind == "part_2"]
    return [f"{one.part}-1" for one in replies_in]
