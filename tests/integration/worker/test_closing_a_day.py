"""A day is closed, or opened again: by the Business Unit alone, if it is a working day, and who did so is kept."""

from datetime import date

import pytest
from sqlalchemy import text

from portal.agencies.actions import closures
from portal.protocol.actors import Role
from portal.protocol.errors import Invalid, NotAllowed, NotFound
from tests.integration.worker.closed_late import SNOW, close
from tests.integration.worker.days import Days
from tests.partnership import as_owner
from tests.way import Way


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 12, 5), "Saturday 5 December 2026 is not a working day: weekend"),
        (date(2026, 12, 25), "Friday 25 December 2026 is not a working day: Christmas Day"),
        (date(2026, 9, 1), "The day must not be more than 60 days ago"),
        (date(2046, 1, 2), "The day must be before 2046"),
    ],
)
def test_a_day_that_cannot_be_closed_is_refused_with_the_reason(
    way: Way, days: Days, day: date, words: str
) -> None:
    with days.at("2026-12-01"), pytest.raises(Invalid) as refused:
        close(way, day)
    assert refused.value.fields == {"day": words}


def test_a_day_is_closed_once_and_opened_once(way: Way, days: Days) -> None:
    with days.at("2026-12-01"):
        close(way)
        with pytest.raises(Invalid, match="not a working day: snow"):
            close(way)
        way.do(way.officer, closures.reopen, day=SNOW)
        with pytest.raises(NotFound):
            way.do(way.officer, closures.reopen, day=SNOW)


def test_only_the_business_unit_says_when_it_is_closed(way: Way) -> None:
    for somebody in (way.manager, way.partnership.who("executive", Role.CHAIR)):
        with pytest.raises(NotAllowed):
            way.do(somebody, closures.close, day=SNOW, reason="snow")


def test_who_closed_a_day_and_opened_it_again_is_kept(way: Way, days: Days) -> None:
    with days.at("2026-12-01"):
        close(way)
        way.do(way.partnership.who("business_unit", Role.MANAGER), closures.reopen, day=SNOW)
    with as_owner(way.partnership.logins) as session:
        kept = session.execute(
            text("select day, reason, added, name from portal.closure_change order by added desc")
        )
        assert list(map(tuple, kept)) == [
            (SNOW, "snow", True, "business_unit officer"),
            (SNOW, "snow", False, "business_unit manager"),
        ]
