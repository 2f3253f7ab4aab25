"""What the Business Unit decides at stage 3: return a form, send it on, give more time, close (decisions 2 to 7).

Who responds, once a form was sent on, is `responders`.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.escalations.actions.door import Told, advance, agencies_about, open_case, the_response
from portal.escalations.actions.receivers import receivers
from portal.escalations.models import DeadlineRow
from portal.protocol.actors import Actor
from portal.protocol.clock import working_days_in_words
from portal.protocol.deadlines import Clock, Deadline
from portal.protocol.escalation import Request
from portal.protocol.rows import Action
from portal.protocol.turns import closes_as


def send_back(session: Session, actor: Actor, reference: str, *, version: int, reasons: str) -> None:
    """Return the form to A for completion, saying what is missing; the 2 days stop (decision 2).

    Between A and the Business Unit: no responding agency reads this row of the history.
    """
    opened = open_case(session, reference, version=version)
    told = Told({"reasons": reasons}, agencies=(opened.case.raising,))
    advance(session, opened, action=Action.SEND_BACK, actor=actor, reasons=reasons, told=told)


def forward(
    session: Session,
    actor: Actor,
    reference: str,
    *,
    version: int,
    to: Sequence[UUID],
    apart: Collection[UUID] = (),
) -> None:
    """Send the form to a named role-holder of each B, and so acknowledge it to A by those names (P8, decision 13).

    `to` are the memberships that receive it, one of each agency. The 10 working days of each start, whatever the
    Business Unit took (decision 3). `apart` are those of them whose agency is confirmed to be separate from A
    though both have one parent organisation (decision 11). Raises Invalid as `receivers` does.
    """
    opened = open_case(session, reference, version=version)
    found = receivers(session, opened.case.raising, to=to, apart=apart)
    told = found.told(opened.case.raising)
    advance(session, opened, action=Action.FORWARD, actor=actor, told=told, **found.given())


def grant_extension(
    session: Session, actor: Actor, reference: str, *, version: int, part: UUID, days: int
) -> None:
    """Give a response up to 5 working days more, before its due date and once (decision 4). A reads it too."""
    opened = open_case(session, reference, version=version)
    response = the_response(opened, part)
    row = session.scalars(
        select(DeadlineRow).where(
            DeadlineRow.part_id == part,
            DeadlineRow.clock == Clock.RESPONSE,
            DeadlineRow.stopped_at.is_(None),
        )
    ).first()
    running = Deadline.from_json(row.working) if row else None
    told = Told({"words": working_days_in_words(days)}, agencies=agencies_about(opened.case, response))
    action = Action.GRANT_EXTENSION
    advance(
        session, opened, action=action, actor=actor, told=told, part=part, extra_days=days, running=running
    )


def refuse_extension(
    session: Session, actor: Actor, reference: str, *, version: int, part: UUID, reasons: str
) -> None:
    """Give no more time, or say that the request has lapsed: the first due date stands (decision 4)."""
    opened = open_case(session, reference, version=version)
    told = Told({"reasons": reasons}, agencies=agencies_about(opened.case, the_response(opened, part)))
    advance(session, opened, action=Action.REFUSE_EXTENSION, actor=actor, told=told, part=part)


def close_out_of_scope(
    session: Session, actor: Actor, reference: str, *, version: int, exclusion: str, route: str
) -> None:
    """Close a case that an exclusion of the gate applies to, naming the right route to A (P1)."""
    opened = open_case(session, reference, version=version)
    opened.row.closed_as = "out_of_scope"
    told = Told({"exclusion": exclusion, "reasons": route})
    action = Action.CLOSE_OUT_OF_SCOPE
    advance(session, opened, action=action, actor=actor, told=told, exclusion=exclusion, reasons=route)


def close(session: Session, actor: Actor, reference: str, *, version: int, reasons: str) -> None:
    """Close a case whose next step nobody takes: "no further contact" or "no further step", never "resolved"
    (decision 7). Which of the two follows from the case.
    """
    opened = open_case(session, reference, version=version)
    because = closes_as(opened.case, Request(now=opened.now, calendar=opened.calendar))
    opened.row.closed_as = because or None
    told = Told({"closed_as": because, "reasons": reasons})
    advance(session, opened, action=Action.CLOSE, actor=actor, told=told)
