"""The one door that moves a case or one of its parts.

`advance` locks the row, asks the protocol, and writes state, parts, deadlines, history and outbox in the
caller's transaction. The audience follows by trigger. Every feature that moves a case comes through here.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.agencies.actions.closures import stand_still
from portal.escalations import notices, queries
from portal.escalations.actions import deadlines
from portal.escalations.models import DeadlineRow, EscalationRow, PartRow
from portal.escalations.records import AT_STAGE_4, bench_of, parts_of, to_case
from portal.infra import history
from portal.infra.calendar import calendar_for, now
from portal.infra.db import Context, acting_as
from portal.protocol.actors import THE_PORTAL, Actor, Kind, the_portal
from portal.protocol.clock import WorkingCalendar
from portal.protocol.deadlines import TERMS, Clock, Deadline, Party
from portal.protocol.errors import NotFound, Stale
from portal.protocol.escalation import (
    ENDED,
    WITH_THE_EXECUTIVE,
    CaseState,
    Escalation,
    Part,
    PartKind,
    Request,
)
from portal.protocol.moves import Moved
from portal.protocol.moves import advance as move
from portal.protocol.rows import Action
from portal.protocol.tasks import tasks

OWNER_OF: Mapping[Party, Kind] = {
    Party.BUSINESS_UNIT: Kind.BUSINESS_UNIT,
    Party.EXECUTIVE: Kind.EXECUTIVE,
}
"""Whose a clock is when it binds one of the partnership's own workspaces."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A case locked for a change: its row, its parts' rows, the case the rules read, and the time it is."""

    row: EscalationRow
    parts: dict[UUID, PartRow]
    case: Escalation
    now: datetime
    calendar: WorkingCalendar


@dataclass(frozen=True, slots=True)
class Told:
    """What goes into the history with a move, and who may read that row (None: every agency in the audience).

    `also` are further rows of the same move, each with its own readers: a form sent to several agencies says of
    each to whom. `event` is how such a row tells of it, when not by the action's own name. `part` is the part it
    tells of when the request could not name it, since the move itself begins it.
    """

    payload: Mapping[str, Any] = field(default_factory=dict)
    agencies: tuple[UUID, ...] | None = None
    addressees: Mapping[UUID, tuple[UUID, str]] = field(default_factory=dict)
    also: tuple["Told", ...] = ()
    event: str = ""
    part: UUID | None = None


def open_case(session: Session, reference: str, *, version: int | None = None) -> Opened:
    """Lock a case that this workspace may see.

    Raises NotFound when there is none (or it may not know), Stale when its last change that the workspace may
    read is no longer `version`, the one that the person's form was made from.
    """
    opened = _locked(session, EscalationRow.reference == reference)
    if version is not None and queries.last_change(session, opened.row.id) != version:
        raise Stale(
            "Somebody changed this case while you were writing. Look at it as it is now, then try again."
        )
    return opened


def open_again(session: Session, escalation: UUID) -> Opened:
    """Lock a case that a deadline is of. Raises NotFound as `open_case` does."""
    return _locked(session, EscalationRow.id == escalation)


def _locked(session: Session, which: ColumnElement[bool]) -> Opened:
    stand_still(session)
    row = session.scalars(select(EscalationRow).where(which).with_for_update()).first()
    if row is None:
        raise NotFound
    parts = parts_of(session, row.id)
    calendar = calendar_for(agencies.closures(session))
    case = to_case(session, row, parts, bench_of(session, row))
    return Opened(row, {part.id: part for part in parts}, case, now(), calendar)


def advance(
    session: Session,
    opened: Opened,
    *,
    action: Action,
    actor: Actor,
    told: Told = Told(),
    **given: Any,
) -> Moved:
    """Carry out an action on an opened case, and write all that follows from it.

    `given` are the facts of the request (`portal.protocol.escalation.Request`). Raises what the protocol's
    own `advance` raises; then nothing is written.
    """
    request = Request(now=opened.now, calendar=opened.calendar, **given)
    moved = move(opened.case, action, actor, request)
    left = notices.left_by(session, opened.row, moved)
    _store_parts(session, opened, moved, told=told)
    _store_deadlines(session, opened, moved)
    for one in (told, *told.also):
        history.record(
            session,
            opened.row.id,
            event=one.event or action.value,
            at=opened.now,
            payload={**signature(actor), "state": moved.after.state, **one.payload},
            part=request.part or one.part,
            agencies=one.agencies,
        )
    with _seen_on(session, actor, moved):
        _store_case(session, opened, moved)
        new = [task for task in tasks(moved.after) if task not in tasks(moved.before)]
        notices.ask(session, opened.row, new=new, but_not=actor.membership)
        notices.news(
            session,
            opened.row,
            moved.after,
            event=action,
            actor=actor,
            part=request.part,
            asked=new,
            left=left,
        )
    return moved


@contextmanager
def _seen_on(session: Session, actor: Actor, moved: Moved) -> Iterator[None]:
    """The Executive lets go of a case that it declines, and nobody can write what they can no longer see.

    So the last of it is written as the portal itself writes: in the Business Unit's context, as no person.
    """
    if actor.kind is not Kind.EXECUTIVE or moved.after.state in AT_STAGE_4:
        yield
        return
    with as_the_portal(session):
        yield


@contextmanager
def as_the_portal(session: Session) -> Iterator[Actor]:
    """Write for a while as the portal itself, in the Business Unit's context and as no person."""
    office = agencies.the_workspace(session, Kind.BUSINESS_UNIT)
    with acting_as(session, Context(workspace=office.id, membership=THE_PORTAL)):
        yield the_portal(office.id, office.name)


