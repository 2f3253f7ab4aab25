"""What a move does to the clocks: those it starts, those it stops, and the dates that follow (section 4)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from portal.protocol.clock import london_date
from portal.protocol.deadlines import TERMS, Clock, Deadline, Party, begin, extend, follow_up_date
from portal.protocol.escalation import Escalation, Part, Request
from portal.protocol.rows import Effect, Row, Tick

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


def start_clocks(row: Row, case: Escalation, request: Request) -> tuple[Escalation, tuple[Started, ...]]:
    """The case with the dates of the clocks that a row starts, and those clocks."""
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
    deadline = begin(Clock.TURN, request.now, request.calendar, rules=case.rules)
    return (
        Started(deadline, asked.id, asked.workspace) if asked else Started(deadline, workspace=case.raising)
    )


def _start(tick: Tick, row: Row, case: Escalation, request: Request) -> tuple[Started, ...]:
    """A clock begun once for each new part, else once for the case; an extended one goes on from its due date."""
    clock = tick.clock
    assert clock is not None
    if tick.effect is Effect.MOVE:
        assert request.running is not None
        moved = extend(request.running, request.extra_days, request.calendar, rules=case.rules)
        part = case.part(request.part)
        return (Started(moved, part=request.part, workspace=part.workspace if part else None),)
    due_on = request.due_on
    if clock is Clock.FOLLOW_UP:
        concluded_on = london_date(request.now)
        due_on = follow_up_date(request.promised, concluded_on, request.calendar, rules=case.rules)
    deadline = begin(clock, request.now, request.calendar, due_on=due_on, rules=case.rules)
    if clock is Clock.FOLLOW_UP:
        return (Started(deadline, workspace=case.raising),)
    bound = TERMS[clock].binds is not Party.BUSINESS_UNIT
    new = [part for part in case.parts if part.id in request.new_ids]
    return tuple(Started(deadline, part.id, part.workspace if bound else None) for part in new) or (
        Started(deadline, part=request.part),
    )


def stopped_clocks(
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
