"""The bank holidays against the official list, the closures beside them, and the clock that can be set."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from importlib.resources import files
from pathlib import Path

import pytest

from portal.infra.calendar import (
    FIRST_YEAR,
    LAST_YEAR,
    at,
    bank_holidays,
    calendar_for,
    follow,
    moved,
    now,
)

SET = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def _official() -> dict[date, str]:
    """The list that GOV.UK publishes, as the package carries it: nothing is fetched."""
    listed = json.loads(files("govuk_bank_holidays").joinpath("bank-holidays.json").read_text("utf-8"))
    events = listed["england-and-wales"]["events"]
    return {date.fromisoformat(one["date"]): one["title"] for one in events}


def test_the_working_days_are_those_of_the_official_list() -> None:
    official = _official()
    years = range(min(official).year, max(official).year + 1)
    assert years.start >= FIRST_YEAR
    assert len(years) >= 10
    known = {day for day in bank_holidays() if day.year in years and day.weekday() < 5}
    assert known == set(official)


YEARLY = {
    "New Year’s Day", "Good Friday", "Easter Monday", "Early May bank holiday", "Spring bank holiday",
    "Summer bank holiday", "Christmas Day", "Boxing Day",
}  # fmt: skip


def test_the_yearly_days_are_named_as_the_official_list_names_them() -> None:
    named = {name.removesuffix(" (substitute day)") for name in bank_holidays().values()}
    assert named >= YEARLY
    assert set(_official().values()) >= YEARLY
    once = {day for day, name in _official().items() if name not in YEARLY}
    ours = {day: bank_holidays()[day].removesuffix(" (substitute day)") for day in _official()}
    assert {day: ours[day] for day in ours if day not in once} == {
        day: name for day, name in _official().items() if day not in once
    }


def test_bank_holidays_are_known_for_every_year_covered() -> None:
    weekdays = [day for day in bank_holidays() if day.weekday() < 5]
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        assert 8 <= sum(day.year == year for day in weekdays) <= 10


@pytest.mark.parametrize(
    ("event", "after_two", "after_ten"),
    [
        (date(2026, 11, 23), date(2026, 11, 25), date(2026, 12, 7)),
        (date(2026, 11, 28), date(2026, 12, 1), date(2026, 12, 11)),
        (date(2026, 12, 24), date(2026, 12, 30), date(2027, 1, 12)),
        (date(2027, 3, 25), date(2027, 3, 31), date(2027, 4, 12)),
        (date(2027, 12, 24), date(2027, 12, 30), date(2028, 1, 12)),
    ],
)
def test_due_dates_are_those_worked_by_hand(event: date, after_two: date, after_ten: date) -> None:
    calendar = calendar_for({})
    assert calendar.add(event, 2) == after_two
    assert calendar.add(event, 10) == after_ten


def test_a_substitute_day_is_named_as_one() -> None:
    working = calendar_for({}).working(date(2026, 12, 24), 2)
    assert "Monday 28 December is Boxing Day (substitute day)" in working.sentences()


def test_a_closure_is_skipped_and_named() -> None:
    closed = calendar_for({date(2026, 12, 29): "the partnership's winter closure"})
    assert closed.add(date(2026, 12, 24), 2) == date(2026, 12, 31)
    assert "Tuesday 29 December is the partnership's winter closure" in str(
        closed.working(date(2026, 12, 24), 2)
    )
    assert calendar_for({}).is_working(date(2026, 12, 29))


def test_a_closure_does_not_rename_a_bank_holiday() -> None:
    closed = calendar_for({date(2026, 12, 25): "winter closure"})
    assert closed.holidays[date(2026, 12, 25)] == "Christmas Day"


def test_now_is_the_machines_instant_in_utc() -> None:
    before = datetime.now(UTC)
    instant = now()
    assert before <= instant <= datetime.now(UTC)
    assert instant.utcoffset() == timedelta(0)


def test_the_clock_can_be_set_and_is_put_back() -> None:
    later = SET + timedelta(days=1)
    with at(SET):
        assert now() == SET
        with at(later):
            assert now() == later
        assert now() == SET
    assert now() != SET


def test_the_clock_is_put_back_after_an_error() -> None:
    with pytest.raises(LookupError), at(SET):
        raise LookupError
    assert now() != SET


def test_the_clock_is_set_in_utc_whatever_zone_it_was_given_in() -> None:
    with at(SET.astimezone(timezone(timedelta(hours=9)))):
        assert now() == SET
        assert now().utcoffset() == timedelta(0)


def test_the_clock_refuses_an_instant_without_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"), at(SET.replace(tzinfo=None)):
        pass


def test_another_thread_keeps_the_machines_clock() -> None:
    with at(SET), ThreadPoolExecutor(1) as pool:
        assert pool.submit(now).result() != SET


@pytest.fixture
def clock(tmp_path: Path) -> Iterator[Path]:
    """The file of a practice clock, which is not there yet."""
    follow(tmp_path / "clock")
    yield tmp_path / "clock"
    follow(None)


def _write(clock: Path, seconds: int) -> None:
    fresh = clock.with_name("fresh")
    fresh.write_text(f"{seconds}\n")
    fresh.replace(clock)


def _ahead() -> int:
    return round((now() - datetime.now(UTC)).total_seconds())


def test_a_practice_clock_is_the_machines_until_it_is_moved(clock: Path) -> None:
    assert (_ahead(), moved()) == (0, None)


def test_a_practice_clock_is_followed_each_time_it_is_moved(clock: Path) -> None:
    for days in (1, 5, 40):
        _write(clock, days * 86400)
        assert _ahead() == days * 86400
        assert moved()
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(_ahead).result() == 40 * 86400


def test_a_practice_clock_never_runs_behind_the_machines(clock: Path) -> None:
    _write(clock, -86400)
    assert (_ahead(), moved()) == (0, None)


def test_an_instant_that_was_set_is_itself_whatever_the_practice_clock(clock: Path) -> None:
    _write(clock, 86400)
    with at(SET):
        assert now() == SET


def test_a_clock_that_is_no_longer_followed_moves_nothing(clock: Path) -> None:
    _write(clock, 86400)
    follow(None)
    assert (_ahead(), moved()) == (0, None)
