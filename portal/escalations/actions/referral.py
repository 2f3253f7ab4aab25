"""Asking for referral to the Executive, and what the parties and the Business Unit do with the request (P10,
decision 15).

A request is Part 4: signed by a senior manager of its agency, read by every party.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.escalations.actions import quorum
from portal.escalations.actions.answered import issues_of, numbers_of
from portal.escalations.actions.door import Opened, Told, advance, open_case
from portal.escalations.actions.record import Note, keep, must_be_open
from portal.escalations.actions.signing import Paper, sign
from portal.escalations.models import DocumentRow
from portal.protocol.actors import Actor
from portal.protocol.clock import WorkingCalendar, london_date
from portal.protocol.errors import Invalid, NotFound, WrongState
from portal.protocol.escalation import Escalation, Part, PartKind, PartState
from portal.protocol.part_4 import PART_4, grounds_that_apply, lacks_of_request, last_day_to_comment
from portal.protocol.permissions import Permission
from portal.protocol.rows import Action

TOO_LATE_TO_COMMENT = "The {days} to comment on the request have passed."


def ask(
    session: Session,
    actor: Actor,
    reference: str,
    *,
    version: int,
    how: Action,
    content: Mapping[str, Any],
) -> None:
    """Sign Part 4: ask for referral, ask early, ask again what was returned, or join one (section 4).

    `how` is ASK_REFERRAL, ASK_EARLY_REFERRAL or JOIN_REFERRAL; which of the table's rows it is follows from the
    case. Raises Invalid beside each field that lacks something.
    """
    opened = open_case(session, reference, version=version)
    numbers = numbers_to_put(session, opened, actor)
    if lacks := lacks_of_request(content, numbers, grounds_that_apply(opened.case, opened.now)):
        raise Invalid(lacks)
    returned = _own_returned(opened, actor) if how is Action.ASK_REFERRAL else None
    request = returned.id if returned else uuid4()
    sign(
        session,
        opened,
        action=how,
        actor=actor,
        paper=Paper(PART_4, _next_version(session, opened, request), content, part=request),
        payload={"ground": content["ground"], "request": str(request)},
        **({"part": request} if returned else {"new_ids": (request,)}),
    )


def numbers_to_put(session: Session, opened: Opened, actor: Actor) -> Sequence[int]:
    """The issues that the actor's agency may put to the Executive: A all of them, a B those it answers."""
    for response in opened.case.responses:
        if response.workspace == actor.workspace:
            return numbers_of(session, opened, response)
    return range(1, len(issues_of(session, opened)) + 1)


def _own_returned(opened: Opened, actor: Actor) -> Part | None:
    own = (one for one in opened.case.requests if one.workspace == actor.workspace)
    return next((one for one in own if one.state is PartState.RETURNED), None)


def _next_version(session: Session, opened: Opened, request: UUID) -> int:
    newest = select(func.max(DocumentRow.version)).where(
        DocumentRow.escalation_id == opened.row.id,
        DocumentRow.kind == PART_4,
        DocumentRow.part_id == request,
    )
    return (session.scalar(newest) or 0) + 1


def agree_early(session: Session, actor: Actor, reference: str, *, version: int, part: UUID) -> None:
    """Agree that the case may go to the Executive before stage 3 is complete (decision 15)."""
    opened = open_case(session, reference, version=version)
    advance(
        session, opened, action=Action.AGREE_EARLY_REFERRAL, actor=actor, part=the_request(opened, part).id
    )


def comment(session: Session, actor: Actor, reference: str, *, part: UUID, body: str) -> None:
    """Comment on another agency's request in its time; referral does not wait for it (Part 4).

    Every party and the Business Unit read it, and the Executive with the request. Raises WrongState afterwards.
    """
    opened = open_case(session, reference)
    request = the_request(opened, part)
    must_be_open(Permission.COMMENT_ON_REFERRAL, opened, actor, part=request)
    if late := too_late_to_comment(opened.case, request, opened.now, opened.calendar):
        raise WrongState(late)
    keep(session, opened, actor, Note("comment", body, part=request.id, about=PART_4))


def too_late_to_comment(case: Escalation, request: Part, at: datetime, calendar: WorkingCalendar) -> str:
    """Why a request can no longer be commented on; empty while it can."""
    last = last_day_to_comment(request.began_at, calendar, rules=case.rules)
    return TOO_LATE_TO_COMMENT.format(days=case.rules.in_words["comment"]) if london_date(at) > last else ""


def withdraw_referral(session: Session, actor: Actor, reference: str, *, version: int, reasons: str) -> None:
    """Withdraw one's own request, with a reason. Without another the case leaves the Executive (section 4)."""
    opened = open_case(session, reference, version=version)
    own = next((one for one in opened.case.requests if one.workspace == actor.workspace), None)
    if own is None:
        raise NotFound
    told = Told({"reasons": reasons})
    advance(session, opened, action=Action.WITHDRAW_REFERRAL, actor=actor, part=own.id, told=told)


def return_referral(
    session: Session, actor: Actor, reference: str, *, version: int, part: UUID, reasons: str
) -> None:
    """Return a request for completion, saying what is missing; it is the asker's turn (P10)."""
    opened = open_case(session, reference, version=version)
    request = the_request(opened, part)
    told = Told({"reasons": reasons}, agencies=(request.workspace,))
    advance(
        session,
        opened,
        action=Action.RETURN_REFERRAL,
        actor=actor,
        part=request.id,
        reasons=reasons,
        told=told,
    )


def refer(session: Session, actor: Actor, reference: str, *, version: int) -> None:
    """Refer the case with every request that stands; the Executive's 10 days to accept or decline start (P10)."""
    opened = open_case(session, reference, version=version)
    advance(session, opened, action=Action.REFER, actor=actor)
    quorum.look_again(session, opened.row.id)


def the_request(opened: Opened, part: UUID) -> Part:
    """The request of this identifier that stands; NotFound when there is none."""
    for request in opened.case.of_kind(PartKind.REFERRAL):
        if request.id == part and request in opened.case.requests:
            return request
    raise NotFound
