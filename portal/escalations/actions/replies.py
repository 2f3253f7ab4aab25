"""Part 2 by agency B, and Part 3 by agency A: the reply, the conclusion, the withdrawal (P9, decisions 14, 17)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.escalations.actions.door import Opened, Told, advance, agencies_about, open_case, signature
from portal.escalations.actions.signing import Paper, sign
from portal.escalations.models import DocumentRow, DraftRow
from portal.escalations.records import drafts_of
from portal.infra import history
from portal.protocol.actors import Actor
from portal.protocol.errors import Invalid, NotFound, Stale, WrongState
from portal.protocol.escalation import ENDED, Part, PartKind, PartState
from portal.protocol.permissions import Permission, check
from portal.protocol.replies import lacks_of_conclusion, lacks_of_reply, promised_dates, resolves
from portal.protocol.rows import Action

PART_2, PART_3 = "part_2", "part_3"


def confirm_receipt(session: Session, actor: Actor, reference: str, *, version: int) -> None:
    """Say that the form has arrived, so that A and the Business Unit know it is in hand. Moves nothing."""
    opened = open_case(session, reference, version=version)
    response = own_response(opened, actor)
    check(Permission.CONFIRM_RECEIPT, actor, opened.case, response)
    row = opened.parts[response.id]
    if row.receipt_confirmed_at is not None:
        return
    row.receipt_confirmed_at, row.receipt_confirmed_by = opened.now, actor.name
    opened.row.version += 1
    history.record(
        session, opened.row.id, event="confirm_receipt", at=opened.now, payload=signature(actor),
        part=response.id, agencies=agencies_about(opened.case, response),
    )  # fmt: skip


def save_reply(
    session: Session, actor: Actor, reference: str, *, version: int, content: Mapping[str, Any]
) -> None:
    """Keep B's draft of Part 2, which nobody else sees. `version` is the draft's, 0 before there is one."""
    opened = open_case(session, reference)
    response = own_response(opened, actor)
    check(Permission.WRITE_PART_2, actor, opened.case, response)
    if opened.case.state in ENDED:
        raise WrongState("The case has ended, so a reply can no longer be given.")
    if response.state is not PartState.AWAITED:
        raise WrongState("Your agency has replied, so Part 2 can no longer be changed.")
    drafts = drafts_of(session, opened.row.id, kind=PART_2, workspace=actor.workspace, part=response.id)
    draft = drafts.get("")
    if (draft.version if draft else 0) != version:
        name = draft.updated_by_name if draft else "Somebody"
        raise Stale(f"{name} saved this reply while you were writing. Look at what it says now.")
    if draft is None:
        session.execute(insert(DraftRow).values(
            escalation_id=opened.row.id, part_id=response.id, kind=PART_2, content=dict(content),
            updated_by=actor.membership, updated_by_name=actor.name, updated_at=opened.now,
        ))  # fmt: skip
        return
    draft.content = dict(content)
    draft.version += 1
    draft.updated_by, draft.updated_by_name, draft.updated_at = actor.membership, actor.name, opened.now


def respond(
    session: Session, actor: Actor, reference: str, *, version: int, content: Mapping[str, Any]
) -> None:
    """Sign Part 2: A and the Business Unit have it at the same moment, and B's clock ends (P9).

    `version` is the case's. Raises Invalid naming what the reply still lacks.
    """
    opened = open_case(session, reference, version=version)
    response = own_response(opened, actor)
    lacks = tuple(lacks_of_reply(content, _issues(session, opened)).values())
    between = agencies_about(opened.case, response)
    sign(
        session,
        opened,
        action=Action.RESPOND,
        actor=actor,
        paper=Paper(PART_2, 1, content, part=response.id, agencies=between),
        payload={"proposed": content.get("proposed")},
        part=response.id,
        missing=lacks,
    )


def conclude(
    session: Session, actor: Actor, reference: str, *, version: int, content: Mapping[str, Any]
) -> None:
    """Sign Part 3: A alone says whether it is resolved; anything but "resolved" is unresolved (decision 14).

    Resolved starts the follow-up on the last promised date, not before 4 nor after 8 weeks (section 3).
    """
    opened = open_case(session, reference, version=version)
    if lacks := lacks_of_conclusion(content, _issues(session, opened)):
        raise Invalid(lacks)
    action = Action.CONCLUDE_RESOLVED if resolves(content) else Action.CONCLUDE_NOT_RESOLVED
    earlier = session.scalars(
        select(DocumentRow.version).where(
            DocumentRow.escalation_id == opened.row.id, DocumentRow.kind == PART_3
        )
    ).all()
    sign(
        session,
        opened,
        action=action,
        actor=actor,
        paper=Paper(PART_3, max(earlier, default=0) + 1, content),
        payload={"overall": content["overall"]},
        promised=_promised(session, opened),
    )


def withdraw(session: Session, actor: Actor, reference: str, *, version: int, reasons: str) -> None:
    """Withdraw the case, with a reason; the record stays and is counted (decision 17)."""
    opened = open_case(session, reference, version=version)
    told = Told({"reasons": reasons})
    advance(session, opened, action=Action.WITHDRAW, actor=actor, reasons=reasons, told=told)


def own_response(opened: Opened, actor: Actor) -> Part:
    """The response that the actor's agency gives; NotFound when it has none."""
    for response in opened.case.responses:
        if response.kind is PartKind.RESPONSE and response.workspace == actor.workspace:
            return response
    raise NotFound


def _issues(session: Session, opened: Opened) -> list[Mapping[str, Any]]:
    content = session.scalar(
        select(DocumentRow.content)
        .where(DocumentRow.escalation_id == opened.row.id, DocumentRow.kind == "part_1")
        .order_by(DocumentRow.version.desc())
        .limit(1)
    )
    return list(content["issues"]) if content else []


def _promised(session: Session, opened: Opened) -> tuple[date, ...]:
    signed = select(DocumentRow.content).where(
        DocumentRow.escalation_id == opened.row.id, DocumentRow.kind == PART_2
    )
    return promised_dates(session.scalars(signed))
