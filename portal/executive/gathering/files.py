"""The attachments of a pack: which are listed, and the one place that chooses whose content is reproduced."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.escalations import queries
from portal.escalations.queries import AttachmentView
from portal.executive.gathering.readers import LEFT_OUT, Readers
from portal.executive.packs.contents import Attachment
from portal.protocol.attachments import QUARANTINED

NOT_REDACTED = "No redacted copy of it was supplied."
NOT_SCANNED = "It was still being checked for viruses when this pack was asked for."
REFUSED = "The virus scanner refused it."

_DIGESTS = text("""
    select id, encode(sha256, 'hex') as digest from portal.attachment where escalation_id = :escalation
""")


def files_of(
    session: Session, escalation: UUID, readers: Readers
) -> tuple[tuple[Attachment, ...], tuple[UUID | None, ...]]:
    """Every file that was signed with the form, and of each whose content is reproduced for it, if any is."""
    digests = {row.id: row.digest for row in session.execute(_DIGESTS, {"escalation": escalation})}
    signed = [one for one in queries.attachments(session, escalation, mask=readers.mask) if one.since]
    chosen = [content_of(one, readers) for one in signed]
    listed = tuple(
        _listed(number, one, why_not, readers, digests)
        for number, (one, (_, why_not)) in enumerate(zip(signed, chosen, strict=True), start=1)
    )
    return listed, tuple(content for content, _ in chosen)


def content_of(file: AttachmentView, readers: Readers) -> tuple[UUID | None, str]:
    """The file whose content stands for an attachment in a pack, or why none does (decision 25).

    What is in a file is masked by nobody: one is reproduced where identity may be read.
    """
    if not readers.kind.shows_identity:
        return None, NOT_REDACTED
    if file.released:
        return file.id, ""
    return None, NOT_SCANNED if file.state == QUARANTINED else REFUSED


def _listed(
    number: int, file: AttachmentView, why_not: str, readers: Readers, digests: Mapping[UUID, str]
) -> Attachment:
    author = file.author if readers.named else LEFT_OUT
    return Attachment(
        number=number,
        title=file.title,
        kind=f"{file.kind}, by {author}" if author else file.kind,
        name=file.name,
        agency=file.agency,
        media_type=file.media_type,
        size=file.size,
        sha256=digests[file.id],
        why_not=why_not,
    )
