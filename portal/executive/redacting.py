"""Redacted copies of attachments, for the packs without identity: supplied, scanned, and downloaded (decision 25).

One is kept as an attachment is, behind walls of its own (migration 0016): the Business Unit and the members who
sit read it, and no party does. A newer copy takes the place of an older one in packs that are asked for after it;
nothing is taken away.
"""

from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from portal.config import Settings
from portal.escalations import queries
from portal.escalations.actions import looks
from portal.escalations.actions.attachments import Copy
from portal.escalations.actions.door import Opened, open_case, signature
from portal.escalations.actions.record import OFFICE_ONLY, must_be_open
from portal.escalations.queries import AttachmentView
from portal.executive import redacted_queries
from portal.executive.models import RedactedContentRow, RedactedCopyRow
from portal.infra import history, outbox
from portal.infra.calendar import now
from portal.infra.db import Database
from portal.infra.files import Accepted, scanner
from portal.infra.outbox import DROPPED, TOLD, Outcome, Taken
from portal.infra.vouched import digest_of_redacted
from portal.protocol.actors import Actor
from portal.protocol.attachments import CLEAN, QUARANTINED, REFUSED
from portal.protocol.errors import Invalid, NotFound, WrongState
from portal.protocol.events import REDACTED_COPY
from portal.protocol.permissions import Permission

SCAN_COPY = "scan_redacted_copy"
"""The outbox kind of a redacted copy that waits for the virus scanner."""

THE_SAME = "This file is the attachment itself. Supply a copy without what names the child and others."
THERE_ALREADY = "This file is the newest redacted copy already."
MOST_COPIES = 10
"""How many redacted copies one attachment may have: each stays, since packs were made of it."""
TOO_MANY = (
    f"{MOST_COPIES} redacted copies of this file were supplied already, and none is taken away. No more fit."
)


def supply(
    session: Session,
    actor: Actor,
    reference: str,
    *,
    attachment: UUID,
    file: Accepted,
    vouched: bool,
    scanned: bool,
) -> UUID:
    """Supply a redacted copy of a file that was signed with the form, while the case is with the Executive.

    It waits for the virus scanner when there is one. Raises NotFound for a file that was not signed, Invalid
    without the Business Unit's word, for the attachment itself or the copy that stands already, and past the most.
    """
    opened = open_case(session, reference)
    must_be_open(Permission.SUPPLY_REDACTED_COPY, opened, actor)
    original = signed_file(session, opened.row.id, attachment)
    if not vouched:
        raise Invalid({"vouched": "Confirm that the copy names no child and nobody who must not be named"})
    _check_file(session, opened, original, file)
    added = uuid4()
    digest = _store(session, opened, actor, added, of=attachment, file=file, vouched=vouched, scanned=scanned)
    # What the attachment is called stands where the reasons of others do: it is shown through the mask.
    said = {
        "redacted": {"id": str(added), "of": str(attachment), "digest": digest},
        "reasons": f"Of “{original.title}”.",
    }
    history.record(
        session, opened.row.id, event=REDACTED_COPY, at=opened.now, payload={**signature(actor), **said},
        agencies=OFFICE_ONLY,
    )  # fmt: skip
    if scanned:
        outbox.tell(
            session, SCAN_COPY, escalation=opened.row.id, workspace=actor.workspace,
            membership=actor.membership, payload={"copy": str(added)}, dedupe=f"{SCAN_COPY}:{added}",
        )  # fmt: skip
    return added


def _store(
    session: Session, opened: Opened, actor: Actor, added: UUID, *,
    of: UUID, file: Accepted, vouched: bool, scanned: bool,
) -> str:  # fmt: skip
    """Keep the copy and what is said of it; gives the digest of that, which the history holds."""
    kept = {
        "attachment_id": of,
        "name": file.name,
        "media_type": file.media_type,
        "size": len(file.content),
        "added_by_name": actor.name,
        "added_at": opened.now,
    }
    session.execute(insert(RedactedCopyRow).values(
        id=added, escalation_id=opened.row.id, vouched=vouched, sha256=file.digest,
        state=QUARANTINED if scanned else CLEAN, **kept,
    ))  # fmt: skip
    session.execute(insert(RedactedContentRow).values(copy_id=added, content=file.content))
    return digest_of_redacted(kept | {"sha256": file.digest.hex()})


