"""What happened to a case, and who looked at whom: its history as a timeline (P5, decision 27)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations.models import AccessRow, HistoryRow
from portal.protocol.events import LOOKS, words


@dataclass(frozen=True, slots=True)
class Happened:
    """One row of the timeline."""

    seq: int
    words: str
    by: str
    role: str
    workspace: str
    at: datetime
    reasons: str


@dataclass(frozen=True, slots=True)
class Look:
    """One reveal of identity: by name within one's own agency, by workspace and role for others (decision 27)."""

    at: datetime
    who: str
    what: str
    purpose: str


def timeline(session: Session, escalation: UUID) -> tuple[Happened, ...]:
    """What happened to the case, newest first, as far as this workspace may read it (P5)."""
    rows: Sequence[HistoryRow] = session.scalars(
        select(HistoryRow)
        .where(HistoryRow.escalation_id == escalation, HistoryRow.event.not_in(LOOKS))
        .order_by(HistoryRow.seq.desc())
    ).all()
    return tuple(_happened(row) for row in rows)


def _happened(row: HistoryRow) -> Happened:
    payload = row.payload or {}
    return Happened(
        seq=row.seq,
        words=words(row.event, row.payload),
        by=payload.get("by", "Details removed under the retention rules"),
        role=payload.get("role", ""),
        workspace=payload.get("workspace", ""),
        at=row.at,
        reasons=payload.get("reasons", ""),
    )


def looks(session: Session, escalation: UUID, *, workspace: UUID) -> tuple[Look, ...]:
    """Who revealed the children's identity, newest first."""
    from_names = {one.id: one.name for one in agencies.workspaces(session)}
    rows = session.scalars(
        select(AccessRow).where(AccessRow.escalation_id == escalation).order_by(AccessRow.at.desc())
    )
    return tuple(
        Look(
            row.at,
            row.name if row.workspace_id == workspace else f"{from_names[row.workspace_id]}, {row.role}",
            row.what,
            row.purpose,
        )
        for row in rows
    )
