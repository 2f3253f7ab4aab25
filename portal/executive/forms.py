"""The forms of the Executive: the declaration, and the reasons of what it does."""

from typing import Any
from uuid import UUID

from portal.protocol.conflicts import INTERESTS
from portal.web.forms import Checkboxes, PortalForm, Radios, Text

NONE, SOME = "none", "some"


class DeclarationForm(PortalForm):
    """What a member declares. "None" and an interest at once contradict each other."""

    which = Radios(
        "Do you have an interest in this case?",
        [(NONE, "No, I have none of these"), (SOME, "Yes, I declare an interest")],
        needed="Say whether you have an interest",
    )
    interests = Checkboxes(
        "If yes: which?",
        INTERESTS.items(),
        hint="Any of these means that you do not decide this case and do not read its papers.",
    )
    words = Text(
        "Do you want to say more? (optional)",
        called="What you want to say",
        hint="The Executive and the Business Unit read this. Do not name a child.",
        rows=3,
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Each field by itself, and then that the two answers agree."""
        if not super().validate(extra_validators):
            return False
        chosen = bool(self.interests.data)
        if self.which.data == SOME and not chosen:
            self.interests.errors = ["Choose which interest you have"]
        if self.which.data == NONE and chosen:
            self.interests.errors = [
                "You said that you have no interest: take the ticks away, or say that you do"
            ]
        return not self.interests.errors

    @property
    def declared(self) -> list[str]:
        """The interests declared. Ask after `validate_on_submit`."""
        return list(self.interests.data or ())


class AcceptForm(PortalForm):
    """Why the case is exceptional."""

    reasons = Text(
        "What makes the case exceptional?",
        needed="Say what makes the case exceptional",
        hint="Both agencies and the Business Unit read exactly this. Do not name the child.",
    )


class DeclineForm(PortalForm):
    """Why the case is not exceptional."""

    reasons = Text(
        "Why is the case not exceptional?",
        needed="Say why the case is not exceptional",
        hint="Both agencies and the Business Unit read exactly this. Do not name the child.",
    )


class SubstituteForm(PortalForm):
    """Who sits on the case as a substitute."""

    who = Radios("Who sits on this case as a substitute?", needed="Choose who sits on this case")

    @property
    def chosen(self) -> UUID:
        """The membership that was chosen. Ask after `validate_on_submit`."""
        return UUID(str(self.who.data))
