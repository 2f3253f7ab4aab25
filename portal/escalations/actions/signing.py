"""Signing a part of the form: the case moves, and what was signed is kept as a version, never overwritten.

The history row of the move holds the digest of the signed text, so that `portal verify-history` finds an edit
of either.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from portal.escalations.actions.attachments import SECTION, signed_with
from portal.escalations.actions.door import Opened, Told, advance
from portal.escalations.models import DocumentRow
from portal.protocol.actors import Actor
from portal.protocol.moves import Moved
from portal.protocol.rows import Action

_DIGEST = text("select portal.digest_of(:content)").bindparams(bindparam("content", type_=JSONB()))


@dataclass(frozen=True, slots=True)
class Paper:
    """A part of the form as it is signed. `agencies` may read it; None, every one in the audience."""

    kind: str
    version: int
    content: Mapping[str, Any]
    part: UUID | None = None
    agencies: tuple[UUID, ...] | None = None


def sign(
    session: Session,
    opened: Opened,
    *,
    action: Action,
    actor: Actor,
    paper: Paper,
    payload: Mapping[str, Any],
    **given: Any,
) -> Moved:
    """Carry out the action and keep the paper, with the files that are attached to it.

    Raises what `door.advance` and `attachments.signed_with` raise; then nothing is kept.
    """
    content = _with_files(session, opened, paper)
    digest = session.scalar(_DIGEST, {"content": content})
    signed = {"kind": paper.kind, "version": paper.version, "digest": digest}
    told = Told({**payload, "signed": signed}, agencies=paper.agencies)
    moved = advance(session, opened, action=action, actor=actor, told=told, **given)
    session.execute(
        insert(DocumentRow).values(
            escalation_id=opened.row.id,
            part_id=paper.part,
            kind=paper.kind,
            version=paper.version,
            agencies=list(paper.agencies) if paper.agencies is not None else None,
            content=content,
            signed_by_name=actor.name,
            signed_by_role=actor.role_words,
            signed_at=opened.now,
        )
    )
    return moved


def _with_files(session: Session, opened: Opened, paper: Paper) -> dict[str, Any]:
    """What is signed: the text, and of each file what identifies it, its digest included."""
    files = signed_with(
        session, opened, paper=paper.kind, version=paper.version, part=paper.part, agencies=paper.agencies
    )
    written = {key: value for key, value in paper.content.items() if key != SECTION}
    return {**written, SECTION: files} if files else written
