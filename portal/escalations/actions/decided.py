"""The actions that the Executive decided: each has an owner and a date, and is followed to its end (P11)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from portal.escalations import queries
from portal.escalations.actions import deadlines
from portal.escalations.actions.door import Opened, open_case
from portal.escalations.actions.record import Note, keep, must_be_open
from portal.escalations.models import DeadlineRow, PartRow
from portal.escalations.records import parts_of, to_case
from portal.protocol.actors import Actor
from portal.protocol.deadlines import Clock
from portal.protocol.deadlines import begin as begins
from portal.protocol.errors import NotFound
from portal.protocol.escalation import PartKind, PartState
from portal.protocol.permissions import Permission
from portal.protocol.tasks import tasks


def identified(actions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The actions of a decision, each with the identifier under which it will be followed."""
    return [{**action, "part": str(uuid4())} for action in actions]


def begin(session: Session, opened: Opened, actions: Sequence[Mapping[str, Any]]) -> None:
    """Begin each action of a decision that was just signed: it is its owner's, by its date."""
    for action in actions:
        part, owner, by = UUID(action["part"]), UUID(action["owner"]), date.fromisoformat(action["by"])
        deadline = begins(Clock.ACTION, opened.now, opened.calendar, due_on=by, rules=opened.case.rules)
        session.execute(
            insert(PartRow).values(
                id=part, escalation_id=opened.row.id, kind=PartKind.ACTION, workspace_id=owner,
                state=PartState.TO_DO, began_at=opened.now, due_at=deadline.due_at,
            )
        )  # fmt: skip
        deadlines.begin(
            session,
            opened.case,
            deadline,
            part=part,
            workspace=owner,
            at=opened.now,
            calendar=opened.calendar,
        )
    _ask_anew(session, opened)


def declared_interests(session: Session, part: UUID) -> None:
    """Note on a summary that its Scrutineer declared no interest, so that it may be written (decision 23)."""
    session.execute(update(PartRow).where(PartRow.id == part).values(interests_declared=True))


def report_done(session: Session, actor: Actor, reference: str, *, part: UUID, body: str) -> None:
    """Say that an action was carried out, and how; its clock ends. Its owner says so, or the Business Unit."""
    opened = open_case(session, reference)
    about = opened.case.part(part)
    if about is None or about.kind is not PartKind.ACTION:
        raise NotFound
    must_be_open(Permission.REPORT_ACTION_DONE, opened, actor, part=about)
    session.execute(update(PartRow).where(PartRow.id == part).values(state=PartState.DONE))
    session.execute(
        update(DeadlineRow)
        .where(DeadlineRow.part_id == part, DeadlineRow.stopped_at.is_(None))
        .values(stopped_at=opened.now)
    )
    keep(session, opened, actor, Note("action_done", body, part=part, about="decision"))
    _ask_anew(session, opened)


def _ask_anew(session: Session, opened: Opened) -> None:
    session.flush()
    session.expire_all()
    case = to_case(session, opened.row, parts_of(session, opened.row.id))
    opened.row.asked = queries.asked(session, opened.row.id, tasks(case))
    session.flush()
