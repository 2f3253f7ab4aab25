"""What happened to a case: its history as a timeline (P5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm import Session

from portal.escalations.models import HistoryRow
from portal.escalations.queries.identities import Mask, mask_for
from portal.protocol.escalation import CaseState
from portal.protocol.events import LOOKS, PASSING, words
from portal.protocol.reminders import Nudge

_ROW = HistoryRow.__table__.c
_TIMELINE = (
    select(_ROW.seq, _ROW.event, _ROW.at, _ROW.part_id, _ROW.payload)
    .where(_ROW.escalation_id == bindparam("escalation"), _ROW.event.not_in(LOOKS))
    .order_by(_ROW.seq.desc())
)
_LAST_CHANGE = select(func.coalesce(func.max(_ROW.seq), 0)).where(
    _ROW.escalation_id == bindparam("escalation"), _ROW.event.not_in(PASSING)
)
_STOOD = (
    select(_ROW.at, _ROW.payload["state"].astext)
    .where(_ROW.escalation_id == bindparam("escalation"), _ROW.payload.has_key("state"))
    .order_by(_ROW.seq)
)
_CHANGES_SINCE = _TIMELINE.where(_ROW.event.not_in(PASSING), _ROW.seq > bindparam("since"))


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
    event: str
    reminded: Reminded | None = None
    overtaken: UUID | None = None


def timeline(
    session: Session, escalation: UUID, *, mask: Mask | None = None, told: Mask | None = None
) -> tuple[Happened, ...]:
    """What happened to the case, newest first, as far as this workspace may read it (P5).

    Reasons are shown through the case's mask (decision 25), or through the one given; and through `told`, if it is
    given, what the words of an event take from its row: whom it names, but for agencies.
    """
    rows = session.execute(_TIMELINE, {"escalation": escalation}).all()
    hide = mask or mask_for(session, escalation)
    return tuple(_happened(row, hide, told) for row in rows)


def stood(session: Session, escalation: UUID) -> tuple[tuple[datetime, CaseState], ...]:
    """Where the case stood since when, oldest first, as far as this workspace may read what happened."""
    rows = session.execute(_STOOD, {"escalation": escalation})
    return tuple((at, CaseState(state)) for at, state in rows)


def last_change(session: Session, escalation: UUID) -> int:
    """The number of the last change to the case that this workspace may read: the version its forms are made from.

    What it may not read, as a note of the Business Unit's own, makes none of its forms stale.
    """
    return session.scalar(_LAST_CHANGE, {"escalation": escalation}) or 0


def changes_since(session: Session, escalation: UUID, *, version: int, mask: Mask) -> tuple[Happened, ...]:
    """The changes that this workspace may read since a form of this version was made, newest first."""
    rows = session.execute(_CHANGES_SINCE, {"escalation": escalation, "since": version})
    return tuple(_happened(row, mask, None) for row in rows)


def _happened(row: Row[*tuple[Any, ...]], mask: Mask, told: Mask | None) -> Happened:
    payload = row.payload or {}
    named = (
        {key: value if key == "agency" else told(value) for key, value in payload.items()} if told else None
    )
    return Happened(
        seq=row.seq,
        words=words(row.event, named or row.payload),
        by=payload.get("by", "Details removed under the retention rules"),
        role=payload.get("role", ""),
        workspace=payload.get("workspace", ""),
        at=row.at,
        reasons=mask(payload.get("reasons", "")),
        event=row.event,
        reminded=_reminded(row) if row.event == "remind" and "letters" in payload else None,
        overtaken=UUID(payload["letter"]) if row.event == "overtaken" and payload else None,
    )


def _reminded(row: Row[*tuple[Any, ...]]) -> Reminded:
    told = row.payload
    letters = {UUID(letter): name for letter, name in told["letters"].items()}
    return Reminded(told["clock"], row.part_id, Nudge(told["nudge"]), letters, told["where"])
