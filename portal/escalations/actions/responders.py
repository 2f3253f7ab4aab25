"""Who responds, once a form was sent on: the Business Unit keeps, changes or releases an agency (decision 12).

An agency that is replaced loses the case with the transaction that replaces it: the audience follows its part.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations.actions.door import Opened, Told, advance, agencies_about, open_case, the_response
from portal.escalations.actions.receivers import Receivers, receivers
from portal.escalations.actions.silence import look_again
from portal.escalations.models import AccessRow
from portal.protocol.actors import Actor
from portal.protocol.escalation import Part
from portal.protocol.rows import Action


def keep(session: Session, actor: Actor, reference: str, *, version: int, part: UUID, reasons: str) -> None:
    """Have an agency reply that said "not for us"; its 10 days have run on meanwhile (decision 12)."""
    opened = open_case(session, reference, version=version)
    kept = the_response(opened, part)
    said = {"agency": agencies.workspace(session, kept.workspace).name, "reasons": reasons}
    told = Told(said, agencies=agencies_about(opened.case, kept))
    advance(session, opened, action=Action.KEEP_RESPONDER, actor=actor, told=told, part=part)


def change(
    session: Session,
    actor: Actor,
    reference: str,
    *,
    version: int,
    part: UUID,
    to: UUID,
    apart: Collection[UUID] = (),
    reasons: str = "",
) -> None:
    """Have a person of another agency respond instead, with a fresh 10 days (decision 12).

    Whether the old agency had opened the case is noted on its part, for the Business Unit to assess. `to` is a
    membership; `apart` holds it when its agency is confirmed to be separate (decision 11). Raises Invalid as
    `receivers` does.
    """
    opened = open_case(session, reference, version=version)
    old = the_response(opened, part)
    found = receivers(session, opened.case.raising, to=[to], apart=apart)
    told = _told_of_change(session, opened, old, found, reasons=reasons)
    had_opened = _had_opened(session, opened, old)
    action = Action.CHANGE_RESPONDER
    advance(
        session, opened, action=action, actor=actor, told=told, part=part, opened_by_responder=had_opened,
        **found.given(),
    )  # fmt: skip


def _told_of_change(session: Session, opened: Opened, old: Part, found: Receivers, *, reasons: str) -> Told:
    """Whom it replaces, and why, the new agency does not read: to it, a form was sent (decision 13)."""
    (one,) = found.each
    former = agencies.workspace(session, old.workspace).name
    return Told(
        {**one.payload, "former": former, "reasons": reasons},
        agencies=agencies_about(opened.case, old),
        addressees=found.addressees,
        also=(Told(one.payload, agencies=(one.agency.id,), event=Action.FORWARD),),
    )


def release(
    session: Session, actor: Actor, reference: str, *, version: int, part: UUID, reasons: str
) -> None:
    """Ask an agency for no reply any more, when another responds (decision 12)."""
    opened = open_case(session, reference, version=version)
    old = the_response(opened, part)
    former = agencies.workspace(session, old.workspace).name
    told = Told({"reasons": reasons, "former": former}, agencies=agencies_about(opened.case, old))
    had_opened = _had_opened(session, opened, old)
    action = Action.RELEASE_RESPONDER
    advance(session, opened, action=action, actor=actor, told=told, part=part, opened_by_responder=had_opened)
    look_again(session, opened.row.id)


def _had_opened(session: Session, opened: Opened, part: Part) -> bool:
    looked = select(AccessRow.id).where(
        AccessRow.escalation_id == opened.row.id, AccessRow.workspace_id == part.workspace
    )
    return session.scalar(looked.limit(1)) is not None
