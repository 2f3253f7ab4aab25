"""The referral packs of a case, as far as whoever asks may have them (P11). What one says is read nowhere here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from portal.executive.packs.contents import Kind
from portal.protocol.clock import last_day
from portal.protocol.errors import NotFound
from portal.protocol.escalation import PartState

STATES: Mapping[str, str] = {
    "queued": "Queued",
    "gathering": "Gathering",
    "laying_out": "Laying out",
    "checking": "Checking",
    "ready": "Ready",
    "failed": "Failed",
}
"""Where a pack stands, in words, in the order in which it comes to stand there."""

DONE = frozenset({"ready", "failed"})

_PACKS = text("""
    select p.id, p.case_version, p.head, p.state, p.pages, p.reason, p.not_reproduced, p.asked_at, p.ended_at,
      case when p.workspace_id = portal.current_workspace() then p.asked_by_name else w.name end as asked_by,
      p.edition = portal.edition_of(:escalation, :kind) as current
    from portal.referral_pack p join portal.workspace w on w.id = p.workspace_id
    where p.escalation_id = :escalation and p.kind = :kind
    order by p.asked_at desc, p.id
""")
_VOLUMES = text("""
    select v.pack_id, v.number, v.pages, encode(v.sha256, 'hex') as sha256, octet_length(v.content) as size
    from portal.pack_volume v join portal.referral_pack p on p.id = v.pack_id
    where p.escalation_id = :escalation and p.kind = :kind order by v.number
""")
_COPIES = text("""
    select c.pack_id, c.volume, c.workspace_name, c.name, c.role, c.taken_at,
      c.workspace_id = portal.current_workspace() as ours
    from portal.pack_copy c join portal.referral_pack p on p.id = c.pack_id
    where p.escalation_id = :escalation and p.kind = :kind order by c.taken_at, c.id
""")
_REVIEWS = text("select * from portal.reviews_asked()")


@dataclass(frozen=True, slots=True)
class Volume:
    """A volume of a pack: its pages, its size in bytes, and the hash of it before a copy is marked."""

    number: int
    pages: int
    size: int
    sha256: str

    @property
    def weight(self) -> str:
        """Its size as a person says it."""
        if self.size < 1024 * 1024:
            return f"{max(1, round(self.size / 1024))} KB"
        return f"{self.size / 1024 / 1024:.1f} MB"


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that somebody took: by name within one's own workspace, by role for others (decision 27)."""

    who: str
    volume: int
    at: datetime


@dataclass(frozen=True, slots=True)
class PackView:
    """A pack as its page shows it. `current`: nothing that it prints has changed in the case since.

    `not_reproduced` are the attachments that are listed alone, each with why. `asked_by` is named within one's own
    workspace; for others the workspace is.
    """

    id: UUID
    version: int
    head: str
    state: str
    pages: int
    reason: str
    not_reproduced: tuple[tuple[str, str], ...]
    asked_by: str
    asked_at: datetime
    ended_at: datetime | None
    current: bool
    volumes: tuple[Volume, ...] = ()
    copies: tuple[Copy, ...] = ()

    @property
    def done(self) -> bool:
        """Whether nothing more happens to it by itself."""
        return self.state in DONE

    @property
    def stands(self) -> str:
        """Where it stands, in words."""
        if self.state == "laying_out" and self.pages:
            return f"Laying out ({self.pages} page{'s' if self.pages != 1 else ''} so far)"
        return STATES[self.state]


def packs(session: Session, escalation: UUID, kind: Kind) -> tuple[PackView, ...]:
    """Every pack of a kind that was asked for of a case, the newest first."""
    named = {"escalation": escalation, "kind": kind.value}
    rows = session.execute(_PACKS, named).all()
    volumes, copies = session.execute(_VOLUMES, named).all(), session.execute(_COPIES, named).all()
    return tuple(_pack(row, volumes, copies) for row in rows)


def _pack(row: Row[Any], volumes: Sequence[Row[Any]], copies: Sequence[Row[Any]]) -> PackView:
    return PackView(
        row.id,
        row.case_version,
        row.head,
        row.state,
        row.pages,
        row.reason,
        tuple((one["title"], one["why"]) for one in row.not_reproduced),
        row.asked_by,
        row.asked_at,
        row.ended_at,
        row.current,
        tuple(
            Volume(one.number, one.pages, one.size, one.sha256) for one in volumes if one.pack_id == row.id
        ),
        tuple(_copy(one) for one in copies if one.pack_id == row.id),
    )


def _copy(row: Row[Any]) -> Copy:
    return Copy(f"{row.name if row.ours else row.workspace_name}, {row.role}", row.volume, row.taken_at)


@dataclass(frozen=True, slots=True)
class Review:
    """A review that was asked of the Subgroup: what it reads of the case, beside the pack."""

    escalation: UUID
    reference: str
    part: UUID
    state: PartState
    question: str
    asked_at: datetime
    due_at: datetime | None

    @property
    def due_on(self) -> date | None:
        """The last day for it."""
        return last_day(self.due_at) if self.due_at else None


def reviews(session: Session) -> tuple[Review, ...]:
    """Every review that was asked of whoever asks and was not recalled, the soonest due first."""
    return tuple(_review(row) for row in session.execute(_REVIEWS))


def _review(row: Row[Any]) -> Review:
    return Review(
        row.escalation_id,
        row.reference,
        row.part_id,
        PartState(row.state),
        row.question,
        row.asked_at,
        row.due_at,
    )


def review_of(session: Session, reference: str) -> Review:
    """The newest of one case; NotFound when there is none."""
    found = [one for one in reviews(session) if one.reference == reference]
    if not found:
        raise NotFound
    return max(found, key=lambda one: one.asked_at)
