"""What the Executive may know of its cases, and the Business Unit of its bench. Nothing here writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.executive.models import DeclarationRow
from portal.protocol.clock import last_day
from portal.protocol.conflicts import FOUND, INTERESTS
from portal.protocol.errors import NotFound
from portal.protocol.escalation import STATE_WORDS, CaseState

_POSSIBLE = text("select * from portal.possible_substitutes(:escalation)")
_BEFORE = text("select * from portal.before_the_executive()")


@dataclass(frozen=True, slots=True)
class Before:
    """A case as a member knows it before declaring, and one who is recused at any time (decision 21).

    `found` are the portal's own reasons why the member may not decide it; `sits`: declared, with no conflict now.
    """

    id: UUID
    reference: str
    state: CaseState
    raising: str
    responding: tuple[str, ...]
    signatories: tuple[str, ...]
    referred_at: datetime | None
    due_at: datetime | None
    ended_at: datetime | None
    declared: bool
    sits: bool
    found: tuple[str, ...]

    @property
    def due_on(self) -> date | None:
        """The last day for what the Executive is to do next."""
        return last_day(self.due_at) if self.due_at else None

    @property
    def stands(self) -> str:
        """Where the case stands, in words."""
        return STATE_WORDS[self.state]

    @property
    def recused(self) -> bool:
        """Whether the member declared and may not decide."""
        return self.declared and not self.sits

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the portal recuses the member, in words."""
        return tuple(FOUND[one] for one in self.found)


@dataclass(frozen=True, slots=True)
class Declared:
    """One of a member's own declarations."""

    at: datetime
    interests: tuple[str, ...]
    words: str
    found: tuple[str, ...]


def before(session: Session) -> tuple[Before, ...]:
    """Every case that the Executive has or has decided, the soonest due first; those that ended last."""
    return tuple(
        Before(
            row.escalation_id,
            row.reference,
            CaseState(row.state),
            row.raising,
            tuple(row.responding),
            tuple(row.signatories),
            row.referred_at,
            row.due_at,
            row.ended_at,
            row.declared,
            row.sits,
            tuple(row.found),
        )
        for row in session.execute(_BEFORE)
    )


def one_before(session: Session, reference: str) -> Before:
    """One of them; NotFound when there is none that the actor may come to sit on."""
    for one in before(session):
        if one.reference == reference:
            return one
    raise NotFound


@dataclass(frozen=True, slots=True)
class Possible:
    """Somebody whom the Business Unit may name as a substitute."""

    membership: UUID
    name: str


def possible_substitutes(session: Session, escalation: UUID) -> tuple[Possible, ...]:
    """Who may sit on the case as a substitute: nobody of a party (decision 22). For the Business Unit."""
    rows = session.execute(_POSSIBLE, {"escalation": escalation})
    return tuple(Possible(row.membership_id, row.name) for row in rows)


def declarations(session: Session, escalation: UUID, *, membership: UUID) -> Sequence[Declared]:
    """What a member declared on a case, oldest first."""
    rows = session.scalars(
        select(DeclarationRow)
        .where(DeclarationRow.escalation_id == escalation, DeclarationRow.membership_id == membership)
        .order_by(DeclarationRow.at)
    )
    return [
        Declared(
            row.at,
            tuple(INTERESTS[one] for one in row.interests),
            row.words,
            tuple(FOUND[one] for one in row.found),
        )
        for row in rows
    ]
