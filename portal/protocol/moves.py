"""One move of a case: find the row of the table that applies, and carry it out.

`advance` is the only function that changes a state. It reads the table and gives back the case as it is
afterwards with what happened to the clocks; storing it is `portal.escalations.actions`'s.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from portal.protocol.actors import Actor
from portal.protocol.clock import WorkingCalendar, london_date
from portal.protocol.deadlines import TERMS, Clock, Deadline, Party, begin, extend, follow_up_date
from portal.protocol.errors import Invalid, NotAllowed, WrongState
from portal.protocol.escalation import (
    ENDED,
    CaseState,
    Escalation,
    Extension,
    Part,
    PartKind,
    PartState,
    Request,
)
from portal.protocol.permissions import could, holds, who_may
from portal.protocol.rows import Action, Effect, PartMove, Row, Tick, Which
from portal.protocol.states import actors_of, rows_for

CLOCKS_OF_PARTS = frozenset({Clock.RESPONSE, Clock.COMMISSION, Clock.REFERRAL_CHECK})
"""The clocks that run for one part; the others run for the case. An asker's turn runs for its request."""

_TURNS = (Effect.TURN_OF_A, Effect.TURN_OF_ASKER)
_TURN_STOPS = Tick(Effect.STOP, Clock.TURN)


@dataclass(frozen=True, slots=True)
class Started:
    """A clock that began: for which part, if any, and whom it binds (None: the Business Unit or Executive)."""

    deadline: Deadline
    part: UUID | None = None
    workspace: UUID | None = None


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
            raise Invalid({guard.field: guard.words})
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
        about_a_part = any(move.which is Which.THE_ONE for row in rows_for(action) for move in row.parts)
        candidates: Iterable[UUID | None] = (part.id for part in case.parts) if about_a_part else ()
        for part in (None, *candidates):
            if may(case, action, actor, Request(now=now, calendar=calendar, part=part)):
                found.append((action, part))
    return tuple(found)


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
    raise WrongState(_words_of_the_nearest(here, refusals))


def _refusal(row: Row, case: Escalation, actor: Actor, request: Request) -> int | None:
    """Which of the row's guards refuses first, if one does."""
    refusing = (number for number, guard in enumerate(row.only_if) if not guard.holds(case, actor, request))
    return next(refusing, None)


def _words_of_the_nearest(rows: list[Row], refusals: list[int | None]) -> str:
    """Of several rows, the one that got furthest knows best why not."""
    refused = [(number, row) for row, number in zip(rows, refusals, strict=True) if number is not None]
    if not refused:
        return "The case is no longer at this point."
    number, row = max(refused, key=lambda each: each[0])
    return row.only_if[number].words


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
    changed = [part for move in row.parts for part in _move_parts(move, case, actor, request)]
    marked = [_mark(row.action, part, actor, request) for part in changed]
    after = _end_parts(_settle(row, case.with_parts(*marked), request))
    after, started = _start_clocks(row, after, actor, request)
    return Moved(row, case, after, started, _stopped_clocks(row, marked, request))


def _move_parts(move: PartMove, case: Escalation, actor: Actor, request: Request) -> Iterable[Part]:
    if move.which in (Which.NEW_FOR_EACH, Which.NEW_OWN):
        return _new_parts(move, actor, request)
    moving = [part for part in case.of_kind(move.kind) if part.state in move.from_]
    if move.which is Which.THE_ONE:
        moving = [part for part in moving if part.id == request.part]
    if move.which is Which.OWN:
        moving = [part for part in moving if part.workspace == actor.workspace]
    return [replace(part, state=move.to or part.state) for part in moving]


def _new_parts(move: PartMove, actor: Actor, request: Request) -> Iterable[Part]:
    agencies = request.agencies if move.which is Which.NEW_FOR_EACH else (actor.workspace,)
    assert move.to is not None
    return [
        Part(id=identifier, kind=move.kind, workspace=agency, state=move.to, began_at=request.now)
        for identifier, agency in zip(request.new_ids, agencies, strict=True)
    ]


def _mark(action: Action, part: Part, actor: Actor, request: Request) -> Part:
    """What an action notes on a part beside its state."""
    match action:
        case Action.ASK_EXTENSION:
            return replace(part, extension=Extension.ASKED)
        case Action.REFUSE_EXTENSION:
            return replace(part, extension=Extension.REFUSED)
        case Action.GRANT_EXTENSION:
            return replace(part, extension=Extension.GRANTED)
        case Action.SAY_NOT_FOR_US:
            return replace(part, said_not_for_us=True)
        case Action.KEEP_RESPONDER:
            return replace(part, said_not_for_us=False)
        case Action.ASK_EARLY_REFERRAL:
            return replace(part, early=True)
        case Action.AGREE_EARLY_REFERRAL:
            return replace(part, agreed=part.agreed | {actor.workspace})
        case _:
            return part


