"""The forms of the care of records, and of subject access."""

from portal.business_unit.forms import NO_CHILD
from portal.escalations.forms.find import FindForm
from portal.protocol.identity import SUBJECT_ACCESS
from portal.web.forms import Checkboxes, PortalForm, Radios, Text, Tick

WORDS = 1000
"""Characters in a reason."""


class HoldForm(PortalForm):
    """Why a record is held."""

    reason = Text(
        "Why must the record be kept?",
        needed="Say why the record must be kept",
        called="The reason",
        hint=f"For example, a claim, an inquiry, or a request for the record that is still open. {NO_CHILD}",
        limit=WORDS,
    )


class LiftForm(PortalForm):
    """Why a hold is lifted."""

    reason = Text(
        "Why is it no longer needed?",
        needed="Say why the hold is no longer needed",
        called="The reason",
        hint=NO_CHILD,
        limit=WORDS,
    )


class ProposeForm(PortalForm):
    """Why a record is to be disposed of."""

    reason = Text(
        "Why is the record no longer needed?",
        needed="Say why the record is no longer needed",
        called="The reason",
        hint=f"This stays when the rest of the record is gone. Name nobody. {NO_CHILD}",
        limit=WORDS,
    )


class WithdrawForm(PortalForm):
    """Why a proposal is withdrawn."""

    reason = Text(
        "Why is the record still needed?",
        needed="Say why the record is still needed",
        called="The reason",
        hint=NO_CHILD,
        limit=WORDS,
    )


class ConfirmForm(PortalForm):
    """The second person's word."""

    looked = Tick(
        "I have looked at the record, and it is no longer needed. What is removed cannot be brought back.",
        needed="Confirm that you have looked at the record",
    )


class SubjectForm(FindForm):
    """Of which child, found as before; from which of the cases found, and what for."""

    cases = Checkboxes(
        "Which cases should the copy hold?", needed="Choose the cases that the copy should hold"
    )
    purpose = Radios("What is the copy for?", SUBJECT_ACCESS.items(), needed="Choose what the copy is for")
