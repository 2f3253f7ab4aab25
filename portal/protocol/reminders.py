"""Who is reminded of a deadline, and when: each kind's ladder as data, and the dates it gives (decision 7).

Nothing is sent from here. What sends reads the dates, and sends on working days within the hours below.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from portal.protocol.clock import WorkingCalendar
from portal.protocol.deadlines import Clock, Deadline, Party

SENDING_STARTS, SENDING_ENDS = time(8), time(18)
"""The hours in London, on working days, in which reminders and chases go out (decision 7)."""


class Nudge(StrEnum):
    """What kind of message a step sends."""

    REMINDER = "reminder"
    CHASE = "chase"
    PROMPT = "prompt"
    NOTICE = "notice"


class Anchor(StrEnum):
    """The day from which a step is counted."""

    START = "start"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a ladder: working days from its anchor (before it when negative), what kind, to whom.

    A `daily` step repeats on each working day after its first.
    """

    days: int
    nudge: Nudge
    to: Party
    anchor: Anchor = Anchor.DUE
    daily: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """A step and the working day it falls on."""

    on: date
    step: Step


def _before_on_and_after(to: Party) -> tuple[Step, ...]:
    """P13 asks for reminders before, on and after each due date; for these, decision 7 names no days."""
    return (Step(-2, Nudge.REMINDER, to), Step(0, Nudge.REMINDER, to), Step(1, Nudge.CHASE, to))


_OF_BUSINESS_UNIT = (Step(0, Nudge.REMINDER, Party.BUSINESS_UNIT_MANAGERS, daily=True),)

LADDERS: Mapping[Clock, tuple[Step, ...]] = {
    Clock.BUSINESS_UNIT_CHECK: _OF_BUSINESS_UNIT,
    Clock.RESPONSE: (
        Step(-5, Nudge.REMINDER, Party.RESPONDING),
        Step(-2, Nudge.REMINDER, Party.RESPONDING),
        Step(0, Nudge.REMINDER, Party.RESPONDING),
        Step(1, Nudge.CHASE, Party.RESPONDING),
        Step(3, Nudge.CHASE, Party.RESPONDING),
        Step(5, Nudge.NOTICE, Party.EXECUTIVE_CONTACT),
    ),
    Clock.EXTENSION: (),
    Clock.NOT_FOR_US: (),
    Clock.REFERRAL_CHECK: _OF_BUSINESS_UNIT,
    Clock.COMMENT: (),
    Clock.ACCEPTANCE: _before_on_and_after(Party.EXECUTIVE),
    Clock.DECISION: _before_on_and_after(Party.EXECUTIVE),
    Clock.TURN: (
        Step(5, Nudge.PROMPT, Party.WHOSE_TURN, Anchor.START),
        Step(10, Nudge.PROMPT, Party.WHOSE_TURN, Anchor.START),
    ),
    Clock.FOLLOW_UP: _before_on_and_after(Party.RAISING),
    Clock.REOPEN: (),
    Clock.COMMISSION: _before_on_and_after(Party.COMMISSIONED),
}
"""The ladder of each kind of deadline. A right that lapses has none."""


def ladder_dates(deadline: Deadline, calendar: WorkingCalendar, *, until: date) -> tuple[Planned, ...]:
    """Every step of a deadline's ladder after the day it began and up to `until`, in order (decision 7).

    `until` is needed because the Business Unit is reminded each working day without end.
    """
    planned = (each for step in LADDERS[deadline.clock] for each in _dates(step, deadline, calendar, until))
    return tuple(
        sorted((each for each in planned if each.on > deadline.started_on), key=lambda each: each.on)
    )


def _dates(step: Step, deadline: Deadline, calendar: WorkingCalendar, until: date) -> Iterator[Planned]:
    on = _first_date(step, deadline, calendar)
    while on <= until:
        yield Planned(on, step)
        if not step.daily:
            return
        on = calendar.add(on, 1)


def _first_date(step: Step, deadline: Deadline, calendar: WorkingCalendar) -> date:
    """On a due date that was given and is no working day, the reminder goes on the working day before."""
    anchor = deadline.started_on if step.anchor is Anchor.START else deadline.due_on
    if step.days == 0 and not calendar.is_working(anchor):
        return calendar.add(anchor, -1)
    return calendar.add(anchor, step.days)
