"""How the worker moves the dates over a day off: written down once, by the heartbeat, and carried case by case."""

from datetime import date
from typing import cast

import pytest
from sqlalchemy import text

from portal.agencies.actions import closures
from portal.escalations.actions import holidays
from portal.escalations.jobs import move_dates
from portal.infra.outbox import Taken
from portal.worker import periodic
from portal.worker.beating import beat
from tests.integration.worker.closed_late import SNOW, close, due_date
from tests.integration.worker.days import LOCKED, Days
from tests.partnership import as_owner
from tests.way import Way


def test_broken_off_half_way_it_goes_on_where_it_was(
    sent: Way, days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The day is remembered as known last of all, so that a case that was not reached is found again."""
    with days.at("2026-12-01"):
        close(sent)
    with monkeypatch.context() as broken:
        broken.setattr(closures, "remember_days_off", lambda *_: 1 / 0)
        with as_owner(sent.partnership.logins) as session:
            session.execute(text("update portal.periodic set began_at = '2026-12-01 09:59'"))
        days.work("2026-12-01", 10)
    assert days.told("2026-12-01", 12) == []
    assert due_date(sent) == date(2026, 12, 8)


def test_the_heartbeat_waits_for_no_case_and_whoever_carries_a_row_does(reminded: Way, days: Days) -> None:
    _closed_by_the_owner(reminded)
    with days.at("2026-12-01"), as_owner(reminded.partnership.logins) as session:
        session.execute(LOCKED)
        beat(days.carrier, days.settings)
        assert _waiting(reminded) == 1
    assert due_date(reminded) == date(2026, 12, 7)
    days.work("2026-12-01", 10)
    assert due_date(reminded) == date(2026, 12, 8)


def test_a_row_whose_time_is_over_ends_there_and_is_no_fault_of_a_case(
    reminded: Way, days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    def takes_too_long(*_given: object) -> None:
        raise TimeoutError

    _closed_by_the_owner(reminded)
    monkeypatch.setattr(holidays, "work_out_again", takes_too_long)
    with days.at("2026-12-01"), pytest.raises(TimeoutError):
        move_dates(days.carrier, days.settings, cast(Taken, None))


def test_a_day_off_is_written_down_once_while_it_waits_and_no_more_when_it_is_known(
    sent: Way, days: Days
) -> None:
    _closed_by_the_owner(sent)
    for hour in (9, 11, 13):
        with days.at("2026-12-01", hour):
            periodic.follow_the_calendar(days.carrier, days.settings)
            assert _waiting(sent) == 1
    days.work("2026-12-01", 14)
    with days.at("2026-12-01", 16):
        assert periodic.follow_the_calendar(days.carrier, days.settings) == ""
    assert _waiting(sent) == 0


def _closed_by_the_owner(way: Way) -> None:
    """A day off that no page wrote down for the worker, as a newer calendar brings it."""
    with as_owner(way.partnership.logins) as session:
        session.execute(text("insert into portal.closure values (:day, 'snow')"), {"day": SNOW})


def _waiting(way: Way) -> int:
    with as_owner(way.partnership.logins) as session:
        rows = "select count(*) from portal.outbox where kind = :kind and sent_at is null"
        return int(session.execute(text(rows), {"kind": closures.DAYS_OFF}).scalar_one())
