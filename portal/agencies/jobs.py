"""What the worker does for an agency: invites somebody whom its administrator named, with no case."""

from datetime import timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from portal.agencies import actions, queries
from portal.agencies.queries import people
from portal.config import Settings
from portal.infra import mail
from portal.infra.db import Context, Database
from portal.infra.letters import Letter, Link
from portal.protocol.actors import ROLE_WORDS
from portal.protocol.clock import day_in_words, london_date
from portal.protocol.directory import AGENCY_ROLES

HOME = "/home"


class Taken(Protocol):
    """An outbox row taken up, as far as an invitation needs it."""

    @property
    def workspace(self) -> UUID: ...
    @property
    def membership(self) -> UUID: ...
    @property
    def message_id(self) -> str: ...


def send_invitation(database: Database, settings: Settings, taken: Taken) -> bool:
    """E-mail the one-time link (decision 9); False when they hold no role any more, or have signed in by now.

    It carries the agency, the role, the link and how long that lasts, and nothing else.
    Raises `portal.infra.mail.MailError`.
    """
    context = Context(workspace=taken.workspace, membership=taken.membership)
    with database.work(context) as session:
        holder = queries.member(session, taken.membership)
        recipient = queries.recipient(session, taken.membership)
        if holder is None or recipient is None or recipient.workspace != taken.workspace:
            return False
        if recipient.has_signed_in:
            return False
        link = invited(session, settings, taken.membership, HOME, words="Open the portal")
    given = ", ".join(ROLE_WORDS[role] for role in AGENCY_ROLES if role in holder.roles)
    letter = Letter(
        about=f"Your role at {recipient.workspace_name}",
        partnership=settings.partnership,
        workspace=recipient.workspace_name,
        lines=(f"{recipient.workspace_name} has given you a role here: {given}.",),
        link=link,
    )
    whole = mail.message(letter, sender=settings.mail_from, to=recipient.email, message_id=taken.message_id)
    mail.send(settings.smtp_url, whole)
    return True


def invited(
    session: Session, settings: Settings, membership: UUID, path: str, *, words: str = "Open the case"
) -> Link:
    """The one-time link for somebody who has never signed in, in their own context; it leads on to `path`."""
    invitation = actions.invite(session, membership, path)
    ends = people.invitation_ends(session, invitation)
    token = actions.invitation_token(settings.secret_key, invitation)
    until = day_in_words(london_date(ends - timedelta(days=1)))
    return Link(address=f"{settings.base_url}/invitation/{token}", words=words, until=until)
