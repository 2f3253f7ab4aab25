"""The files of a case, as far as this workspace may know of them. What is in one is read by nobody here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations.models import AttachmentRow
from portal.escalations.queries.identities import Mask, mask_for
from portal.protocol.attachments import CLEAN, QUARANTINED, TYPES

_ROW = AttachmentRow.__table__.c
_FILES = (
    select(
        *(column for column in _ROW if column.name not in ("sha256", "agencies")),
        (_ROW.workspace_id == func.portal.current_workspace()).label("ours"),
    )
    .where(_ROW.escalation_id == bindparam("escalation"))
    .order_by(_ROW.added_at, _ROW.id)
)


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """A file attached to a part of the form. `added_by` is named to the workspace's own people alone."""

    id: UUID
    paper: str
    part: UUID | None
    agency: str
    ours: bool
    name: str
    title: str
    author: str
    type: str
    third_party: bool
    media_type: str
    size: int
    state: str
    reason: str
    added_by: str
    added_at: datetime
    since: int | None
    until: int | None

    @property
    def released(self) -> bool:
        """Whether it can be downloaded."""
        return self.state == CLEAN

    @property
    def stands(self) -> str:
        """Where it stands, in words; nothing when it can be downloaded."""
        if self.released:
            return ""
        if self.state == QUARANTINED:
            return "Being checked for viruses. It can be downloaded once it was found clean."
        return f"Refused: {self.reason} Nobody can download it."

    @property
    def kind(self) -> str:
        """What it is, in words."""
        return TYPES[self.type]

    @property
    def weight(self) -> str:
        """Its size as a person says it."""
        if self.size < 1024 * 1024:
            return f"{max(1, round(self.size / 1024))} KB"
        return f"{self.size / 1024 / 1024:.1f} MB"

    def in_version(self, version: int) -> bool:
        """Whether it was signed with this version of its part of the form."""
        return (
            self.since is not None and self.since <= version and (self.until is None or version <= self.until)
        )


def attachments(
    session: Session, escalation: UUID, *, mask: Mask | None = None
) -> tuple[AttachmentView, ...]:
    """Every file of a case that this workspace may know of, oldest first, in one query.

    What people called it is shown through the case's mask (decision 25), or through the one given.
    """
    hide = mask or mask_for(session, escalation)
    names = {one.id: one.name for one in agencies.workspaces(session)}
    rows = session.execute(_FILES, {"escalation": escalation})
    return tuple(_view(row, hide, agency=names[row.workspace_id]) for row in rows)


def attached_to(
    views: Iterable[AttachmentView], *, paper: str, part: UUID | None = None
) -> tuple[AttachmentView, ...]:
    """Of a case's files, those that this workspace has attached to a part of the form and not taken out again."""
    return tuple(
        one for one in views if one.ours and one.paper == paper and one.part == part and one.until is None
    )


def attached_to_version(
    views: Iterable[AttachmentView], *, paper: str, version: int, part: UUID | None = None
) -> tuple[AttachmentView, ...]:
    """Of a case's files, those that were signed with this version of a part of the form."""
    return tuple(one for one in views if one.paper == paper and one.part == part and one.in_version(version))


def _view(row: Row[*tuple[Any, ...]], hide: Mask, *, agency: str) -> AttachmentView:
    return AttachmentView(
        id=row.id,
        paper=row.paper,
        part=row.part_id,
        agency=agency,
        ours=row.ours,
        name=hide(row.name),
        title=hide(row.title),
        author=hide(row.author),
        type=row.type,
        third_party=row.third_party,
        media_type=row.media_type,
        size=row.size,
        state=row.state,
        reason=row.reason,
        added_by=row.added_by_name if row.ours else "",
        added_at=row.added_at,
        since=row.since,
        until=row.until,
    )