def _settle(row: Row, case: Escalation, request: Request) -> Escalation:
    """The case with its new state, and the facts that later guards read."""
    if row.to is None:
        return replace(case, raising_withdrew=case.raising_withdrew or row.action is Action.WITHDRAW)
    return replace(case, state=row.to, sign_off_asked=False)


def _end_parts(case: Escalation) -> Escalation:
    """A case that ends ends its parts: requests withdrawn, an unfinished summary recalled (section 4).

    A decided case keeps its requests as they were referred. A review lives on, because it is learning.
    """
    if case.state not in ENDED:
        return case
    ended = []
    if case.state is not CaseState.DECIDED:
        ended += [replace(asked, state=PartState.WITHDRAWN) for asked in case.requests]
    ended += [
        replace(summary, state=PartState.RECALLED)
        for summary in case.of_kind(PartKind.SUMMARY)
        if summary.state is PartState.DIRECTED
    ]
    return case.with_parts(*ended)


def _start_clocks(
    row: Row, case: Escalation, actor: Actor, request: Request
) -> tuple[Escalation, tuple[Started, ...]]:
    started: tuple[Started, ...] = ()
    for tick in row.clock:
        if tick.effect in _TURNS and not (tick.effect is Effect.TURN_OF_A and case.raising_withdrew):
            case = replace(case, turn_began_at=request.now, chases=0, no_further_step_at=None)
            started += (_begin_turn(tick, case, request),)
        if tick == _TURN_STOPS:
            said = case.no_further_step_at if request.part else None
            case = replace(case, chases=0, no_further_step_at=said)
        if tick.effect in (Effect.START, Effect.MOVE) and tick.clock is not None:
            started += _start(tick, row, case, request)
    due = {one.part: one.deadline.due_at for one in started if one.part}
    timed = [replace(part, due_at=due[part.id]) for part in case.parts if part.id in due]
    follow_ups = (one.deadline.due_on for one in started if one.deadline.clock is Clock.FOLLOW_UP)
    return replace(case.with_parts(*timed), follow_up_on=next(follow_ups, case.follow_up_on)), started


def _begin_turn(tick: Tick, case: Escalation, request: Request) -> Started:
    """A's turn runs for the case, an asker's for its request: both may run at once."""
    asked = case.part(request.part) if tick.effect is Effect.TURN_OF_ASKER else None
    deadline = begin(Clock.TURN, request.now, request.calendar)
    return (
        Started(deadline, asked.id, asked.workspace) if asked else Started(deadline, workspace=case.raising)
    )


def _start(tick: Tick, row: Row, case: Escalation, request: Request) -> tuple[Started, ...]:
    """A clock begun once for each new part, else once for the case; an extended one goes on from its due date."""
    clock = tick.clock
    assert clock is not None
    if tick.effect is Effect.MOVE:
        assert request.running is not None
        moved = extend(request.running, request.extra_days, request.calendar)
        part = case.part(request.part)
        return (Started(moved, part=request.part, workspace=part.workspace if part else None),)
    due_on = request.due_on
    if clock is Clock.FOLLOW_UP:
        due_on = follow_up_date(request.promised, london_date(request.now))
    deadline = begin(clock, request.now, request.calendar, due_on=due_on)
    if clock is Clock.FOLLOW_UP:
        return (Started(deadline, workspace=case.raising),)
    bound = TERMS[clock].binds is not Party.BUSINESS_UNIT
    new = [part for part in case.parts if part.id in request.new_ids]
    return tuple(Started(deadline, part.id, part.workspace if bound else None) for part in new) or (
        Started(deadline, part=request.part),
    )


def _stopped_clocks(
    row: Row, moved: Iterable[Part], request: Request
) -> tuple[tuple[Clock, UUID | None], ...]:
    """The clocks that stop: those of the parts moved, or the case's. A's turn ends where a new one begins."""
    parts = [part.id for part in moved if part.id not in request.new_ids]
    stopped: list[tuple[Clock, UUID | None]] = []
    for tick in row.clock:
        if tick.clock is not None and tick.effect in (Effect.STOP, Effect.MOVE):
            if tick.clock in CLOCKS_OF_PARTS | {Clock.TURN}:
                stopped += [(tick.clock, part) for part in parts]
            if tick.clock not in CLOCKS_OF_PARTS and not (tick.clock is Clock.TURN and request.part):
                stopped.append((tick.clock, None))
        if tick.effect is Effect.TURN_OF_A:
            stopped.append((Clock.TURN, None))
    return tuple(stopped)
