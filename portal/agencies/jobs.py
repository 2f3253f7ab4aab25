"""What the worker does for an agency, with no case: invites its people, and has its list of them confirmed."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from portal.agencies import actions, queries
from portal.agencies.actions import confirming
from portal.agencies.queries import Recipient, people, roles
from portal.config import Settings
from portal.infra import mail
from portal.infra.calendar import calendar_for, now
from portal.infra.db import Context, Database
from portal.infra.letters import Letter, Link
from portal.infra.outbox import DROPPED, TOLD, Outcome, Taken, later
from portal.protocol.actors import ROLE_WORDS, THE_PORTAL, Kind
from portal.protocol.clock import day_in_words, end_of_day, london_date
from portal.protocol.reminders import may_send_from

HOME = "/home"


def send_invitation(database: Database, settings: Settings, taken: Taken) -> Outcome:
    """E-mail the one-time link (decision 9); dropped when they hold no role any more, or have signed in by now.

    Who is `told` of a role that took two to give is told whether they have signed in or not.

    It carries the agency, the role, the link and how long that lasts, and nothing else.
    Raises `portal.infra.mail.MailError`.
    """
    with database.work(taken.context) as session:
        holder = queries.member(session, taken.membership)
        recipient = queries.recipient(session, taken.membership)
        if holder is None or recipient is None or recipient.workspace != taken.workspace:
            return DROPPED
        if recipient.has_signed_in and not taken.payload.get("told"):
            return DROPPED
        link = _home(session, settings, taken, recipient)
    given = ", ".join(words for role, words in ROLE_WORDS.items() if role in holder.roles)
    letter = Letter(
        about=f"Your role at {recipient.workspace_name}",
        partnership=settings.partnership,
        workspace=recipient.workspace_name,
        lines=(f"{recipient.workspace_name} has given you a role here: {given}.",),
        link=link,
    )
    _post(settings, taken, letter, to=recipient.email)
    return TOLD


def invited(
    session: Session, settings: Settings, membership: UUID, path: str, *, words: str = "Open the case"
) -> Link:
    """The one-time link for somebody who has never signed in, in their own context; it leads on to `path`."""
    invitation = actions.invite(session, membership, path)
    ends = people.invitation_ends(session, invitation)
    token = actions.invitation_token(settings.secret_key, invitation)
    until = day_in_words(london_date(ends - timedelta(days=1)))
    return Link(address=f"{settings.base_url}/invitation/{token}", words=words, until=until)


def send_confirmation(database: Database, settings: Settings, taken: Taken) -> Outcome:
    """Ask for the list of role-holders to be confirmed, or tell the Business Unit whose was not (decision 9).

    Dropped when it has been confirmed since, or the recipient holds no role any more.
    Raises `portal.infra.mail.MailError`.
    """
    agency, due = UUID(taken.payload["agency"]), date.fromisoformat(taken.payload["due"])
    with database.reading() as session:
        office = queries.the_workspace(session, Kind.BUSINESS_UNIT).id
    with database.reading(Context(office, THE_PORTAL)) as session:
        if confirming.confirm_by(session, agency) != due:
            return DROPPED
        if (at := may_send_from(now(), calendar_for(queries.closures(session)))) > now():
            return later(at)
        name = queries.workspace(session, agency).name
    with database.work(taken.context) as session:
        recipient = queries.recipient(session, taken.membership)
        if recipient is None or recipient.workspace != taken.workspace:
            return DROPPED
        link = _link(session, settings, taken, recipient, own=taken.workspace == agency)
    own = taken.workspace == agency
    letter = Letter(
        about=CONFIRM if own else f"{name}: roles not confirmed",
        partnership=settings.partnership,
        workspace=recipient.workspace_name,
        lines=ASKED if own else (f"{name} {UNCONFIRMED}", CHASE_THEM),
        due=f"The last day {'is' if now() < end_of_day(due) else 'was'} {day_in_words(due)}.",
        link=link,
    )
    _post(settings, taken, letter, to=recipient.email)
    return TOLD


CONFIRM = "confirm who holds your agency’s roles"
ASKED = (
    "You are asked to confirm the list of who holds your agency’s roles. It takes a minute.",
    "Cases go to the people on it. It is confirmed every six months.",
)
"""What an agency's administrators and senior managers are told."""

UNCONFIRMED = "has not confirmed the list of who holds its roles."
CHASE_THEM = "Its administrators and senior managers were asked before. Ask them by telephone."
"""What the Business Unit is told."""


def _link(session: Session, settings: Settings, taken: Taken, recipient: Recipient, *, own: bool) -> Link:
    """To the list, or for the Business Unit to the portal; for who never signed in, their invitation."""
    path, words = ("/people", "Read the list and confirm it") if own else (HOME, "Open the portal")
    if recipient.has_signed_in:
        return Link(address=f"{settings.base_url}{path}", words=words)
    return invited(session, settings, taken.membership, path, words=words)


def _home(session: Session, settings: Settings, taken: Taken, recipient: Recipient) -> Link:
    """To the portal; for who never signed in, their invitation."""
    if recipient.has_signed_in:
        return Link(address=f"{settings.base_url}{HOME}", words="Open the portal")
    return invited(session, settings, taken.membership, HOME, words="Open the portal")


def tell_manager(database: Database, settings: Settings, taken: Taken) -> Outcome:
    """Tell a manager that a role waits for a second manager, or that another ended one. It names nobody.

    Dropped when it was decided since, or the recipient holds no role any more.
    Raises `portal.infra.mail.MailError`.
    """
    proposal = taken.payload.get("proposal")
    with database.work(taken.context) as session:
        recipient = queries.recipient(session, taken.membership)
        if recipient is None or recipient.workspace != taken.workspace:
            return DROPPED
        if proposal and not roles.still_waits(session, UUID(proposal)):
            return DROPPED
        link = _home(session, settings, taken, recipient)
        if recipient.has_signed_in:
            link = Link(address=f"{settings.base_url}/business-unit/roles", words="Open the page Roles")
    letter = Letter(
        about="a role waits to be confirmed" if proposal else "a role was ended",
        partnership=settings.partnership,
        workspace=recipient.workspace_name,
        lines=PROPOSED if proposal else ENDED,
        link=link,
    )
    _post(settings, taken, letter, to=recipient.email)
    return TOLD


PROPOSED = (
    "Another manager proposed who is to hold a role in one of the partnership’s own workspaces.",
    "You are asked to confirm it, or not to: it counts once a second manager has confirmed it.",
)
ENDED = (
    "Another manager ended a role in one of the partnership’s own workspaces. It no longer counts.",
    "The page Roles says whose, when and by whom.",
)
"""What a manager of the Business Unit is told of what another did."""


def _post(settings: Settings, taken: Taken, letter: Letter, *, to: str) -> None:
    whole = mail.written(letter, settings, to=to, message_id=taken.message_id)
    mail.send(settings.smtp_url, whole, still=taken.still)
