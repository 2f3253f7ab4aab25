"""The tables of workspaces and the people in them. Private to this feature's queries and actions."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import FetchedValue, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.infra.db import Base


class Organisation(Base):
    """A parent organisation (decision 11)."""

    __tablename__ = "organisation"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]


class IdentityProvider(Base):
    """A sign-in service that the portal trusts: one agency's own, or the shared one (P4)."""

    __tablename__ = "identity_provider"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    issuer: Mapped[str]
    client_id: Mapped[str]
    client_secret: Mapped[str]
    shared: Mapped[bool]
    enabled: Mapped[bool]
    workspace_id: Mapped[UUID | None]
    tried_at: Mapped[datetime | None]
    tried_as: Mapped[str]


class Workspace(Base):
    """A tenant: an agency, the Business Unit, the Executive, the Scrutineer, or a Subgroup's readers."""

    __tablename__ = "workspace"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str]
    kind: Mapped[str]
    name: Mapped[str]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey(Organisation.id))
    identity_provider_id: Mapped[UUID | None] = mapped_column(ForeignKey(IdentityProvider.id))


class EmailDomain(Base):
    """Finds the agency of an e-mail address, to send its owner to the right sign-in service."""

    __tablename__ = "email_domain"
    domain: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey(Workspace.id))


class DirectoryChange(Base):
    """That the Business Unit changed something of the directory. Only ever added to."""

    __tablename__ = "directory_change"
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=FetchedValue())
    workspace_id: Mapped[UUID | None]
    what: Mapped[str]
    detail: Mapped[str]
    name: Mapped[str]
    at: Mapped[datetime]


class Closure(Base):
    """A day on which nobody works, beside weekends and bank holidays."""

    __tablename__ = "closure"
    day: Mapped[date] = mapped_column(primary_key=True)
    reason: Mapped[str]


class ClosureChange(Base):
    """That the Business Unit closed a day, or opened it again. Only ever added to."""

    __tablename__ = "closure_change"
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=FetchedValue())
    day: Mapped[date]
    reason: Mapped[str]
    added: Mapped[bool]
    name: Mapped[str]
    at: Mapped[datetime]


class KnownHoliday(Base):
    """A day without work as it stood when the due dates were last worked out, and how often it had been closed."""

    __tablename__ = "known_holiday"
    day: Mapped[date] = mapped_column(primary_key=True)
    reason: Mapped[str]
    closed: Mapped[int]


class Person(Base):
    """Somebody the portal knows by name."""

    __tablename__ = "person"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str]
    home_workspace_id: Mapped[UUID] = mapped_column(ForeignKey(Workspace.id))


class Identity(Base):
    """Who a person is to their sign-in service: never an e-mail address."""

    __tablename__ = "identity"
    issuer: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id))


class Membership(Base):
    """A person in a workspace."""

    __tablename__ = "membership"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id))
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey(Workspace.id))
    created_at: Mapped[datetime] = mapped_column(server_default=FetchedValue())
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]


class MembershipRole(Base):
    """A role a member holds, with when it was granted, and by whom."""

    __tablename__ = "membership_role"
    membership_id: Mapped[UUID] = mapped_column(ForeignKey(Membership.id), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    granted_at: Mapped[datetime] = mapped_column(primary_key=True, server_default=FetchedValue())
    granted_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]


class Absence(Base):
    """Days on which a member is away, the first and the last included, and who is told in their place."""

    __tablename__ = "absence"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    membership_id: Mapped[UUID] = mapped_column(ForeignKey(Membership.id))
    workspace_id: Mapped[UUID]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    cover_membership_id: Mapped[UUID | None]
    recorded_by: Mapped[UUID]
    recorded_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class RoleProposal(Base):
    """A role in a workspace of the partnership's own, proposed by one manager and decided by another."""

    __tablename__ = "role_proposal"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    role: Mapped[str]
    person_id: Mapped[UUID | None]
    name: Mapped[str]
    email: Mapped[str]
    home_workspace_id: Mapped[UUID]
    why: Mapped[str]
    proposed_by_person: Mapped[UUID]
    proposed_by_name: Mapped[str]
    proposed_at: Mapped[datetime]
    confirmed: Mapped[bool | None]
    decided_by_name: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    membership_id: Mapped[UUID | None]


class DirectoryConfirmation(Base):
    """An agency said that the list of its role-holders is right (decision 9)."""

    __tablename__ = "directory_confirmation"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    confirmed_by: Mapped[UUID]
    confirmed_by_name: Mapped[str]
    at: Mapped[datetime]
