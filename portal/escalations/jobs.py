"""What the worker does for a case: sends the e-mail that an outbox row stands for."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.agencies import actions as agency_actions
from portal.agencies import queries as agencies
from portal.config import Settings
from portal.escalations.queries import asked_of
from portal.infra import mail
from portal.infra.db import Context, Database
from portal.infra.render import render
from portal.protocol.clock import day_in_words, last_day
from portal.protocol.tasks import Ask, in_a_sentence


@dataclass(frozen=True, slots=True)
class Letter:
    """An outbox row taken up: to whom, about which case, asking what."""

    escalation: UUID
    workspace: UUID
    membership: UUID
    ask: Ask
    message_id: str


def send_email(database: Database, settings: Settings, letter: Letter) -> bool:
    """Send one e-mail, reading the case as its recipient sees it; False when it is no longer to be sent.

    A recipient who may no longer see the case, who is of another workspace than the row names, or of whose
    workspace the case no longer asks this, is not written to. The message carries the reference, what is
    asked, and a link; nothing else (decision 26).
    Raises `portal.infra.mail.MailError`.
    """
    context = Context(workspace=letter.workspace, membership=letter.membership)
    with database.work(context) as session:
        asked = asked_of(session, letter.escalation, workspace=letter.workspace, ask=letter.ask)
        recipient = agencies.recipient(session, letter.membership)
        if asked is None or recipient is None or recipient.workspace != letter.workspace:
            return False
        path = f"/cases/{asked.reference}"
        invitation = None
        if not recipient.has_signed_in:
            invitation = agency_actions.invite(session, letter.membership, path)
    if invitation:
        path = f"/invitation/{agency_actions.invitation_token(settings.secret_key, invitation)}"
    body = render(
        "escalations/email/ask.txt",
        partnership=settings.partnership,
        reference=asked.reference,
        ask=in_a_sentence(letter.ask),
        due=_day(asked.due_at),
        invitation=invitation is not None,
        link=f"{settings.base_url}{path}",
        workspace=recipient.workspace_name,
    )
    subject = f"{asked.reference}: {in_a_sentence(letter.ask)}"
    mail.send(
        settings.smtp_url,
        mail.message(
            sender=settings.mail_from,
            to=recipient.email,
            subject=subject,
            body=body,
            message_id=letter.message_id,
        ),
    )
    return True


def _day(moment: datetime | None) -> str:
    """The due date: the London day that ends at this instant."""
    return day_in_words(last_day(moment)) if moment else ""
