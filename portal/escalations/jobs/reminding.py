"""The letters of a deadline's ladder: reminders, prompts, chases, notices to the Executive-level contact."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from portal.config import Settings
from portal.escalations.actions import reminding
from portal.escalations.actions.not_sent import have_noted_overtaken
from portal.escalations.jobs.dates import seen_by_the_office
from portal.escalations.jobs.post import link_to, post, reader_of
from portal.infra.calendar import now
from portal.infra.db import Database
from portal.infra.letters import Letter
from portal.infra.outbox import DROPPED, TOLD, Outcome, Taken, later
from portal.protocol.clock import day_in_words, london_date
from portal.protocol.reminders import is_superseded, may_send_from, says
from portal.protocol.tasks import in_a_sentence, task_by


@dataclass(frozen=True, slots=True)
class Reminded:
    """What a reminder says: of which case, what is asked of whom, by when, and how long is left or over."""

    reference: str
    about: str
    lines: tuple[str, ...]
    due_on: date


def send_reminder(database: Database, settings: Settings, taken: Taken) -> Outcome:
    """Remind one person of a deadline, if it still runs and they are still whom to remind (decision 7).

    Whoever has come to hold the role since is written to as well. In the hours of sending alone; dropped when a
    later step is due, which says more, and the history then says that it was not sent.
    Raises `portal.infra.mail.MailError`.
    """
    with database.work(seen_by_the_office(database)) as session:
        found = _reminded(session, taken)
    if isinstance(found, Outcome):
        return found
    with database.work(taken.context) as session:
        recipient = reader_of(session, taken)
        if recipient is None:
            return DROPPED
        link = link_to(session, settings, taken.membership, recipient, reference=found.reference)
    verb = "was" if found.due_on < london_date(now()) else "is"
    letter = Letter(
        about=found.about,
        partnership=settings.partnership,
        workspace=recipient.workspace_name,
        reference=found.reference,
        lines=found.lines,
        due=f"The last day {verb} {day_in_words(found.due_on)}.",
        link=link,
    )
    post(settings, taken, letter, to=recipient.email)
    return TOLD


def _reminded(session: Session, taken: Taken) -> Reminded | Outcome:
    """What to write to whom the row names; or what becomes of the row instead."""
    due = reminding.still_due(session, taken)
    if due is None:
        return DROPPED
    opened, calendar = due.opened, due.opened.calendar
    if (at := may_send_from(opened.now, calendar)) > opened.now:
        return later(at)
    today = london_date(opened.now)
    task = task_by(opened.case, due.deadline.clock, due.row.part_id)
    if task is None:
        return DROPPED
    if is_superseded(due.planned, due.deadline, calendar, today=today):
        have_noted_overtaken(session, taken)
        return DROPPED
    told = reminding.to_remind(session, due)
    reminding.write_to(session, due, task, told, key=taken.payload["step"])
    if taken.membership not in told:
        return DROPPED
    ask, left = in_a_sentence(task.ask), calendar.time_left(due.deadline.due_on, today)
    instead = taken.workspace != due.row.workspace_id
    return Reminded(
        reference=opened.row.reference,
        about=f"{ask}, {left}",
        lines=says(due.planned.step, ask=ask, left=left, instead=instead),
        due_on=due.deadline.due_on,
    )
