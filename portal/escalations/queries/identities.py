"""The children of a case: who they are, for those who may know, and the mask for every other view."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.escalations.models import ChildRow
from portal.infra.db import asked_once
from portal.protocol.identity import Identity
from portal.protocol.masking import mask_of

Mask = Callable[[Any], Any]
"""Takes a text, or content as it is stored, and gives it back without any child's identity."""


def identities(session: Session, escalation: UUID) -> tuple[Identity, ...]:
    """The children's identity as last written: for those who write it, and for a logged reveal (decision 25)."""
    rows = _rows(session, escalation)
    return tuple(_identity(row) for row in rows if row.version == rows[0].version)


def mask_for(session: Session, escalation: UUID) -> Mask:
    """The mask for everything shown of a case without identity: every name, date and number in any version of it.

    One query. What one's own writing form shows is not masked.
    """
    return mask_of(dict.fromkeys(_identity(row) for row in _rows(session, escalation)))


def _rows(session: Session, escalation: UUID) -> list[ChildRow]:
    """Every version that this workspace may read, the newest first."""
    statement = (
        select(ChildRow)
        .where(ChildRow.escalation_id == escalation)
        .order_by(ChildRow.version.desc(), ChildRow.number)
    )
    return asked_once(session, (_rows, escalation), lambda asking: list(asking.scalars(statement)))


def _identity(row: ChildRow) -> Identity:
    return Identity(
        number=row.number,
        name=row.name,
        date_of_birth=row.date_of_birth,
        record_number=row.record_number,
        known_as=row.known_as or "",
        other_number=row.other_number or "",
    )
