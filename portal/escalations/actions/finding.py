"""A case is found by a child: exactly, among the cases that one’s own workspace may see, and logged."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, tuple_
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
    rows = session.execute(_having(session, _pieces(given))).all()
    _not_too_many(len(rows))
    moment = now()
    for row in rows:
        looks.write(session, row.id, actor, what=FIND, at=moment)
    return tuple(sorted(row.reference for row in rows))


def children_found(session: Session, given: Mapping[Piece, str]) -> dict[str, frozenset[int]]:
    """Which children of which cases all of this holds for: their numbers in the form as it was signed last, by the
    case's reference, in the order in which cases are locked. Logs nothing; raises Invalid as `find`.
    """
    number = ChildKeyRow.number
    rows = session.execute(
        select(EscalationRow.id, EscalationRow.reference, number)
        .join(ChildKeyRow, ChildKeyRow.escalation_id == EscalationRow.id)
        .where(ChildKeyRow.version == EscalationRow.part_1_version, _is_one_of(session, _pieces(given)))
        .group_by(EscalationRow.id, EscalationRow.reference, number)
        .having(func.count(ChildKeyRow.kind.distinct()) == len(_pieces(given)))
        .order_by(EscalationRow.id, number)
    ).all()
    found: dict[str, frozenset[int]] = {}
    for row in rows:
        found[row.reference] = found.get(row.reference, frozenset()) | {row.number}
    _not_too_many(len(found))
    return found


def _pieces(given: Mapping[Piece, str]) -> dict[Piece, str]:
    pieces = {piece: text for piece, typed in given.items() if (text := compared(piece, typed))}
    if not pieces:
        raise Invalid({"name": "Enter a name, a date of birth or a record number"})
    return pieces


def _not_too_many(found: int) -> None:
    if found > MOST:
        raise Invalid(
            {"name": f"More than {MOST} cases were found. Enter the date of birth or the number too"}
        )


def _having(session: Session, pieces: Mapping[Piece, str]) -> Select[UUID, str]:
    """In the order in which they are locked, so that two searches never wait for one another."""
    same_child = (ChildKeyRow.escalation_id, ChildKeyRow.version, ChildKeyRow.number)
    children = (
        select(ChildKeyRow.escalation_id)
        .where(_is_one_of(session, pieces))
        .group_by(*same_child)
        .having(func.count(ChildKeyRow.kind.distinct()) == len(pieces))
    )
    return (
        select(EscalationRow.id, EscalationRow.reference)
        .where(EscalationRow.id.in_(children))
        .order_by(EscalationRow.id)
        .limit(MOST + 1)
    )


def _is_one_of(session: Session, pieces: Mapping[Piece, str]) -> ColumnElement[bool]:
    wanted = [(piece.value, key_of(session, piece, text)) for piece, text in pieces.items()]
    return tuple_(ChildKeyRow.kind, ChildKeyRow.digest).in_(wanted)
