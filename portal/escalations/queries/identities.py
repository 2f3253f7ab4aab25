"""The children of a case: who they are, for those who may know, and the mask for every other view."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Row, Uuid, bindparam, column, func, select, true
from sqlalchemy.orm import Session

from portal.escalations.models import ChildRow
from portal.infra.db import asked_once
from portal.protocol.identity import Identity
from portal.protocol.masking import mask_of

Mask = Callable[[Any], Any]
"""Takes a text, or content as it is stored, and gives it back without any child's identity."""


_ROW = ChildRow.__table__.c
_CHILDREN = (
    select(
        *(_ROW.version, _ROW.number, _ROW.name, _ROW.date_of_birth),
        *(_ROW.record_number, _ROW.known_as, _ROW.other_number),
    )
    .where(_ROW.escalation_id == bindparam("escalation"))
    .order_by(_ROW.version.desc(), _ROW.number)
)
_NAMES = ("number", "name", "date_of_birth", "record_number", "known_as", "other_number")
_CASES = func.unnest(bindparam("cases", type_=ARRAY(Uuid()))).table_valued("id").render_derived("one_case")
_TO_MASK = select(
    func.portal.identity_to_mask(bindparam("escalation", type_=Uuid())).table_valued(*map(column, _NAMES))
)
_CHILDREN_OF_EACH = (
    func.portal.identity_to_mask(_CASES.c.id).table_valued(*map(column, _NAMES)).lateral("children")
)
_TO_MASK_IN_ALL = select(_CHILDREN_OF_EACH).select_from(_CASES.join(_CHILDREN_OF_EACH, true()))


def identities(session: Session, escalation: UUID) -> tuple[Identity, ...]:
    """The children's identity as last written: for those who write it, and for a logged reveal (decision 25)."""
    rows = _rows(session, escalation)
    return tuple(_identity(row) for row in rows if row.version == rows[0].version)


def mask_for(session: Session, escalation: UUID) -> Mask:
    """The mask for everything shown of a case without identity: every name, date and number in any version of it.

    It knows versions too that the reader may not read, by a function of the database that is only ever used here,
    to take things out of a text: what it returns is never shown. One query. What one's own writing form shows is
    not masked.
    """
    return mask_of(known_of(session, escalation))


def known_of(session: Session, escalation: UUID) -> tuple[Identity, ...]:
    """What the mask knows, for looking whether anything of it stands where it must not. Never shown."""
    return tuple(dict.fromkeys(map(_identity, _to_mask(session, escalation))))


def mask_for_all(session: Session, escalations: Iterable[UUID]) -> Mask:
    """The mask for what is shown of several cases, as `mask_for` one; one query, or none without a case."""
    return mask_of(known_of_all(session, escalations))


def known_of_all(session: Session, escalations: Iterable[UUID]) -> tuple[Identity, ...]:
    """As `known_of`, of several cases; one query, or none without a case. Never shown."""
    asked = {"cases": list(escalations)}
    rows = session.execute(_TO_MASK_IN_ALL, asked) if asked["cases"] else ()
    return tuple(dict.fromkeys(map(_identity, rows)))


def _to_mask(session: Session, escalation: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    asked = {"escalation": escalation}
    return asked_once(session, (_to_mask, escalation), lambda asking: asking.execute(_TO_MASK, asked).all())


def _rows(session: Session, escalation: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """Every version that this workspace may read, the newest first."""
    asked = {"escalation": escalation}
    return asked_once(session, (_rows, escalation), lambda asking: asking.execute(_CHILDREN, asked).all())


def _identity(row: Row[*tuple[Any, ...]]) -> Identity:
    return Identity(
        number=row.number,
        name=row.name,
        date_of_birth=row.date_of_birth,
        record_number=row.record_number,
        known_as=row.known_as or "",
        other_number=row.other_number or "",
    )
