"""What the worker does for an agency: invites somebody whom its administrator named, with no case."""

from datetime import date, timedelta
from uuid import UUID

from portal.agencies import actions, queries
from portal.agencies.actions import confirming
from portal.agencies.queries import people
from portal.config import Settings
from portal.infra import mail
from portal.infra.db import Context, Database
from portal.infra.outbox import DROPPED, TOLD, Outcome, Taken
from portal.infra.render import render
from portal.protocol.actors import ROLE_WORDS, THE_PORTAL
from portal.protocol.clock import day_in_words, london_date
from portal.protocol.directory import AGENCY_ROLES

HOME = "/home"


def send_invitation(database: Database, settings: Settings, taken: Taken) -> Outcome:
    """E-mail the one-time link (decision 9); dropped when they hold no role any more, or have signed in by now.

    It carries the agency, the role, the link and how long that lasts, and nothing else.
    Raises `portal.infra.mail.MailError`.
    """
    context = Context(workspace=taken.workspace, membership=taken.membership)
    with database.work(context) as session:
        invited = queries.member(session, taken.membership)
        recipient = queries.recipient(session, taken.membership)
        if invited is None or recipient is None or recipient.workspace != taken.workspace:
            return DROPPED
        if recipient.has_signed_in:
            return DROPPED
        invitation = actions.invite(session, taken.membership, HOME)
        ends = people.invitation_ends(session, invitation)
    token = actions.invitation_token(settings.secret_key, invitation)
    body = render(
        "agencies/email/invitation.txt",
        partnership=settings.partnership,
        workspace=recipient.workspace_name,
        roles=", ".join(ROLE_WORDS[role] for role in AGENCY_ROLES if role in invited.roles),
        until=day_in_words(london_date(ends - timedelta(days=1))),
        link=f"{settings.base_url}/invitation/{token}",
    )
    mail.send(
        settings.smtp_url,
        mail.message(
            sender=settings.mail_from,
            to=recipient.email,
            subject=f"Your role at {recipient.workspace_name}",
            body=body,
            message_id=taken.message_id,
        ),
    )
    return TOLD


def send_confirmation(database: Database, settings: Settings, taken: Taken) -> Outcome:
    """Ask for the list of role-holders to be confirmed, or tell the Business Unit whose was not (decision 9).

    Dropped when it has been confirmed since, or the recipient holds no role any more.
    Raises `portal.infra.mail.MailError`.
    """
    agency, due = UUID(taken.payload["agency"]), date.fromisoformat(taken.payload["due"])
    with database.work(Context(taken.workspace, THE_PORTAL)) as session:
        if confirming.confirm_by(session, agency) != due:
            return DROPPED
    with database.work(taken.context) as session:
        recipient = queries.recipient(session, taken.membership)
        if recipient is None or recipient.workspace != taken.workspace:
            return DROPPED
    return TOLD
