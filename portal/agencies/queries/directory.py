"""The directory as the Business Unit oversees it: every agency, how its people sign in, who holds which role."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on
from sqlalchemy.orm import Session
from sqlalchemy.types import Text

from portal.agencies.models import (
    DirectoryChange,
    DirectoryConfirmation,
    EmailDomain,
    IdentityProvider,
    Membership,
    MembershipRole,
    Organisation,
    Person,
    Workspace,
)
from portal.agencies.queries import WorkspaceView, closures, select_workspaces, to_workspace, workspaces
from portal.agencies.queries.people import ConfirmationView
from portal.infra.calendar import calendar_for
from portal.protocol.actors import Kind, Role
from portal.protocol.clock import london_date
from portal.protocol.directory import AGENCY_ROLES, confirm_again_on
from portal.protocol.errors import NotFound

EXPECTED = tuple(role for role in AGENCY_ROLES if role is not Role.CONTRIBUTOR)
"""The roles that an agency should have a holder of; whoever signs can write too."""

NEWEST = 50
"""How many changes a page lists."""


@dataclass(frozen=True, slots=True)
class ServiceView:
    """A sign-in service. Its secret is known to nobody who reads this. `of` is None for the shared one.

    `tried_at` is when a sign-in with it last worked since it was saved or switched off, `tried_as` as whom.
    """

    id: UUID
    name: str
    issuer: str
    client_id: str
    shared: bool
    enabled: bool
    of: UUID | None
    tried_at: datetime | None
    tried_as: str


@dataclass(frozen=True, slots=True)
class AgencyView:
    """One agency: how its people sign in, how many they are, the roles that are held, who its contacts are."""

    workspace: WorkspaceView
    service: ServiceView | None
    people: int
    held: frozenset[Role]
    contacts: tuple[str, ...]
    confirmation: ConfirmationView

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles that somebody holds, in the order of the forms."""
        return tuple(role for role in AGENCY_ROLES if role in self.held)

    @property
    def missing(self) -> tuple[Role, ...]:
        """The roles that nobody holds and somebody should."""
        return tuple(role for role in EXPECTED if role not in self.held)


@dataclass(frozen=True, slots=True)
class DirectoryChangeView:
    """What was changed of the directory, by whom and when. `agency` is "" for what is about none."""

    what: str
    detail: str
    agency: str
    name: str
    at: datetime


def agencies(session: Session) -> list[AgencyView]:
    """Every agency, by name."""
    uses = dict(session.execute(select(Workspace.id, Workspace.identity_provider_id)).all())
    known = {one.id: one for one in services(session)}
    staff, confirmed = _staff(session), _confirmations(session)
    found = []
    for one in workspaces(session, Kind.AGENCY):
        people, held, contacts = staff.get(one.id, (0, frozenset(), ()))
        used = uses.get(one.id)
        service = known[used] if used else None
        confirmation = confirmed.get(one.id, ConfirmationView("", None, None))
        found.append(AgencyView(one, service, people, held, contacts, confirmation))
    return found


def agency(session: Session, slug: str) -> WorkspaceView:
    """The agency with this slug; NotFound for none, and for a workspace that is no agency."""
    row = session.execute(
        select_workspaces().where(Workspace.slug == slug, Workspace.kind == str(Kind.AGENCY))
    ).first()
    if row is None:
        raise NotFound
    return to_workspace(row)


def domains(session: Session, workspace: UUID) -> list[str]:
    """The e-mail domains of an agency."""
    held = (
        select(EmailDomain.domain).where(EmailDomain.workspace_id == workspace).order_by(EmailDomain.domain)
    )
    return list(session.scalars(held))


def other_agency_of(session: Session, email: str, *, agency: UUID) -> str:
    """The name of the agency whose e-mail domain an address has, when it is another than this one; else ""."""
    domain = email.rpartition("@")[2].lower()
    return (
        session.scalar(
            select(Workspace.name)
            .join(EmailDomain, EmailDomain.workspace_id == Workspace.id)
            .where(EmailDomain.domain == domain, Workspace.id != agency)
        )
        or ""
    )


def services(session: Session) -> list[ServiceView]:
    """Every sign-in service, the shared one first, then by name."""
    rows = session.execute(_services().order_by(IdentityProvider.shared.desc(), IdentityProvider.name))
    return [ServiceView(*row) for row in rows]


