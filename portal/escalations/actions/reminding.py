"""A step of a deadline's ladder, carried: who is reminded is asked now, written down, and told (P13, decision 7).

The portal does this by itself, seeing the case as the Business Unit does. A case that moved on is left alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations import recipients
from portal.escalations.actions import deadlines
from portal.escalations.actions.door import Opened, open_again, signature
from portal.escalations.actions.silence import note_silence
from portal.escalations.models import DeadlineRow
from portal.infra import history, outbox
from portal.infra.outbox import DROPPED, TOLD, Outcome, Taken, later
from portal.protocol.actors import Kind, the_portal
from portal.protocol.clock import london_date
from portal.protocol.deadlines import Clock, Deadline
from portal.protocol.escalation import Part
from portal.protocol.reminders import Nudge, Planned, daily_after, find, is_superseded, may_send_from
from portal.protocol.tasks import Task, in_a_sentence, task_by

REMINDER = "reminder"
"""The outbox kind of an e-mail that reminds one person of a deadline."""

REMIND = "remind"
"""The event of the history that says who was reminded, of what, and when."""

DID = {
    Nudge.REMINDER: "Reminded",
    Nudge.PROMPT: "Reminded",
    Nudge.CHASE: "Chased",
    Nudge.NOTICE: "Told",
}


@dataclass(frozen=True, slots=True)
class Due:
    """A step that is due: the case, locked, its running deadline, and the step on the day it falls."""

    opened: Opened
    row: DeadlineRow
    deadline: Deadline
    planned: Planned


def remind(session: Session, taken: Taken) -> Outcome:
    """Carry a step that is due: write down who is reminded, with an e-mail to each.

    Dropped when the deadline ended, or a later step says more; put off until the hours of sending, or to the day
    that the step falls on since its date moved.
    """
    due = still_due(session, taken)
    if due is None:
        return DROPPED
    opened, calendar = due.opened, due.opened.calendar
    at = may_send_from(max(opened.now, due.planned.at), calendar)
    if at > opened.now:
        return later(at)
    today = london_date(opened.now)
    if due.deadline.clock is Clock.RESPONSE:
        note_silence(session, opened)
    if again := daily_after(due.planned, today, calendar):
        deadlines.add_steps(session, due.row.id, opened.row.id, [again])
    task = task_by(opened.case, due.deadline.clock, due.row.part_id)
    if task is None or is_superseded(due.planned, due.deadline, calendar, today=today):
        return DROPPED
    _remind(session, due, task, key=taken.payload["step"])
    return TOLD


def still_due(session: Session, taken: Taken) -> Due | None:
    """The step that an outbox row names, with its case locked; None once its deadline has ended."""
    row = session.get(DeadlineRow, UUID(taken.payload["deadline"]))
    if row is None:
        return None
    opened = open_again(session, row.escalation_id)
    session.refresh(row)
    deadline = Deadline.from_json(row.working)
    planned = find(deadline, taken.payload["step"], opened.calendar)
    if row.stopped_at is not None or planned is None:
        return None
    return Due(opened, row, deadline, planned)


def to_remind(session: Session, due: Due) -> Sequence[UUID]:
    """Who is reminded today: whoever holds the role, and the Business Unit's managers where nobody does."""
    holders = recipients.reminded(session, due.opened.row, due.row, due.planned.step.to)
    return holders or recipients.managers(session, due.opened.row)


def write_to(session: Session, due: Due, memberships: Sequence[UUID], *, key: str) -> None:
    """Have an e-mail written to each, once, however often this is asked."""
    for membership in memberships:
        person = agencies.member(session, membership)
        if person is not None:
            outbox.tell(
                session,
                REMINDER,
                escalation=due.opened.row.id,
                workspace=person.workspace,
                membership=membership,
                payload={"deadline": str(due.row.id), "step": key},
                dedupe=f"{REMINDER}:{due.row.id}:{key}:{membership}",
            )


def _remind(session: Session, due: Due, task: Task, *, key: str) -> None:
    told = to_remind(session, due)
    write_to(session, due, told, key=key)
    office = agencies.the_workspace(session, Kind.BUSINESS_UNIT)
    bound = agencies.workspace(session, due.row.workspace_id)
    people = [person for one in told if (person := agencies.member(session, one))]
    names = ", ".join(person.name for person in people)
    stood_in = all(person.workspace == office.id for person in people) and bound.id != office.id
    history.record(
        session,
        due.opened.row.id,
        event=REMIND,
        at=due.opened.now,
        payload={
            **signature(the_portal(office.id, office.name)),
            "did": DID[due.planned.step.nudge],
            "whom": f"{names} (nobody at {bound.name} could be told)"
            if stood_in
            else f"{names}, {bound.name},",
            "ask": in_a_sentence(task.ask),
            "when": due.planned.step.in_words(),
            "clock": due.deadline.clock,
        },
        part=_part(due),
        agencies=(bound.id,) if bound.kind is Kind.AGENCY else (),
    )


def _part(due: Due) -> UUID | None:
    part: Part | None = due.opened.case.part(due.row.part_id)
    return part.id if part else None
