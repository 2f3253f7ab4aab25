"""What the worker does for a case: each kind of outbox row has its job here. A job reads its own payload."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from portal.agencies import actions as agency_actions
from portal.agencies import queries as agencies
from portal.config import Settings
from portal.escalations.actions import scanning
from portal.escalations.queries import asked_of
from portal.infra import mail
from portal.infra.db import Context, Database
from portal.infra.files import scanner
from portal.infra.render import render
from portal.protocol.clock import day_in_words, last_day
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
        recipient = agencies.recipient(session, taken.membership)
        if asked is None or recipient is None or recipient.workspace != taken.workspace:
            return False
        path = f"/cases/{asked.reference}"
        invitation = None
        if not recipient.has_signed_in:
            invitation = agency_actions.invite(session, taken.membership, path)
    if invitation:
        path = f"/invitation/{agency_actions.invitation_token(settings.secret_key, invitation)}"
    body = render(
        "escalations/email/ask.txt",
        partnership=settings.partnership,
        reference=asked.reference,
        ask=in_a_sentence(ask),
        due=_day(asked.due_at),
        invitation=invitation is not None,
        link=f"{settings.base_url}{path}",
        workspace=recipient.workspace_name,
    )
    subject = f"{asked.reference}: {in_a_sentence(ask)}"
    mail.send(
        settings.smtp_url,
        mail.message(
            sender=settings.mail_from,
            to=recipient.email,
            subject=subject,
            body=body,
            message_id=taken.message_id,
        ),
    )
    return True


def _day(moment: datetime | None) -> str:
    """The due date: the London day that ends at this instant."""
    return day_in_words(last_day(moment)) if moment else ""


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
