"""How long a case is kept, and how that was worked out (decision 29). It deletes nothing, and reads no clock.

A case is reviewed by a person once the later of two dates has passed: the youngest child's 25th birthday, and six
years after the case ended. The working is in words that tell nobody a birthday: where a birthday decides, the year
alone. The database works the date out again before anything is removed (`portal.kept_until`, migration 0025).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.protocol.clock import day_in_words
from portal.protocol.identity import day_of

AGE = 25
"""The birthday of the youngest child to which a case is kept."""

YEARS = 6
"""Years after its end for which it is kept."""

SOON = timedelta(days=183)
"""How long before its date a case is listed as coming soon."""

BORN_LATER = timedelta(days=300)
"""A child may not be born yet when the form is submitted, and is within this time."""

BORN_BEFORE = timedelta(days=26 * 365 + 7)
"""No child of a case is older than this when the form is submitted: a care leaver is 25 at most."""

_WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Standing(StrEnum):
    """Where a case stands in its time."""

    OPEN = "open"
    HELD = "held"
    LATER = "later"
    SOON = "soon"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Ended:
    """What the rule is worked out from. `born`: of each child the date of birth or expected date, as it was typed.

    `ended_on`: None while the case is open.
    """

    submitted_on: date
    ended_on: date | None
    born: Sequence[str]
    held: bool = False


@dataclass(frozen=True, slots=True)
class Retention:
    """Until when a case is kept. `by_birthday`: a child's birthday decides, so nobody is shown more than its year.

    `until` is None while the case is open. `working`: how it was worked out, a sentence each.
    """

    until: date | None
    by_birthday: bool
    held: bool
    working: tuple[str, ...]

    def standing(self, today: date) -> Standing:
        """Where the case stands today. A hold keeps it, whatever the date."""
        if self.until is None:
            return Standing.HELD if self.held else Standing.OPEN
        if self.held:
            return Standing.HELD
        if today > self.until:
            return Standing.PASSED
        return Standing.SOON if today + SOON >= self.until else Standing.LATER

    @property
    def shown(self) -> str:
        """Until when, as it may be shown: the day, or the year alone of a birthday."""
        if self.until is None:
            return ""
        return str(self.until.year) if self.by_birthday else day_in_words(self.until)


def retention(case: Ended) -> Retention:
    """Until when a case is kept: the later of the youngest child's 25th birthday and six years after its end.

    An expected date stands for the date of birth. In place of one that cannot be read, or cannot be right, stands
    the latest that is possible, so that nothing is removed too early.
    """
    hold = ("A legal hold keeps it until the hold is lifted, whatever the date.",) if case.held else ()
    if case.ended_on is None:
        return Retention(None, False, case.held, ("The case is open: its time begins when it ends.", *hold))
    after_end = years_after(case.ended_on, YEARS)
    youngest = max(counted_births(case))
    birthday = years_after(youngest, AGE)
    until = max(after_end, birthday)
    by_birthday = birthday > after_end
    ended = (
        f"The case ended on {day_in_words(case.ended_on)}; {YEARS} years after is {day_in_words(after_end)}."
    )
    return Retention(
        until, by_birthday, case.held, (ended, *_of_birthday(case, youngest, by_birthday=by_birthday), *hold)
    )


def _of_birthday(case: Ended, youngest: date, *, by_birthday: bool) -> Iterator[str]:
    if len(read_births(case)) < max(1, len(case.born)):
        yield (
            "The date of birth of a child cannot be read, or cannot be right: in its place stands the latest that "
            "is possible, some months after the form was submitted."
        )
    elif youngest > case.submitted_on:
        yield "The youngest child was not born when the form was sent: the expected date stands for the birthday."
    if by_birthday:
        yield f"The youngest child turns {AGE} in {youngest.year + AGE}, which is later, and so decides."
    else:
        yield f"The youngest child turns {AGE} no later than that."


def read_births(case: Ended) -> tuple[date, ...]:
    """The dates of birth that can be read, and can be right."""
    written = (one.strip() for one in case.born)
    days = (day_of(one) for one in written if _WRITTEN.fullmatch(one))
    earliest, latest = case.submitted_on - BORN_BEFORE, case.submitted_on + BORN_LATER
    return tuple(day for day in days if day and earliest <= day <= latest)


def counted_births(case: Ended) -> tuple[date, ...]:
    """Of each child the date that counts; of a case without any, the latest that is possible."""
    known = read_births(case)
    latest = case.submitted_on + BORN_LATER
    return known if known and len(known) == len(case.born) else (*known, latest)


def years_after(day: date, years: int) -> date:
    """The anniversary of a day. Of 29 February, in a year that has none, 1 March: the later of the two."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
