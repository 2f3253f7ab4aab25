"""The forms of the Business Unit at stage 3: return a form for completion, or send it on (P8)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from portal.business_unit.queries import Candidate
from portal.web.forms import PortalForm, Radios, Text, Tick


class SendBackForm(PortalForm):
    """What the raising agency is to complete."""

    reasons = Text(
        "What has to be completed, and why?",
        needed="Say what has to be completed",
        hint="The raising agency reads exactly this. Do not name the child.",
    )


class ForwardForm(PortalForm):
    """Who receives the form."""

    to = Radios("Who should receive it?", needed="Choose who should receive it")
    apart = Tick("", needed="")

    def offer(self, people: Iterable[Candidate]) -> None:
        """Offer these people; without JavaScript or with it, only they can be chosen."""
        self.to.offer((str(one.membership), f"{one.name}, {one.role}") for one in people)

    def ask_to_confirm(self, sentence: str) -> None:
        """Have it confirmed that agencies of one parent organisation are apart (decision 11)."""
        self.apart.label.text = sentence
        self.apart.needed = "Confirm that the two are separate, or choose another agency"

    @property
    def chosen(self) -> UUID:
        """The membership that receives the form. Ask after `validate_on_submit`."""
        return UUID(str(self.to.data))


def hints(people: Iterable[Candidate]) -> list[dict[str, Any]]:
    """What stands under each person's name: how somebody who has never signed in is reached."""
    invited = {"hint": {"text": "Has never signed in. The e-mail invites them with a link that works once."}}
    return [{} if one.has_signed_in else invited for one in people]
