"""Who was written to about a case, for tests of what is told: what the outbox holds, as its owner reads it."""

from sqlalchemy import text

from tests.partnership import as_owner
from tests.way import Way

_OUTBOX = text(
    "select coalesce(o.payload->>'ask', 'news: ' || (o.payload->>'event')) as what, p.email"
    " from portal.outbox o join portal.membership m on m.id = o.membership_id"
    " join portal.person p on p.id = m.person_id join portal.escalation e on e.id = o.escalation_id"
    " where e.reference = :reference order by o.created_at, p.email"
)


def outbox(way: Way) -> list[tuple[str, str]]:
    """What each person is asked, or told as news, oldest first."""
    with as_owner(way.partnership.logins) as session:
        return [(row.what, row.email) for row in session.execute(_OUTBOX, {"reference": way.reference})]


def told(way: Way, what: str) -> list[str]:
    """Who is asked this, or told it as news, by the alphabet."""
    return sorted(address for said, address in outbox(way) if said == what)
