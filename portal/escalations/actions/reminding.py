"""A step of a deadline's ladder, carried: whom to remind is asked now, and an e-mail written (P13, decision 7).

The history says that it was written, and to whom. What became of it stands in its outbox row, and, when it was not
sent, in the history too (`not_sent.py`). The portal does this by itself, in the eyes of the Business Unit; a case
that moved on is left alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.agencies.queries import MemberView, WorkspaceView
from portal.escalations import queries, recipients
from portal.escalations.actions import deadlines
from portal.escalations.actions.door import Opened, open_again
from portal.escalations.actions.not_sent import readers, signed
from portal.escalations.actions.silence import note_silence
from portal.escalations.models import DeadlineRow
from portal.infra import history, outbox
from portal.infra.outbox import DROPPED, TOLD, Outcome, Taken, later
from portal.protocol.clock import london_date
from portal.protocol.deadlines import Clock, Deadline
from portal.protocol.escalation import Part
from portal.protocol.reminders import Nudge, Planned, daily_after, find, is_superseded, may_send_from
from portal.protocol.tasks import Task, in_a_sentence, task_by, tasks

REMINDER = "reminder"
"""The outbox kind of an e-mail that reminds one person of a deadline."""

REMIND = "remind"
"""The event of the history that says to whom an e-mail was written when a step fell due, and of what."""

SAYS = {
    Nudge.REMINDER: "as a reminder to",
    Nudge.PROMPT: "as a reminder to",
    Nudge.CHASE: "as a chase to",
    Nudge.NOTICE: "to say that this has not been done:",
}
"""What the history says of the e-mail of each kind of step, before what is asked."""

Letters = Mapping[UUID, UUID]
"""The e-mails that were written: the outbox row of each, and the membership that it is for."""


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
        _ask_no_more(session, opened)
        note_silence(session, opened)
    if again := daily_after(due.planned, today, calendar):
        deadlines.add_steps(session, due.row.id, opened.row.id, [again])
    task = task_by(opened.case, due.deadline.clock, due.row.part_id)
    if task is None or _is_superseded(due, today):
        return DROPPED
    write_to(session, due, task, to_remind(session, due), key=due.planned.key)
    return TOLD


def _is_superseded(due: Due, today: date) -> bool:
    opened = due.opened
    return is_superseded(due.planned, due.deadline, opened.calendar, today=today, rules=opened.case.rules)


def _ask_no_more(session: Session, opened: Opened) -> None:
    """Take a request for more time that lapsed off the Business Unit's list: it ended by itself (decision 4)."""
    if any(response.lapsed for response in opened.case.responses):
        opened.row.asked = queries.asked(session, opened.row.id, tasks(opened.case))


def still_due(session: Session, taken: Taken) -> Due | None:
    """The step that an outbox row names, with its case locked; None once its deadline has ended."""
    row = session.get(DeadlineRow, UUID(taken.payload["deadline"]))
    if row is None:
        return None
    opened = open_again(session, row.escalation_id)
    session.refresh(row)
    deadline = Deadline.from_json(row.working)
    planned = find(deadline, taken.payload["step"], opened.calendar, rules=opened.case.rules)
    if row.stopped_at is not None or planned is None:
        return None
    return Due(opened, row, deadline, planned)


def to_remind(session: Session, due: Due) -> Sequence[UUID]:
    """Who is reminded today: whoever holds the role, and the Business Unit's managers where nobody does."""
    holders = recipients.reminded(session, due.opened.row, due.row, due.planned.step.to)
    return holders or recipients.managers(session, due.opened.row)


def write_to(session: Session, due: Due, task: Task, memberships: Sequence[UUID], *, key: str) -> None:
    """Have an e-mail written to each, once, however often this is asked, and write down to whom."""
    letters = {}
    for membership in memberships:
        person = agencies.member(session, membership)
        letter = person and outbox.tell(
            session,
            REMINDER,
            escalation=due.opened.row.id,
            workspace=person.workspace,
            membership=membership,
            payload={"deadline": str(due.row.id), "step": key},
            dedupe=f"{REMINDER}:{due.row.id}:{key}:{membership}",
        )
        if letter:
            letters[letter] = membership
    if letters:
        _record(session, due, task, letters)


def _record(session: Session, due: Due, task: Task, letters: Letters) -> None:
    bound = agencies.workspace(session, due.row.workspace_id)
    nudge = due.planned.step.nudge
    people = {one: person for one, whose in letters.items() if (person := agencies.member(session, whose))}
    where = _where(people.values(), bound)
    names = ", ".join(person.name for person in people.values())
    history.record(
        session,
        due.opened.row.id,
        event=REMIND,
        at=due.opened.now,
        payload={
            **signed(session),
            "nudge": nudge,
            "letters": {str(one): person.name for one, person in people.items()},
            "where": where,
            "whom": f"{names}{where}{',' if where.startswith(',') else ''}",
            "ask": f"{SAYS[nudge]} {in_a_sentence(task.ask)}",
            "when": due.planned.in_words(due.deadline, due.opened.calendar, london_date(due.opened.now)),
            "clock": due.deadline.clock,
        },
        part=_part(due),
        agencies=readers(bound),
    )


def _where(people: Iterable[MemberView], bound: WorkspaceView) -> str:
    """What stands after their names: where they are; or that they are told because nobody there could be."""
    there = any(person.workspace == bound.id for person in people)
    return f", {bound.name}" if there else f" (nobody at {bound.name} could be told)"


def _part(due: Due) -> UUID | None:
    part: Part | None = due.opened.case.part(due.row.part_id)
    return part.id if part else None
