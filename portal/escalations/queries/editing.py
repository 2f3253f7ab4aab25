"""Who of one's own workspace has a section open now."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.escalations.models import EditingRow
from portal.protocol.actors import Actor

FORGOTTEN_AFTER = timedelta(seconds=60)
"""An open page tells every twenty seconds; whoever has not for so long has left."""


@dataclass(frozen=True, slots=True)
class Editing:
    """Somebody who has a section open."""

    name: str
    section: str


def editing(session: Session, actor: Actor, escalation: UUID, *, kind: str) -> tuple[Editing, ...]:
    """Who else has which section of a part of the form open, by name."""
    rows = session.execute(
        select(EditingRow.name, EditingRow.section)
        .where(
            EditingRow.escalation_id == escalation,
            EditingRow.kind == kind,
            EditingRow.membership_id != actor.membership,
            EditingRow.at >= func.now() - FORGOTTEN_AFTER,
        )
        .order_by(EditingRow.name, EditingRow.section)
    )
    return tuple(Editing(row.name, row.section) for row in rows)
