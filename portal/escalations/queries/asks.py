"""What a case asks now, of whom, and by when: kept on the case for worklists, read again before an e-mail goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations.models import DeadlineRow, EscalationRow
from portal.escalations.records import parts_of, to_case
from portal.infra.db import Context, acting_as
from portal.protocol.actors import THE_PORTAL, Kind
from portal.protocol.tasks import Ask, Task, tasks

NEVER = datetime.max.replace(tzinfo=UTC)

Asked = dict[str, dict[str, str | None]]
"""What a case asks of each workspace, and by when; as it is kept on the case for the worklists."""


def asked(session: Session, escalation: UUID, asks: Sequence[Task]) -> Asked:
    """Of what is asked of each workspace what is due first, with the due instant of the clock it is asked by.

    The dates are read as the Business Unit sees them: one responding agency does not see those of another.
    """
    office = agencies.the_workspace(session, Kind.BUSINESS_UNIT).id
    with acting_as(session, Context(workspace=office, membership=THE_PORTAL)):
        timed = [(task, _due(session, escalation, task)) for task in asks]
    found: Asked = {}
    for task, due in sorted(timed, key=lambda one: one[1] or NEVER):
        workspace = str(_whose(session, task))
        found.setdefault(workspace, {"ask": task.ask, "due": due.isoformat() if due else None})
    return found


@dataclass(frozen=True, slots=True)
class AskedOf:
    """Something a case asks, as the e-mail about it needs it."""

    reference: str
    due_at: datetime | None


def asked_of(session: Session, escalation: UUID, *, workspace: UUID, ask: Ask) -> AskedOf | None:
    """What the case asks of this workspace, if it still does, and the workspace may still see the case."""
    row = session.get(EscalationRow, escalation)
    if row is None:
        return None
    for task in tasks(to_case(session, row, parts_of(session, row.id))):
        if task.ask is ask and _whose(session, task) == workspace:
            return AskedOf(row.reference, _due(session, row.id, task))
    return None


def _whose(session: Session, task: Task) -> UUID:
    return agencies.the_workspace(session, task.whose).id if isinstance(task.whose, Kind) else task.whose


def _due(session: Session, escalation: UUID, task: Task) -> datetime | None:
    running = select(DeadlineRow.due_at).where(
        DeadlineRow.escalation_id == escalation,
        DeadlineRow.clock == task.clock,
        DeadlineRow.stopped_at.is_(None),
    )
    of_part = DeadlineRow.part_id == task.part if task.part else DeadlineRow.part_id.is_(None)
    return session.scalars(running.where(of_part).order_by(DeadlineRow.started_at.desc())).first()


def may_see(session: Session, escalation: UUID) -> bool:
    """Whether whoever asks can see the case now."""
    return session.get(EscalationRow, escalation) is not None
