"""How every letter about a case goes out: to whom, with which link, by which server."""

from uuid import UUID

from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.agencies.jobs import invited
from portal.agencies.queries import Recipient
from portal.config import Settings
from portal.escalations import recipients
from portal.escalations.queries import may_see
from portal.infra import mail
from portal.infra.letters import Letter, Link
from portal.infra.outbox import Taken
from portal.protocol.actors import Kind

HOME_OF_A_CASE = {Kind.EXECUTIVE: "/executive", Kind.SCRUTINEER: "/scrutiny"}
"""Where a letter's link leads, when not to the case itself: the Executive and the Scrutineer declare first."""


def recipient_of(session: Session, taken: Taken) -> Recipient | None:
    """Whom the row means, as long as they hold a role in the workspace that it names.

    Of the Executive nobody who may not decide the case, or no more (decision 21).
    """
    found = holder_of(session, taken)
    if found is None:
        return None
    if found.kind is Kind.EXECUTIVE and not recipients.may_come_to_decide(session, taken):
        return None
    return found


def holder_of(session: Session, taken: Taken) -> Recipient | None:
    """The same of whoever the case has left: they need not be able to come to decide it any more."""
    found = agencies.recipient(session, taken.membership)
    return found if found and found.workspace == taken.workspace else None


def reader_of(session: Session, taken: Taken) -> Recipient | None:
    """The same, as long as they can see the case."""
    return recipient_of(session, taken) if may_see(session, taken.case) else None


def link_to(
    session: Session,
    settings: Settings,
    membership: UUID,
    recipient: Recipient,
    *,
    reference: str,
    path: str = "",
) -> Link:
    """The address of the case, or of the page of it that is named; for somebody who has never signed in, their
    one-time invitation (decision 9).
    """
    path = path or f"{HOME_OF_A_CASE.get(recipient.kind, '/cases')}/{reference}"
    if recipient.has_signed_in:
        return Link(address=f"{settings.base_url}{path}")
    return invited(session, settings, membership, path)


def post(settings: Settings, taken: Taken, letter: Letter, *, to: str) -> None:
    """Hand the letter to the mail server. Raises `portal.infra.mail.MailError`."""
    whole = mail.written(letter, settings, to=to, message_id=taken.message_id)
    mail.send(settings.smtp_url, whole, still=taken.still)
