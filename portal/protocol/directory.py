"""What an agency keeps about its own people, as rules: what a role lets one do, and when the list is confirmed."""

import calendar
from datetime import date

from portal.protocol.actors import Role

MONTHS = 6
"""How often an agency confirms who holds its roles (decision 9)."""

AGENCY_ROLES: dict[Role, str] = {
    Role.CONTRIBUTOR: "Writes the form and the reply, and reads your agency’s cases. Never signs.",
    Role.SENIOR_MANAGER: "Signs for your agency. Also writes, and reads its cases.",
    Role.DEPUTY: "Signs in a senior manager’s place, with the same rights.",
    Role.EXECUTIVE_CONTACT: "Reads your agency’s cases, and is told when a reply is five working days late.",
    Role.ADMINISTRATOR: "Keeps this list of people. Reads no case.",
}
"""Each role that an agency gives, in the order of a form, with what it lets its holder do."""


def confirm_again_on(last: date) -> date:
    """The day six calendar months after a confirmation: the same day of the month, or that month's last."""
    year, month = divmod(last.year * 12 + last.month - 1 + MONTHS, 12)
    month += 1
    return date(year, month, min(last.day, calendar.monthrange(year, month)[1]))


def confirmation_is_overdue(last: date | None, today: date) -> bool:
    """Whether an agency is to confirm its list: never done, or more than six months ago (decision 9)."""
    return last is None or today > confirm_again_on(last)
