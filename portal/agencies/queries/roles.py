"""The roles in the partnership's own workspaces: who holds one, what was proposed, what became of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from portal.agencies.models import Person, RoleProposal, Workspace
from portal.agencies.queries import MemberView, members, workspaces
from portal.protocol.actors import Kind, Role

NEWEST = 50
"""How many decided proposals a page lists."""


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A role that a manager proposed. `confirmed` is None while it waits; `person` is None for somebody new."""

    id: UUID
    workspace: UUID
    workspace_name: str
    role: Role
    person: UUID | None
    name: str
    email: str
    home: str
    why: str
    proposed_by: UUID
    proposed_by_name: str
    proposed_at: datetime
    confirmed: bool | None
    decided_by_name: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody whom the portal knows already, by their e-mail address."""

    person: UUID
    name: str
    home: UUID


def holders(session: Session) -> list[tuple[str, list[MemberView]]]:
    """Each workspace of the partnership's own by name, with who holds a role in it."""
    return [
        (one.name, members(session, one.id)) for one in workspaces(session) if one.kind is not Kind.AGENCY
    ]


def managers(session: Session, office: UUID) -> list[MemberView]:
    """The managers of the Business Unit, by name."""
    return [one for one in members(session, office) if Role.MANAGER in one.roles]


def waiting(session: Session) -> list[ProposalView]:
    """The proposals that nobody has decided, the eldest first."""
    rows = session.execute(
        _proposals().where(RoleProposal.decided_at.is_(None)).order_by(RoleProposal.proposed_at)
    )
    return [_proposal(row) for row in rows]


def decided(session: Session) -> list[ProposalView]:
    """The proposals that were decided, the newest first."""
    rows = session.execute(
        _proposals()
        .where(RoleProposal.decided_at.is_not(None))
        .order_by(RoleProposal.decided_at.desc())
        .limit(NEWEST)
    )
    return [_proposal(row) for row in rows]


def proposal(session: Session, of: UUID) -> ProposalView | None:
    """One proposal; None when there is none."""
    row = session.execute(_proposals().where(RoleProposal.id == of)).first()
    return _proposal(row) if row else None


def still_waits(session: Session, of: UUID) -> bool:
    """Whether nobody has decided the proposal, asked in the context of the Business Unit."""
    return session.scalar(select(RoleProposal.decided_at.is_(None)).where(RoleProposal.id == of)) is True


def known_by_address(session: Session, email: str, *, home: UUID | None) -> KnownPerson | None:
    """Who has this e-mail address: one of that home first, when several do."""
    rows = session.execute(
        select(Person.id, Person.name, Person.home_workspace_id)
        .where(func.lower(Person.email) == email.lower())
        .order_by((Person.home_workspace_id == home).desc() if home else Person.name, Person.name)
    )
    row = rows.first()
    return KnownPerson(*row) if row else None


def _proposals() -> Select[*tuple[Any, ...]]:
    at, home = Workspace.__table__.alias("at"), Workspace.__table__.alias("home")
    one = RoleProposal
    return (
        select(
            one.id,
            one.workspace_id.label("workspace"),
            at.c.name.label("workspace_name"),
            one.role,
            one.person_id.label("person"),
            one.name,
            one.email,
            home.c.name.label("home"),
            one.why,
            one.proposed_by_person.label("proposed_by"),
            one.proposed_by_name,
            one.proposed_at,
            one.confirmed,
            func.coalesce(one.decided_by_name, "").label("decided_by_name"),
            one.decided_at,
        )
        .join(at, at.c.id == one.workspace_id)
        .join(home, home.c.id == one.home_workspace_id)
    )


def _proposal(row: Row[*tuple[Any, ...]]) -> ProposalView:
    return ProposalView(**{**row._mapping, "role": Role(row.role)})
