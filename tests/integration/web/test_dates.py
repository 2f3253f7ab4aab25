"""Dates and times read the same everywhere, in London's time."""

from datetime import UTC, date, datetime

import pytest

from portal.web import dates


def test_a_date_in_full_and_in_short() -> None:
    assert dates.full_date(date(2026, 11, 25)) == "Wednesday 25 November 2026"
    assert dates.short_date(date(2026, 11, 5)) == "5 Nov 2026"


def test_a_moment_falls_on_the_day_it_has_in_london() -> None:
    summer_evening = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert dates.full_date(summer_evening) == "Thursday 2 July 2026"
    assert dates.when(summer_evening) == "2 July 2026 at 12:30am"


@pytest.mark.parametrize(
    ("hour", "minute", "reads"),
    [
        (0, 0, "midnight"),
        (12, 0, "midday"),
        (9, 0, "9am"),
        (16, 5, "4:05pm"),
        (0, 1, "12:01am"),
        (12, 30, "12:30pm"),
    ],
)
def test_a_time_reads_as_people_say_it(hour: int, minute: int, reads: str) -> None:
    assert dates.clock_time(datetime(2026, 11, 23, hour, minute, tzinfo=UTC)) == reads


def test_a_time_without_a_zone_is_refused() -> None:
    for reading in (dates.full_date, dates.clock_time, dates.when):
        with pytest.raises(ValueError, match="time zone"):
            reading(datetime(2026, 11, 23, 16, 5, tzinfo=UTC).replace(tzinfo=None))
