"""The attachments of a pack: which are listed, and the one place that chooses whose content is reproduced."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.escalations import queries
from portal.escalations.queries import AttachmentView
from portal.executive.gathering.readers import LEFT_OUT, Readers
from portal.executive.packs.contents import Attachment
from portal.executive.redacted_queries import RedactedView, copies
from portal.protocol.attachments import QUARANTINED

NOT_REDACTED = "No redacted copy of it was supplied."
COPY_NOT_SCANNED = "The redacted copy of it was still being checked for viruses when this pack was asked for."
COPY_REFUSED = "The virus scanner refused the redacted copy of it."
NOT_SCANNED = "It was still being checked for viruses when this pack was asked for."
REFUSED = "The virus scanner refused it."

_DIGESTS = text("""
    select id, encode(sha256, 'hex') as digest from portal.attachment where escalation_id = :escalation
""")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whose content stands for an attachment in a pack: its own, that of a redacted copy, or none and why."""

    content: UUID | None = None
    why_not: str = ""
    copy: RedactedView | None = None


def files_of(
    session: Session, escalation: UUID, readers: Readers
) -> tuple[tuple[Attachment, ...], tuple[UUID | None, ...]]:
    """Every file that was signed with the form, and of each whose content is reproduced for it, if any is."""
    digests = {row.id: row.digest for row in session.execute(_DIGESTS, {"escalation": escalation})}
    signed = [one for one in queries.attachments(session, escalation, mask=readers.mask) if one.since]
    supplied = copies(session, escalation, mask=readers.mask)
    chosen = [content_of(one, supplied.get(one.id, ()), readers) for one in signed]
    listed = tuple(
        _listed(number, file, stands, readers, digests)
        for number, (file, stands) in enumerate(zip(signed, chosen, strict=True), start=1)
    )
    return listed, tuple(one.content for one in chosen)


def content_of(file: AttachmentView, supplied: Sequence[RedactedView], readers: Readers) -> Chosen:
    """The file whose content stands for an attachment in a pack, or why none does (decision 25).

    What is in a file is masked by nobody: one is reproduced where identity may be read. Elsewhere the newest of
    the redacted copies that are clean stands for it; `supplied` are all of them, the newest first.
    """
    if not readers.kind.shows_identity:
        clean = next((one for one in supplied if one.released), None)
        if clean:
            return Chosen(clean.id, copy=clean)
        if not supplied:
            return Chosen(why_not=NOT_REDACTED)
        waits = any(one.state == QUARANTINED for one in supplied)
        return Chosen(why_not=COPY_NOT_SCANNED if waits else COPY_REFUSED)
    if file.released:
        return Chosen(file.id)
    return Chosen(why_not=NOT_SCANNED if file.state == QUARANTINED else REFUSED)


def _listed(
    number: int, file: AttachmentView, stands: Chosen, readers: Readers, digests: Mapping[UUID, str]
) -> Attachment:
    """The attachment by its title; the file by what is known of the one that is reproduced."""
    known = stands.copy or file
    author = file.author if readers.named else LEFT_OUT
    return Attachment(
        number=number,
        title=file.title,
        kind=f"{file.kind}, by {author}" if author else file.kind,
        name=known.name,
        agency=file.agency,
        media_type=known.media_type,
        size=known.size,
        sha256=stands.copy.sha256 if stands.copy else digests[file.id],
        redacted=stands.copy is not None,
        why_not=stands.why_not,
    )
