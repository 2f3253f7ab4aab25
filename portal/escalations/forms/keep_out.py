"""The forms with which an agency keeps a colleague from one case, and lets them in again."""

from collections.abc import Iterable

from portal.agencies.queries import MemberView
from portal.web.forms import PortalForm, Radios, Text

OWN_ONLY = "Only the people of your agency who can see this case can read it, and nobody else."


class KeepOutForm(PortalForm):
    """Whom to keep out, and why."""

    whom = Radios("Who is to be kept out?", needed="Choose who is to be kept out")
    reasons = Text(
        "Why?",
        needed="Say why they are to be kept out",
        hint=f"For example, they are related to the family. {OWN_ONLY} Do not name a child.",
        limit=2_000,
    )


class LetInForm(PortalForm):
    """Whom to let in again, and why."""

    whom = Radios("Who is to be let in again?", needed="Choose who is to be let in again")
    reasons = Text("Why?", needed="Say why they are to be let in again", hint=OWN_ONLY, limit=2_000)


def offered(form: KeepOutForm | LetInForm, people: Iterable[MemberView]) -> KeepOutForm | LetInForm:
    """The form with whom there is to choose from."""
    form.whom.offer((str(one.membership), one.name) for one in people)
    return form
