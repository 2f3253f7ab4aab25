"""The forms of the Business Unit at stage 3: return it, send it on, who responds."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from flask import request
from wtforms.fields import HiddenField

from portal.agencies.queries import WorkspaceView
from portal.business_unit.queries import Away, Candidate, Receiving
from portal.protocol.clock import day_in_words
from portal.web.fields import Choices
from portal.web.forms import (
    Part,
    PortalForm,
    Radios,
    Rows,
    Select,
    Text,
    Tick,
)

NOT_APART = "Confirm that the two are separate, or choose another agency"
ANOTHER = "Choose an agency that should reply"
NOT_ADDED = "Add this agency, or choose none here"
NO_CHILD = "Do not name the child."

# Sending it on --------------------------------------------------------------------------------------------


class SendBackForm(PortalForm):
    """What the raising agency is to complete."""

    reasons = Text(
        "What has to be completed, and why?",
        needed="Say what has to be completed",
        hint="The raising agency reads exactly this. Do not name the child.",
    )


class ReceiverFields(Part):
    """Who receives the form at one agency. `agency` is its workspace."""

    agency = HiddenField()
    person = Radios("Who should receive it?", needed="Choose who should receive it")
    apart = Tick("")

    def show(self, to: Receiving, *, raising: str) -> None:
        """Offer the people of this agency; have agencies of one parent confirmed to be apart (decision 11)."""
        self.person.offer(_people(to.people))
        self.person.label.text = f"Who should receive it at {to.agency.name}?"
        self.person.needed = f"Choose who should receive it at {to.agency.name}"
        self.apart.label.text = _apart(raising, to)
        self.apart.needed = NOT_APART if to.same_parent else ""


class ForwardForm(PortalForm):
    """Who receives the form: one person of each responding agency (decision 13)."""

    to = Rows(ReceiverFields, "agency", at_least=0, at_most=20)
    another = Select("Which other agency should reply too?")

    @property
    def rows(self) -> list[ReceiverFields]:
        """The fields of each row."""
        return [cast(ReceiverFields, row.form) for row in self.to.entries]

    def begin(self, agencies: Iterable[str]) -> None:
        """A row for each of these agencies, when the form is first shown."""
        for agency in agencies:
            self.to.append_entry({"agency": agency})

    @property
    def agencies(self) -> list[str]:
        """The agencies of the rows, in order, as they were sent."""
        return [str(row.agency.data) for row in self.rows]

    def change(self) -> bool:
        """Whether a button to add or take away an agency was pressed; if so it is done, or refused beside it."""
        if request.form.get("add") and self.another.data not in _offered(self.another):
            self.another.errors = [ANOTHER]
            return True
        before = len(self.to.entries)
        changed = self.rows_changed()
        if len(self.to.entries) > before:
            self.rows[-1].agency.data = self.another.data
        return changed

    @property
    def chosen(self) -> list[UUID]:
        """The memberships that receive the form. Ask after `validate_on_submit`."""
        return [UUID(str(row.person.data)) for row in self.rows]

    @property
    def apart(self) -> list[UUID]:
        """Those of them whose agency is confirmed to be separate. Ask after `validate_on_submit`."""
        return [UUID(str(row.person.data)) for row in self.rows if row.apart.data]

    def validate(self, extra_validators: Any = None) -> bool:
        """There is somebody to send it to, and no agency was chosen and then forgotten."""
        valid = bool(super().validate(extra_validators))
        if self.to.entries and not self.another.data:
            return valid
        self.another.errors = [NOT_ADDED if self.another.data else ANOTHER]
        return False


# Who responds ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Looking:
    """The agencies that may respond instead: the one suggested, and the one whose people are looked at."""

    offered: Sequence[WorkspaceView]
    suggested: UUID | None
    to: Receiving | None


class ChangeForm(PortalForm):
    """Who responds instead."""

    looking: Looking
    person = Radios("Who should receive it?", needed="Choose who should receive it")
    apart = Tick("")
    reasons = Text(
        "Why is another agency asked? (optional)",
        called="The reason",
        hint=f"The raising agency can read this, and no other responding agency. {NO_CHILD}",
    )

    def show(self, at: Looking, *, raising: str) -> None:
        """Offer the people of the agency looked at."""
        self.looking, to = at, at.to
        self.person.offer(_people(to.people) if to else ())
        if to and to.same_parent:
            self.apart.label.text, self.apart.needed = _apart(raising, to), NOT_APART
        else:
            del self.apart

    @property
    def hints(self) -> list[dict[str, Any]]:
        """What stands under the name of each person of the agency looked at."""
        return hints(self.looking.to.people) if self.looking.to else []

    @property
    def chosen(self) -> UUID:
        """The membership that receives the form. Ask after `validate_on_submit`."""
        return UUID(str(self.person.data))

    @property
    def is_apart(self) -> bool:
        """Whether it was confirmed that the agencies are separate, where that is asked."""
        return bool(self.apart and self.apart.data)


class KeepForm(PortalForm):
    """What an agency is told that is still to reply."""

    reasons = Text(
        "Why is it to reply after all?",
        needed="Say why it is to reply after all",
        hint=f"The agency and the raising agency can read this. {NO_CHILD}",
    )


class ReleaseForm(PortalForm):
    """Why an agency need no longer reply."""

    reasons = Text(
        "Why need it no longer reply?",
        needed="Say why it need no longer reply",
        hint=f"The raising agency can read this, and no other responding agency. {NO_CHILD}",
    )


class AssessForm(PortalForm):
    """What follows from an agency's having opened a case that was not for it."""

    body = Text(
        "What did it see, and what follows?",
        needed="Say what the agency saw and what follows",
        hint=f"Only the Business Unit can read this. {NO_CHILD}",
    )


class GrantForm(PortalForm):
    """How much more time is given."""

    days = Radios("How much more time do you give?", needed="Choose how much more time you give")

    @property
    def chosen(self) -> int:
        """The working days given. Ask after `validate_on_submit`."""
        return int(str(self.days.data))


class RefuseForm(PortalForm):
    """Why no more time is given."""

    reasons = Text(
        "Why do you not give more time?",
        needed="Say why you do not give more time",
        hint=f"The agency that asked and the raising agency can read this. {NO_CHILD}",
    )


def hints(people: Sequence[Candidate]) -> list[dict[str, Any]]:
    """What stands under each person's name: that they are away, and how who has never signed in is reached."""
    said = (" ".join(_hint(one)) for one in people)
    return [{"hint": {"text": words}} if words else {} for words in said]


def _hint(one: Candidate) -> Iterator[str]:
    if one.away:
        yield f"Away until {day_in_words(one.away.until)}. {_told_instead(one.away)}"
    if not one.has_signed_in:
        yield "Has never signed in. The e-mail invites them with a link that works once."


def _told_instead(away: Away) -> str:
    """Who is told in place of somebody who is away (decision 9)."""
    *others, last = away.told or ("",)
    if not last:
        return "Nobody else who signs there is in, so everybody who signs there is told."
    return f"{', '.join(others)} and {last} are told instead." if others else f"{last} is told instead."


def _offered(field: Select) -> set[str]:
    return {value for value, *_ in field.iter_choices() if value}


def _people(people: Iterable[Candidate]) -> Choices:
    return [(str(one.membership), f"{one.name}, {one.role}") for one in people]


def _apart(raising: str, to: Receiving) -> str:
    return f"I confirm that {raising} and {to.agency.name} are separate services."
