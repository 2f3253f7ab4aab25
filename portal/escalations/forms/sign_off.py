"""Asking for Part 1 to be signed off, and signing it (P7, decision 10)."""

from typing import Any

from wtforms.fields import HiddenField

from portal.escalations.forms.section import StoredDay, not_later_than_today
from portal.protocol.errors import Invalid
from portal.protocol.part_1 import STATEMENTS
from portal.web.fields import Choices
from portal.web.forms import NOT_OURS, Line, PortalForm, Radios, Text, Tick

NOT_APART = "Say that you neither wrote Part 1 nor managed stage 2, or give your reason"


class AskForm(PortalForm):
    """Which senior manager is asked."""

    of = Radios("Who do you ask to sign it off?", needed="Choose who you ask to sign it off.")

    def offer(self, people: Choices) -> None:
        """Set who may be asked: by membership, with the name to show."""
        self.of.offer(people)


class Reading(PortalForm):
    """A form under what was read. `read` is the version of the draft that stood on the page."""

    read = HiddenField()

    @property
    def read_version(self) -> int:
        """The version of the draft that was read. Raises Invalid when it did not come with the form."""
        text = str(self.read.data)
        if not (text.isascii() and text.isdecimal() and len(text) < 10):
            raise Invalid({"read": NOT_OURS})
        return int(text)


class EnterForm(Reading):
    """Who signed the form of an agency that cannot sign in, and when (decision 20)."""

    signed_name = Line("Who signed the form for the agency?", needed="Enter the name of who signed the form")
    signed_role = Line("What is their role?", needed="Enter the role of who signed the form")
    signed_on = StoredDay(
        "When did they sign it?",
        needed="Enter the date on which the form was signed",
        called="The date",
        validators=[not_later_than_today],
    )
    minimum = Tick(
        "Part 1 says what the signed form says, and the form is attached",
        needed="Confirm that Part 1 says what the signed form says",
    )

    @property
    def entered(self) -> dict[str, str]:
        """Who signed it there, and when. Ask after `validate_on_submit`."""
        assert self.signed_on.data is not None
        who = {"name": str(self.signed_name.data), "role": str(self.signed_role.data)}
        return {**who, "on": self.signed_on.data.isoformat()}


class SignOffForm(Reading):
    """The four statements of a signature. Who wrote Part 1 gives a reason in place of the fourth."""

    tried = Tick(STATEMENTS["tried"], needed="Confirm that stages 1 and 2 were tried")
    on_record = Tick(STATEMENTS["on_record"], needed="Confirm that it is on the child’s record")
    minimum = Tick(STATEMENTS["minimum"], needed="Confirm that Part 1 holds only what is necessary")
    apart = Tick(STATEMENTS["apart"])
    exception_reason = Text(
        "Why does nobody else sign it?",
        hint="The Business Unit sees this reason, and it counts in reports.",
        called="The reason",
        limit=2_000,
        rows=3,
    )

    def ask_as(self, *, wrote: bool) -> None:
        """Whoever wrote some of Part 1 is not asked to say that they stand apart."""
        if wrote:
            del self.apart

    def validate(self, extra_validators: Any = None) -> bool:
        """Whoever does not stand apart gives the reason of a very small agency (decision 10)."""
        valid = bool(super().validate(extra_validators))
        if self.apart.data or (self.exception_reason.data or "").strip():
            return valid
        self.exception_reason.errors = [*self.exception_reason.errors, NOT_APART]
        return False

    def reason(self) -> str:
        """The reason of a very small agency; nothing when the signer stands apart."""
        return "" if self.apart.data else str(self.exception_reason.data or "")

    @property
    def statements(self) -> list[str]:
        """The statements that were made, in the words in which they were made."""
        ticks = (self.tried, self.on_record, self.minimum, self.apart)
        return [str(tick.label.text) for tick in ticks if tick and tick.data]
