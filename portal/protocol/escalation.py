"""The case as the rules read it: its state, its parts, and the facts of one request (protocol, section 4)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from portal.protocol.clock import WorkingCalendar
from portal.protocol.conflicts import Seat, Stuck
from portal.protocol.deadlines import Deadline
from portal.protocol.rules import THE_PROTOCOLS, Rules


class CaseState(StrEnum):
    """Where a case stands. The word *stage* is kept for the protocol's own stages one to four."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    FORWARDED = "forwarded"
    ANSWERED = "answered"
    UNRESOLVED = "unresolved"
    REFERRED = "referred"
    ACCEPTED = "accepted"
    DISCARDED = "discarded"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    DECIDED = "decided"


STATE_WORDS: dict[CaseState, str] = {
    CaseState.DRAFT: "Being written",
    CaseState.SUBMITTED: "With the Business Unit",
    CaseState.RETURNED: "Returned for completion",
    CaseState.FORWARDED: "With the responding agency",
    CaseState.ANSWERED: "Answered",
    CaseState.UNRESOLVED: "Not resolved at stage 3",
    CaseState.REFERRED: "Referred to the Executive",
    CaseState.ACCEPTED: "With the Executive to decide",
    CaseState.DISCARDED: "Discarded before it was submitted",
    CaseState.RESOLVED: "Resolved",
    CaseState.WITHDRAWN: "Withdrawn",
    CaseState.CLOSED: "Closed",
    CaseState.DECIDED: "Decided by the Executive",
}
"""Each state as a page says it."""

CLOSED_AS: dict[str, str] = {
    "out_of_scope": "outside the protocol",
    "no_further_contact": "no further contact",
    "no_further_step": "no further step",
}
"""Why the Business Unit closed a case. Never "resolved" (decision 7)."""

PARALLEL: dict[str, str] = {
    "criminal": "Criminal investigation",
    "care_proceedings": "Care proceedings",
    "complaint": "Complaint",
    "practice_review": "Child safeguarding practice review",
    "inquest": "Inquest",
    "disciplinary": "Disciplinary proceedings",
    "other": "Another process",
}
"""Other processes that may run beside a case: the Business Unit flags them."""

ENDED = frozenset(
    {CaseState.DISCARDED, CaseState.RESOLVED, CaseState.WITHDRAWN, CaseState.CLOSED, CaseState.DECIDED}
)
"""The states in which a case has ended. Only RESOLVED can be left, by `reopen` (decision 18)."""

OPEN = frozenset(CaseState) - ENDED
"""Every other state."""

WITH_THE_EXECUTIVE = frozenset({CaseState.REFERRED, CaseState.ACCEPTED})
"""The states in which the Executive has something to do."""


class PartKind(StrEnum):
    """What else of a case has a state of its own."""

    RESPONSE = "response"
    REFERRAL = "referral"
    SUMMARY = "summary"
    REVIEW = "review"
    ACTION = "action"


class PartState(StrEnum):
    """Where a response, a referral request, a summary or a review stands."""

    AWAITED = "awaited"
    RECEIVED = "received"
    REPLACED = "replaced"
    ASKED = "asked"
    RETURNED = "returned"
    REFERRED = "referred"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    DIRECTED = "directed"
    SUBMITTED = "submitted"
    RECALLED = "recalled"
    TO_DO = "to_do"
    DONE = "done"


STATES_OF_PART: dict[PartKind, frozenset[PartState]] = {
    PartKind.RESPONSE: frozenset({PartState.AWAITED, PartState.RECEIVED, PartState.REPLACED}),
    PartKind.REFERRAL: frozenset(
        {PartState.ASKED, PartState.RETURNED, PartState.REFERRED, PartState.DECLINED, PartState.WITHDRAWN}
    ),
    PartKind.SUMMARY: frozenset({PartState.DIRECTED, PartState.SUBMITTED, PartState.RECALLED}),
    PartKind.REVIEW: frozenset({PartState.DIRECTED, PartState.SUBMITTED, PartState.RECALLED}),
    PartKind.ACTION: frozenset({PartState.TO_DO, PartState.DONE}),
}
"""The states each kind of part can have."""

STANDING = frozenset({PartState.ASKED, PartState.RETURNED, PartState.REFERRED})
"""A referral request *stands* while it is in one of these."""


