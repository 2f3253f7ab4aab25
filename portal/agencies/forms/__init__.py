"""The forms of signing in."""

from wtforms.fields import HiddenField

from portal.web.forms import Line, PortalForm, Radios, Select

UNKNOWN_ADDRESS = "We do not know that e-mail address. Check it, or choose your organisation from the list"


class SignInForm(PortalForm):
    """Which sign-in service to go to: found by the e-mail address, or chosen. `next` is kept for afterwards."""

    email = Line(
        "Work e-mail address",
        hint="We only use it to find your organisation’s sign-in. For example, name@organisation.example",
    )
    agency = Select("Or choose your organisation")
    next = HiddenField()

    @property
    def whole(self) -> bool:
        """It saves nothing, so nothing is emptied by what did not come: an organisation chosen is enough."""
        return True


class WorkspaceForm(PortalForm):
    """For whom to act."""

    membership = Radios("Who are you acting for?", needed="Choose who you are acting for")
    next = HiddenField()
