"""The form on the way to a child's identity."""

from portal.escalations.actions.identity import PURPOSES
from portal.web.forms import PortalForm, Radios


class RevealForm(PortalForm):
    """Why the identity is needed."""

    purpose = Radios(
        "Why do you need to see the children’s identity?",
        PURPOSES.items(),
        needed="Choose why you need to see the identity.",
    )
