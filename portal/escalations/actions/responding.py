"""What a responding agency does beside replying: ask for more time, say "not for us" (decisions 4 and 12)."""

from uuid import UUID

from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations.actions.answered import own_response
from portal.escalations.actions.door import Told, advance, agencies_about, open_case
from portal.protocol.actors import Actor, Kind
from portal.protocol.clock import working_days_in_words
from portal.protocol.errors import Invalid
from portal.protocol.rows import Action


def ask_extension(
    session: Session, actor: Actor, reference: str, *, version: int, days: int, reasons: str
) -> None:
    """Ask for 1 to 5 working days more, before the due date and once (decision 4). A reads it too."""
    opened = open_case(session, reference, version=version)
    response = own_response(opened, actor)
    asked = {"words": working_days_in_words(days), "reasons": reasons}
    told = Told(asked, agencies=agencies_about(opened.case, response))
    action = Action.ASK_EXTENSION
    advance(
        session, opened, action=action, actor=actor, told=told, part=response.id, extra_days=days,
        reasons=reasons,
    )  # fmt: skip


def say_not_for_us(
    session: Session,
    actor: Actor,
    reference: str,
    *,
    version: int,
    reasons: str,
    instead: UUID | None = None,
) -> None:
    """Say within 2 working days of forwarding that the case is not for this agency (decision 12).

    `instead` is the agency that it suggests. Its own 10 days run on until the Business Unit has decided.
    """
    opened = open_case(session, reference, version=version)
    response = own_response(opened, actor)
    suggested = ""
    if instead is not None:
        agency = agencies.workspace(session, instead)
        if agency.kind is not Kind.AGENCY or agency.id in opened.case.parties:
            raise Invalid({"instead": "Choose an agency that is not in the case yet."})
        suggested = f", and suggested {agency.name}"
    told = Told(
        {"reasons": reasons, "suggested": suggested, "instead": str(instead) if instead else ""},
        agencies=agencies_about(opened.case, response),
    )
    action = Action.SAY_NOT_FOR_US
    advance(session, opened, action=action, actor=actor, told=told, part=response.id, reasons=reasons)
