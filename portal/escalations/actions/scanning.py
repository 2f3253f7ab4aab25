"""A file in quarantine, in the worker's hands: what is in it, and the scanner's verdict.

The worker sees it as whoever attached it (migration 0008). A verdict is given once.
"""

from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal.escalations.models import AttachmentContentRow, AttachmentRow
from portal.infra.calendar import now
from portal.protocol.attachments import CLEAN, QUARANTINED, REFUSED


def waiting(session: Session, attachment: UUID) -> bytes | None:
    """What is in a file that waits for the scanner; None when it is gone, or waits no longer."""
    return session.scalar(
        select(AttachmentContentRow.content)
        .join(AttachmentRow, AttachmentRow.id == AttachmentContentRow.attachment_id)
        .where(AttachmentRow.id == attachment, AttachmentRow.state == QUARANTINED)
    )


def give_verdict(session: Session, attachment: UUID, *, found: str) -> None:
    """Release the file, or refuse it for good with the name of what was found; then nothing of it is kept."""
    reason = f"The virus scanner found “{found}” in it." if found else ""
    session.execute(
        update(AttachmentRow)
        .where(AttachmentRow.id == attachment, AttachmentRow.state == QUARANTINED)
        .values(state=REFUSED if found else CLEAN, reason=reason.replace("\0", ""), scanned_at=now())
    )
    if found:
        session.execute(delete(AttachmentContentRow).where(AttachmentContentRow.attachment_id == attachment))
