"""One move of a case: find the row of the table that applies, and carry it out.

`advance` is the only function that changes a state. It reads the table and gives back the case as it is
afterwards with what happened to the clocks; storing it is `portal.escalations.actions`'s.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from portal.protocol.actors import Actor
from portal.protocol.clock import WorkingCalendar
from portal.protocol.deadlines import Clock
from portal.protocol.errors import Invalid, NotAllowed, WrongState
from portal.protocol.escalation import ENDED, CaseState, Escalation, Part, PartKind, PartState, Request
from portal.protocol.parts import changed_parts, end_parts
from portal.protocol.permissions import could, holds, who_may
from portal.protocol.rows import Action, Row, Which
from portal.protocol.running import Started, start_clocks, stopped_clocks
from portal.protocol.states import actors_of, rows_for


@dataclass(frozen=True, slots=True)
class Moved:
    """A move carried out: by which row, the case before and after, clocks started and stopped.

    `stopped` names each clock with the part it ran for (None: the case's own).
    """

    row: Row
    before: Escalation
    after: Escalation
    started: tuple[Started, ...] = ()
    stopped: tuple[tuple[Clock, UUID | None], ...] = ()

    @property
    def ended(self) -> bool:
        """Whether the case ended with this move, so that every clock of it ends but those that run on."""
        return self.after.state in ENDED and self.before.state not in ENDED

    @property
    def run_on(self) -> frozenset[UUID]:
        """The reviews not yet reported: each lives on after the end, and its clock with it (section 4)."""
        reviews = self.after.of_kind(PartKind.REVIEW)
        return frozenset(review.id for review in reviews if review.state is PartState.DIRECTED)

    @property
    def changed_parts(self) -> tuple[Part, ...]:
        """The parts that are new or changed."""
        return tuple(part for part in self.after.parts if self.before.part(part.id) != part)


def advance(case: Escalation, action: Action, actor: Actor, request: Request) -> Moved:
    """Carry out an action on a case, or refuse it.

    Raises NotAllowed when this person may never do it to this case, WrongState when the case is not at that
    point, Invalid when something that must come with it is missing.
    """
    row = _row_that_applies(case, action, actor, request)
    for guard in row.given:
        if not guard.holds(case, actor, request):
            raise Invalid({guard.field: guard.says(case)})
    return _carry_out(row, case, actor, request)


def check(case: Escalation, action: Action, actor: Actor, request: Request) -> None:
    """Let the actor through to the page of an action, or raise as `advance` would: NotAllowed, WrongState."""
    _row_that_applies(case, action, actor, request)


def may(case: Escalation, action: Action, actor: Actor, request: Request) -> bool:
    """Whether the action is open to the actor now, whatever must still be given with it. For buttons."""
    try:
        check(case, action, actor, request)
    except (NotAllowed, WrongState):
        return False
    return True


def open_actions(
    case: Escalation, actor: Actor, now: datetime, calendar: WorkingCalendar
) -> tuple[tuple[Action, UUID | None], ...]:
    """Every action open to the actor now, each with the part it would be about (None: the case itself)."""
    found: list[tuple[Action, UUID | None]] = []
    for action in (action for action in Action if could(actors_of(action), actor)):
        candidates: Iterable[UUID | None] = (part.id for part in case.parts) if about_a_part(action) else ()
        for part in (None, *candidates):
            if may(case, action, actor, Request(now=now, calendar=calendar, part=part)):
                found.append((action, part))
    return tuple(found)


def about_a_part(action: Action) -> bool:
    """Whether the action may be about one part, which its request then names."""
    return any(move.which is Which.THE_ONE for row in rows_for(action) for move in row.parts)


def _row_that_applies(case: Escalation, action: Action, actor: Actor, request: Request) -> Row:
    part = case.part(request.part)
    rows = [row for row in rows_for(action) if holds(row.who, actor, case, part)]
    if not rows:
        raise NotAllowed(who_may(actors_of(action)))
    here = [row for row in rows if case.state in row.from_ and _parts_are_there(row, case, request)]
    refusals = [_refusal(row, case, actor, request) for row in here]
    for row, refusal in zip(here, refusals, strict=True):
        if refusal is None:
            return row
    raise WrongState(_words_of_the_nearest(case, here, refusals))


def _refusal(row: Row, case: Escalation, actor: Actor, request: Request) -> int | None:
    """Which of the row's guards refuses first, if one does."""
    refusing = (number for number, guard in enumerate(row.only_if) if not guard.holds(case, actor, request))
    return next(refusing, None)


def _words_of_the_nearest(case: Escalation, rows: list[Row], refusals: list[int | None]) -> str:
    """Of several rows, the one that got furthest knows best why not."""
    refused = [(number, row) for row, number in zip(rows, refusals, strict=True) if number is not None]
    if not refused:
        return "The case is no longer at this point."
    number, row = max(refused, key=lambda each: each[0])
    return row.only_if[number].says(case)


def _parts_are_there(row: Row, case: Escalation, request: Request) -> bool:
    named = case.part(request.part)
    for move in row.parts:
        if move.which is Which.THE_ONE and not (
            named and named.kind is move.kind and named.state in move.from_
        ):
            return False
    about_one = any(move.which is Which.THE_ONE for move in row.parts)
    return about_one or request.part is None


def _carry_out(row: Row, case: Escalation, actor: Actor, request: Request) -> Moved:
    changed = changed_parts(row, case, actor, request)
    after = end_parts(_settle(row, case.with_parts(*changed)))
    after, started = start_clocks(row, after, request)
    stopped = stopped_clocks(row, changed, request)
    after = replace(after, silent=_still_silent(after, request.now))
    if case.silent and not after.silent and (Clock.TURN, None) not in stopped:
        stopped += ((Clock.TURN, None),)
    return Moved(row, case, after, started, stopped)


def _still_silent(case: Escalation, now: datetime) -> bool:
    """A new response, or a new agency to ask, breaks the silence in which stage 3 was complete."""
    return case.silent and case.state is CaseState.FORWARDED and case.stage_3_complete(now)


def _settle(row: Row, case: Escalation) -> Escalation:
    """The case with its new state, and the facts that later guards read."""
    if row.to is None:
        return replace(case, raising_withdrew=case.raising_withdrew or row.action is Action.WITHDRAW)
    followed_up = case.followed_up and row.to is not CaseState.RESOLVED
    return replace(case, state=row.to, sign_off_asked=False, followed_up=followed_up)
