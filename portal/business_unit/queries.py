"""What the Business Unit chooses from when it sends a form on: agencies, and who may receive it there."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.agencies.queries import MemberView, WorkspaceView
from portal.protocol.actors import ROLE_WORDS, SIGNING_ROLES, Kind, Role


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may receive the form: a senior manager of the agency, or a deputy (P8)."""

    membership: UUID
    name: str
    role: str
    has_signed_in: bool


@dataclass(frozen=True, slots=True)
class Receiving:
    """An agency that may receive the form, and its people. `same_parent`: the raising agency has its parent."""

    agency: WorkspaceView
    people: tuple[Candidate, ...]
    same_parent: bool


def others(session: Session, raising: UUID) -> list[WorkspaceView]:
    """Every agency but the raising one, by name: A and B must differ (decision 11)."""
    return [one for one in agencies.workspaces(session, Kind.AGENCY) if one.id != raising]


def receiving(session: Session, agency: UUID, *, raising: UUID) -> Receiving:
    """Who may receive the form at this agency, its deputies last; NotFound when there is none such."""
    chosen = agencies.workspace(session, agency)
    never = set(session.scalars(_NEVER_SIGNED_IN, {"workspace": agency}))
    people = [_candidate(one, never) for one in agencies.senior_managers(session, agency)]
    return Receiving(
        agency=chosen,
        people=tuple(sorted(people, key=lambda one: one.role != ROLE_WORDS[Role.SENIOR_MANAGER])),
        same_parent=chosen.organisation == agencies.workspace(session, raising).organisation,
    )


def agency_of(session: Session, membership: str | None) -> str:
    """The agency of somebody whom a form names; "" when it names nobody."""
    try:
        person = agencies.member(session, UUID(membership or ""))
    except ValueError:
        return ""
    return str(person.workspace) if person else ""


_NEVER_SIGNED_IN = text("select portal.never_signed_in(:workspace)")


def _candidate(member: MemberView, never: set[UUID]) -> Candidate:
    role = next(words for one, words in ROLE_WORDS.items() if one in SIGNING_ROLES & member.roles)
    return Candidate(member.membership, member.name, role, has_signed_in=member.membership not in never)
