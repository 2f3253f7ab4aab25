"""What the Business Unit chooses from when it sends a form on: agencies, and who may receive it there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.agencies.queries import WorkspaceView
from portal.agencies.queries.people import PersonView, people
from portal.protocol.actors import ROLE_WORDS, SIGNING_ROLES, Kind, Role


@dataclass(frozen=True, slots=True)
class Away:
    """That somebody is away today, until when, and who is told in their place (decision 9).

    `told` names nobody when everybody who signs there is away: then all of them are told.
    """

    until: date
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may receive the form: a senior manager of the agency, or a deputy (P8)."""

    membership: UUID
    name: str
    role: str
    has_signed_in: bool
    away: Away | None


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
    signers = [one for one in people(session, agency) if one.signs]
    names = {one.member.membership: one.member.name for one in signers}
    candidates = [_candidate(one, _away(session, one, names)) for one in signers]
    return Receiving(
        agency=chosen,
        people=tuple(sorted(candidates, key=lambda one: one.role != ROLE_WORDS[Role.SENIOR_MANAGER])),
        same_parent=chosen.organisation == agencies.workspace(session, raising).organisation,
    )


def agency_of(session: Session, membership: str | None) -> str:
    """The agency of somebody whom a form names; "" when it names nobody."""
    try:
        person = agencies.member(session, UUID(membership or ""))
    except ValueError:
        return ""
    return str(person.workspace) if person else ""


def _candidate(person: PersonView, away: Away | None) -> Candidate:
    member = person.member
    role = next(words for one, words in ROLE_WORDS.items() if one in SIGNING_ROLES & member.roles)
    return Candidate(member.membership, member.name, role, person.has_signed_in, away)


def _away(session: Session, person: PersonView, names: Mapping[UUID, str]) -> Away | None:
    """Asked of the rule that sends the e-mail, so that the page says what then happens."""
    if person.away is None:
        return None
    themselves = person.member.membership
    told = agencies.stand_ins(session, themselves, SIGNING_ROLES)
    return Away(person.away.ends_on, tuple(names[one] for one in told) if themselves not in told else ())
