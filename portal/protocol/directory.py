"""What an agency keeps about its own people, as rules: what a role lets one do, and when the list is confirmed."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.protocol.actors import Role
from portal.protocol.clock import WorkingCalendar

MONTHS = 6
"""How often an agency confirms who holds its roles (decision 9)."""

AGENCY_ROLES: dict[Role, str] = {
    Role.CONTRIBUTOR: "Writes the form and the reply, and reads the agency’s cases. Never signs.",
    Role.SENIOR_MANAGER: "Signs for the agency. Also writes, and reads its cases.",
    Role.DEPUTY: "Signs in a senior manager’s place, with the same rights.",
    Role.EXECUTIVE_CONTACT: "Reads the agency’s cases, and is told when a reply stays late.",
    Role.ADMINISTRATOR: "Keeps this list of people. Reads no case.",
}
"""Each role that an agency gives, in the order of a form, with what it lets its holder do."""


LONGEST_NAME = 200
LONGEST_ADDRESS = 254
"""The most characters of a person's name and e-mail address that are kept; RFC 5321 allows no longer address."""

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def is_address(text: str) -> bool:
    """Whether this is one address to which an e-mail can be sent."""
    return len(text) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None


def confirm_again_on(last: date, calendar_of_work: WorkingCalendar) -> date:
    """The day six calendar months after a confirmation: the same day of the month, or that month's last.

    A day that is no working day gives way to the next that is one, as a follow-up's does.
    """
    year, month = divmod(last.year * 12 + last.month - 1 + MONTHS, 12)
    month += 1
    on = date(year, month, min(last.day, calendar.monthrange(year, month)[1]))
    return on if calendar_of_work.is_working(on) else calendar_of_work.add(on, 1)


def confirmation_is_overdue(again_on: date | None, today: date) -> bool:
    """Whether an agency is to confirm its list: never done, or the day to do so again is over (decision 9)."""
    return again_on is None or today > again_on


class Asked(StrEnum):
    """Who is asked, or told, that a list is to be confirmed."""

    KEEPERS = "whoever may confirm the agency's list"
    BUSINESS_UNIT = "Business Unit"


@dataclass(frozen=True, slots=True)
class ConfirmationStep:
    """One step: working days from the day the list is to be confirmed by, before it when negative, and to whom."""

    days: int
    to: Asked


CONFIRMATION_LADDER = (
    ConfirmationStep(-10, Asked.KEEPERS),
    ConfirmationStep(0, Asked.KEEPERS),
    ConfirmationStep(5, Asked.KEEPERS),
    ConfirmationStep(10, Asked.KEEPERS),
    ConfirmationStep(10, Asked.BUSINESS_UNIT),
)
"""When an agency is asked to confirm its list, and from when the Business Unit chases (decision 9)."""


def confirmation_steps_due(
    due: date, today: date, calendar_of_work: WorkingCalendar
) -> tuple[ConfirmationStep, ...]:
    """The newest step to each that is due today: what was missed before it says nothing new."""
    newest = {step.to: step for step in CONFIRMATION_LADDER if calendar_of_work.add(due, step.days) <= today}
    return tuple(newest.values())
