"""A step of a deadline's ladder, carried: who is reminded is asked now, written down, and told (P13, decision 7).

The portal does this by itself, seeing the case as the Business Unit does. A case that moved on is left alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.agencies.queries import WorkspaceView
from portal.escalations import queries, recipients
from portal.escalations.actions import deadlines
from portal.escalations.actions.door import Opened, open_again, signature
from portal.escalations.actions.silence import note_silence
from portal.escalations.models import DeadlineRow
from portal.infra import history, outbox
from portal.infra.calendar import now
from portal.infra.outbox import DROPPED, TOLD, GivenUp, Outcome, Taken, later
from portal.protocol.actors import Kind, the_portal
from portal.protocol.clock import london_date
from portal.protocol.deadlines import Clock, Deadline
from portal.protocol.escalation import Part
from portal.protocol.reminders import Nudge, Planned, daily_after, find, is_superseded, may_send_from
from portal.protocol.tasks import Task, in_a_sentence, task_by

REMINDER = "reminder"
"""The outbox kind of an e-mail that reminds one person of a deadline."""

REMIND, UNDELIVERED = "remind", "undelivered"
"""The events of the history that say who was reminded, of what, and when; and whom no e-mail could reach. The
second is an outbox kind too, of a note that is still to be written."""

DID = {
    Nudge.REMINDER: ("Reminded", "to"),
    Nudge.PROMPT: ("Reminded", "to"),
    Nudge.CHASE: ("Chased", "to"),
    Nudge.NOTICE: ("Told", "that this has not been done:"),
}
"""How the history words each kind of step: what was done, and how what is asked follows."""


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
    due = replace(due, planned=due.planned.as_of(today))
    if due.deadline.clock is Clock.RESPONSE:
        note_silence(session, opened)
    if again := daily_after(due.planned, today, calendar):
        deadlines.add_steps(session, due.row.id, opened.row.id, [again])
    task = task_by(opened.case, due.deadline.clock, due.row.part_id)
    if task is None or is_superseded(due.planned, due.deadline, calendar, today=today):
        return DROPPED
    told = to_remind(session, due)
    write_to(session, due, told, key=due.planned.key)
    _record(session, due, task, told)
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


def have_noted(session: Session, row: GivenUp) -> None:
    """Have whoever carries the outbox write down that an e-mail was given up: the case may be locked now."""
    outbox.tell(
        session,
        UNDELIVERED,
        escalation=row.case,
        workspace=row.workspace,
        membership=row.membership,
        payload={},
        dedupe=f"{UNDELIVERED}:{row.id}:{now().isoformat()}",
    )


def note_undelivered(session: Session, taken: Taken) -> Outcome:
    """Write down that an e-mail about the case was given up (P5), as far as the Business Unit may see the case."""
    person = agencies.member(session, taken.membership)
    if person is None or not queries.may_see(session, taken.case):
        return DROPPED
    where = agencies.workspace(session, taken.workspace)
    history.record(
        session,
        taken.case,
        event=UNDELIVERED,
        at=now(),
        payload={**_signed(session), "whom": f"{person.name}, {where.name}"},
        agencies=_readers(where),
    )
    return TOLD


def _record(session: Session, due: Due, task: Task, told: Sequence[UUID]) -> None:
    bound = agencies.workspace(session, due.row.workspace_id)
    did, that = DID[due.planned.step.nudge]
    history.record(
        session,
        due.opened.row.id,
        event=REMIND,
        at=due.opened.now,
        payload={
            **_signed(session),
            "did": did,
            "whom": _whom(session, told, bound),
            "ask": f"{that} {in_a_sentence(task.ask)}",
            "when": due.planned.in_words(due.deadline, due.opened.calendar, london_date(due.opened.now)),
            "clock": due.deadline.clock,
        },
        part=_part(due),
        agencies=_readers(bound),
    )


def _whom(session: Session, told: Sequence[UUID], bound: WorkspaceView) -> str:
    """Their names and where they are; and that the Business Unit was told because nobody there could be."""
    people = [person for one in told if (person := agencies.member(session, one))]
    names = ", ".join(person.name for person in people)
    there = any(person.workspace == bound.id for person in people)
    return f"{names}, {bound.name}," if there else f"{names} (nobody at {bound.name} could be told)"


def _signed(session: Session) -> dict[str, Any]:
    office = agencies.the_workspace(session, Kind.BUSINESS_UNIT)
    return signature(the_portal(office.id, office.name))


def _readers(where: WorkspaceView) -> tuple[UUID, ...]:
    """Who reads of it beside the Business Unit: the agency that was written to ("its own chases")."""
    return (where.id,) if where.kind is Kind.AGENCY else ()


def _part(due: Due) -> UUID | None:
    part: Part | None = due.opened.case.part(due.row.part_id)
    return part.id if part else None
