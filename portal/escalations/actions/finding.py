"""A case is found by a child: exactly, among the cases that one’s own workspace may see, and logged."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import Session

from portal.escalations.actions import looks
from portal.escalations.actions.identity import key_of
from portal.escalations.models import ChildKeyRow, EscalationRow
from portal.infra.calendar import now
from portal.protocol.actors import Actor
from portal.protocol.errors import Invalid
from portal.protocol.events import FIND
from portal.protocol.identity import Piece, compared

MOST = 20
"""How many cases one search may find."""


def find(session: Session, actor: Actor, given: Mapping[Piece, str]) -> tuple[str, ...]:
    """The references of the cases with a child of whom all of this holds; each is logged as a look.

    A name is compared whole, in any order of its words; numbers without spaces and hyphens. Raises Invalid when
    nothing is given to look for, or more than MOST cases are found.
    """
    pieces = {piece: text for piece, typed in given.items() if (text := compared(piece, typed))}
    if not pieces:
        raise Invalid({"name": "Enter a name, a date of birth or a record number"})
    rows = session.execute(_having(session, pieces)).all()
    if len(rows) > MOST:
        raise Invalid(
            {"name": f"More than {MOST} cases were found. Enter the date of birth or the number too"}
        )
    moment = now()
    for row in rows:
        looks.write(session, row.id, actor, what=FIND, at=moment)
    return tuple(sorted(row.reference for row in rows))


def _having(session: Session, pieces: Mapping[Piece, str]) -> Select[UUID, str]:
    """In the order in which they are locked, so that two searches never wait for one another."""
    wanted = [(piece.value, key_of(session, piece, text)) for piece, text in pieces.items()]
    same_child = (ChildKeyRow.escalation_id, ChildKeyRow.version, ChildKeyRow.number)
    children = (
        select(ChildKeyRow.escalation_id)
        .where(tuple_(ChildKeyRow.kind, ChildKeyRow.digest).in_(wanted))
        .group_by(*same_child)
        .having(func.count(ChildKeyRow.kind.distinct()) == len(wanted))
    )
    return (
        select(EscalationRow.id, EscalationRow.reference)
        .where(EscalationRow.id.in_(children))
        .order_by(EscalationRow.id)
        .limit(MOST + 1)
    )
