"""Who on the Executive may decide a case, and whether enough of them can (decisions 21 and 22)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from portal.protocol.actors import Role

QUORUM = 2
"""Members without a conflict that a decision needs (decision 22)."""


INTERESTS: dict[str, str] = {
    "managed": "I managed the case, or somebody who worked on it",
    "advised": "I advised one of the agencies on it",
    "personal": "I know the child, the family or one of the people in it",
    "other": "Another interest",
}
"""What a member declares: what the portal cannot know (decision 21). None of them means no interest."""

FOUND: dict[str, str] = {
    "agency": "your agency is a party to it",
    "parent": "your agency belongs to the same organisation as a party",
    "moved": "within the last 12 months you were with an agency that is a party, or of a party’s organisation",
    "signed": "you signed a part of it",
}
"""Why the portal recuses a member by itself, as they read it (decision 21)."""


class View(StrEnum):
    """A member's view of the decision proposed."""

    FOR = "for"
    AGAINST = "against"


class Stuck(StrEnum):
    """Why no decision can come of a bench unless the Business Unit names a substitute (decision 22)."""

    QUORUM = "quorum"
    TIE = "tie"


@dataclass(frozen=True, slots=True)
class Seat:
    """One member's place on a case: declared or not, in conflict or not, and what they hold.

    `order` is the order the Business Unit keeps, the chair first. `interests` are those that the member declared,
    `found` the reasons that the portal found; either is a conflict.
    """

    membership: UUID
    order: int
    declared: bool = False
    conflict: bool = False
    view: View | None = None
    name: str = ""
    role: Role = Role.MEMBER
    interests: tuple[str, ...] = ()
    found: tuple[str, ...] = ()

    @property
    def sits(self) -> bool:
        """Whether the member may read and decide: declared, and without a conflict (decision 21)."""
        return self.declared and not self.conflict


def sitting(bench: Iterable[Seat]) -> tuple[Seat, ...]:
    """The members who may decide, in the order the Business Unit keeps."""
    return tuple(sorted((seat for seat in bench if seat.sits), key=lambda seat: seat.order))


def presiding(bench: Iterable[Seat]) -> UUID | None:
    """Who presides: the chair, or the next without a conflict (decision 22). None when nobody can."""
    members = sitting(bench)
    return members[0].membership if members else None


def has_quorum(bench: Iterable[Seat]) -> bool:
    """Whether two members without a conflict are there (decision 22)."""
    return len(sitting(bench)) >= QUORUM


def quorum_in_reach(bench: Iterable[Seat]) -> bool:
    """Whether two members are without a conflict, those included who have yet to declare (decision 22)."""
    return sum(not seat.conflict for seat in bench) >= QUORUM


def carries(bench: Iterable[Seat]) -> bool:
    """Whether a quorum said what it holds, and more are for than against (decision 22).

    A tie decides nothing, nobody has a casting vote, and nobody decides alone.
    """
    views = [seat.view for seat in sitting(bench) if seat.view]
    return len(views) >= QUORUM and views.count(View.FOR) > views.count(View.AGAINST)