class Extension(StrEnum):
    """What became of a request for more time (decision 4). One may be asked for, once."""

    NEVER_ASKED = "never_asked"
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Part:
    """A response, a referral request, a summary or a review; `workspace` is whose it is to give.

    `due_at` is the instant its due date ends. `agreed` are the parties that agreed to an early request.
    `answered_at` is when a reply was given, which one entered on behalf says itself (decision 20). `to_assess`:
    the agency had opened the case before it was replaced (decision 12). `lapsed`: when the case was
    read, the due date had passed without an answer to its request for more time (decision 4).
    """

    id: UUID
    kind: PartKind
    workspace: UUID
    state: PartState
    began_at: datetime
    due_at: datetime | None = None
    extension: Extension = Extension.NEVER_ASKED
    said_not_for_us: bool = False
    early: bool = False
    agreed: frozenset[UUID] = frozenset()
    interests_declared: bool = False
    sign_off_asked: bool = False
    extension_days: int | None = None
    answered_at: datetime | None = None
    on_behalf: bool = False
    to_assess: bool = False
    lapsed: bool = False

    def overdue(self, now: datetime) -> bool:
        """Whether its due date has ended. A passed date moves nothing; it only allows."""
        return self.due_at is not None and now >= self.due_at


@dataclass(frozen=True, slots=True)
class Escalation:
    """A case. A is `raising`; the agencies that respond are in `responses`. `on_behalf`: the Business Unit writes
    Part 1 for A, which cannot sign in (decision 20).

    `writers` are the memberships that wrote Part 1 or held stage 2 (decision 10). `turn_began_at` is when it
    last became A's turn, or the asker's (decision 7), and `chases` how often they were chased since. `silent`: the
    last due date passed with a response missing, the portal has noted it, and it is A's turn (section 4).
    `substitute_needed`: why the portal noted that the Executive needs one (decision 22). `rules`: those it began
    under, which it keeps.
    """

    id: UUID
    raising: UUID
    state: CaseState = CaseState.DRAFT
    parts: tuple[Part, ...] = ()
    writers: frozenset[UUID] = frozenset()
    bench: tuple[Seat, ...] = ()
    sign_off_asked: bool = False
    raising_withdrew: bool = False
    turn_began_at: datetime | None = None
    chases: int = 0
    no_further_step_at: datetime | None = None
    follow_up_on: date | None = None
    followed_up: bool = False
    on_behalf: bool = False
    silent: bool = False
    substitute_needed: Stuck | None = None
    rules: Rules = THE_PROTOCOLS

    def of_kind(self, kind: PartKind) -> Iterator[Part]:
        """Its parts of one kind."""
        return (part for part in self.parts if part.kind is kind)

    def part(self, identifier: UUID | None) -> Part | None:
        """The part with this identifier."""
        return next((part for part in self.parts if part.id == identifier), None)

    @property
    def responses(self) -> tuple[Part, ...]:
        """Each agency's response, without those that were replaced."""
        return tuple(part for part in self.of_kind(PartKind.RESPONSE) if part.state is not PartState.REPLACED)

    @property
    def awaited(self) -> tuple[Part, ...]:
        """The responses still awaited."""
        return tuple(part for part in self.responses if part.state is PartState.AWAITED)

    @property
    def requests(self) -> tuple[Part, ...]:
        """The referral requests that stand."""
        return tuple(part for part in self.of_kind(PartKind.REFERRAL) if part.state in STANDING)

    @property
    def parties(self) -> frozenset[UUID]:
        """A, and every agency that has a response, unless replaced."""
        return frozenset({self.raising, *(part.workspace for part in self.responses)})

    def stage_3_complete(self, now: datetime) -> bool:
        """Whether every response not replaced is received or overdue."""
        return bool(self.responses) and all(part.overdue(now) for part in self.awaited)

    def with_parts(self, *changed: Part) -> "Escalation":
        """The case with these parts put in place of those of the same identifier, new ones at the end."""
        by_id = {part.id: part for part in changed}
        known = tuple(by_id.pop(part.id, part) for part in self.parts)
        return replace(self, parts=(*known, *by_id.values()))


@dataclass(frozen=True, slots=True)
class Request:
    """What one request brings: when, about which part, naming which agencies, and what was given with it.

    `missing` lists what Part 1 or 2 still lacks; `able` the named agencies that have a role-holder to receive
    the form; `new_ids` identifiers for the parts it may create, one for each named agency. `promised` are the
    dates of promised actions, `extra_days` an extension's length of the deadline `running`, `due_on` the date
    given with a commission. `answered_at` is when a reply entered on behalf was sent, `form_attached` whether
    the signed form stands with a Part 1 entered on behalf, `opened_by_responder` whether the responding agency
    had opened the case.
    """

    now: datetime
    calendar: WorkingCalendar
    part: UUID | None = None
    agencies: tuple[UUID, ...] = ()
    able: frozenset[UUID] = frozenset()
    new_ids: tuple[UUID, ...] = ()
    reasons: str = ""
    missing: tuple[str, ...] = ()
    exclusion: str = ""
    exception_reason: str = ""
    promise_broken: bool = False
    clerical: bool = False
    promised: tuple[date, ...] = ()
    extra_days: int = 0
    due_on: date | None = None
    running: Deadline | None = None
    answered_at: datetime | None = None
    form_attached: bool = False
    opened_by_responder: bool = False
