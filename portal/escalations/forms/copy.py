"""The form that asks for a copy of a case."""

from portal.protocol.identity import PURPOSES
from portal.web.forms import PortalForm, Radios

WITH, WITHOUT = "with", "without"


class CopyForm(PortalForm):
    """Whether the children's identity is in it, and then why it is needed."""

    identity = Radios(
        "Should the copy show the children’s identity?",
        (
            (WITHOUT, "No: what people wrote is shown with names, dates of birth and record numbers masked"),
            (WITH, "Yes: for the child’s own record"),
        ),
        needed="Choose whether the copy should show the children’s identity",
    )
    purpose = Radios(
        "If yes, why do you need the identity?",
        PURPOSES.items(),
    )

    @property
    def shows_identity(self) -> bool:
        """Whether it was asked for."""
        return bool(self.identity.data == WITH)