def the_response(opened: Opened, part: UUID) -> Part:
    """The response of this identifier; NotFound when the case has none, or it was replaced."""
    for response in opened.case.responses:
        if response.id == part:
            return response
    raise NotFound


def signature(actor: Actor) -> dict[str, Any]:
    """Who did something, as it stood then: kept with the history, since names and roles change."""
    return {
        "by": actor.name,
        "workspace": actor.workspace_name,
        "role": actor.role_words,
    }


def _store_parts(session: Session, opened: Opened, moved: Moved, *, told: Told) -> None:
    for part in moved.changed_parts:
        known = opened.parts.get(part.id)
        if known is None:
            addressee, name = told.addressees.get(part.workspace, (None, None))
            session.execute(insert(PartRow).values(
                **_fields(part), id=part.id, escalation_id=opened.row.id, kind=part.kind,
                workspace_id=part.workspace, began_at=part.began_at,
                addressee_id=addressee, addressee_name=name,
            ))  # fmt: skip
        else:
            session.execute(update(PartRow).where(PartRow.id == part.id).values(**_fields(part)))


def _fields(part: Part) -> dict[str, Any]:
    return {
        "state": part.state,
        "due_at": part.due_at,
        "extension": part.extension,
        "said_not_for_us": part.said_not_for_us,
        "early": part.early,
        "agreed": sorted(part.agreed),
        "interests_declared": part.interests_declared,
        "answered_at": part.answered_at,
        "on_behalf": part.on_behalf,
        "extension_days": part.extension_days,
        "to_assess": part.to_assess,
    } | ({} if part.sign_off_asked else {"sign_off_asked_of": None})


def _store_deadlines(session: Session, opened: Opened, moved: Moved) -> None:
    running = update(DeadlineRow).where(
        DeadlineRow.escalation_id == opened.row.id, DeadlineRow.stopped_at.is_(None)
    )
    if moved.ended:
        ending = DeadlineRow.part_id.is_(None) | DeadlineRow.part_id.not_in(moved.run_on)
        session.execute(running.where(ending).values(stopped_at=opened.now))
    for clock, part in moved.stopped:
        of_part = DeadlineRow.part_id == part if part else DeadlineRow.part_id.is_(None)
        session.execute(
            running.where(DeadlineRow.clock == clock, of_part).values(
                stopped_at=_stopped_at(moved, clock, part) or opened.now
            )
        )
    for started in moved.started:
        whose = started.workspace or _workspace_bound(session, started.deadline)
        deadlines.begin(
            session,
            opened.case,
            started.deadline,
            part=started.part,
            workspace=whose,
            at=opened.now,
            calendar=opened.calendar,
        )


def _stopped_at(moved: Moved, clock: Clock, part: UUID | None) -> datetime | None:
    """A reply's clock ends when the reply was given, which one entered on behalf says itself (decision 20)."""
    answered = moved.after.part(part) if clock is Clock.RESPONSE else None
    return answered.answered_at if answered else None


def _workspace_bound(session: Session, deadline: Deadline) -> UUID:
    return agencies.the_workspace(session, OWNER_OF[TERMS[deadline.clock].binds]).id


def _store_case(session: Session, opened: Opened, moved: Moved) -> None:
    row, after = opened.row, moved.after
    row.state = after.state
    row.version += 1
    row.raising_withdrew = after.raising_withdrew
    row.turn_began_at = after.turn_began_at
    row.chases = after.chases
    row.no_further_step_at = after.no_further_step_at
    row.follow_up_on = after.follow_up_on
    if not after.sign_off_asked:
        row.sign_off_asked_of = None
    if not after.followed_up:
        row.followed_up_at = None
    if not after.silent:
        row.silent_since = None
    if moved.before.state is not after.state and after.state is CaseState.SUBMITTED:
        row.first_submitted_at = row.first_submitted_at or opened.now
        row.submitted_at = opened.now
    if after.state not in WITH_THE_EXECUTIVE:
        row.substitute_needed = None
    row.ended_at = opened.now if after.state in ENDED else None
    row.asked = queries.asked(session, row.id, tasks(after))
    session.flush()


def agencies_about(case: Escalation, part: Part) -> tuple[UUID, ...] | None:
    """Which agencies may read what concerns one response: A and that B; another B may not (decision 13)."""
    return (case.raising, part.workspace) if part.kind is PartKind.RESPONSE else None
