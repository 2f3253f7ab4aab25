"""The forms of what the Business Unit keeps beside a case, and of closing one."""

from collections.abc import Callable, Iterable

from wtforms.fields import Field
from wtforms.validators import ValidationError

from portal.business_unit.forms import NO_CHILD
from portal.protocol import gate
from portal.protocol.errors import Invalid
from portal.protocol.escalation import PARALLEL
from portal.protocol.events import HOW_CHASED
from portal.web.forms import Checkboxes, Day, Line, PortalForm, Radios, Text


class OutOfScopeForm(PortalForm):
    """Which exclusion applies, and which route is right."""

    exclusion = Radios(
        "Why is it outside the protocol?",
        [(one.key, one.outside) for one in gate.QUESTIONS if one.outside],
        needed="Choose why it is outside the protocol",
    )
    route = Text(
        "What is the right route?",
        needed="Name the right route",
        hint=f"The raising agency reads exactly this: whom to turn to, and how. {NO_CHILD}",
    )


class CloseForm(PortalForm):
    """What is said with a case's being closed."""

    reasons = Text(
        "What do you want to say with it? (optional)",
        called="What you say",
        hint=f"Everyone who can see the case can read this. {NO_CHILD}",
    )


class ChaseForm(PortalForm):
    """Whom the Business Unit chased, how, when, and what was said."""

    whom = Radios("Which agency did you chase?", needed="Choose which agency you chased")
    how = Radios(
        "How?",
        [(key, words.capitalize()) for key, words in HOW_CHASED.items()],
        needed="Choose how you chased them",
    )
    on = Day("On which day?", needed="Enter the day on which you chased them", called="The day")
    body = Text(
        "With whom did you speak, and what was said?",
        needed="Say with whom you spoke and what was said",
        hint=f"The agency that you chased can read this. {NO_CHILD}",
    )


class NoteForm(PortalForm):
    """A note of the Business Unit's own."""

    kind = Radios(
        "What is it?",
        (("call", "A telephone call"), ("note", "Another note")),
        needed="Choose what it is",
    )
    on = Day("On which day was the call? (optional)", called="The day of the call")
    body = Text("The note", needed="Write the note", hint=f"Only the Business Unit can read this. {NO_CHILD}")


class ParallelForm(PortalForm):
    """Which other processes run beside the case."""

    flags = Checkboxes(
        "Which other processes run beside this case?",
        PARALLEL.items(),
        hint="Leave all empty when none does. Write more about it in a note of your own.",
    )


class LinkForm(PortalForm):
    """Which case belongs together with this one. `check` raises Invalid for a reference that it cannot be."""

    check: Callable[[str], object]

    to = Line(
        "What is the other case’s reference?",
        needed="Enter the other case’s reference",
        called="The reference",
        hint="For example RPD-7K2M-4XTQ.",
        limit=30,
    )
    why = Text(
        "Why do they belong together?",
        needed="Say why they belong together",
        hint=f"Those who can see both cases can read this, and nobody else. {NO_CHILD}",
        rows=3,
        limit=2_000,
    )

    def validate_to(self, field: Field) -> None:
        """Before anything is said of the rest: it may be about another case."""
        try:
            self.check(str(field.data))
        except Invalid as invalid:
            raise ValidationError(invalid.fields["to"]) from None


class UnlinkForm(PortalForm):
    """Which link is taken away."""

    to = Radios("Which link do you take away?", needed="Choose which link you take away")

    def offer(self, references: Iterable[str]) -> None:
        """Set the cases that are linked with this one."""
        self.to.offer((one, one) for one in references)
