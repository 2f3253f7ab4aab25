"""Files attached to a part of the form: added and taken out while it is written, and downloaded.

A file waits in quarantine until the worker found it clean, when a scanner is configured; who may read what is
PostgreSQL's (migration 0008).
"""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from portal.escalations.actions import looks
from portal.escalations.actions.door import Opened, open_case
from portal.escalations.actions.signed_files import SECTION, current
from portal.escalations.models import AttachmentContentRow, AttachmentRow, DocumentRow, DraftRow
from portal.escalations.queries import mask_for
from portal.escalations.records import drafts_of
from portal.infra import outbox
from portal.infra.files import Accepted
from portal.protocol.actors import Actor
from portal.protocol.attachments import CLEAN, QUARANTINED, TYPES, Paper, check_writing
from portal.protocol.errors import Invalid, NotFound, WrongState
from portal.protocol.escalation import Part
from portal.protocol.permissions import Permission, check

SCAN = "scan"
"""The outbox kind of a file that waits for the virus scanner."""


@dataclass(frozen=True, slots=True)
class Described:
    """What somebody says of a file that they attach (section 3)."""

    title: str
    author: str
    type: str
    third_party: bool
    minimum: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """How many files one part of the form may have, and whether each waits for the virus scanner."""

    at_most: int
    scanned: bool


@dataclass(frozen=True, slots=True)
class Copy:
    """A file that is handed out."""

    name: str
    media_type: str
    content: bytes


def add(
    session: Session,
    actor: Actor,
    reference: str,
    *,
    paper: Paper,
    file: Accepted,
    described: Described,
    limits: Limits,
    of_part: UUID | None = None,
) -> UUID:
    """Attach a file to a part of the form that the actor's agency writes; seen by it alone until it is signed.

    `of_part` is the response of an agency whose reply the Business Unit enters (decision 20).
    Raises Invalid when there are as many as there may be, or the same file is there already, and what
    `portal.protocol.attachments.check_writing` raises.
    """
    opened = open_case(session, reference)
    part = check_writing(paper, actor, opened.case, of_part)
    _check_described(described)
    _check_room(session, opened, paper=paper, part=part, file=file, limits=limits)
    added = uuid4()
    session.execute(insert(AttachmentRow).values(
        id=added, escalation_id=opened.row.id, part_id=part.id if part else None, paper=paper, name=file.name,
        title=described.title, author=described.author, type=described.type,
        third_party=described.third_party, minimum=described.minimum, media_type=file.media_type,
        size=len(file.content), sha256=file.digest, state=QUARANTINED if limits.scanned else CLEAN,
        added_by_name=actor.name, added_at=opened.now,
    ))  # fmt: skip
    session.execute(insert(AttachmentContentRow).values(attachment_id=added, content=file.content))
    if limits.scanned:
        outbox.tell(
            session, SCAN, escalation=opened.row.id, workspace=actor.workspace, membership=actor.membership,
            payload={"attachment": str(added)}, dedupe=f"{SCAN}:{added}",
        )  # fmt: skip
    _touch(session, opened, actor, paper=paper, part=part)
    return added


def remove(session: Session, actor: Actor, reference: str, *, attachment: UUID) -> tuple[Paper, UUID | None]:
    """Take a file out of a part of the form that is being written; return which part, and of which response.

    One that was never signed is gone, content and all. One that was signed with an earlier version stays with
    that version, and is not signed with the next.
    """
    opened = open_case(session, reference)
    row = _of_case(session, opened, attachment)
    if row.workspace_id != actor.workspace:
        raise NotFound
    paper = Paper(row.paper)
    part = check_writing(paper, actor, opened.case, row.part_id)
    if row.since is None:
        session.execute(delete(AttachmentRow).where(AttachmentRow.id == row.id))
    elif row.until is None:
        row.until = _last_signed(session, row)
    _touch(session, opened, actor, paper=paper, part=part)
    return paper, row.part_id


def download(session: Session, actor: Actor, reference: str, *, attachment: UUID) -> Copy:
    """A copy of a file; who took it and when is kept with the case, as with a reveal of identity (decision 27).

    Its name is given without any child's identity (decision 25), as it is shown.
    Raises NotFound for a file that this workspace may not know of, WrongState for one that is not released.
    """
    opened = open_case(session, reference)
    check(Permission.DOWNLOAD, actor, opened.case)
    row = _of_case(session, opened, attachment)
    if row.state != CLEAN:
        raise WrongState(
            "The file is still being checked for viruses. Try again in a few minutes."
            if row.state == QUARANTINED
            else f"The file was refused, so nobody can download it. {row.reason}"
        )
    content = session.scalar(
        select(AttachmentContentRow.content).where(AttachmentContentRow.attachment_id == row.id)
    )
    if content is None:
        raise NotFound
    looks.download(session, opened, actor, of=row.id)
    return Copy(mask_for(session, opened.row.id)(row.name), row.media_type, content)


def _check_described(described: Described) -> None:
    if not described.minimum:
        raise Invalid({"minimum": "Confirm that the file holds no more than is needed"})
    if described.type not in TYPES:
        raise Invalid({"type": "Choose what the file is"})


def _check_room(
    session: Session, opened: Opened, *, paper: Paper, part: Part | None, file: Accepted, limits: Limits
) -> None:
    """The case is locked, so of two files sent at once the second is counted after the first."""
    there = session.scalars(current(opened, paper=paper, part=part.id if part else None)).all()
    same = next((row for row in there if row.sha256 == file.digest), None)
    if same:
        raise Invalid({"file": f"This file is attached already, as “{same.title}”."})
    if len(there) >= limits.at_most:
        raise Invalid({
            "file": f"There are {len(there)} files here, which is as many as there may be. Take one out first,"
            " or put several into one PDF."
        })  # fmt: skip


def _of_case(session: Session, opened: Opened, attachment: UUID) -> AttachmentRow:
    row = session.get(AttachmentRow, attachment)
    if row is None or row.escalation_id != opened.row.id:
        raise NotFound
    return row


def _last_signed(session: Session, row: AttachmentRow) -> int | None:
    return session.scalar(
        select(func.max(DocumentRow.version)).where(
            DocumentRow.escalation_id == row.escalation_id,
            DocumentRow.kind == row.paper,
            DocumentRow.part_id == row.part_id if row.part_id else DocumentRow.part_id.is_(None),
        )
    )


def _touch(session: Session, opened: Opened, actor: Actor, *, paper: Paper, part: Part | None) -> None:
    """The draft is another one now: a signature made from the one before is refused as stale."""
    of_part = part.id if part else None
    drafts = drafts_of(session, opened.row.id, kind=paper, workspace=actor.workspace, part=of_part)
    known = drafts.get(SECTION)
    if known is None:
        session.execute(insert(DraftRow).values(
            escalation_id=opened.row.id, part_id=of_part, kind=paper, section=SECTION, content={},
            updated_by=actor.membership, updated_by_name=actor.name, updated_at=opened.now,
        ))  # fmt: skip
    else:
        known.version += 1
        known.updated_by, known.updated_by_name, known.updated_at = actor.membership, actor.name, opened.now
    if paper is Paper.PART_1 and actor.membership not in opened.row.writers:
        opened.row.writers = [*opened.row.writers, actor.membership]
