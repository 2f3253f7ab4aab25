"""The form that starts a case for an agency that cannot sign in (decision 20)."""

from uuid import UUID

from portal.escalations.forms.gate import GateForm
from portal.protocol.gate import REASON
from portal.web.forms import Select


class BeginForm(GateForm):
    """Which agency, and the gate's questions as it answers them."""

    agency = Select(
        "For which agency do you enter the form?",
        needed="Choose the agency",
        hint="It cannot sign in, and has sent you its form with a senior manager’s signature.",
    )

    def __init__(self) -> None:
        super().__init__(senior=True)
        self[REASON].description = (
            "A senior manager of the agency may go on without them, with a reason. Enter the reason. Leave this "
            "empty if both were done. Do not name the child."
        )

    @property
    def chosen(self) -> UUID:
        """The agency. Ask after `validate_on_submit`."""
        return UUID(str(self.agency.data))
