"""The files that are signed with a part of the form: what its signed text holds of them (section 3)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from portal.escalations.actions.door import Opened
from portal.escalations.models import AttachmentRow
from portal.protocol.attachments import REFUSED
from portal.protocol.errors import Invalid

SECTION = "attachments"
"""The section of a draft that changes with its files, so that nobody signs another set than they read; and where a
signed text holds them."""


def signed_with(
    session: Session,
    opened: Opened,
    *,
    paper: str,
    version: int,
    part: UUID | None = None,
    agencies: Sequence[UUID] | None = None,
) -> list[dict[str, Any]]:
    """The files of a part of the form, to be put into its signed content under "attachments".

    So the history's digest of the signed text holds each file's own digest. From now on they are read by
    `agencies` (None: every one in the audience). Files not scanned yet are signed with it, and released when
    found clean. Raises Invalid while a file is among them that was found to be harmful.
    """
    rows = session.scalars(current(opened, paper=paper, part=part)).all()
    refused = [row.title for row in rows if row.state == REFUSED]
    if refused:
        raise Invalid(
            {"attachments": f"Take out “{refused[0]}” first: it was refused, so nobody could read it."}
        )
    read_by = list(agencies) if agencies is not None else None
    new = [row.id for row in rows if row.since is None]
    if new:
        signed = update(AttachmentRow).where(AttachmentRow.id.in_(new))
        session.execute(signed.values(since=version, agencies=read_by))
    return [_signed(row) for row in rows]


def current(opened: Opened, *, paper: str, part: UUID | None) -> Select[AttachmentRow]:
    """What this workspace has attached and not taken out again, oldest first."""
    return (
        select(AttachmentRow)
        .where(
            AttachmentRow.escalation_id == opened.row.id,
            AttachmentRow.paper == paper,
            AttachmentRow.part_id == part if part else AttachmentRow.part_id.is_(None),
            AttachmentRow.workspace_id == func.portal.current_workspace(),
            AttachmentRow.until.is_(None),
        )
        .order_by(AttachmentRow.added_at, AttachmentRow.id)
    )


def _signed(row: AttachmentRow) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "name": row.name,
        "title": row.title,
        "author": row.author,
        "type": row.type,
        "third_party": row.third_party,
        "size": row.size,
        "sha256": row.sha256.hex(),
        "media_type": row.media_type,
    }
