"""A deadline is stored with what is still to be sent of its ladder: nobody has to remember it (decision 7).

That it stops takes the steps to come away, by the database's own trigger (migration 0012).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, text, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from portal.escalations.models import DeadlineRow, NudgeRow
from portal.infra import outbox
from portal.protocol.clock import WorkingCalendar, london_date
from portal.protocol.deadlines import Deadline, is_overdue
from portal.protocol.escalation import Escalation
from portal.protocol.reminders import Planned, plan

NUDGE = "nudge"
"""The outbox kind of a step of a ladder that is due: whom it goes to is asked when it is carried."""

BATCH = 1000

_MOVE_DUE = text("""
    with due as (
      delete from portal.nudge n using (
        select deadline_id, step from portal.nudge where at <= :now
        order by at limit :most for update skip locked) d
      where n.deadline_id = d.deadline_id and n.step = d.step
      returning n.deadline_id, n.step, n.escalation_id),
    moved as (
      insert into portal.outbox (kind, escalation_id, payload, dedupe_key, created_at, not_before)
      select :kind, escalation_id, jsonb_build_object('deadline', deadline_id, 'step', step),
        concat_ws(':', :kind ::text, deadline_id, step), :now, :now
      from due on conflict do nothing returning id)
    select (select count(*) from due) as due, array(select id from moved) as rows
""")

_CAME = text("""
    select split_part(payload ->> 'step', '@', 1) from portal.outbox
    where escalation_id = :escalation and kind = :kind and payload ->> 'deadline' = :deadline
    group by 1 having bool_and(sent_at is not null or dropped_at is not null)
""")
"""A step that still waits is put off to its day by whoever carries it."""


def begin(
    session: Session,
    case: Escalation,
    deadline: Deadline,
    *,
    part: UUID | None,
    workspace: UUID,
    at: datetime,
    calendar: WorkingCalendar,
    agencies: Iterable[UUID] | None = None,
) -> None:
    """Store a deadline that began, or was extended, and plan what of its ladder is still to come, as the rules of
    the case have it.

    `agencies` are those that may read of it (None: every one in the audience).
    """
    known_as = uuid4()
    session.execute(insert(DeadlineRow).values(
        id=known_as, escalation_id=case.id, part_id=part, clock=deadline.clock, workspace_id=workspace,
        started_at=at, due_on=deadline.due_on, due_at=deadline.due_at, working=deadline.to_json(),
        agencies=None if agencies is None else list(agencies),
    ))  # fmt: skip
    steps = plan(deadline, calendar, rules=case.rules)
    add_steps(session, known_as, case.id, (step for step in steps if step.on > london_date(at)))


def move(
    session: Session,
    case: Escalation,
    row: DeadlineRow,
    deadline: Deadline,
    *,
    calendar: WorkingCalendar,
    at: datetime,
) -> None:
    """Store a running deadline as it was worked out again, and plan its ladder anew (decision 5).

    A step that came before does not come again; but one that called it late, which it no longer is, comes anew
    when it is late.
    """
    session.execute(
        update(DeadlineRow)
        .where(DeadlineRow.id == row.id)
        .values(due_on=deadline.due_on, due_at=deadline.due_at, working=deadline.to_json())
    )
    session.execute(delete(NudgeRow).where(NudgeRow.deadline_id == row.id))
    came = set() if is_overdue(deadline, at) else _came(session, row)
    to_come = (
        replace(step, anew=step.on > deadline.due_on and step.key in came)
        for step in plan(deadline, calendar, rules=case.rules)
    )
    add_steps(session, row.id, row.escalation_id, to_come)


def _came(session: Session, row: DeadlineRow) -> set[str]:
    """The steps of a deadline that were carried, however often, each as its ladder names it."""
    return set(
        session.scalars(_CAME, {"escalation": row.escalation_id, "deadline": str(row.id), "kind": NUDGE})
    )


def add_steps(session: Session, deadline: UUID, escalation: UUID, steps: Iterable[Planned]) -> None:
    """Plan steps of a deadline's ladder."""
    rows = [
        {"deadline_id": deadline, "step": step.key, "escalation_id": escalation, "at": step.at}
        for step in steps
    ]
    if rows:
        session.execute(postgresql.insert(NudgeRow).values(rows).on_conflict_do_nothing())


def move_due(session: Session, now: datetime, *, most: int = BATCH) -> int:
    """Move steps that are due into the outbox, the eldest first, once each; gives how many were due.

    One statement, which takes no row that another worker takes. A step whose message was written before is gone.
    The bell is rung for them, unless so many are due that ringing would take longer than the sweep.
    """
    moved = session.execute(_MOVE_DUE, {"now": now, "most": most, "kind": NUDGE}).one()
    if moved.due < most:
        outbox.ring_for(session, moved.rows)
    return int(moved.due)
