"""Part 2 by agency B, and Part 3 by agency A: the reply, the conclusion, the withdrawal (P9, decisions 14, 17)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations import notices, queries
from portal.escalations.actions.answered import (
    PART_2,
    issues_of,
    next_version,
    numbers_of,
    own_response,
    signed_replies,
)
from portal.escalations.actions.door import Opened, Told, advance, agencies_about, open_case, signature
from portal.escalations.actions.drafts import keep_whole
from portal.escalations.actions.not_entered import forget_on_behalf
from portal.escalations.actions.signing import Extract, Paper, sign
from portal.escalations.actions.silence import look_again
from portal.infra import history
from portal.protocol.actors import SIGNING_ROLES, Actor
from portal.protocol.attachments import check_writing_reply
from portal.protocol.clock import end_of_day, london_date
from portal.protocol.errors import Invalid, NotFound
from portal.protocol.escalation import Part
from portal.protocol.permissions import Permission, check
from portal.protocol.replies import (
    extract,
    lacks_of_conclusion,
    lacks_of_reply,
    promised_dates,
    resolves,
)
from portal.protocol.rows import Action
from portal.protocol.tasks import Ask, Task, tasks

PART_3 = "part_3"


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
    session: Session,
    actor: Actor,
    reference: str,
    *,
    version: int,
    content: Mapping[str, Any],
    part: UUID | None = None,
) -> int:
    """Keep a draft of Part 2, which nobody but its writer's workspace sees; gives its new version.

    `part` is the response of an agency that sent its reply by e-mail, for the Business Unit (decision 20); without
    it, it is one's own. `version` is that which the writer saw, 0 before there is one. Raises Stale when somebody
    saved something else since.
    """
    opened = open_case(session, reference)
    response = check_writing_reply(actor, opened.case, part)
    return keep_whole(session, opened, actor, kind=PART_2, version=version, content=content, part=response.id)


def ask_for_sign_off(session: Session, actor: Actor, reference: str, *, version: int, of: UUID) -> None:
    """Ask a senior manager of B to sign Part 2, by e-mail and on their worklist (P9). `version` is the case's.

    Raises Invalid when Part 2 is not complete, or the person asked may not sign.
    """
    opened = open_case(session, reference, version=version)
    response = own_response(opened, actor)
    check(Permission.ASK_FOR_REPLY_SIGN_OFF, actor, opened.case, response)
    check_writing_reply(actor, opened.case)
    draft = queries.draft(
        session, opened.row.id, kind=PART_2, workspace=actor.workspace, part=response.id
    ).content
    if lacks := lacks_of_reply(draft, numbers_of(session, opened, response), on=london_date(opened.now)):
        raise Invalid({"missing": next(iter(lacks.values()))})
    if of in opened.row.barred or of not in agencies.role_holders(session, actor.workspace, SIGNING_ROLES):
        raise Invalid({"of": "Choose a senior manager or deputy of your agency."})
    opened.parts[response.id].sign_off_asked_of = of
    opened.row.version += 1
    session.flush()
    asked = opened.case.with_parts(replace(response, sign_off_asked=True))
    opened.row.asked = queries.asked(session, opened.row.id, tasks(asked))
    history.record(
        session, opened.row.id, event="ask_for_reply_sign_off", at=opened.now, payload=signature(actor),
        part=response.id, agencies=[actor.workspace],
    )  # fmt: skip
    if of != actor.membership:
        to_sign = Task(Ask.SIGN_OFF_REPLY, actor.workspace, part=response.id)
        notices.ask(session, opened.row, new=[to_sign], but_not=actor.membership)


def respond(
    session: Session, actor: Actor, reference: str, *, version: int, content: Mapping[str, Any]
) -> None:
    """Sign Part 2: A and the Business Unit have it at the same moment, and B's clock ends (P9).

    `version` is the case's. Raises Invalid naming what the reply still lacks. What the Business Unit had begun to
    enter on its behalf goes (decision 20).
    """
    opened = open_case(session, reference, version=version)
    response = own_response(opened, actor)
    lacks = lacks_of_reply(content, numbers_of(session, opened, response), on=london_date(opened.now))
    _respond(session, opened, actor, response=response, content=content, missing=tuple(lacks.values()))
    forget_on_behalf(session, opened, response)


def respond_on_behalf(
    session: Session,
    actor: Actor,
    reference: str,
    *,
    version: int,
    part: UUID,
    content: Mapping[str, Any],
    answered_on: date,
) -> None:
    """Enter a reply that B sent by e-mail, dated by the day on which it was sent (decision 20).

    B's clock ends, and whether it is late is counted, by that day. Raises Invalid beside each field that lacks
    something, and for a day before the form was sent on, or tomorrow.
    """
    opened = open_case(session, reference, version=version)
    response = opened.case.part(part)
    if response not in opened.case.responses or response is None:
        raise NotFound
    check(Permission.REPLY_ON_BEHALF, actor, opened.case, response)
    if lacks := lacks_of_reply(content, numbers_of(session, opened, response), on=answered_on):
        raise Invalid(lacks)
    _respond(
        session, opened, actor, response=response, content=content,
        answered_at=min(end_of_day(answered_on) - timedelta(seconds=1), opened.now),
    )  # fmt: skip


def _respond(
    session: Session,
    opened: Opened,
    actor: Actor,
    *,
    response: Part,
    content: Mapping[str, Any],
    **given: Any,
) -> None:
    sign(
        session,
        opened,
        action=Action.RESPOND,
        actor=actor,
        paper=Paper(
            PART_2,
            1,
            content,
            part=response.id,
            agencies=agencies_about(opened.case, response),
            on_behalf_of=None if response.workspace == actor.workspace else response.workspace,
        ),
        payload={"proposed": content.get("proposed")},
        part=response.id,
        **given,
    )
    look_again(session, opened.row.id)


def conclude(
    session: Session, actor: Actor, reference: str, *, version: int, content: Mapping[str, Any]
) -> None:
    """Sign Part 3: A alone says whether it is resolved; anything but "resolved" is unresolved (decision 14).

    Of several responding agencies each reads an extract: its own issues, and what became of the whole (decision
    13). Resolved starts the follow-up on the last promised date, not before 4 nor after 8 weeks (section 3).
    """
    opened = open_case(session, reference, version=version)
    issues, responses = issues_of(session, opened), opened.case.responses
    if lacks := lacks_of_conclusion(content, issues, several=len(responses) > 1):
        raise Invalid(lacks)
    whole = Paper(PART_3, next_version(session, opened, PART_3), content)
    extracts: list[Extract] = []
    if len(responses) > 1:
        whole = replace(whole, agencies=(opened.case.raising,))
        extracts = [_extract(session, opened, whole, response) for response in responses]
    sign(
        session,
        opened,
        action=Action.CONCLUDE_RESOLVED if resolves(content) else Action.CONCLUDE_NOT_RESOLVED,
        actor=actor,
        paper=whole,
        payload={"overall": content["overall"]},
        extracts=extracts,
        promised=promised_dates(one.content for one in signed_replies(session, opened)),
    )


def _extract(session: Session, opened: Opened, whole: Paper, response: Part) -> Extract:
    own = extract(whole.content, numbers_of(session, opened, response))
    paper = Paper(PART_3, whole.version, own, part=response.id, agencies=(response.workspace,))
    return Extract(paper, agencies.workspace(session, response.workspace).name, "part_3_extract")


def withdraw(session: Session, actor: Actor, reference: str, *, version: int, reasons: str) -> None:
    """Withdraw the case, with a reason; the record stays and is counted (decision 17)."""
    opened = open_case(session, reference, version=version)
    told = Told({"reasons": reasons})
    advance(session, opened, action=Action.WITHDRAW, actor=actor, reasons=reasons, told=told)
