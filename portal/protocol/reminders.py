"""Who is reminded of a deadline, and when: each kind's ladder from the rules, and the dates it gives (decision 7).

Nothing is sent from here. What sends reads the dates, and sends on working days within the hours below.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import lru_cache

from portal.protocol.clock import LONDON, WorkingCalendar, working_days_in_words
from portal.protocol.deadlines import Clock, Deadline, Party
from portal.protocol.rules import THE_PROTOCOLS, Rules

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

    def in_words(self) -> str:
        """When the step comes: "on the due date", "2 working days before the due date", "5 … after the start"."""
        of = "due date" if self.anchor is Anchor.DUE else "start"
        if not self.days:
            return f"on the {of}"
        return f"{working_days_in_words(abs(self.days))} {'after' if self.days > 0 else 'before'} the {of}"


@dataclass(frozen=True, slots=True)
class Planned:
    """A step and the working day it falls on. `anew`: it came before, for a due date that has moved since."""

    on: date
    step: Step
    anew: bool = False

    @property
    def key(self) -> str:
        """What names the step among those of its deadline, so that each is sent once: "due-2", "start+5"."""
        named = f"{self.step.anchor}{self.step.days:+d}"
        return f"{named}@{self.on.isoformat()}" if self.step.daily or self.anew else named

    def as_of(self, today: date) -> "Planned":
        """A daily step that was missed is today's; any other keeps its day."""
        return replace(self, on=max(self.on, today)) if self.step.daily else self

    def in_words(self, deadline: Deadline, calendar: WorkingCalendar, today: date) -> str:
        """When it comes, seen from the deadline; of a daily one how long after the due date this day is."""
        step = self.step
        if step.daily and today > deadline.due_on:
            step = replace(step, days=calendar.count(deadline.due_on, today))
        return step.in_words()

    @property
    def at(self) -> datetime:
        """The instant, in UTC, from which it may be sent: when sending starts that day in London."""
        return opens(self.on)


def _steps(
    before: tuple[int, ...], nudge: Nudge, to: Party, *, anchor: Anchor = Anchor.DUE, sign: int = 1
) -> tuple[Step, ...]:
    return tuple(Step(sign * days, nudge, to, anchor) for days in before)


def _before_on_and_after(to: Party, rules: Rules) -> tuple[Step, ...]:
    """P13 asks for reminders before, on and after each due date; for these, decision 7 names no days."""
    return _steps(rules.other_reminders, Nudge.REMINDER, to, sign=-1) + _steps(
        rules.other_chases, Nudge.CHASE, to
    )


def _of_a_response(rules: Rules) -> tuple[Step, ...]:
    return (
        *_steps(rules.reminders, Nudge.REMINDER, Party.RESPONDING, sign=-1),
        *_steps(rules.chases, Nudge.CHASE, Party.RESPONDING),
        Step(rules.notice, Nudge.NOTICE, Party.EXECUTIVE_CONTACT),
    )


_OF_BUSINESS_UNIT = (Step(0, Nudge.REMINDER, Party.BUSINESS_UNIT_MANAGERS, daily=True),)
_LAPSES: tuple[Step, ...] = ()


@lru_cache(maxsize=256)
def ladders(rules: Rules = THE_PROTOCOLS) -> Mapping[Clock, tuple[Step, ...]]:
    """The ladder of each kind of deadline in a case that began under these rules. A right that lapses has none."""
    return {
        Clock.BUSINESS_UNIT_CHECK: _OF_BUSINESS_UNIT,
        Clock.RESPONSE: _of_a_response(rules),
        Clock.EXTENSION: _LAPSES,
        Clock.NOT_FOR_US: _LAPSES,
        Clock.REFERRAL_CHECK: _OF_BUSINESS_UNIT,
        Clock.COMMENT: _LAPSES,
        Clock.ACCEPTANCE: _before_on_and_after(Party.EXECUTIVE, rules),
        Clock.DECISION: _before_on_and_after(Party.EXECUTIVE, rules),
        Clock.TURN: _steps(rules.prompts, Nudge.PROMPT, Party.WHOSE_TURN, anchor=Anchor.START),
        Clock.FOLLOW_UP: _before_on_and_after(Party.RAISING, rules),
        Clock.REOPEN: _LAPSES,
        Clock.COMMISSION: _before_on_and_after(Party.COMMISSIONED, rules),
        Clock.ACTION: _before_on_and_after(Party.OWNER, rules),
    }


