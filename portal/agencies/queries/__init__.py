"""The directory: workspaces, and the people in them.

Row-level security decides who is in it: a member sees their own workspace's people, the Business Unit everybody.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ARRAY, Row, Select, Uuid, bindparam, func, select, text
from sqlalchemy.orm import Session

from portal.agencies.models import Closure, Membership, MembershipRole, Organisation, Person, Workspace
from portal.infra.calendar import now
from portal.infra.db import asked_once
from portal.protocol.actors import SIGNING_ROLES, Kind, Role
from portal.protocol.clock import london_date
from portal.protocol.errors import NotFound


@dataclass(frozen=True, slots=True)
class WorkspaceView:
    """A workspace. `organisation` is its parent (decision 11)."""

    id: UUID
    slug: str
    kind: Kind
    name: str
    organisation: str


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member of a workspace with the roles they hold now."""

    membership: UUID
    person: UUID
    workspace: UUID
    name: str
    email: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom an e-mail is written to."""

    name: str
    email: str
    has_signed_in: bool
    workspace: UUID
    workspace_name: str
    kind: Kind


# Workspaces ----------------------------------------------------------------------------------------------


def workspaces(session: Session, kind: Kind | None = None) -> list[WorkspaceView]:
    """Every workspace, or those of one kind, by name."""
    every = asked_once(session, workspaces, _workspaces)
    return [one for one in every if kind is None or one.kind is kind]


def _workspaces(session: Session) -> tuple[WorkspaceView, ...]:
    return tuple(to_workspace(row) for row in session.execute(_EVERY_WORKSPACE))


def workspace(session: Session, of: UUID) -> WorkspaceView:
    """One workspace; NotFound when there is none."""
    row = session.execute(select_workspaces().where(Workspace.id == of)).first()
    if row is None:
        raise NotFound
    return to_workspace(row)


def the_workspace(session: Session, kind: Kind) -> WorkspaceView:
    """The workspace of a kind of which there is one; NotFound while nobody has made it."""
    found = workspaces(session, kind)
    if len(found) != 1:
        raise NotFound
    return found[0]


def select_workspaces() -> Select[UUID, str, str, str, str]:
    """The statement that others narrow; its rows are read by `to_workspace`."""
    return select(Workspace.id, Workspace.slug, Workspace.kind, Workspace.name, Organisation.name).join(
        Organisation, Organisation.id == Workspace.organisation_id
    )


_EVERY_WORKSPACE = select_workspaces().order_by(Workspace.name)


def to_workspace(row: Row[UUID, str, str, str, str]) -> WorkspaceView:
    """A row of `select_workspaces`."""
    of, slug, kind, name, organisation = row
    return WorkspaceView(of, slug, Kind(kind), name, organisation)


def closures(session: Session) -> dict[date, str]:
    """The days on which nobody works, beside weekends and bank holidays, each with its reason."""
    return dict(asked_once(session, closures, _closures))


def _closures(session: Session) -> dict[date, str]:
    return {row.day: row.reason for row in session.execute(_CLOSURES)}


_CLOSURES = select(Closure.day, Closure.reason)


# People --------------------------------------------------------------------------------------------------


def members(session: Session, workspace_id: UUID) -> list[MemberView]:
    """The members of a workspace who hold a role in it now, by name."""
    statement = select_members().where(Membership.workspace_id == workspace_id).order_by(Person.name)
    return [to_member(row) for row in session.execute(statement)]


def senior_managers(session: Session, workspace_id: UUID) -> list[MemberView]:
    """Those who may sign for an agency: its senior managers and their deputies (P7, P9), by name."""
    return [one for one in members(session, workspace_id) if not SIGNING_ROLES.isdisjoint(one.roles)]


def member(session: Session, membership: UUID) -> MemberView | None:
    """One member; nobody when they hold no role now, or this workspace may not know them."""
    row = session.execute(select_members().where(Membership.id == membership)).first()
    return to_member(row) if row else None


def role_holders(session: Session, workspace_id: UUID, roles: Iterable[Role]) -> list[UUID]:
    """The memberships of a workspace that hold any of the roles, the eldest first.

    Any workspace may ask, to have them told something; it does not learn who they are.
    """
    wanted = {"workspace": workspace_id, "roles": [str(role) for role in roles]}
    return list(session.scalars(text("select portal.role_holders(:workspace, :roles)"), wanted))


def stand_ins(
    session: Session, membership: UUID, roles: Iterable[Role], *, but_not: Iterable[UUID] = ()
) -> list[UUID]:
    """Who is told today in place of a role-holder, so that nobody's absence stalls a case (decision 9).

    Themselves while they hold one of the roles and are not away; else their cover, if there; else every other
    holder who is there; when all are away, all. Nobody when the workspace has no holder. `but_not` are kept from
    the case. Any workspace may ask, to have them told something; it does not learn who they are.
    """
    asked = {
        "membership": membership,
        "roles": [str(role) for role in roles],
        "today": london_date(now()),
        "but_not": list(but_not),
    }
    return list(session.scalars(_STAND_INS, asked))


_STAND_INS = text("select portal.stand_ins(:membership, :roles, :today, :but_not)").bindparams(
    bindparam("but_not", type_=ARRAY(Uuid()))
)


def recipient(session: Session, membership: UUID) -> Recipient | None:
    """Whom to write to, asked in that member's own context; nobody once they hold no role."""
    found = member(session, membership)
    if found is None:
        return None
    where = workspace(session, found.workspace)
    has_signed_in = bool(session.scalar(text("select portal.has_signed_in()")))
    return Recipient(found.name, found.email, has_signed_in, where.id, where.name, where.kind)


def select_members() -> Select[UUID, UUID, UUID, str, str, Sequence[str]]:
    """The statement that others narrow; its rows are read by `to_member`."""
    return (
        select(
            Membership.id,
            Person.id,
            Membership.workspace_id,
            Person.name,
            Person.email,
            func.array_agg(MembershipRole.role),
        )
        .join(Person, Person.id == Membership.person_id)
        .join(MembershipRole, MembershipRole.membership_id == Membership.id)
        .where(Membership.ended_at.is_(None), MembershipRole.ended_at.is_(None))
        .group_by(Membership.id, Person.id)
    )


def to_member(row: Row[UUID, UUID, UUID, str, str, Sequence[str]]) -> MemberView:
    """A row of `select_members`."""
    membership, person, of, name, email, roles = row
    return MemberView(membership, person, of, name, email, frozenset(map(Role, roles)))
