"""What sign-in asks: which service an agency uses, whom a token stands for, where an invitation leads.

It asks before anybody is known, so it reads only tables that hold no person, and the functions that look past
the walls for one thing each (migration 0002).
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select, text
from sqlalchemy.orm import Session

from portal.agencies.models import EmailDomain, IdentityProvider, Workspace
from portal.agencies.queries import WorkspaceView, select_workspaces, to_workspace
from portal.infra.oidc import Provider
from portal.protocol.actors import Actor, Kind, Role


@dataclass(frozen=True, slots=True)
class SignInService:
    """A sign-in service: what people call it, and how the portal and it know each other."""

    id: UUID
    name: str
    provider: Provider


@dataclass(frozen=True, slots=True)
class Standing:
    """One thing that a sign-in allows: to act as `actor`, or nothing when the person has no role."""

    name: str
    home: str
    issuer: str
    chosen: bool
    actor: Actor | None


@dataclass(frozen=True, slots=True)
class InvitationView:
    """What an invitation's link leads to. It is `open` until it is used or expires."""

    id: UUID
    path: str
    provider: UUID | None
    workspace: str
    open: bool


@dataclass(frozen=True, slots=True)
class Granter:
    """Somebody who can give a person of their agency a role."""

    name: str
    email: str


def choices(session: Session) -> list[WorkspaceView]:
    """The workspaces whose people have somewhere to sign in, by name."""
    statement = (
        select_workspaces()
        .join(IdentityProvider, IdentityProvider.id == Workspace.identity_provider_id)
        .where(IdentityProvider.enabled)
        .order_by(Workspace.name)
    )
    return [to_workspace(row) for row in session.execute(statement)]


def service_of_address(session: Session, email: str) -> SignInService | None:
    """The sign-in service of the agency whose e-mail domain this is."""
    domain = email.strip().rpartition("@")[2].lower()
    of_workspaces = _services_of_workspaces().join(EmailDomain, EmailDomain.workspace_id == Workspace.id)
    return _service(session, of_workspaces.where(EmailDomain.domain == domain))


def is_switched_off(session: Session, email: str) -> bool:
    """Whether it is the address of an agency whose sign-in service the Business Unit has switched off."""
    domain = email.strip().rpartition("@")[2].lower()
    of = _services_of_workspaces().join(EmailDomain, EmailDomain.workspace_id == Workspace.id)
    row = session.scalars(of.where(EmailDomain.domain == domain)).first()
    return row is not None and not row.enabled


def service_of_workspace(session: Session, slug: str) -> SignInService | None:
    """The sign-in service that the people of a workspace use."""
    return _service(session, _services_of_workspaces().where(Workspace.slug == slug))


def service(session: Session, of: UUID | None) -> SignInService | None:
    """A sign-in service that is in use."""
    return _service(session, select(IdentityProvider).where(IdentityProvider.id == of))


def service_to_try(session: Session, of: UUID) -> SignInService | None:
    """An agency's own service that is switched off: it may be tried, and nothing more."""
    yet_to_be = select(IdentityProvider).where(
        IdentityProvider.id == of, ~IdentityProvider.enabled, ~IdentityProvider.shared
    )
    row = session.scalars(yet_to_be).first()
    return _known(row) if row else None


def service_of_issuer(session: Session, issuer: str) -> SignInService | None:
    """The sign-in service of this name."""
    return _service(session, select(IdentityProvider).where(IdentityProvider.issuer == issuer))


def _services_of_workspaces() -> Select[IdentityProvider]:
    return select(IdentityProvider).join(Workspace, Workspace.identity_provider_id == IdentityProvider.id)


def _service(session: Session, statement: Select[IdentityProvider]) -> SignInService | None:
    row = session.scalars(statement.where(IdentityProvider.enabled)).first()
    return _known(row) if row else None


def _known(row: IdentityProvider) -> SignInService:
    return SignInService(row.id, row.name, Provider(row.issuer, row.client_id, row.client_secret))


def standings(session: Session, token: str, *, idle_minutes: int) -> list[Standing]:
    """Whom a token stands for: a standing for each workspace they may act for, one without an actor when there
    is none, nothing at all when the sign-in has ended, expired or stood idle.

    It also notes that the person is still there, so the transaction must be one that may write.
    """
    asked = {"digest": digest(token), "idle": idle_minutes}
    return [_standing(row) for row in session.execute(_SIGNED_IN, asked)]


_SIGNED_IN = text("select * from portal.signed_in(:digest, :idle)")


def _standing(row: Row[Any]) -> Standing:
    actor = None
    if row.membership_id:
        actor = Actor(
            person=row.person_id,
            membership=row.membership_id,
            workspace=row.workspace_id,
            kind=Kind(row.kind),
            name=row.person_name,
            roles=frozenset(map(Role, row.roles)),
            workspace_name=row.workspace_name,
        )
    return Standing(row.person_name, row.home_name, row.issuer, row.chosen, actor)


def invitation(session: Session, of: UUID) -> InvitationView | None:
    """What an invitation leads to. Looking changes nothing: mail scanners follow links."""
    row = session.execute(text("select * from portal.invitation_leads_to(:of)"), {"of": of}).first()
    return InvitationView(of, row.path, row.provider_id, row.workspace_name, row.open) if row else None


def role_granters(session: Session, token: str) -> list[Granter]:
    """Who can give a role to somebody of their agency who signed in without one: its administrators."""
    rows = session.execute(text("select * from portal.role_granters(:digest)"), {"digest": digest(token)})
    return [Granter(row.name, row.email) for row in rows]


def digest(token: str) -> bytes:
    """What the database keeps of a sign-in's token, so that who reads the table can sign in with nothing."""
    return sha256(token.encode()).digest()