def download(session: Session, actor: Actor, reference: str, *, copy: UUID) -> Copy:
    """A redacted copy to look at; who took it and when is kept with the case (decision 27).

    Raises NotFound for one that is not of the case, WrongState for one that is not released.
    """
    opened = open_case(session, reference)
    must_be_open(Permission.READ_REDACTED_COPIES, opened, actor)
    row = session.get(RedactedCopyRow, copy)
    if row is None or row.escalation_id != opened.row.id:
        raise NotFound
    if row.state != CLEAN:
        raise WrongState(
            "The file is still being checked for viruses. Try again in a few minutes."
            if row.state == QUARANTINED
            else f"The file was refused, so nobody can download it. {row.reason}"
        )
    content = session.scalar(select(RedactedContentRow.content).where(RedactedContentRow.copy_id == row.id))
    if content is None:
        raise NotFound
    looks.download(session, opened, actor, of=row.id)
    return Copy(queries.mask_for(session, opened.row.id)(row.name), row.media_type, content)


def signed_file(session: Session, escalation: UUID, attachment: UUID) -> AttachmentView:
    """An attachment that was signed with a part of the form, as it was typed. Raises NotFound."""
    files = queries.attachments(session, escalation, mask=lambda typed: typed)
    for one in files:
        if one.id == attachment and one.since is not None:
            return one
    raise NotFound


def _check_file(session: Session, opened: Opened, original: AttachmentView, file: Accepted) -> None:
    if file.digest.hex() == redacted_queries.digest_of_attachment(session, original.id):
        raise Invalid({"file": THE_SAME})
    supplied = redacted_queries.copies(session, opened.row.id).get(original.id, ())
    if any(one.sha256 == file.digest.hex() and one.state != REFUSED for one in supplied[:1]):
        raise Invalid({"file": THERE_ALREADY})
    if len(supplied) >= MOST_COPIES:
        raise Invalid({"file": TOO_MANY})


def scan_copy(database: Database, settings: Settings, taken: Taken) -> Outcome:
    """Have a copy that waits in quarantine scanned, and write the verdict down; dropped when it waits no longer.

    Raises `portal.infra.files.scanner.Unreachable`: without a verdict it stays where it is.
    """
    copy = UUID(taken.payload["copy"])
    with database.reading(taken.context) as session:
        content = _waiting(session, copy)
    if content is None:
        return DROPPED
    verdict = scanner.scan(settings.clamd_url, content)
    with database.work(taken.context) as session:
        _give_verdict(session, copy, found=verdict.found)
    return TOLD


def _waiting(session: Session, copy: UUID) -> bytes | None:
    return session.scalar(
        select(RedactedContentRow.content)
        .join(RedactedCopyRow, RedactedCopyRow.id == RedactedContentRow.copy_id)
        .where(RedactedCopyRow.id == copy, RedactedCopyRow.state == QUARANTINED)
    )


def _give_verdict(session: Session, copy: UUID, *, found: str) -> None:
    """Release it, or refuse it for good; then nothing of it is kept."""
    reason = f"The virus scanner found “{found}” in it." if found else ""
    session.execute(
        update(RedactedCopyRow)
        .where(RedactedCopyRow.id == copy, RedactedCopyRow.state == QUARANTINED)
        .values(state=REFUSED if found else CLEAN, reason=reason.replace("\0", ""), scanned_at=now())
    )
    if found:
        session.execute(delete(RedactedContentRow).where(RedactedContentRow.copy_id == copy))
