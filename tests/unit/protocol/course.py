"""A case on its way: somebody does something, and the clocks are kept as a reader of `Moved` keeps them."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import count
from typing import Any
from uuid import UUID

from portal.protocol.deadlines import Clock, Deadline
from portal.protocol.escalation import CaseState, Escalation, PartState
from portal.protocol.moves import Moved, Started, advance, open_actions
from portal.protocol.rows import Action
from tests.unit.protocol.cases import (
    CALENDAR,
    NOW,
    PEOPLE,
    case,
    ids,
    later,
    named,
    request,
)

B_RESPONSE, C_RESPONSE = ids("B response", "C response")
A_REFERRAL, B_REFERRAL, C_REFERRAL = ids("A referral", "B referral", "C referral")
_numbers = count()


@dataclass
class Course:
    """A case on its way, with the clocks that run as a reader of `Moved` keeps them."""

    case: Escalation = field(default_factory=case)
    now: datetime = NOW
    clocks: dict[tuple[Clock, UUID | None], Started] = field(default_factory=dict)
    moves: list[Moved] = field(default_factory=list)

    def does(self, who: str, action: Action, about: UUID | None = None, **given: Any) -> Moved:
        """One action by somebody, about a part or the case."""
        wanted = replace(request(now=self.now), part=about, **given)
        return self.keep(advance(self.case, action, PEOPLE[who], wanted))

    def keep(self, moved: Moved) -> Moved:
        """The case as it is after a move, and its clocks: those stopped leave, those started join."""
        if moved.ended:
            self.clocks = {key: one for key, one in self.clocks.items() if key[1] in moved.run_on}
        for key in moved.stopped:
            self.clocks.pop(key, None)
        for one in moved.started:
            assert (one.deadline.clock, one.part) not in self.clocks, "A clock was begun while it ran."
            self.clocks[one.deadline.clock, one.part] = one
        self.case = moved.after
        self.moves.append(moved)
        return moved

    def waits(self, days: int) -> None:
        """Working days pass. Nothing moves."""
        self.now = later(days, self.now)

    def change(self, **facts: Any) -> None:
        """A fact that no action of the table notes: a chase, a declaration, a view."""
        self.case = replace(self.case, **facts)

    def running(self) -> set[tuple[Clock, UUID | None]]:
        """The clocks that run."""
        return set(self.clocks)

    def deadline(self, clock: Clock, of_part: UUID | None = None) -> Deadline:
        """The deadline that a clock runs to."""
        return self.clocks[clock, of_part].deadline


def forwarded(*agencies: str) -> Course:
    """A case sent to these agencies just now."""
    course = Course(case(state=CaseState.DRAFT))
    course.does("A senior", Action.SIGN_OFF)
    course.does(
        "BU officer",
        Action.FORWARD,
        agencies=ids(*agencies),
        able=frozenset(ids(*agencies)),
        new_ids=tuple(named(f"{agency} response") for agency in agencies),
    )
    return course


def answered(*agencies: str) -> Course:
    course = forwarded(*agencies)
    for agency in agencies:
        course.does(f"{agency} senior", Action.RESPOND, named(f"{agency} response"))
    return course


def asks(course: Course, agency: str, action: Action = Action.ASK_REFERRAL) -> Moved:
    return course.does(f"{agency} senior", action, new_ids=(named(f"{agency} referral"),))


def unresolved(*agencies: str, asked_by: tuple[str, ...] = ()) -> Course:
    course = answered(*agencies)
    course.does("A senior", Action.CONCLUDE_NOT_RESOLVED)
    for agency in asked_by:
        asks(course, agency)
    return course


def referred(*asked_by: str) -> Course:
    course = unresolved("B", "C", asked_by=asked_by)
    course.does("BU officer", Action.REFER)
    return course


def accepted(*asked_by: str) -> Course:
    course = referred(*asked_by)
    course.does("E member", Action.ACCEPT)
    return course


def commission(course: Course, action: Action, whose: str) -> UUID:
    new = named(f"{whose} {next(_numbers)}")
    course.does("E chair", action, agencies=ids(whose), new_ids=(new,), due_on=date(2027, 2, 1))
    return new


def state_of(course: Course, one: UUID) -> PartState:
    found = course.case.part(one)
    assert found is not None
    return found.state


def opened(course: Course, *people: str) -> set[Action]:
    return {
        action
        for person in people
        for action, _ in open_actions(course.case, PEOPLE[person], course.now, CALENDAR)
    }


def declare_interests(course: Course, one: UUID) -> None:
    known = course.case.part(one)
    assert known is not None
    course.case = course.case.with_parts(replace(known, interests_declared=True))
