"""After the conclusion: A follows up what was promised, re-opens the case, or starts one that follows on it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations import notices, queries
from portal.escalations.actions.answered import next_version, signed_replies
from portal.escalations.actions.door import Opened, Told, advance, open_case, signature
from portal.escalations.actions.record import must_be_open
from portal.escalations.actions.signing import Extract, Paper, keep
from portal.escalations.models import DeadlineRow, EscalationRow, LinkRow
from portal.escalations.records import parts_of, to_case
from portal.infra import history
from portal.infra.calendar import calendar_for, now
from portal.infra.vouched import digest_of
from portal.protocol.actors import Actor
from portal.protocol.clock import london_date
from portal.protocol.deadlines import Clock
from portal.protocol.errors import Invalid, NotFound, WrongState
from portal.protocol.escalation import CaseState
from portal.protocol.follow_up import (
    Promise,
    extract,
    is_answered,
    is_past_reopening,
    lacks_of_follow_up,
    promises,
)
from portal.protocol.permissions import Permission
from portal.protocol.references import is_reference
from portal.protocol.rows import Action
from portal.protocol.tasks import tasks

FOLLOW_UP = "follow_up"
FOLLOWS_ON = "It follows on a case that was resolved."


def follow_up(
    session: Session,
    actor: Actor,
    reference: str,
    *,
    version: int,
    answers: Mapping[str, Mapping[str, str]],
    difference: str,
) -> None:
    """Say of each promise whether it was done, and what difference all of it made for the child (Part 3).

    `answers` are by the promise's key: `done` and `words`. It may be said again: each time is a version. Once it
    is known of every promise, the follow-up is no longer asked for and its clock ends. Of several responding
    agencies each reads what became of its own promises. Raises Invalid beside each field that lacks something.
    """
    opened = open_case(session, reference, version=version)
    must_be_open(Permission.FOLLOW_UP, opened, actor)
    made = [
        {**promise.to_json(), **answers.get(promise.key, {"done": "", "words": ""})}
        for promise in promised(session, opened)
    ]
    content = {"promises": made, "difference": difference}
    if lacks := lacks_of_follow_up(content):
        raise Invalid(lacks)
    whole = Paper(FOLLOW_UP, next_version(session, opened, FOLLOW_UP), content)
    extracts = _extracts(session, opened, whole)
    if extracts:
        whole = replace(whole, agencies=(opened.case.raising,))
    keep(session, opened, actor=actor, paper=whole, event=FOLLOW_UP, payload={}, extracts=extracts)
    _settle(session, opened, answered=is_answered(content))
    notices.news(session, opened.row, opened.case, event=FOLLOW_UP, actor=actor)


def reopen(
    session: Session, actor: Actor, reference: str, *, version: int, not_done: Sequence[str], reasons: str
) -> None:
    """Re-open a case as not resolved, because a promised action was not done, while its rules allow it after the
    follow-up date (decision 18). `not_done` are the keys of those promises.

    Raises Invalid when none is named, or no reasons are given.
    """
    opened = open_case(session, reference, version=version)
    known = [promise for promise in promised(session, opened) if promise.key in not_done]
    if not reasons.strip():
        raise Invalid({"reasons": "Say why you re-open the case"})
    broken = [{"part": str(promise.part), "number": promise.number} for promise in known]
    told = Told({"reasons": reasons, "not_done": broken})
    advance(session, opened, action=Action.REOPEN, actor=actor, told=told, promise_broken=bool(known))


def follow_on(session: Session, actor: Actor, reference: str, *, follows: str) -> None:
    """Link a case that was just started with the resolved one that it follows on (decision 18).

    Only A's own people and, later, the Business Unit read of it. Raises what `check_follows` raises.
    """
    before = check_follows(session, actor, follows)
    opened = open_case(session, reference)
    session.execute(
        insert(LinkRow).values(
            escalation_id=opened.row.id,
            linked_id=before.id,
            why=FOLLOWS_ON,
            at=opened.now,
        )
    )
    history.record(
        session, opened.row.id, event="link", at=opened.now, agencies=[actor.workspace],
        payload={**signature(actor), "linked": before.reference, "digest": digest_of(FOLLOWS_ON)},
    )  # fmt: skip


def check_follows(session: Session, actor: Actor, follows: str) -> EscalationRow:
    """The agency’s own resolved case that a new one may follow on, being past its re-opening (decision 18).

    NotFound for a case that is not the agency's own or was not resolved, WrongState for one to re-open instead.
    """
    found = select(EscalationRow).where(EscalationRow.reference == follows)
    before = session.scalars(found).first() if is_reference(follows) else None
    if before is None or before.raising_workspace_id != actor.workspace or before.state != CaseState.RESOLVED:
        raise NotFound
    case = to_case(session, before, parts_of(session, before.id))
    calendar = calendar_for(agencies.closures(session))
    if not is_past_reopening(case, london_date(now()), calendar):
        raise WrongState("This case can still be re-opened. Re-open it, instead of starting a new one.")
    return before


def promised(session: Session, opened: Opened) -> tuple[Promise, ...]:
    """Every action that was promised in a reply."""
    replies = signed_replies(session, opened)
    return promises((one.part_id, one.content) for one in replies if one.part_id)


def _extracts(session: Session, opened: Opened, whole: Paper) -> list[Extract]:
    if len(opened.case.responses) == 1:
        return []
    return [
        Extract(
            replace(
                whole,
                content=extract(whole.content, one.id),
                part=one.id,
                agencies=(one.workspace,),
            ),
            agencies.workspace(session, one.workspace).name,
            f"{FOLLOW_UP}_extract",
        )
        for one in opened.case.responses
        if extract(whole.content, one.id)["promises"]
    ]


def _settle(session: Session, opened: Opened, *, answered: bool) -> None:
    """What was followed up to the end is asked no longer, and its clock ends."""
    row = opened.row
    row.version += 1
    if not answered:
        return
    row.followed_up_at = row.followed_up_at or opened.now
    running = update(DeadlineRow).where(
        DeadlineRow.escalation_id == row.id,
        DeadlineRow.clock == Clock.FOLLOW_UP,
        DeadlineRow.stopped_at.is_(None),
    )
    session.execute(running.values(stopped_at=opened.now))
    row.asked = queries.asked(session, row.id, tasks(replace(opened.case, followed_up=True)))
