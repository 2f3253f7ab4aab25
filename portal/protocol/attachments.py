"""Files attached to a part of the form: of what type, and who attaches them, while when (section 3)."""

from enum import StrEnum
from uuid import UUID

from portal.protocol.actors import Actor, Kind
from portal.protocol.beside import why_no_reply
from portal.protocol.errors import NotFound, WrongState
from portal.protocol.escalation import ENDED, CaseState, Escalation, Part, PartKind, PartState
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

SIGNED_FORM = "signed_form"
"""The form as an agency that cannot sign in signed it on paper (decision 20)."""

TYPES: dict[str, str] = {
    "chronology": "Chronology",
    "assessment": "Assessment or report",
    "minutes": "Minutes or notes of a meeting",
    "plan": "Plan",
    "correspondence": "Letter or e-mail",
    SIGNED_FORM: "Signed form",
    "other": "Something else",
}
"""What an attachment is, as the form asks."""

QUARANTINED, CLEAN, REFUSED = "quarantined", "clean", "refused"
"""Where an attachment stands: waiting for the virus scanner, released, or found to be harmful."""


def check_writing(paper: Paper, actor: Actor, case: Escalation, part: UUID | None = None) -> Part | None:
    """Let the actor write this part of the form now; gives the response that a Part 2 belongs to.

    Part 1 while it is written or was returned, Part 2 while the agency's reply is awaited: its own, or that which
    `part` names, which the Business Unit enters on behalf of an agency (decision 20). Raises NotAllowed for who
    may not write it, WrongState once it was signed.
    """
    if paper is Paper.PART_1:
        check(Permission.WRITE_PART_1, actor, case)
        if case.state not in (CaseState.DRAFT, CaseState.RETURNED):
            raise WrongState("Part 1 was submitted, so it can no longer be changed.")
        return None
    return check_writing_reply(actor, case, part)


def check_writing_reply(actor: Actor, case: Escalation, part: UUID | None = None) -> Part:
    """The response whose Part 2 the actor may write now; raises as `check_writing` does."""
    if part is not None and actor.kind is Kind.BUSINESS_UNIT:
        return _on_behalf(actor, case, case.part(part))
    ours = (one for one in case.responses if one.workspace == actor.workspace and part in (None, one.id))
    own = next(ours, None)
    check(Permission.WRITE_PART_2, actor, case, own)
    if case.state in ENDED:
        raise WrongState("The case has ended, so a reply can no longer be given.")
    if own is None or own.state is not PartState.AWAITED:
        raise WrongState("Your agency has replied, so Part 2 can no longer be changed.")
    return own


def _on_behalf(actor: Actor, case: Escalation, response: Part | None) -> Part:
    check(Permission.REPLY_ON_BEHALF, actor, case, response)
    if response is None or response.kind is not PartKind.RESPONSE:
        raise NotFound
    if shut := why_no_reply(case, response):
        raise WrongState(shut)
    return response
