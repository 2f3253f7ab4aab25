"""Redacted copies, as far as this workspace may know of them.

The Business Unit reads them, and the members who sit (migration 0016).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, func, select, text
from sqlalchemy.orm import Session

from portal.escalations import queries
from portal.escalations.queries import Mask
from portal.executive.models import RedactedCopyRow
from portal.protocol.attachments import CLEAN, QUARANTINED

_ROW = RedactedCopyRow.__table__.c
_COPIES = (
    select(
        _ROW.id, _ROW.attachment_id, _ROW.name, _ROW.media_type, _ROW.size, _ROW.sha256, _ROW.state, _ROW.reason,
        _ROW.added_by_name, _ROW.added_at,
        (_ROW.workspace_id == func.portal.current_workspace()).label("ours"),
    )
    .where(_ROW.escalation_id == bindparam("escalation"))
    .order_by(_ROW.added_at.desc(), _ROW.id)
)  # fmt: skip
_DIGEST = text("select encode(sha256, 'hex') from portal.attachment where id = :id")


@dataclass(frozen=True, slots=True)
class RedactedView:
    """A redacted copy. `added_by` is named to the Business Unit's own people alone."""

    id: UUID
    attachment: UUID
    name: str
    media_type: str
    size: int
    sha256: str
    state: str
    reason: str
    added_by: str
    added_at: datetime

    @property
    def released(self) -> bool:
        """Whether it can be downloaded, and stands in packs."""
        return self.state == CLEAN

    @property
    def stands(self) -> str:
        """Where it stands, in words; nothing when it can be downloaded."""
        if self.released:
            return ""
        if self.state == QUARANTINED:
            return "Being checked for viruses. It stands in no pack until it was found clean."
        return f"Refused: {self.reason} It stands in no pack, and nobody can download it."

    @property
    def weight(self) -> str:
        """Its size as a person says it."""
        if self.size < 1024 * 1024:
            return f"{max(1, round(self.size / 1024))} KB"
        return f"{self.size / 1024 / 1024:.1f} MB"


def copies(
    session: Session, escalation: UUID, *, mask: Mask | None = None
) -> Mapping[UUID, tuple[RedactedView, ...]]:
    """The redacted copies of each attachment of a case, the newest first.

    What a file is called is shown through the case's mask (decision 25), or through the one given.
    """
    hide = mask or queries.mask_for(session, escalation)
    found: dict[UUID, tuple[RedactedView, ...]] = {}
    for row in session.execute(_COPIES, {"escalation": escalation}):
        one = RedactedView(
            id=row.id,
            attachment=row.attachment_id,
            name=hide(row.name),
            media_type=row.media_type,
            size=row.size,
            sha256=row.sha256.hex(),
            state=row.state,
            reason=row.reason,
            added_by=row.added_by_name if row.ours else "",
            added_at=row.added_at,
        )
        found[one.attachment] = (*found.get(one.attachment, ()), one)
    return found


def digest_of_attachment(session: Session, attachment: UUID) -> str:
    """The SHA-256 of an attachment that this workspace may know of."""
    return session.scalar(_DIGEST, {"id": attachment}) or ""
