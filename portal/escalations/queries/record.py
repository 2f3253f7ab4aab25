"""What happened to a case: its history as a timeline (P5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from portal.escalations.models import HistoryRow
from portal.escalations.queries.identities import Mask, mask_for
from portal.protocol.events import LOOKS, words
from portal.protocol.reminders import Nudge

_ROW = HistoryRow.__table__.c
_TIMELINE = (
    select(_ROW.seq, _ROW.event, _ROW.at, _ROW.part_id, _ROW.payload)
    .where(_ROW.escalation_id == bindparam("escalation"), _ROW.event.not_in(LOOKS))
    .order_by(_ROW.seq.desc())
)


@dataclass(frozen=True, slots=True)
class Reminded:
    """That e-mails were written about a deadline: of which clock and part, as what, and each with whom it is for.

    `where` stands after their names.
    """

    clock: str
    part: UUID | None
    nudge: Nudge
    letters: Mapping[UUID, str]
    where: str


@dataclass(frozen=True, slots=True)
class Happened:
    """One row of the timeline. `reminded`: of one that says that the portal wrote to somebody; `overtaken`: of one
    that says that an e-mail was not sent because a later one took its place, which.
    """

    seq: int
    words: str
    by: str
    role: str
    workspace: str
    at: datetime
    reasons: str
    reminded: Reminded | None = None
    overtaken: UUID | None = None


def timeline(session: Session, escalation: UUID, *, mask: Mask | None = None) -> tuple[Happened, ...]:
    """What happened to the case, newest first, as far as this workspace may read it (P5).

    Reasons are shown through the case's mask (decision 25), or through the one given.
    """
    rows = session.execute(_TIMELINE, {"escalation": escalation}).all()
    hide = mask or mask_for(session, escalation)
    return tuple(_happened(row, hide) for row in rows)


def _happened(row: Row[*tuple[Any, ...]], mask: Mask) -> Happened:
    payload = row.payload or {}
    return Happened(
        seq=row.seq,
        words=words(row.event, row.payload),
        by=payload.get("by", "Details removed under the retention rules"),
        role=payload.get("role", ""),
        workspace=payload.get("workspace", ""),
        at=row.at,
        reasons=mask(payload.get("reasons", "")),
        reminded=_reminded(row) if row.event == "remind" and "letters" in payload else None,
        overtaken=UUID(payload["letter"]) if row.event == "overtaken" and payload else None,
    )


def _reminded(row: Row[*tuple[Any, ...]]) -> Reminded:
    told = row.payload
    letters = {UUID(letter): name for letter, name in told["letters"].items()}
    return Reminded(told["clock"], row.part_id, Nudge(told["nudge"]), letters, told["where"])