def service_in_use(session: Session, workspace: UUID) -> ServiceView | None:
    """The sign-in service that a workspace's people use, switched on or off."""
    of = select(Workspace.identity_provider_id).where(Workspace.id == workspace).scalar_subquery()
    row = session.execute(_services().where(IdentityProvider.id == of)).first()
    return ServiceView(*row) if row else None


def own_service(session: Session, workspace: UUID) -> ServiceView | None:
    """The service that is an agency's own, in use or yet to be switched on."""
    row = session.execute(_services().where(IdentityProvider.workspace_id == workspace)).first()
    return ServiceView(*row) if row else None


def organisations(session: Session) -> list[str]:
    """The names of the parent organisations that agencies have."""
    of = (
        select(Organisation.name)
        .join(Workspace, Workspace.organisation_id == Organisation.id)
        .where(Workspace.kind == str(Kind.AGENCY))
    )
    return list(session.scalars(of.distinct().order_by(Organisation.name)))


def changes(
    session: Session, workspace: UUID | None = None, *, what: str = "", most: int = NEWEST
) -> list[DirectoryChangeView]:
    """What the Business Unit changed of the directory, of one agency, or of one sort, the newest first."""
    statement = (
        select(
            DirectoryChange.what,
            DirectoryChange.detail,
            func.coalesce(Workspace.name, ""),
            DirectoryChange.name,
            DirectoryChange.at,
        )
        .outerjoin(Workspace, Workspace.id == DirectoryChange.workspace_id)
        .order_by(DirectoryChange.at.desc())
        .limit(most)
    )
    if workspace:
        statement = statement.where(DirectoryChange.workspace_id == workspace)
    if what:
        statement = statement.where(DirectoryChange.what == what)
    return [DirectoryChangeView(*row) for row in session.execute(statement)]


def version(session: Session, workspace: UUID) -> int:
    """A number that grows with every change of an agency: what a form was made from. In microseconds."""
    newest = select(func.max(DirectoryChange.at)).where(DirectoryChange.workspace_id == workspace)
    found: datetime | None = session.scalar(newest)
    return int(found.timestamp() * 1_000_000) if found else 0


def _services() -> Select[UUID, str, str, str, bool, bool, UUID | None, datetime | None, str]:
    one = IdentityProvider
    return select(
        one.id,
        one.name,
        one.issuer,
        one.client_id,
        one.shared,
        one.enabled,
        one.workspace_id,
        one.tried_at,
        one.tried_as,
    )


def _staff(session: Session) -> Mapping[UUID, tuple[int, frozenset[Role], tuple[str, ...]]]:
    """Of each workspace: how many hold a role, which roles are held, the Executive-level contacts by name."""
    contact = MembershipRole.role == str(Role.EXECUTIVE_CONTACT)
    rows = session.execute(
        select(
            Membership.workspace_id,
            func.count(Membership.id.distinct()),
            func.array_agg(MembershipRole.role.distinct(), type_=ARRAY(Text)),
            func.array_agg(Person.name.distinct(), type_=ARRAY(Text)).filter(contact),
        )
        .join(MembershipRole, MembershipRole.membership_id == Membership.id)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.ended_at.is_(None), MembershipRole.ended_at.is_(None))
        .group_by(Membership.workspace_id)
    )
    return {
        of: (people, frozenset(map(Role, held)), tuple(sorted(contacts or ())))
        for of, people, held, contacts in rows
    }


def _confirmations(session: Session) -> Mapping[UUID, ConfirmationView]:
    """Of each agency that ever confirmed its list: when it last did (decision 9)."""
    newest = (
        select(
            DirectoryConfirmation.workspace_id,
            DirectoryConfirmation.confirmed_by_name,
            DirectoryConfirmation.at,
        )
        .ext(distinct_on(DirectoryConfirmation.workspace_id))
        .order_by(DirectoryConfirmation.workspace_id, DirectoryConfirmation.at.desc())
    )
    calendar = calendar_for(closures(session))
    found: dict[UUID, ConfirmationView] = {}
    for of, by, at in session.execute(newest):
        found[of] = ConfirmationView(by, at, confirm_again_on(london_date(at), calendar))
    return found
