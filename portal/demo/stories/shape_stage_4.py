"""What happens in a practice case at stage 4, as plain data: the request, the Executive, the Scrutineer."""

from dataclasses import dataclass
from typing import ClassVar

from portal.demo.stories.shape import Step


@dataclass(frozen=True, slots=True)
class AskReferral(Step):
    """Signed Part 4. `outstanding` are pairs of an issue's number and the decision sought on it."""

    ground: str
    exceptional: str
    outstanding: tuple[tuple[int, str], ...]
    tried: str
    safety: str


@dataclass(frozen=True, slots=True)
class CommentOnReferral(Step):
    """Commented on the other agency's request."""

    body: str


@dataclass(frozen=True, slots=True)
class Refer(Step):
    """Referred the case to the Executive."""


@dataclass(frozen=True, slots=True)
class NameSubstitute(Step):
    """Named a substitute for this one case."""

    who: str


@dataclass(frozen=True, slots=True)
class SupplyRedactedCopy(Step):
    """Supplied a redacted copy of the attachment of this title: its name, and the words in it, line by line."""

    of: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class OfTheExecutive(Step):
    """Something that a member of the Executive did as one, whatever else they are."""

    acts_in: ClassVar[str] = "executive"


@dataclass(frozen=True, slots=True)
class Declare(OfTheExecutive):
    """Declared their interests, or that they have none."""

    interests: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Accept(OfTheExecutive):
    """Accepted the case as exceptional."""

    reasons: str


@dataclass(frozen=True, slots=True)
class DirectSummary(OfTheExecutive):
    """Directed the Independent Scrutineer, who is to be done by a day."""

    question: str
    due: int


@dataclass(frozen=True, slots=True)
class AskReview(OfTheExecutive):
    """Asked the Learning and Improvement Subgroup for a review by a day."""

    question: str
    due: int


@dataclass(frozen=True, slots=True)
class DeclareAsScrutineer(Step):
    """The Scrutineer declared that they have no interest."""


@dataclass(frozen=True, slots=True)
class SubmitSummary(Step):
    """Wrote the summary and submitted it. `actions` are pairs of to whom one is addressed, and what it is."""

    chronology: str
    positions: str
    agreed: str
    disputed: str
    analysis: str
    limits: str
    actions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """What is decided on one issue."""

    number: int
    decision: str
    reasons: str


@dataclass(frozen=True, slots=True)
class ActionDecided:
    """An action: which agency, by its slug, is to do what by which day."""

    owner: str
    what: str
    by: int


@dataclass(frozen=True, slots=True)
class Propose(OfTheExecutive):
    """Proposed a decision. `withheld` are the parts of the summary that the agencies do not get."""

    issues: tuple[Decided, ...]
    actions: tuple[ActionDecided, ...]
    withheld: tuple[str, ...] = ()
    withheld_because: str = ""


@dataclass(frozen=True, slots=True)
class GiveView(OfTheExecutive):
    """Said what they hold of the decision proposed."""

    view: str
    dissent: str = ""


@dataclass(frozen=True, slots=True)
class Decide(OfTheExecutive):
    """Signed the decision proposed, for those who were present."""

    how: str
    present: tuple[str, ...]
    minutes: str


@dataclass(frozen=True, slots=True)
class ReportDone(Step):
    """Said that an action of the decision, counted from one, was carried out."""

    number: int
    body: str
