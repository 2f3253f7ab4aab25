"""The forms of a referral pack: asking for one, and taking a copy."""

from portal.protocol.identity import PURPOSES
from portal.web.forms import PortalForm, Radios


class AskForm(PortalForm):
    """That a pack is asked for: nothing is asked but the button."""

    @property
    def given_purpose(self) -> str:
        """What the identity in it is for; "" where there is none."""
        return ""


class AskWithIdentityForm(AskForm):
    """The same of a pack that shows the children's identity: it is a reveal."""

    purpose = Radios(
        "Why do you need to see the children’s identity?",
        PURPOSES.items(),
        needed="Choose why you need to see the identity.",
    )

    @property
    def given_purpose(self) -> str:
        """What the identity in it is for."""
        return str(self.purpose.data or "")
