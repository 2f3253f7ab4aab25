"""What is asked of the log: which cases, in which order, with which columns. It stands in the address of its page.

So a link to a list can be sent to a colleague, and is what a saved view keeps. It holds no child's name: a case is
found by a child on a page of its own (decision 25).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from portal.protocol.errors import NotFound
from portal.protocol.escalation import ENDED, OPEN, STATE_WORDS, CaseState

ROLES: Mapping[str, str] = {
    "party": "raised or replied",
    "raising": "raised the case",
    "responding": "was asked to reply",
}
"""What an agency can be in a case: each is a kind of tag."""

NEVER_SUBMITTED = frozenset({CaseState.DRAFT, CaseState.DISCARDED})

STATES: Mapping[str, tuple[CaseState, ...]] = {
    "open": tuple(one for one in CaseState if one in OPEN - NEVER_SUBMITTED),
    "ended": tuple(one for one in CaseState if one in ENDED - NEVER_SUBMITTED),
    **{one.value: (one,) for one in CaseState if one not in NEVER_SUBMITTED},
}
"""Where a case may be asked to stand, in the order in which that is offered."""

WORDS_OF_STATE: Mapping[str, str] = {
    "open": "Open, wherever it stands",
    "ended": "Ended, however",
    **{one.value: words for one, words in STATE_WORDS.items() if one not in NEVER_SUBMITTED},
}


@dataclass(frozen=True, slots=True)
class Order:
    """An order that an index serves. `only` says which cases it lists, when that is not all of them."""

    words: str
    column: str
    descending: bool
    only: str = ""


ORDERS: Mapping[str, Order] = {
    "newest": Order("Submitted, newest first", "submitted_at", descending=True),
    "oldest": Order("Submitted, oldest first", "submitted_at", descending=False),
    "due": Order(
        "Due, soonest first",
        "due_at",
        descending=False,
        only="Only cases of which something is due are listed.",
    ),
    "ended": Order(
        "Ended, newest first", "ended_at", descending=True, only="Only cases that have ended are listed."
    ),
}
NEWEST = "newest"

ALWAYS = "reference"
"""The column that every list has."""

USUAL = ("stands", "category", "raising", "responding", "waits_for", "due", "submitted")
"""The further columns of a list whose columns nobody chose."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked. `hand` is whom a case is with; `show` the columns beside the reference."""

    q: str = ""
    agency: UUID | None = None
    role: str = "party"
    stage: str = ""
    state: str = ""
    category: str = ""
    theme: UUID | None = None
    hand: UUID | None = None
    overdue: bool = False
    since: date | None = None
    until: date | None = None
    order: str = NEWEST
    show: tuple[str, ...] = USUAL

    @property
    def ordered(self) -> Order:
        """The order it is asked in."""
        return ORDERS[self.order]

    @property
    def filters(self) -> Self:
        """The same without what only says how it is shown: which cases are meant."""
        return replace(self, order=NEWEST, show=USUAL)

    @property
    def is_narrowed(self) -> bool:
        """Whether it asks for less than every case."""
        return self.filters != type(self)()

    def parameters(self) -> dict[str, Any]:
        """As the address carries it: what is asked beyond the usual, and nothing else."""
        usual = Asking()
        found: dict[str, Any] = {}
        for name in ("q", "agency", "stage", "state", "category", "theme", "hand", "order"):
            value = getattr(self, name)
            if value != getattr(usual, name):
                found[name] = str(value)
        if self.agency and self.role != usual.role:
            found["role"] = self.role
        if self.overdue:
            found["overdue"] = "y"
        for name in ("since", "until"):
            if day := getattr(self, name):
                found |= {f"{name}-{part}": str(getattr(day, part)) for part in ("day", "month", "year")}
        if self.show != usual.show:
            found["show"] = list(self.show)
        return found


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a list, by the case that stands there: no list is counted through, so a page costs the same
    wherever it is, and cases that come in meanwhile shift nothing."""

    at: datetime
    case: UUID

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.case}"

    @classmethod
    def read(cls, written: str) -> Self:
        """The place that an address names; NotFound when it names none."""
        at, _, case = written.partition("~")
        try:
            moment = datetime.fromisoformat(at)
            place = cls(moment, UUID(case))
        except ValueError:
            raise NotFound from None
        if moment.tzinfo is None:
            raise NotFound
        return place
