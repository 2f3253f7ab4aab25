"""How long a case has been in whose hands, by hand."""

from datetime import UTC, date, datetime

from portal.protocol.clock import WorkingCalendar
from portal.protocol.elapsed import IN_THE_HANDS_OF, Hand, by_hand
from portal.protocol.escalation import OPEN, CaseState

CALENDAR = WorkingCalendar(
    {
        date(2026, 12, 25): "Christmas Day",
        date(2026, 12, 28): "Boxing Day (substitute day)",
        date(2027, 1, 1): "New Year’s Day",
    }
)


def _on(day: int, month: int = 12) -> datetime:
    return datetime(2026 if month > 6 else 2027, month, day, 12, tzinfo=UTC)


def test_the_days_in_each_hand_are_together_all_that_have_passed() -> None:
    """Over Christmas: Friday 25 and Monday 28 December are no working days."""
    stood = [
        (_on(24), CaseState.SUBMITTED),  # Thursday; to Tuesday 29: 1
        (_on(29), CaseState.RETURNED),  # to Wednesday 30: 1
        (_on(30), CaseState.SUBMITTED),  # to Thursday 31: 1
        (_on(31), CaseState.FORWARDED),  # over New Year's Day to Tuesday 5 January: 2
        (_on(5, 1), CaseState.ANSWERED),
        (_on(5, 1), CaseState.UNRESOLVED),  # to Friday 8: 3
        (_on(8, 1), CaseState.REFERRED),  # to Monday 11: 1
    ]
    found = by_hand(stood, _on(11, 1), CALENDAR)
    assert found == {Hand.BUSINESS_UNIT: 2, Hand.RAISING: 4, Hand.RESPONDING: 2, Hand.EXECUTIVE: 1}
    assert sum(found.values()) == CALENDAR.count(_on(24).date(), _on(11, 1).date())


def test_nobody_has_a_case_that_ended_until_it_is_opened_again() -> None:
    stood = [
        (_on(1), CaseState.ANSWERED),
        (_on(2), CaseState.RESOLVED),
        (_on(10), CaseState.UNRESOLVED),
        (_on(11), CaseState.CLOSED),
    ]
    assert by_hand(stood, _on(24), CALENDAR) == {Hand.RAISING: 2}


def test_an_open_case_is_always_in_somebodys_hands() -> None:
    assert IN_THE_HANDS_OF.keys() == OPEN - {CaseState.DRAFT}
