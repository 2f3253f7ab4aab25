"""What a practice case is made of: plain data that the seed turns into actions, in the order they are told.

Days are working days from the one the case was started on, negative before it. In a text `{-3}` stands for
the date of such a day, so that a case always happened lately; its line breaks are only for the reader.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Child:
    """A child, plainly invented. `months` is the age when the case began, negative before birth."""

    name: str
    months: int
    record: str
    status: str
    need: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What the agencies differ about, and since when."""

    responder: str
    kind: str
    primary: str
    on: int
    also: tuple[str, ...] = ()
    other: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """One numbered issue. `put_to` are the slugs of the agencies that answer it; none, all of them."""

    position: str
    evidence: str = ""
    risk: str = ""
    outcome: str = ""
    asked: str = ""
    put_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """What was tried at stage 1 or 2. `not_done` says why a senior manager went on without it."""

    on: int = 0
    who: str = ""
    how: str = ""
    said: str = ""
    response_time: str = ""
    outcome: str = ""
    not_done: str = ""
    met: str = "met"


@dataclass(frozen=True, slots=True)
class Why:
    """Why stages 1 and 2 did not resolve it, and how the child is kept safe meanwhile."""

    unresolved: str
    safety: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """An action promised: what, who does it, and by which day."""

    what: str
    owner: str
    by: int


@dataclass(frozen=True, slots=True)
class Reply:
    """Part 2. `answers` are pairs of position and reasons, one for each issue put to it; `declined` of
    action and reason.
    """

    answers: tuple[tuple[str, str], ...]
    need: str
    taken: str
    proposed: str
    promised: tuple[Promise, ...] = ()
    declined: tuple[tuple[str, str], ...] = ()
    disputed: str = ""
    meeting: str = ""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """Part 3. `results` are those of the issues, in order; `told` the day the practitioner was told."""

    results: tuple[str, ...]
    overall: str
    told: int
    reasons: str = ""
    learning: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that somebody did, so many working days after the start.

    `acts_in` is the slug of the workspace they acted for; none, their own.
    """

    acts_in: ClassVar[str] = ""

    after: int
    by: str


@dataclass(frozen=True, slots=True)
class Ask(Step):
    """Asked a senior manager to sign Part 1 off."""

    of: str


@dataclass(frozen=True, slots=True)
class Sign(Step):
    """Signed Part 1 off; a very small agency gives its reason."""

    exception_reason: str = ""


@dataclass(frozen=True, slots=True)
class Attach(Step):
    """Attached a file to a part of the form: its name, which says of what kind it is, and the words in it, line by
    line. `of` is the slug of the agency on whose behalf a reply is entered.
    """

    name: str
    title: str
    type: str
    author: str
    words: str
    paper: str = "part_1"
    third_party: bool = False
    of: str = ""


@dataclass(frozen=True, slots=True)
class Discard(Step):
    """Gave the draft up."""


@dataclass(frozen=True, slots=True)
class SendBack(Step):
    """Returned the form for completion."""

    reasons: str


@dataclass(frozen=True, slots=True)
class Complete(Step):
    """Put in what was missing: the section of each text, its field, and what it says now."""

    texts: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Forward(Step):
    """Sent the form to a named person of the responding agency; `apart` when the two have one parent.

    `also` are the people of further responding agencies.
    """

    to: str
    apart: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConfirmReceipt(Step):
    """Said that the form has arrived."""


@dataclass(frozen=True, slots=True)
class Reveal(Step):
    """Looked at the children's identity."""

    purpose: str


@dataclass(frozen=True, slots=True)
class WriteReply(Step):
    """Began Part 2 and did not sign it."""

    reply: Reply


@dataclass(frozen=True, slots=True)
class Respond(Step):
    """Signed Part 2."""

    reply: Reply


@dataclass(frozen=True, slots=True)
class AskReplySignOff(Step):
    """Asked a senior manager to sign Part 2."""

    of: str


@dataclass(frozen=True, slots=True)
class RespondOnBehalf(Step):
    """Entered the reply of the agency `of` that slug, which somebody there had signed and sent on a day."""

    of: str
    signer: str
    sent: int
    reply: Reply


@dataclass(frozen=True, slots=True)
class Conclude(Step):
    """Signed Part 3."""

    conclusion: Conclusion


@dataclass(frozen=True, slots=True)
class FollowUp(Step):
    """Said of each promise, in order, whether it was done, in words; and what difference all of it made."""

    kept: tuple[tuple[str, str], ...]
    difference: str


@dataclass(frozen=True, slots=True)
class Reopen(Step):
    """Re-opened the case, because no promise that was made had been kept."""

    reasons: str


@dataclass(frozen=True, slots=True)
class Withdraw(Step):
    """Withdrew the case."""

    reasons: str


@dataclass(frozen=True, slots=True)
class AskExtension(Step):
    """Asked for so many working days more to reply."""

    days: int
    reasons: str


@dataclass(frozen=True, slots=True)
class GrantExtension(Step):
    """Gave the time that was asked for."""


@dataclass(frozen=True, slots=True)
class NotForUs(Step):
    """Said that the case is not for them, and suggested an agency by its slug."""

    reasons: str
    instead: str


@dataclass(frozen=True, slots=True)
class ChangeResponder(Step):
    """Asked somebody of another agency to reply in place of the agency `of` that slug."""

    of: str
    to: str
    reasons: str


@dataclass(frozen=True, slots=True)
class HoldingReply(Step):
    """Said something before the reply was ready."""

    body: str


@dataclass(frozen=True, slots=True)
class AddToRecord(Step):
    """Added to a paper of their own agency's, or corrected it: `about` is "part_1" or "part_2"."""

    kind: str
    about: str
    body: str


@dataclass(frozen=True, slots=True)
class NoFurtherStep(Step):
    """Said that the raising agency takes no further step."""

    reasons: str


@dataclass(frozen=True, slots=True)
class Close(Step):
    """Closed a case whose next step nobody took."""

    reasons: str


@dataclass(frozen=True, slots=True)
class CloseOutOfScope(Step):
    """Closed a case to which an exclusion of the gate applies."""

    exclusion: str
    route: str


@dataclass(frozen=True, slots=True)
class Chase(Step):
    """Chased an agency, by its slug."""

    whom: str
    how: str
    body: str


@dataclass(frozen=True, slots=True)
class Note(Step):
    """Kept a note of the Business Unit's own; `kind` is "note" or "call"."""

    kind: str
    body: str


@dataclass(frozen=True, slots=True)
class Link(Step):
    """Linked the case with one that was told before, by its key."""

    to: str
    why: str


@dataclass(frozen=True, slots=True)
class FlagParallel(Step):
    """Said which other processes run beside the case."""

    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BeforeHoliday:
    """A start so many working days before the last bank holiday that is at least `ago` working days past."""

    days: int
    ago: int


@dataclass(frozen=True, slots=True)
class Story:
    """A practice case: who raised it, how many working days ago, what Part 1 says, and what happened then."""

    key: str
    raising: str
    starts: int | BeforeHoliday
    author: str
    children: tuple[Child, ...]
    difference: Difference | None = None
    issues: tuple[Issue, ...] = ()
    stage_1: Stage | None = None
    stage_2: Stage | None = None
    why: Why | None = None
    way: tuple[Step, ...] = ()
