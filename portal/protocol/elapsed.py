"""How long a case has been in whose hands, in working days (decision 3)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from portal.protocol.clock import WorkingCalendar, london_date
from portal.protocol.escalation import CaseState


class Hand(StrEnum):
    """In whose hands a case is while it is open."""

    BUSINESS_UNIT = "business_unit"
    RAISING = "raising"
    RESPONDING = "responding"
    EXECUTIVE = "executive"


IN_THE_HANDS_OF: Mapping[CaseState, Hand] = {
    CaseState.SUBMITTED: Hand.BUSINESS_UNIT,
    CaseState.RETURNED: Hand.RAISING,
    CaseState.FORWARDED: Hand.RESPONDING,
    CaseState.ANSWERED: Hand.RAISING,
    CaseState.UNRESOLVED: Hand.RAISING,
    CaseState.REFERRED: Hand.EXECUTIVE,
    CaseState.ACCEPTED: Hand.EXECUTIVE,
}
"""Whoever takes the next step from each state; of one that has ended, nobody."""

Stood = tuple[datetime, CaseState]
"""When a case came to stand where."""


def by_hand(stood: Iterable[Stood], until: datetime, calendar: WorkingCalendar) -> Mapping[Hand, int]:
    """The working days in each hand up to `until`: together they are all that have passed while it was open.

    `stood` is in the order in which it happened.
    """
    steps = [*stood, (until, CaseState.DRAFT)]
    found: dict[Hand, int] = {}
    for (began, state), (ended, _) in pairwise(steps):
        if hand := IN_THE_HANDS_OF.get(state):
            found[hand] = found.get(hand, 0) + calendar.count(london_date(began), london_date(ended))
    return found
