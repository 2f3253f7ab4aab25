"""What a party is asked on the pages of the steps: more time, "not for us", a holding reply, something to add."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from portal.protocol.beside import Signed
from portal.protocol.clock import WorkingCalendar, day_in_words, working_days_in_words
from portal.web.fields import Choices
from portal.web.forms import PortalForm, Radios, Select, Text

ADDED: dict[str, str] = {
    "addendum": "Something is to be added",
    "correction": "Something was wrong",
}
"""What is added to a paper that was submitted (decision 19)."""


def longer(due_on: date, calendar: WorkingCalendar, *, most: int) -> Choices:
    """Each number of working days that a due date may move by, with the date it would give (decision 4)."""
    for days in range(1, most + 1):
        yield str(days), f"{working_days_in_words(days)}: by {day_in_words(calendar.add(due_on, days))}"


class ExtensionForm(PortalForm):
    """How much more time is asked for, and why."""

    days = Radios("How much more time do you need?", needed="Choose how much more time you need")
    reasons = Text(
        "Why do you need it?",
        needed="Say why you need more time",
        hint="The raising agency and the Business Unit can read this. Do not name the child.",
    )

    @property
    def chosen(self) -> int:
        """The working days asked for. Ask after `validate_on_submit`."""
        return int(str(self.days.data))


class NotForUsForm(PortalForm):
    """Why the case is not for this agency, and for whom it may be."""

    reasons = Text(
        "Why is it not for your agency?",
        needed="Say why it is not for your agency",
        hint="The raising agency and the Business Unit can read this. Do not name the child.",
    )
    instead = Select("Which agency should reply instead, if you know?")

    @property
    def suggested(self) -> UUID | None:
        """The agency that is suggested, if one is. Ask after `validate_on_submit`."""
        return UUID(self.instead.data) if self.instead.data else None


class HoldingReplyForm(PortalForm):
    """What is said before the reply is ready."""

    body = Text(
        "What do you want to say for now?",
        needed="Say what the other agency should know for now",
        hint="For example who is working on the reply, and what was done already. Do not name the child.",
    )


class NoFurtherStepForm(PortalForm):
    """That the raising agency takes no further step."""

    reasons = Text(
        "Do you want to say why? (optional)",
        called="The reason",
        hint="Everyone who can see the case can read this. Do not name the child.",
    )


class AddForm(PortalForm):
    """What is added to a paper that was submitted, or corrected in it."""

    about = Radios("What do you want to add to?", needed="Choose what you want to add to")
    kind = Radios(
        "Is something missing, or wrong?", ADDED.items(), needed="Say whether something is missing or wrong"
    )
    body = Text(
        "What should be added, or what is right?",
        needed="Say what should be added, or what is right",
        hint="Everyone who may read what you add to can read this. Do not name the child.",
    )

    def offer(self, papers: Iterable[tuple[Signed, str]]) -> None:
        """Set the papers that may be added to, each with its name."""
        self.about.offer((_value(paper), words) for paper, words in papers)

    @property
    def paper(self) -> Signed:
        """The paper that was chosen. Ask after `validate_on_submit`."""
        kind, _, part = str(self.about.data).partition(" ")
        return kind, UUID(part) if part else None


def _value(paper: Signed) -> str:
    kind, part = paper
    return f"{kind} {part}" if part else kind
