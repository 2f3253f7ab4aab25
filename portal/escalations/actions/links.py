"""Cases that belong together: the Business Unit links them, and takes a link away again."""

from typing import Any

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.orm import Session

from portal.escalations.actions.door import Opened, open_case
from portal.escalations.actions.record import OFFICE_ONLY, happened, must_be_open
from portal.escalations.models import EscalationRow, LinkRow
from portal.infra.vouched import digest_of
from portal.protocol.actors import Actor
from portal.protocol.errors import Invalid
from portal.protocol.permissions import Permission
from portal.protocol.references import reference_of


def link(session: Session, actor: Actor, reference: str, *, to: str, why: str) -> None:
    """Link two cases that belong together. Those alone who may see both read it.

    Raises Invalid when the Business Unit can see no such case, or the two are linked already.
    """
    opened, other = _both(session, actor, reference, to)
    if session.scalar(select(LinkRow.at).where(_joins(opened, other))) is not None:
        raise Invalid({"to": f"{other.row.reference} is already linked with this case."})
    session.execute(
        insert(LinkRow).values(escalation_id=opened.row.id, linked_id=other.row.id, why=why, at=opened.now)
    )
    _say_of_both(session, actor, opened, other, event="link", digest=digest_of(why))


def unlink(session: Session, actor: Actor, reference: str, *, to: str) -> None:
    """Take a link away again; the history of both keeps that there was one."""
    opened, other = _both(session, actor, reference, to)
    if session.scalar(select(LinkRow.at).where(_joins(opened, other))) is None:
        raise Invalid({"to": "The two cases are not linked."})
    session.execute(delete(LinkRow).where(_joins(opened, other)))
    _say_of_both(session, actor, opened, other, event="unlink")


def _both(session: Session, actor: Actor, reference: str, to: str) -> tuple[Opened, Opened]:
    """Both cases, locked in the order of their references, so that two people never wait for each other."""
    to = the_other(session, reference, to)
    found = {one: open_case(session, one) for one in sorted((reference, to))}
    for one in found.values():
        must_be_open(Permission.LINK_CASES, one, actor)
    return found[reference], found[to]


def the_other(session: Session, reference: str, typed: str) -> str:
    """The reference of another case that the actor can see, however it was typed. Raises Invalid for any other."""
    to = reference_of(typed)
    if to == reference:
        raise Invalid({"to": "This is the case itself. Give the reference of another."})
    known = select(EscalationRow.reference).where(EscalationRow.reference == to)
    if not to or session.scalars(known).first() is None:
        raise Invalid({"to": "There is no case with this reference that you can see."})
    return to


def _joins(one: Opened, other: Opened) -> Any:
    first, second = one.row.id, other.row.id
    return or_(
        (LinkRow.escalation_id == first) & (LinkRow.linked_id == second),
        (LinkRow.escalation_id == second) & (LinkRow.linked_id == first),
    )


def _say_of_both(
    session: Session, actor: Actor, opened: Opened, other: Opened, *, event: str, **payload: str
) -> None:
    """In the history of each. Which other case it is, an agency may not know: the Business Unit alone reads it."""
    for one, linked in ((opened, other), (other, opened)):
        said = {"linked": linked.row.reference, **payload}
        happened(session, one, actor, event=event, payload=said, agencies=OFFICE_ONLY)
