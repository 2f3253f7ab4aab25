"""Files attached to a part of the form: of what type, and who attaches them, while when (section 3)."""

from enum import StrEnum

from portal.protocol.actors import Actor
from portal.protocol.errors import WrongState
from portal.protocol.escalation import ENDED, CaseState, Escalation, Part, PartState
from portal.protocol.permissions import Permission, check


class Paper(StrEnum):
    """A part of the form that files are attached to."""

    PART_1 = "part_1"
    PART_2 = "part_2"


TITLES: dict[Paper, str] = {
    Paper.PART_1: "Part 1: the difference",
    Paper.PART_2: "Part 2: the reply",
}
"""Each as a page names it."""

TYPES: dict[str, str] = {
    "chronology": "Chronology",
    "assessment": "Assessment or report",
    "minutes": "Minutes or notes of a meeting",
    "plan": "Plan",
    "correspondence": "Letter or e-mail",
    "signed_form": "Signed form",
    "other": "Something else",
}
"""What an attachment is, as the form asks."""

QUARANTINED, CLEAN, REFUSED = "quarantined", "clean", "refused"
"""Where an attachment stands: waiting for the virus scanner, released, or found to be harmful."""


def check_writing(paper: Paper, actor: Actor, case: Escalation) -> Part | None:
    """Let the actor write this part of the form now; gives the response that a Part 2 belongs to.

    Part 1 while it is written or was returned, Part 2 while the agency's reply is awaited. Raises NotAllowed for
    who may not write it, WrongState once it was signed.
    """
    if paper is Paper.PART_1:
        check(Permission.WRITE_PART_1, actor, case)
        if case.state not in (CaseState.DRAFT, CaseState.RETURNED):
            raise WrongState("Part 1 was submitted, so it can no longer be changed.")
        return None
    own = next((one for one in case.responses if one.workspace == actor.workspace), None)
    check(Permission.WRITE_PART_2, actor, case, own)
    if case.state in ENDED:
        raise WrongState("The case has ended, so a reply can no longer be given.")
    if own is None or own.state is not PartState.AWAITED:
        raise WrongState("Your agency has replied, so Part 2 can no longer be changed.")
    return own
