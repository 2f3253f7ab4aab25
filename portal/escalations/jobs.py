"""What the worker does for a case: each kind of outbox row has its job here. A job reads its own payload."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.agencies.jobs import invited
from portal.agencies.queries import Recipient
from portal.config import Settings
from portal.escalations.actions import scanning
from portal.escalations.queries import asked_of, may_see
from portal.infra import mail
from portal.infra.db import Context, Database
from portal.infra.files import scanner
from portal.infra.letters import Letter, Link
from portal.protocol.clock import day_in_words, last_day
from portal.protocol.news import words
from portal.protocol.tasks import Ask, in_a_sentence


@dataclass(frozen=True, slots=True)
class Taken:
    """An outbox row taken up: about which case, in whose context it is carried, and what it says."""

    escalation: UUID
    workspace: UUID
    membership: UUID
    payload: Mapping[str, Any]
    message_id: str

    @property
    def context(self) -> Context:
        """Through whose eyes the job sees."""
        return Context(workspace=self.workspace, membership=self.membership)


def send_email(database: Database, settings: Settings, taken: Taken) -> bool:
    """Send one e-mail, reading the case as its recipient sees it; False when it is no longer to be sent.

    A recipient who may no longer see the case, who is of another workspace than the row names, or of whose
    workspace the case no longer asks this, is not written to. The message carries the reference, what is
    asked, and a link; nothing else (decision 26).
    Raises `portal.infra.mail.MailError`.
    """
    ask = Ask(taken.payload["ask"])
    with database.work(taken.context) as session:
        asked = asked_of(session, taken.escalation, workspace=taken.workspace, ask=ask)
        recipient = _recipient(session, taken)
        if asked is None or recipient is None:
            return False
        link = _link(session, settings, taken, recipient, reference=asked.reference)
    letter = Letter(
        about=in_a_sentence(ask),
        partnership=settings.partnership,
        workspace=recipient.workspace_name,
        reference=asked.reference,
        lines=(f"You are asked to: {in_a_sentence(ask)}.",),
        due=f"Do this by the end of {_day(asked.due_at)}." if asked.due_at else "",
        link=link,
    )
    _send(settings, taken, letter, to=recipient.email)
    return True


def send_news(database: Database, settings: Settings, taken: Taken) -> bool:
    """Tell one person what happened; False when it is no longer to be told.

    Whoever can no longer see the case is not written to, but for an agency that was just replaced: it is told by
    the reference alone that it need no longer reply (decision 12), unless it can see the case again. The message
    carries the reference, what happened, and a link; nothing else (decision 26).
    Raises `portal.infra.mail.MailError`.
    """
    reference, former = str(taken.payload["reference"]), bool(taken.payload["former"])
    with database.work(taken.context) as session:
        recipient = _recipient(session, taken)
        if recipient is None or may_see(session, taken.escalation) is former:
            return False
        link = None if former else _link(session, settings, taken, recipient, reference=reference)
    happened = NO_LONGER if former else words(taken.payload["event"])
    letter = Letter(
        about=happened,
        partnership=settings.partnership,
        workspace=recipient.workspace_name,
        reference=reference,
        lines=(f"What happened: {happened}.", *(CLOSED_TO_YOU if former else ())),
        link=link,
    )
    _send(settings, taken, letter, to=recipient.email)
    return True


NO_LONGER = "your agency need no longer reply"
"""What an agency is told that was just replaced or released."""

CLOSED_TO_YOU = (
    "Your agency can no longer open this case. If you kept a copy of anything in it, tell the partnership’s"
    " Business Unit.",
)
"""What it is told besides, in place of a link."""


def _recipient(session: Session, taken: Taken) -> Recipient | None:
    """Whom the row means, as long as they hold a role in the workspace that it names."""
    found = agencies.recipient(session, taken.membership)
    return found if found and found.workspace == taken.workspace else None


def _link(
    session: Session, settings: Settings, taken: Taken, recipient: Recipient, *, reference: str
) -> Link:
    """The address of the case; for somebody who has never signed in, their one-time invitation (decision 9)."""
    path = f"/cases/{reference}"
    if recipient.has_signed_in:
        return Link(address=f"{settings.base_url}{path}")
    return invited(session, settings, taken.membership, path)


def _send(settings: Settings, taken: Taken, letter: Letter, *, to: str) -> None:
    whole = mail.message(letter, sender=settings.mail_from, to=to, message_id=taken.message_id)
    mail.send(settings.smtp_url, whole)


def _day(moment: datetime) -> str:
    """The due date: the London day that ends at this instant."""
    return day_in_words(last_day(moment))


def scan_attachment(database: Database, settings: Settings, taken: Taken) -> bool:
    """Have a file that waits in quarantine scanned, and write the verdict down; False when it no longer waits.

    Raises `portal.infra.files.scanner.Unreachable`: without a verdict the file stays where it is, also when this
    worker was told of no scanner.
    """
    attachment = UUID(taken.payload["attachment"])
    with database.reading(taken.context) as session:
        content = scanning.waiting(session, attachment)
    if content is None:
        return False
    verdict = scanner.scan(settings.clamd_url, content)
    with database.work(taken.context) as session:
        scanning.give_verdict(session, attachment, found=verdict.found)
    return True
