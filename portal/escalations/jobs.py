"""What the worker does for a case: each kind of outbox row has its job here. A job reads its own payload."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from portal.agencies import actions as agency_actions
from portal.agencies import queries as agencies
from portal.agencies.actions import closures
from portal.agencies.queries import Recipient
from portal.config import Settings
from portal.escalations.actions import holidays, reminding, scanning
from portal.escalations.queries import asked_of, may_see
from portal.infra import mail
from portal.infra.calendar import now
from portal.infra.db import Context, Database
from portal.infra.files import scanner
from portal.infra.outbox import DROPPED, TOLD, Outcome, Taken, later
from portal.infra.render import render
from portal.protocol.actors import THE_PORTAL, Kind
from portal.protocol.clock import day_in_words, last_day, london_date
from portal.protocol.news import words
from portal.protocol.reminders import Nudge, is_superseded, may_send_from
from portal.protocol.tasks import Ask, in_a_sentence, task_by


def send_email(database: Database, settings: Settings, taken: Taken) -> Outcome:
    """Send one e-mail, reading the case as its recipient sees it; dropped when it is no longer to be sent.

    A recipient who may no longer see the case, who is of another workspace than the row names, or of whose
    workspace the case no longer asks this, is not written to. The message carries the reference, what is
    asked, and a link; nothing else (decision 26).
    Raises `portal.infra.mail.MailError`.
    """
    ask = Ask(taken.payload["ask"])
    with database.work(taken.context) as session:
        asked = asked_of(session, taken.case, workspace=taken.workspace, ask=ask)
        recipient = _recipient(session, taken)
        if asked is None or recipient is None:
            return DROPPED
        link = _link(session, settings, taken, recipient, reference=asked.reference)
    body = render(
        "escalations/email/ask.txt",
        partnership=settings.partnership,
        reference=asked.reference,
        ask=in_a_sentence(ask),
        due=_day(asked.due_at),
        invitation=not recipient.has_signed_in,
        link=link,
        workspace=recipient.workspace_name,
    )
    _send(settings, taken, to=recipient.email, subject=f"{asked.reference}: {in_a_sentence(ask)}", body=body)
    return TOLD


def send_news(database: Database, settings: Settings, taken: Taken) -> Outcome:
    """Tell one person what happened; dropped when it is no longer to be told.

    Whoever can no longer see the case is not written to, but for an agency that was just replaced: it is told by
    the reference alone that it need no longer reply (decision 12), unless it can see the case again. The message
    carries the reference, what happened, and a link; nothing else (decision 26).
    Raises `portal.infra.mail.MailError`.
    """
    reference, former = str(taken.payload["reference"]), bool(taken.payload["former"])
    with database.work(taken.context) as session:
        recipient = _recipient(session, taken)
        if recipient is None or may_see(session, taken.case) is former:
            return DROPPED
        link = "" if former else _link(session, settings, taken, recipient, reference=reference)
    happened = NO_LONGER if former else words(taken.payload["event"])
    body = render(
        "escalations/email/news.txt",
        partnership=settings.partnership,
        reference=reference,
        happened=happened,
        invitation=bool(link) and not recipient.has_signed_in,
        link=link,
        workspace=recipient.workspace_name,
    )
    _send(settings, taken, to=recipient.email, subject=f"{reference}: {happened}", body=body)
    return TOLD


@dataclass(frozen=True, slots=True)
class Reminded:
    """What a reminder says: of which case, what is asked, by when, and how long is left or over."""

    reference: str
    ask: str
    due_on: date
    left: str
    nudge: Nudge


def send_reminder(database: Database, settings: Settings, taken: Taken) -> Outcome:
    """Remind one person of a deadline, if it still runs and they are still whom to remind (decision 7).

    Whoever has come to hold the role since is written to as well. In the hours of sending alone; dropped when a
    later step is due, which says more. Raises `portal.infra.mail.MailError`.
    """
    with database.work(seen_by_the_office(database)) as session:
        found = _reminded(session, taken)
    if isinstance(found, Outcome):
        return found
    with database.work(taken.context) as session:
        recipient = _recipient(session, taken)
        if recipient is None or not may_see(session, taken.case):
            return DROPPED
        link = _link(session, settings, taken, recipient, reference=found.reference)
    _send(
        settings,
        taken,
        to=recipient.email,
        subject=f"{found.reference}: {found.ask}, {found.left}",
        body=link,
    )
    return TOLD


def _reminded(session: Session, taken: Taken) -> Reminded | Outcome:
    due = reminding.still_due(session, taken)
    if due is None:
        return DROPPED
    opened, today = due.opened, london_date(now())
    if (at := may_send_from(opened.now, opened.calendar)) > opened.now:
        return later(at)
    task = task_by(opened.case, due.deadline.clock, due.row.part_id)
    told = reminding.to_remind(session, due)
    if task is None or is_superseded(due.planned, due.deadline, opened.calendar, today=today):
        return DROPPED
    reminding.write_to(session, due, told, key=taken.payload["step"])
    if taken.membership not in told:
        return DROPPED
    left = opened.calendar.time_left(due.deadline.due_on, today)
    return Reminded(
        opened.row.reference, in_a_sentence(task.ask), due.deadline.due_on, left, due.planned.step.nudge
    )


NO_LONGER = "your agency need no longer reply"
"""What an agency is told that was just replaced or released."""


def _recipient(session: Session, taken: Taken) -> Recipient | None:
    """Whom the row means, as long as they hold a role in the workspace that it names."""
    found = agencies.recipient(session, taken.membership)
    return found if found and found.workspace == taken.workspace else None


def _link(session: Session, settings: Settings, taken: Taken, recipient: Recipient, *, reference: str) -> str:
    """The address of the case; for somebody who has never signed in, their one-time invitation (decision 9)."""
    path = f"/cases/{reference}"
    if not recipient.has_signed_in:
        invitation = agency_actions.invite(session, taken.membership, path)
        path = f"/invitation/{agency_actions.invitation_token(settings.secret_key, invitation)}"
    return f"{settings.base_url}{path}"


def _send(settings: Settings, taken: Taken, *, to: str, subject: str, body: str) -> None:
    sender, message_id = settings.mail_from, taken.message_id
    letter = mail.message(sender=sender, to=to, subject=subject, body=body, message_id=message_id)
    mail.send(settings.smtp_url, letter)


def _day(moment: datetime | None) -> str:
    """The due date: the London day that ends at this instant."""
    return day_in_words(last_day(moment)) if moment else ""


def scan_attachment(database: Database, settings: Settings, taken: Taken) -> Outcome:
    """Have a file that waits in quarantine scanned, and write the verdict down; dropped when it no longer waits.

    Raises `portal.infra.files.scanner.Unreachable`: without a verdict the file stays where it is, also when this
    worker was told of no scanner.
    """
    attachment = UUID(taken.payload["attachment"])
    with database.reading(taken.context) as session:
        content = scanning.waiting(session, attachment)
    if content is None:
        return DROPPED
    verdict = scanner.scan(settings.clamd_url, content)
    with database.work(taken.context) as session:
        scanning.give_verdict(session, attachment, found=verdict.found)
    return TOLD


def move_dates(database: Database, _settings: Settings, _taken: Taken) -> Outcome:
    """Work open deadlines out again when the days off were changed (decision 5)."""
    follow_days_off(database)
    return TOLD


def follow_days_off(database: Database) -> int:
    """Move the open deadlines that run over a day off that was not known before; gives how many moved.

    A case at a time: one that was done when this was broken off is found as it should be the next time.
    """
    with database.reading() as session:
        fresh = closures.newly_off(session)
    with database.reading(seen_by_the_office(database)) as session:
        cases = holidays.cases_over(session, fresh)
    moved = 0
    for case in cases:
        with database.work(seen_by_the_office(database)) as session:
            moved += holidays.work_out_again(session, case)
    with database.work() as session:
        closures.remember_days_off(session)
    return moved


def seen_by_the_office(database: Database) -> Context:
    """The context in which the portal keeps dates by itself: the Business Unit's, as no person."""
    with database.reading() as session:
        return Context(agencies.the_workspace(session, Kind.BUSINESS_UNIT).id, THE_PORTAL)
