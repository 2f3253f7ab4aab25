"""What a party adds to a case without moving it, and how every such thing is kept (P5, decisions 4 and 19).

Nothing here changes what was written before. Who may do it is the permissions', whether now is `beside.why_not`'s.
What the Business Unit adds is in `oversight` and `links`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.escalations import notices
from portal.escalations.actions.answered import own_response
from portal.escalations.actions.door import Opened, agencies_about, open_case, signature
from portal.escalations.models import DocumentRow, NoteRow
from portal.infra import history
from portal.infra.vouched import digest_of_note
from portal.protocol.actors import Actor
from portal.protocol.beside import papers_to_add_to, why_not
from portal.protocol.errors import NotFound, WrongState
from portal.protocol.escalation import Part
from portal.protocol.permissions import Permission, check

OFFICE_ONLY: tuple[UUID, ...] = ()
"""Of the agencies none: what the Business Unit alone reads."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something to keep with a case. `agencies` may read it beside the Business Unit; None, all of them."""

    kind: str
    body: str
    part: UUID | None = None
    about: str = ""
    agencies: Sequence[UUID] | None = None
    happened_on: date | None = None


def holding_reply(session: Session, actor: Actor, reference: str, *, body: str) -> None:
    """Say that a reply is on its way, to A and the Business Unit. It stops no clock (decision 4)."""
    opened = open_case(session, reference)
    response = own_response(opened, actor)
    must_be_open(Permission.GIVE_HOLDING_REPLY, opened, actor, part=response)
    between = agencies_about(opened.case, response)
    note = Note("holding_reply", body, part=response.id, about="part_2", agencies=between)
    keep(session, opened, actor, note)


def add(
    session: Session, actor: Actor, reference: str, *, kind: str, about: str, part: UUID | None, body: str
) -> None:
    """Add to a paper that was submitted, or correct it: beside it, with author and time (decision 19).

    Whoever may read the paper reads it. A late reply after the end is added to Part 2, which was never given
    (section 4). Raises NotFound when there is no such paper that the actor may add to.
    """
    opened = open_case(session, reference)
    must_be_open(Permission.ADD_TO_RECORD, opened, actor)
    signed = session.execute(
        select(DocumentRow.kind, DocumentRow.part_id).where(DocumentRow.escalation_id == opened.row.id)
    )
    if (about, part) not in papers_to_add_to(opened.case, actor, ((one.kind, one.part_id) for one in signed)):
        raise NotFound
    response = opened.case.part(part)
    readers = agencies_about(opened.case, response) if response else _readers(session, opened, about)
    keep(session, opened, actor, Note(kind, body, part=part, about=about, agencies=readers))


def no_further_step(session: Session, actor: Actor, reference: str, *, version: int, reasons: str) -> None:
    """Say that A takes no further step: 5 working days later the Business Unit may close (section 4)."""
    opened = open_case(session, reference, version=version)
    must_be_open(Permission.SAY_NO_FURTHER_STEP, opened, actor)
    opened.row.no_further_step_at = opened.now
    happened(session, opened, actor, event="no_further_step", payload={"reasons": reasons})


# How it is kept -------------------------------------------------------------------------------------------


def must_be_open(permission: Permission, opened: Opened, actor: Actor, *, part: Part | None = None) -> None:
    """Raise NotAllowed or WrongState, as the page of the same thing does."""
    check(permission, actor, opened.case, part)
    if reason := why_not(permission, opened.case, now=opened.now, part=part):
        raise WrongState(reason)


def _readers(session: Session, opened: Opened, about: str) -> list[UUID] | None:
    """The agencies that may read the newest version of a paper; None, all of them."""
    newest = select(DocumentRow.agencies).where(
        DocumentRow.escalation_id == opened.row.id, DocumentRow.kind == about, DocumentRow.part_id.is_(None)
    )
    found: list[UUID] | None = session.scalars(newest.order_by(DocumentRow.version.desc()).limit(1)).first()
    return found


def keep(session: Session, opened: Opened, actor: Actor, note: Note, **payload: Any) -> None:
    """Keep a note, with its row of the history, which the same agencies read; `payload` is that row's."""
    kept = {
        "part_id": note.part,
        "kind": note.kind,
        "about": note.about,
        "agencies": list(note.agencies) if note.agencies is not None else None,
        "body": note.body,
        "happened_on": note.happened_on,
        "name": actor.name,
        "role": actor.role_words,
        "at": opened.now,
    }
    known_as = uuid4()
    session.execute(insert(NoteRow).values(id=known_as, escalation_id=opened.row.id, **kept))
    payload["note"] = {"id": str(known_as), "digest": digest_of_note(kept)}
    happened(session, opened, actor, event=note.kind, payload=payload, part=note.part, agencies=note.agencies)


def happened(
    session: Session,
    opened: Opened,
    actor: Actor,
    *,
    event: str,
    payload: dict[str, Any],
    part: UUID | None = None,
    agencies: Sequence[UUID] | None = None,
) -> None:
    """Put it into the history, and tell by e-mail whom the news names, of those who may read it."""
    opened.row.version += 1
    session.flush()
    history.record(
        session,
        opened.row.id,
        event=event,
        at=opened.now,
        payload={**signature(actor), **payload},
        part=part,
        agencies=agencies,
    )
    notices.news(session, opened.row, opened.case, event=event, actor=actor, part=part, only=agencies)
