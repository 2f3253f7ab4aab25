"""Agencies are asked to confirm who holds their roles, every six months, and the Business Unit is told who did not
(decision 9). It rides the outbox as the reminders of cases do: each message once, in the hours of sending."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.agencies.models import DirectoryConfirmation, Membership
from portal.agencies.queries import closures, role_holders, the_workspace, workspaces
from portal.infra import outbox
from portal.infra.calendar import calendar_for, now
from portal.protocol.actors import Kind, Role
from portal.protocol.clock import WorkingCalendar, london_date
from portal.protocol.directory import Asked, ConfirmationStep, confirm_again_on, confirmation_steps_due
from portal.protocol.reminders import may_send_from

CONFIRMATION = "confirmation"
"""The outbox kind of an e-mail that asks for a list to be confirmed, or says whose was not."""

KEEPERS = (Role.ADMINISTRATOR, Role.SENIOR_MANAGER)
"""Who may confirm an agency's list."""


def ask(session: Session) -> int:
    """Write to whoever is to be asked or told today; gives to how many. Nothing outside the hours of sending."""
    calendar = calendar_for(closures(session))
    if may_send_from(now(), calendar) > now():
        return 0
    return sum(_ask(session, agency.id, calendar) for agency in workspaces(session, Kind.AGENCY))


def _ask(session: Session, agency: UUID, calendar: WorkingCalendar) -> int:
    due = confirm_by(session, agency)
    if due is None:
        return 0
    steps = confirmation_steps_due(due, london_date(now()), calendar)
    return sum(_tell(session, agency, due, step) for step in steps)


def confirm_by(session: Session, agency: UUID) -> date | None:
    """The day by which an agency is to confirm its list: six months after it last did, or the day on which its
    first person was named. None while it has nobody."""
    confirmed = select(func.max(DirectoryConfirmation.at)).where(DirectoryConfirmation.workspace_id == agency)
    if last := session.scalar(confirmed):
        return confirm_again_on(london_date(last), calendar_for(closures(session)))
    first = session.scalar(select(func.min(Membership.created_at)).where(Membership.workspace_id == agency))
    return london_date(first) if first else None


def chase(session: Session, agency: UUID) -> int:
    """Ask whoever may confirm an agency's list, at the Business Unit's word, once a day; gives how many."""
    due, told = confirm_by(session, agency), role_holders(session, agency, KEEPERS)
    if due is None:
        return 0
    for membership in told:
        outbox.tell(
            session,
            CONFIRMATION,
            escalation=None,
            workspace=agency,
            membership=membership,
            payload={"agency": str(agency), "due": due.isoformat()},
            dedupe=f"{CONFIRMATION}:{agency}:{due}:chased {london_date(now())}:{membership}",
        )
    return len(told)


def _tell(session: Session, agency: UUID, due: date, step: ConfirmationStep) -> int:
    office = the_workspace(session, Kind.BUSINESS_UNIT).id
    where = office if step.to is Asked.BUSINESS_UNIT else agency
    roles = (Role.OFFICER, Role.MANAGER) if where == office else KEEPERS
    told = role_holders(session, where, roles)
    for membership in told:
        outbox.tell(
            session,
            CONFIRMATION,
            escalation=None,
            workspace=where,
            membership=membership,
            payload={"agency": str(agency), "due": due.isoformat()},
            dedupe=f"{CONFIRMATION}:{agency}:{due}:{step.days}:{membership}",
        )
    return len(told)
