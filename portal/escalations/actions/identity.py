"""The protected block: a child's identity is kept apart, and shown on request, for a purpose, and logged."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from portal.escalations.actions import looks
from portal.escalations.actions.door import open_case
from portal.escalations.models import ChildKeyRow, ChildRow
from portal.escalations.queries import Identity, identities
from portal.infra import keyed
from portal.protocol.actors import Actor
from portal.protocol.errors import Invalid
from portal.protocol.events import REVEAL
from portal.protocol.identity import PURPOSES, Piece
from portal.protocol.permissions import Permission, check


def keep(session: Session, escalation: UUID, *, version: int, children: Sequence[Identity]) -> None:
    """Keep the children's identity of one version of Part 1, in place of what was there, with what finds it."""
    of_version = ChildRow.escalation_id == escalation, ChildRow.version == version
    session.execute(delete(ChildRow).where(*of_version))
    if not children:
        return
    belongs = {"escalation_id": escalation, "version": version}
    session.execute(insert(ChildRow), [{**belongs, **asdict(child)} for child in children])
    if keys := [{**belongs, **key} for key in keys_of(session, children)]:
        session.execute(insert(ChildKeyRow), keys)


def keys_of(session: Session, children: Iterable[Identity]) -> list[dict[str, Any]]:
    """What a case is found by: each piece of each child as its keyed digest."""
    return [
        {"number": child.number, "kind": piece, "digest": key_of(session, piece, text)}
        for child in children
        for piece, text in child.pieces()
    ]


def key_of(session: Session, piece: Piece, text: str) -> bytes:
    """The keyed digest of one piece, given as it is compared (`portal.protocol.identity.compared`)."""
    return keyed.digest(session, (piece, text))


def reveal(session: Session, actor: Actor, reference: str, *, purpose: str) -> tuple[Identity, ...]:
    """The children's identity, once the purpose is given; who looked, when and what for is kept (decision 25)."""
    opened = open_case(session, reference)
    check(Permission.REVEAL_IDENTITY, actor, opened.case)
    check_purpose(purpose)
    looks.log(session, opened, actor, what=REVEAL, purpose=purpose)
    return identities(session, opened.row.id)


def check_purpose(purpose: str) -> None:
    """Raise Invalid unless it is one of those that a reveal may be for."""
    if purpose not in PURPOSES:
        raise Invalid({"purpose": "Choose why you need to see the identity."})


__all__ = ["PURPOSES", "check_purpose", "keep", "key_of", "keys_of", "reveal"]
