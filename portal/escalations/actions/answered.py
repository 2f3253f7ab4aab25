"""What was asked of a responding agency, and what was replied: read where either is written (decision 13)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.escalations.actions.door import Opened
from portal.escalations.models import DocumentRow
from portal.protocol.actors import Actor
from portal.protocol.errors import NotFound
from portal.protocol.escalation import Part, PartKind
from portal.protocol.replies import put_to

PART_2 = "part_2"


def own_response(opened: Opened, actor: Actor) -> Part:
    """The response that the actor's agency gives; NotFound when it has none."""
    for response in opened.case.responses:
        if response.kind is PartKind.RESPONSE and response.workspace == actor.workspace:
            return response
    raise NotFound


def numbers_of(session: Session, opened: Opened, response: Part) -> tuple[int, ...]:
    """The numbers of the issues that one agency answers (decision 13)."""
    responding = [one.workspace for one in opened.case.responses]
    return put_to(issues_of(session, opened), response.workspace, responding)


def issues_of(session: Session, opened: Opened) -> list[Mapping[str, Any]]:
    """The issues of Part 1 as it was last signed."""
    newest = _signed(opened, "part_1").order_by(DocumentRow.version.desc()).limit(1)
    found = session.scalars(newest).first()
    return list(found.content["issues"]) if found else []


def signed_replies(session: Session, opened: Opened) -> Sequence[DocumentRow]:
    """Every Part 2 that was signed, the oldest first."""
    return session.scalars(_signed(opened, PART_2).order_by(DocumentRow.signed_at)).all()


def next_version(session: Session, opened: Opened, kind: str) -> int:
    """The version that the next signed paper of this kind has."""
    return max((one.version for one in session.scalars(_signed(opened, kind))), default=0) + 1


def _signed(opened: Opened, kind: str) -> Select[DocumentRow]:
    return select(DocumentRow).where(DocumentRow.escalation_id == opened.row.id, DocumentRow.kind == kind)
