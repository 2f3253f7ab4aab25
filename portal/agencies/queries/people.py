"""The people of one agency as its own pages show them: roles, who is away, who covers, who has no role yet."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from portal.agencies.models import Absence, DirectoryConfirmation, Membership, MembershipRole, Person
from portal.agencies.queries import MemberView, closures, members, select_members, to_member
from portal.infra.calendar import calendar_for, now
from portal.protocol.actors import SIGNING_ROLES, Role
from portal.protocol.clock import london_date
from portal.protocol.directory import AGENCY_ROLES, confirm_again_on, confirmation_is_overdue


@dataclass(frozen=True, slots=True)
class AbsenceView:
    """An absence that is on or still to come. `cover`: the name of who is told instead, "" for nobody named."""

    id: UUID
    membership: UUID
    starts_on: date
    ends_on: date
    cover: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """Somebody who holds a role in the agency."""

    member: MemberView
    has_signed_in: bool
    absences: tuple[AbsenceView, ...]
    today: date

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles they hold, in the order of the forms."""
        return tuple(role for role in AGENCY_ROLES if role in self.member.roles)

    @property
    def away(self) -> AbsenceView | None:
        """The absence that is on today."""
        return next((one for one in self.absences if one.starts_on <= self.today), None)

    @property
    def signs(self) -> bool:
        """Whether they may sign for the agency."""
        return not SIGNING_ROLES.isdisjoint(self.member.roles)


@dataclass(frozen=True, slots=True)
class WaitingView:
    """Somebody of the agency without a role: who signed in and was given none, or whose roles ended."""

    person: UUID
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class ConfirmationView:
    """When the agency last said that its list is right; `overdue` after six months, and before the first.

    `again_on` is the last day on which the next one is in time.
    """

    by: str
    at: datetime | None
    again_on: date | None

    @property
    def overdue(self) -> bool:
        """Whether the agency is to confirm its list now."""
        return confirmation_is_overdue(self.again_on, london_date(now()))


def people(session: Session, workspace: UUID) -> list[PersonView]:
    """Everybody who holds a role in the agency, by name."""
    today = london_date(now())
    found = members(session, workspace)
    never = never_signed_in(session, workspace)
    away = _absences(session, {one.membership: one.name for one in found}, workspace=workspace, today=today)
    return [PersonView(one, one.membership not in never, tuple(away[one.membership]), today) for one in found]


def never_signed_in(session: Session, workspace: UUID) -> set[UUID]:
    """The members of a workspace who have yet to sign in for the first time."""
    return set(session.scalars(text("select portal.never_signed_in(:of)"), {"of": workspace}))


def _absences(
    session: Session, names: Mapping[UUID, str], *, workspace: UUID, today: date
) -> Mapping[UUID, list[AbsenceView]]:
    rows = session.scalars(
        select(Absence)
        .where(Absence.workspace_id == workspace, Absence.ended_at.is_(None), Absence.ends_on >= today)
        .order_by(Absence.starts_on)
    )
    found: dict[UUID, list[AbsenceView]] = defaultdict(list)
    for row in rows:
        cover = names.get(row.cover_membership_id, "") if row.cover_membership_id else ""
        found[row.membership_id].append(
            AbsenceView(row.id, row.membership_id, row.starts_on, row.ends_on, cover)
        )
    return found


def absences_of(session: Session, membership: UUID) -> list[AbsenceView]:
    """A member's absences that are on or still to come, the first first."""
    rows = session.scalars(
        select(Absence)
        .where(
            Absence.membership_id == membership,
            Absence.ended_at.is_(None),
            Absence.ends_on >= london_date(now()),
        )
        .order_by(Absence.starts_on)
    )
    return [AbsenceView(row.id, row.membership_id, row.starts_on, row.ends_on, "") for row in rows]


def absence(session: Session, of: UUID) -> AbsenceView | None:
    """One absence of this agency that is on or still to come; None once it has ended."""
    row = session.get(Absence, of)
    if row is None or row.ended_at is not None or row.ends_on < london_date(now()):
        return None
    return AbsenceView(row.id, row.membership_id, row.starts_on, row.ends_on, "")


def without_role(session: Session) -> list[WaitingView]:
    """Those of the administrator's own agency who hold no role in it, by name. Empty for anybody else."""
    rows = session.execute(
        select(Person.id, Person.name, Person.email)
        .where(Person.id.in_(select(func.portal.without_role())))
        .order_by(Person.name)
    )
    return [WaitingView(*row) for row in rows]


def with_address(session: Session, workspace: UUID, email: str) -> MemberView | None:
    """The member of the agency whose e-mail address this is, in whatever case it is written."""
    wanted = func.lower(Person.email) == email.strip().lower()
    row = session.execute(select_members().where(Membership.workspace_id == workspace, wanted)).first()
    return to_member(row) if row else None


def administrators(session: Session, workspace: UUID) -> list[MemberView]:
    """Who keeps the agency's people, by name."""
    return [one for one in members(session, workspace) if Role.ADMINISTRATOR in one.roles]


def last_confirmation(session: Session, workspace: UUID) -> ConfirmationView:
    """When the agency last confirmed who holds its roles, and by whom (decision 9)."""
    newest = (
        select(DirectoryConfirmation.confirmed_by_name, DirectoryConfirmation.at)
        .where(DirectoryConfirmation.workspace_id == workspace)
        .order_by(DirectoryConfirmation.at.desc())
        .limit(1)
    )
    row = session.execute(newest).first()
    if row is None:
        return ConfirmationView("", None, None)
    calendar = calendar_for(closures(session))
    return ConfirmationView(row[0], row[1], confirm_again_on(london_date(row[1]), calendar))


def confirmed_today_again_on(session: Session) -> date:
    """By when a list that is confirmed today is to be confirmed again."""
    return confirm_again_on(london_date(now()), calendar_for(closures(session)))


def version(session: Session, workspace: UUID, *, membership: UUID | None = None) -> int:
    """A number that grows with every role granted or ended in the agency, or of one member: microseconds.

    What a form was made from, so that what changed since is not overwritten, nor confirmed unseen.
    """
    last = func.max(
        func.greatest(
            MembershipRole.granted_at,
            func.coalesce(MembershipRole.ended_at, MembershipRole.granted_at),
            func.coalesce(Membership.ended_at, MembershipRole.granted_at),
        )
    )
    statement = (
        select(last)
        .select_from(Membership)
        .join(MembershipRole, MembershipRole.membership_id == Membership.id)
        .where(Membership.workspace_id == workspace)
    )
    if membership:
        statement = statement.where(Membership.id == membership)
    found: datetime | None = session.scalar(statement)
    return int(found.timestamp() * 1_000_000) if found else 0


def invitation_ends(session: Session, of: UUID) -> datetime:
    """When an invitation can no longer be used, asked in the invited person's own context."""
    ends: datetime = session.execute(
        text("select expires_at from portal.invitation where id = :of"), {"of": of}
    ).scalar_one()
    return ends
