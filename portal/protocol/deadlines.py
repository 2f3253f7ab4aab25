"""Every deadline the protocol has, as one table, and how each is begun, extended and worked out again.

`TERMS` has the lengths that the protocol fixes; those that a partnership may set are its `Rules`, of which a case
keeps the version it began under. `portal.protocol.reminders` says who is reminded when. A passed date moves
nothing: it only allows, reminds and colours (section 4).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from portal.protocol.clock import Working, WorkingCalendar, day_in_words, end_of_day, london_date
from portal.protocol.errors import Invalid
from portal.protocol.rules import THE_PROTOCOLS, Rules


class Clock(StrEnum):
    """The kinds of deadline."""

    BUSINESS_UNIT_CHECK = "business_unit_check"
    RESPONSE = "response"
    EXTENSION = "extension"
    NOT_FOR_US = "not_for_us"
    REFERRAL_CHECK = "referral_check"
    COMMENT = "comment"
    ACCEPTANCE = "acceptance"
    DECISION = "decision"
    TURN = "turn"
    FOLLOW_UP = "follow_up"
    REOPEN = "reopen"
    COMMISSION = "commission"
    ACTION = "action"


CLOCK_WORDS: Mapping[Clock, str] = {
    Clock.BUSINESS_UNIT_CHECK: "Business Unit to send it on",
    Clock.RESPONSE: "Reply due",
    Clock.EXTENSION: "Extension",
    Clock.NOT_FOR_US: "Last day to say that it is not for us",
    Clock.REFERRAL_CHECK: "Business Unit to check the request",
    Clock.COMMENT: "Last day to comment on the request",
    Clock.ACCEPTANCE: "Executive to accept or decline",
    Clock.DECISION: "Executive to decide",
    Clock.TURN: "Next step due",
    Clock.FOLLOW_UP: "Follow-up",
    Clock.REOPEN: "Last day to re-open",
    Clock.COMMISSION: "Summary or review due",
    Clock.ACTION: "Action decided by the Executive",
}
"""Each kind of deadline as a page names it."""


class Party(StrEnum):
    """Whom a deadline binds, or a reminder goes to."""

    BUSINESS_UNIT = "Business Unit"
    BUSINESS_UNIT_MANAGERS = "Business Unit managers"
    RAISING = "raising agency"
    RESPONDING = "responding agency"
    EXECUTIVE_CONTACT = "Executive-level contact of the responding agency"
    WHOSE_TURN = "agency whose turn it is"
    OTHER_AGENCY = "agency that did not ask for the referral"
    EXECUTIVE = "Executive"
    COMMISSIONED = "whoever was commissioned"
    OWNER = "whoever is to carry out the action"


class Force(StrEnum):
    """How firm a deadline is."""

    ENFORCED = "required; once it has passed a next step is allowed"
    TARGET = "reported and not enforced"
    WINDOW = "a right that ends with it"


@dataclass(frozen=True, slots=True)
class Terms:
    """What the protocol says of one kind of deadline.

    `days` are working days as the protocol has them, or None when the due date itself is given; `given_as` then
    says what it is. How many a case has is `length`'s to say.
    """

    days: int | None
    binds: Party
    force: Force
    clause: str
    given_as: str = ""


_FOLLOW_UP_DATE = "the last date promised, not before {from_} nor after {until} weeks from the conclusion"
_COMMISSION_DATE = "the date set with the commission"
_ACTION_DATE = "the date set with the decision"

TERMS: Mapping[Clock, Terms] = {
    Clock.BUSINESS_UNIT_CHECK: Terms(2, Party.BUSINESS_UNIT, Force.ENFORCED, "P8, decision 2"),
    Clock.RESPONSE: Terms(10, Party.RESPONDING, Force.ENFORCED, "P9, decision 3"),
    Clock.EXTENSION: Terms(THE_PROTOCOLS.extension, Party.RESPONDING, Force.ENFORCED, "decision 4"),
    Clock.NOT_FOR_US: Terms(THE_PROTOCOLS.not_for_us, Party.RESPONDING, Force.WINDOW, "decision 12"),
    Clock.REFERRAL_CHECK: Terms(
        THE_PROTOCOLS.referral_check, Party.BUSINESS_UNIT, Force.TARGET, "P10, decision 8"
    ),
    Clock.COMMENT: Terms(THE_PROTOCOLS.comment, Party.OTHER_AGENCY, Force.WINDOW, "Part 4"),
    Clock.ACCEPTANCE: Terms(THE_PROTOCOLS.acceptance, Party.EXECUTIVE, Force.TARGET, "decision 8"),
    Clock.DECISION: Terms(THE_PROTOCOLS.decision, Party.EXECUTIVE, Force.TARGET, "decision 8"),
    Clock.TURN: Terms(THE_PROTOCOLS.turn, Party.WHOSE_TURN, Force.ENFORCED, "decision 7"),
    Clock.FOLLOW_UP: Terms(None, Party.RAISING, Force.ENFORCED, "Part 3", _FOLLOW_UP_DATE),
    Clock.REOPEN: Terms(THE_PROTOCOLS.reopen, Party.RAISING, Force.WINDOW, "decision 18"),
    Clock.ACTION: Terms(None, Party.OWNER, Force.ENFORCED, "P11", _ACTION_DATE),
    Clock.COMMISSION: Terms(None, Party.COMMISSIONED, Force.ENFORCED, "P12", _COMMISSION_DATE),
}
"""The protocol's deadlines. An extension's length is the most that a response may gain."""


def length(clock: Clock, rules: Rules = THE_PROTOCOLS) -> int:
    """How many working days a deadline has in a case that began under these rules; 0 when its date is given."""
    set_by_the_partnership = getattr(rules, clock.value, None)
    return set_by_the_partnership or TERMS[clock].days or 0


@dataclass(frozen=True, slots=True)
class Deadline:
    """One deadline: when it began, when it is due, and how that was worked out (decision 6).

    `working` is None when the due date was given, as `given_as` says; `extension` is None until more time was
    granted.
    """

    clock: Clock
    started_on: date
    due_on: date
    working: Working | None = None
    extension: Working | None = None
    given_as: str = ""

    @property
    def due_at(self) -> datetime:
        """The instant, in UTC, at which the due date has ended in London (decision 1)."""
        return end_of_day(self.due_on)

    def sentences(self) -> tuple[str, ...]:
        """The working in plain English, an extension's after that of the first due date."""
        if self.working is None:
            given_as = self.given_as or _given_as(self.clock, THE_PROTOCOLS)
            return (f"due {day_in_words(self.due_on)}, {given_as}",)
        if self.extension is None:
            return self.working.sentences()
        extended, *rest = self.extension.sentences()
        return (*self.working.sentences(), f"extended by {extended}", *rest)

    def to_json(self) -> dict[str, Any]:
        """The deadline as it is stored, dates as ISO text."""
        return {
            "clock": self.clock.value,
            "started_on": self.started_on.isoformat(),
            "due_on": self.due_on.isoformat(),
            "working": self.working and self.working.to_json(),
            "extension": self.extension and self.extension.to_json(),
            "given_as": self.given_as,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The deadline that `to_json` stored."""
        return cls(
            Clock(stored["clock"]),
            date.fromisoformat(stored["started_on"]),
            date.fromisoformat(stored["due_on"]),
            stored["working"] and Working.from_json(stored["working"]),
            stored["extension"] and Working.from_json(stored["extension"]),
            stored.get("given_as", ""),
        )


def _given_as(clock: Clock, rules: Rules) -> str:
    return TERMS[clock].given_as.format(from_=rules.follow_up_from, until=rules.follow_up_until)


def begin(
    clock: Clock,
    at: datetime,
    calendar: WorkingCalendar,
    *,
    due_on: date | None = None,
    rules: Rules = THE_PROTOCOLS,
) -> Deadline:
    """Begin a deadline with an event at an instant, whose date in London is day 0 (decision 1).

    `due_on` goes with the kinds whose due date is given: see `begin_on`, which raises the same errors. `rules` are
    those of the case.
    """
    return begin_on(clock, london_date(at), calendar, due_on=due_on, rules=rules)


def begin_on(
    clock: Clock,
    day: date,
    calendar: WorkingCalendar,
    *,
    due_on: date | None = None,
    rules: Rules = THE_PROTOCOLS,
) -> Deadline:
    """Begin a deadline on a day, which is day 0: re-opening counts from the follow-up date (decision 18).

    A follow-up and a commission (`Terms.days` is None) need `due_on`, the others refuse it: ValueError. A
    `due_on` that is not after `day` raises Invalid.
    """
    days = length(clock, rules)
    if days and due_on is None:
        working = calendar.working(day, days)
        return Deadline(clock, day, working.due, working)
    if days or due_on is None:
        raise ValueError(f"A due date is {'counted' if due_on else 'given'} for {clock.value}.")
    if due_on <= day:
        raise Invalid({"due_on": f"Enter a due date after {day_in_words(day)}."})
    return Deadline(clock, day, due_on, given_as=_given_as(clock, rules))


def extend(
    deadline: Deadline, days: int, calendar: WorkingCalendar, *, rules: Rules = THE_PROTOCOLS
) -> Deadline:
    """Move a due date on by as many working days as the rules allow at most, once (decision 4).

    Raises Invalid for any other number and for a second extension. That it was asked for and granted before
    the due date is a guard of the table.
    """
    most = length(Clock.EXTENSION, rules)
    if not 1 <= days <= most:
        raise Invalid({"days": f"Enter a number of working days from 1 to {most}."})
    if deadline.extension is not None:
        raise Invalid({"days": "This deadline has been extended before. It cannot be extended again."})
    extension = calendar.working(deadline.due_on, days)
    return replace(deadline, due_on=extension.due, extension=extension)


def recompute(deadline: Deadline, calendar: WorkingCalendar) -> Deadline:
    """Work a live deadline out again after a bank holiday or closure was added or removed (decision 5).

    The due date never becomes earlier. A date that was given stays. Closed deadlines are not to be passed.
    """
    if deadline.working is None:
        return deadline
    working = _again(deadline.working, deadline.working.start, calendar)
    if deadline.extension is None:
        return replace(deadline, due_on=working.due, working=working)
    extension = _again(deadline.extension, working.due, calendar)
    return replace(deadline, due_on=extension.due, working=working, extension=extension)


def _again(working: Working, start: date, calendar: WorkingCalendar) -> Working:
    """The working done again; should it come out earlier, the old due date or the next working day."""
    fresh = calendar.working(start, working.days)
    if fresh.due >= working.due:
        return fresh
    if calendar.is_working(working.due):
        return working
    onward = calendar.working(working.due, 1)
    lost = (calendar.skipped(working.due), *onward.skipped)
    return replace(working, due=onward.due, skipped=(*working.skipped, *lost))


def follow_up_date(
    promised: Sequence[date], concluded_on: date, calendar: WorkingCalendar, *, rules: Rules = THE_PROTOCOLS
) -> date:
    """The last date promised, not before 4 nor after 8 weeks from the conclusion, or what the rules say (Part 3).

    When nothing was promised, the earliest. A day that is no working day gives way to the next that is one, or,
    when that would be after the latest, to the one before.
    """
    earliest = concluded_on + timedelta(weeks=rules.follow_up_from)
    latest = concluded_on + timedelta(weeks=rules.follow_up_until)
    on = min(max((earliest, *promised)), latest)
    if calendar.is_working(on):
        return on
    following = calendar.add(on, 1)
    return following if following <= latest else calendar.add(on, -1)


def is_overdue(deadline: Deadline, now: datetime) -> bool:
    """Whether the due date has ended in London (decision 1)."""
    return now >= deadline.due_at


class Timeliness(StrEnum):
    """How a deadline was kept, as the reports say it (decision 4)."""

    MET = "met"
    MET_EXTENDED = "met extended"
    MISSED = "missed"
    NO_RESPONSE = "no response"


def timeliness(
    deadline: Deadline, answered_at: datetime | None, *, now: datetime, case_ended: bool = False
) -> Timeliness | None:
    """How a deadline was kept; None while it still runs unanswered (decision 4).

    An answer within the first due date is *met* even if more time had been granted. Nothing in when the due
    date has passed, or the case has ended, is *no response* (section 4).
    """
    if answered_at is None:
        return Timeliness.NO_RESPONSE if case_ended or is_overdue(deadline, now) else None
    if is_overdue(deadline, answered_at):
        return Timeliness.MISSED
    first_due = deadline.working.due if deadline.working else deadline.due_on
    return Timeliness.MET if answered_at < end_of_day(first_due) else Timeliness.MET_EXTENDED
