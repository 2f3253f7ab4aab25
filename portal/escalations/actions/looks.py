"""Who looked at a case, when and what for: kept for the parties to read (decision 27).

A mere view stands in the list of looks alone. Every other look stands in the history's chain too, without the name
of who looked, which other agencies may not read.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from portal.escalations.actions.door import Opened, open_case
from portal.escalations.models import AccessRow
from portal.infra import history
from portal.infra.calendar import now
from portal.infra.vouched import digest_of_look
from portal.protocol.actors import Actor
from portal.protocol.events import DOWNLOAD, PRINT, REVEAL
from portal.protocol.identity import TO_WRITE
from portal.protocol.permissions import Permission, check

ONE_VIEW = timedelta(minutes=30)
"""Within this time a person who opens the case again is still looking at it."""

ONE_PRINT = timedelta(minutes=5)
"""Within this time a person's printing of a case is one printing: each stands in the history for good."""

ONE_WRITING = timedelta(hours=1)
"""Within this time somebody who opens the children of Part 1 again is still writing it."""

_VIEW = """
    insert into portal.access (id, escalation_id, at, what, purpose, name, role)
    select :id, e.id, :now, 'view', '', :name, :role
    from {source}
    where not exists (
      select from portal.access a
      where a.escalation_id = e.id and a.membership_id = portal.current_membership()
        and a.what = 'view' and a.at > :since)
"""
_BY_REFERENCE = text(_VIEW.format(source="(select id from portal.escalation where reference = :reference) e"))
_BY_IDENTIFIER = text(_VIEW.format(source="(select cast(:escalation as uuid) as id) e"))


def view(session: Session, actor: Actor, reference: str) -> None:
    """Log that the actor opened the case, once in half an hour."""
    session.execute(_BY_REFERENCE, _seen(actor) | {"reference": reference})


def view_without_opening(session: Session, actor: Actor, escalation: UUID) -> None:
    """The same for a member who is recused, who reads the decision and cannot open the case."""
    session.execute(_BY_IDENTIFIER, _seen(actor) | {"escalation": escalation})


def _seen(actor: Actor) -> dict[str, Any]:
    moment = now()
    return {
        "id": uuid4(),
        "now": moment,
        "since": moment - ONE_VIEW,
        "name": actor.name,
        "role": actor.role_words,
    }


def printed(session: Session, actor: Actor, reference: str) -> None:
    """Log that the actor printed the page of the case, once in five minutes."""
    opened = open_case(session, reference)
    check(Permission.READ_CASE, actor, opened.case)
    if not _looked_since(session, opened.row.id, actor, opened.now - ONE_PRINT, what=PRINT):
        log(session, opened, actor, what=PRINT)


def children_to_write(session: Session, actor: Actor, escalation: UUID) -> None:
    """Log that a writer of Part 1 saw the children's identity as somebody else wrote it, once in an hour."""
    moment = now()
    seen = {"what": REVEAL, "purpose": TO_WRITE}
    if not _looked_since(session, escalation, actor, moment - ONE_WRITING, **seen):
        write(session, escalation, actor, at=moment, **seen)


def _looked_since(
    session: Session, escalation: UUID, actor: Actor, since: datetime, *, what: str, purpose: str = ""
) -> bool:
    before = select(AccessRow.id).where(
        AccessRow.escalation_id == escalation,
        AccessRow.membership_id == actor.membership,
        AccessRow.what == what,
        AccessRow.purpose == purpose,
        AccessRow.at > since,
    )
    return session.scalar(before.limit(1)) is not None


def log(session: Session, opened: Opened, actor: Actor, *, what: str, purpose: str = "") -> None:
    """Log a look that is more than a view, in the list and in the chain of the history."""
    write(session, opened.row.id, actor, what=what, purpose=purpose, at=opened.now)


def write(
    session: Session, escalation: UUID, actor: Actor, *, what: str, at: datetime, purpose: str = ""
) -> None:
    """The same for a case that is not opened for a change."""
    _write(session, escalation, actor, what=what, purpose=purpose, at=at)


def download(session: Session, opened: Opened, actor: Actor, *, of: UUID) -> None:
    """Log that a file was taken: an attachment, or the summary that is this part of the case."""
    _write(session, opened.row.id, actor, what=DOWNLOAD, at=opened.now, of=of)


def _write(
    session: Session,
    escalation: UUID,
    actor: Actor,
    *,
    what: str,
    at: datetime,
    purpose: str = "",
    of: UUID | None = None,
) -> None:
    looked = uuid4()
    seen = {"name": actor.name, "role": actor.role_words, "at": at, "attachment_id": of}
    session.execute(insert(AccessRow).values(
        id=looked, escalation_id=escalation, what=what, purpose=purpose, **seen
    ))  # fmt: skip
    # In the chain it stands without the name, which other agencies may not read (decision 27).
    taken = {"attachment": str(of)} if of else {}
    history.record(
        session,
        escalation,
        event=what,
        at=at,
        payload={"looked": str(looked), "purpose": purpose, **taken, "digest": digest_of_look(seen)},
        agencies=(),
    )
