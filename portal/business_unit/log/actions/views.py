"""Lists of the log that people keep for themselves, each under a name."""

from uuid import UUID, uuid4

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from portal.business_unit.log.asking import Asking
from portal.business_unit.log.models import LogViewRow
from portal.business_unit.log.queries import find, views
from portal.infra.calendar import now
from portal.protocol.errors import Invalid, NotFound

MOST = 50
"""How many views one person keeps."""


def keep(session: Session, asking: Asking, *, name: str) -> None:
    """Keep what is asked under a name, in place of the view that had it.

    Raises Invalid when the search finds nothing, since such words may be anybody's name (decision 25), or when
    there are as many as there may be.
    """
    name = " ".join(name.split())
    if asking.q and finds_nothing(session, asking):
        raise Invalid({"name": "The search finds no case, so there is nothing to keep"})
    own = views(session)
    session.execute(delete(LogViewRow).where(LogViewRow.name == name))
    if sum(one.name != name for one in own) >= MOST:
        raise Invalid({"name": f"You can keep {MOST} views. Take one away first."})
    session.execute(insert(LogViewRow).values(id=uuid4(), name=name, asks=asking.parameters(), at=now()))


def finds_nothing(session: Session, asking: Asking) -> bool:
    """Whether there is no case like this."""
    found = find(session, asking)
    return not found.cases and found.next is None


def take_away(session: Session, which: UUID) -> None:
    """Keep a view no longer. NotFound when it is none of the actor's own."""
    gone = delete(LogViewRow).where(LogViewRow.id == which).returning(LogViewRow.id)
    if session.scalar(gone) is None:
        raise NotFound