LADDERS = ladders()
"""The ladders as the protocol has them."""

LAPSING = frozenset(clock for clock, steps in LADDERS.items() if not steps)
"""The rights that lapse: nobody is reminded of one, whatever the rules."""


def opens(day: date) -> datetime:
    """The instant, in UTC, at which sending starts on a day in London."""
    return datetime.combine(day, SENDING_STARTS, tzinfo=LONDON).astimezone(UTC)


def may_send_from(instant: datetime, calendar: WorkingCalendar) -> datetime:
    """The instant itself within the hours of sending on a working day, else the next at which they start."""
    there = instant.astimezone(LONDON)
    today = there.date()
    if calendar.is_working(today):
        if there.time() < SENDING_STARTS:
            return opens(today)
        if there.time() < SENDING_ENDS:
            return instant
    return opens(calendar.add(today, 1))


def plan(
    deadline: Deadline, calendar: WorkingCalendar, *, rules: Rules = THE_PROTOCOLS
) -> tuple[Planned, ...]:
    """Every step of a deadline's ladder after the day it began, a daily one by its first day alone.

    `rules` are those of the case, here and below.
    """
    steps = ladders(rules)[deadline.clock]
    first = (Planned(_first_date(step, deadline, calendar), step) for step in steps)
    return tuple(each for each in first if each.on > deadline.started_on)


def daily_after(planned: Planned, day: date, calendar: WorkingCalendar) -> Planned | None:
    """The next time of a daily step after a day; None for a step that comes once."""
    return Planned(calendar.add(day, 1), planned.step) if planned.step.daily else None


def find(
    deadline: Deadline, key: str, calendar: WorkingCalendar, *, rules: Rules = THE_PROTOCOLS
) -> Planned | None:
    """The step of this name, on the day it falls as the deadline stands now; None when its ladder has none."""
    named, _, on = key.partition("@")
    for each in plan(deadline, calendar, rules=rules):
        if each.key.partition("@")[0] == named:
            return _on_its_day(each, date.fromisoformat(on)) if on else each
    return None


def _on_its_day(first: Planned, day: date) -> Planned:
    """A step whose name holds a day: a daily one, or one that comes anew."""
    return replace(first, on=max(first.on, day), anew=not first.step.daily)


def is_superseded(
    planned: Planned,
    deadline: Deadline,
    calendar: WorkingCalendar,
    *,
    today: date,
    rules: Rules = THE_PROTOCOLS,
) -> bool:
    """Whether a later step to the same people is already due, so that this one says nothing new.

    After days without a worker one message goes out for each, and not three.
    """
    due = ladder_dates(deadline, calendar, until=today, rules=rules)
    return any(each.step.to is planned.step.to and each.on > planned.on for each in due)


def ladder_dates(
    deadline: Deadline, calendar: WorkingCalendar, *, until: date, rules: Rules = THE_PROTOCOLS
) -> tuple[Planned, ...]:
    """Every step of a deadline's ladder after the day it began and up to `until`, in order (decision 7).

    `until` is needed because the Business Unit is reminded each working day without end.
    """
    steps = ladders(rules)[deadline.clock]
    planned = (each for step in steps for each in _dates(step, deadline, calendar, until))
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


# What a step says -------------------------------------------------------------------------------------------


def says(step: Step, *, ask: str, left: str, instead: bool = False) -> tuple[str, ...]:
    """The lines of a step's letter: what is asked, how long is left or over, and why this person is told.

    `ask` is worded as `tasks.in_a_sentence`, `left` as `WorkingCalendar.time_left`. `instead`: the Business Unit
    is told because nobody holds the role that would be. No child, no concern, nobody's name (decision 26).
    """
    if instead:
        return (
            f"An agency is asked to: {ask}.",
            _how_long(left),
            "Nobody there holds the role that would be told. Ask the agency who answers for it now.",
        )
    match step.nudge:
        case Nudge.NOTICE:
            return (
                f"Your agency was asked to: {ask}.",
                _how_long(left),
                "You are told because you are your agency’s Executive-level contact. Its senior managers were"
                " reminded before.",
            )
        case Nudge.CHASE:
            return (f"You were asked to: {ask}.", _how_long(left))
    return (f"A reminder: you are asked to {ask}.", _how_long(left))


def _how_long(left: str) -> str:
    return f"You have {left}." if left.endswith("left") else f"It is {left}."
