"""Signing a part of the form: the case moves, and what was signed is kept as a version, never overwritten.

The history row of the move holds the digest of the signed text, so that `portal verify-history` finds an edit
of either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from portal.escalations.actions.door import Opened, Told, advance, signature
from portal.escalations.actions.signed_files import SECTION, signed_with
from portal.escalations.models import DocumentRow
from portal.infra import history
from portal.infra.vouched import digest_of_signature
from portal.protocol.actors import Actor
from portal.protocol.moves import Moved
from portal.protocol.rows import Action

_DIGEST = text("select portal.digest_of(:content)").bindparams(bindparam("content", type_=JSONB()))


@dataclass(frozen=True, slots=True)
class Paper:
    """A part of the form as it is signed. `agencies` may read it; None, every one in the audience.

    `on_behalf_of` is the agency whose paper it is when the Business Unit enters it (decision 20).
    """

    kind: str
    version: int
    content: Mapping[str, Any]
    part: UUID | None = None
    agencies: tuple[UUID, ...] | None = None
    on_behalf_of: UUID | None = None


@dataclass(frozen=True, slots=True)
class Extract:
    """What one of several agencies reads of a paper; `agency` is its name, `event` how the history tells of it."""

    paper: Paper
    agency: str
    event: str


def sign(
    session: Session,
    opened: Opened,
    *,
    action: Action,
    actor: Actor,
    paper: Paper,
    payload: Mapping[str, Any],
    extracts: Sequence[Extract] = (),
    **given: Any,
) -> Moved:
    """Carry out the action and keep the paper, with the files that are attached to it, and its extracts.

    That the action was done is told to everyone when there are extracts; each paper is read by its own readers.
    Raises what `door.advance` and `signed_files.signed_with` raise; then nothing is kept.
    """
    content = _with_files(session, opened, paper)
    told = Told(
        {**payload, "signed": _signed(session, paper, content, actor=actor)},
        agencies=None if extracts else paper.agencies,
        part=paper.part,
    )
    moved = advance(session, opened, action=action, actor=actor, told=told, **given)
    _store(session, opened, paper, content, actor=actor)
    _keep_extracts(session, opened, extracts, actor=actor)
    return moved


def keep(
    session: Session,
    opened: Opened,
    *,
    actor: Actor,
    paper: Paper,
    event: str,
    payload: Mapping[str, Any],
    extracts: Sequence[Extract] = (),
) -> None:
    """Keep a signed paper that moves nothing, with its row of the history, and its extracts.

    That there is a paper is told to its readers and A.
    """
    content = dict(paper.content)
    signed = _signed(session, paper, content, actor=actor)
    history.record(
        session,
        opened.row.id,
        event=event,
        at=opened.now,
        payload={**signature(actor), **payload, "signed": signed},
        part=paper.part,
        agencies=None if extracts or paper.agencies is None else (opened.case.raising, *paper.agencies),
    )
    _store(session, opened, paper, content, actor=actor)
    _keep_extracts(session, opened, extracts, actor=actor)


def _keep_extracts(session: Session, opened: Opened, extracts: Sequence[Extract], *, actor: Actor) -> None:
    """Each has a row and a digest of its own, so that an edit of it is found too."""
    for one in extracts:
        named = {"agency": one.agency}
        keep(session, opened, actor=actor, paper=one.paper, event=one.event, payload=named)


def _signed(session: Session, paper: Paper, content: Mapping[str, Any], *, actor: Actor) -> dict[str, Any]:
    digest = session.scalar(_DIGEST, {"content": content})
    signature = digest_of_signature(
        {"signed_by_role": actor.role_words, "on_behalf_of": paper.on_behalf_of, "agencies": paper.agencies}
    )
    return {"kind": paper.kind, "version": paper.version, "digest": digest, "for": signature}


def _store(
    session: Session, opened: Opened, paper: Paper, content: Mapping[str, Any], *, actor: Actor
) -> None:
    # Nothing of it is asked back: whoever signs an extract reads the whole, and not the extract.
    session.execute(
        insert(DocumentRow)
        .inline()
        .values(
            escalation_id=opened.row.id,
            part_id=paper.part,
            kind=paper.kind,
            version=paper.version,
            agencies=list(paper.agencies) if paper.agencies is not None else None,
            content=content,
            on_behalf_of=paper.on_behalf_of,
            signed_by_name=actor.name,
            signed_by_role=actor.role_words,
            signed_at=opened.now,
        )
    )


def _with_files(session: Session, opened: Opened, paper: Paper) -> dict[str, Any]:
    """What is signed: the text, and of each file what identifies it, its digest included."""
    files = signed_with(
        session, opened, paper=paper.kind, version=paper.version, part=paper.part, agencies=paper.agencies
    )
    written = {key: value for key, value in paper.content.items() if key != SECTION}
    return {**written, SECTION: files} if files else written
