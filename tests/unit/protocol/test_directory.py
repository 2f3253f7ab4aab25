"""When an agency confirms who holds its roles, and what each role lets one do (decision 9)."""

from datetime import date

import pytest

from portal.protocol.actors import ROLES_OF_KIND, Kind
from portal.protocol.clock import WorkingCalendar
from portal.protocol.directory import AGENCY_ROLES, confirm_again_on, confirmation_is_overdue

CALENDAR = WorkingCalendar({date(2026, 12, 28): "Boxing Day (substitute day)"})


@pytest.mark.parametrize(
    ("last", "again"),
    [
        (date(2026, 5, 20), date(2026, 11, 20)),
        (date(2026, 5, 22), date(2026, 11, 23)),
        (date(2026, 8, 31), date(2027, 3, 1)),
        (date(2026, 6, 28), date(2026, 12, 29)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2027, 6, 30)),
        (date(2026, 6, 30), date(2026, 12, 30)),
    ],
)
def test_decision_9_the_list_is_confirmed_every_six_calendar_months_by_a_working_day(
    last: date, again: date
) -> None:
    assert confirm_again_on(last, CALENDAR) == again


@pytest.mark.parametrize(
    ("again", "overdue"),
    [(None, True), (date(2026, 11, 20), True), (date(2026, 11, 23), False), (date(2026, 11, 24), False)],
)
def test_decision_9_it_is_overdue_after_that_day_and_before_the_first(
    again: date | None, overdue: bool
) -> None:
    assert confirmation_is_overdue(again, date(2026, 11, 23)) is overdue


def test_every_role_of_an_agency_says_what_it_lets_one_do() -> None:
    assert set(AGENCY_ROLES) == ROLES_OF_KIND[Kind.AGENCY]
