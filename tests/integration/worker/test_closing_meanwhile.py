"""A day that is closed while the worker is away, or while a case is sent on: no due date is left a day short."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from portal.agencies.actions import closures
from portal.escalations.actions import office
from portal.escalations.jobs import seen_by_the_office
from portal.infra.verification import verify
from portal.protocol.deadlines import Clock
from tests.integration.worker.days import Days
from tests.partnership import as_owner
from tests.way import Way

MONDAY = "2026-11-23"
SNOW = date(2026, 12, 2)
SHORT, RIGHT = date(2026, 12, 7), date(2026, 12, 8)
"""When a reply to a case that is sent on on the Monday is due, without the snow and with it."""


@pytest.fixture
def submitted(way: Way, days: Days) -> Way:
    """A case to be sent on."""
    with days.at(MONDAY):
        way.submitted()
    days.work(MONDAY, 9)
    return way


def _close(way: Way) -> None:
    way.do(way.officer, closures.close, day=SNOW, reason="snow")


def _reopen(way: Way) -> None:
    way.do(way.officer, closures.reopen, day=SNOW)


def _due(way: Way) -> date:
    (found,) = [
        one.deadline for one in way.see(way.officer).deadlines if one.deadline.clock is Clock.RESPONSE
    ]
    return found.due_on


def test_decision_5_a_day_taken_back_and_closed_again_while_the_worker_was_away_moves_what_began_meanwhile(
    submitted: Way, days: Days
) -> None:
    with days.at(MONDAY, 9):
        _close(submitted)
    days.work(MONDAY, 10)
    with days.at(MONDAY, 11):
        _reopen(submitted)
        submitted.sent_on()
        _close(submitted)
    assert _due(submitted) == SHORT
    days.work(MONDAY, 12)
    assert _due(submitted) == RIGHT
    assert verify(submitted.partnership.logins.owner_url).faults == ()


def test_a_day_that_stayed_closed_is_worked_out_once(submitted: Way, days: Days) -> None:
    with days.at(MONDAY, 9):
        submitted.sent_on()
        _close(submitted)
    days.work(MONDAY, 10)
    with days.at(MONDAY, 11), days.carrier.reading(seen_by_the_office(days.carrier)) as session:
        assert closures.newly_off(session) == {}


def test_a_day_closed_while_a_case_is_sent_on_moves_its_date(submitted: Way, days: Days) -> None:
    """The case is not there to be found yet, nor the day to be counted with: closing it waits for the case."""
    version, to = submitted.version(submitted.officer), [submitted.responder.membership]
    with ThreadPoolExecutor(1) as beside, days.at(MONDAY, 10), _working(submitted) as session:
        office.forward(session, submitted.officer, submitted.reference, version=version, to=to)
        closing = beside.submit(_on_the_monday, days, lambda: _close(submitted))
        _wait_until_blocked(submitted)
        days.work(MONDAY, 11)
    closing.result(timeout=10)
    assert _due(submitted) == SHORT
    days.work(MONDAY, 12)
    assert _due(submitted) == RIGHT


def test_a_case_sent_on_while_a_day_is_closed_counts_with_it(submitted: Way, days: Days) -> None:
    with ThreadPoolExecutor(1) as beside, days.at(MONDAY, 10), _working(submitted) as session:
        closures.close(session, submitted.officer, day=SNOW, reason="snow")
        sending = beside.submit(_on_the_monday, days, submitted.sent_on)
        _wait_until_blocked(submitted)
    sending.result(timeout=10)
    assert _due(submitted) == RIGHT


def test_a_case_that_is_held_for_long_lets_no_closure_wait_before_all_others(
    submitted: Way, days: Days
) -> None:
    """Whoever waits to close a day keeps every other case waiting, so it gives up after seconds."""
    with days.at(MONDAY, 10), _working(submitted) as holding:
        closures.stand_still(holding)
        with pytest.raises(OperationalError, match="lock timeout"):
            _close(submitted)


def _working(way: Way) -> AbstractContextManager[Session]:
    return way.partnership.database.work(way.partnership.context(way.officer))


def _on_the_monday(days: Days, what: Callable[[], object]) -> None:
    with days.at(MONDAY, 10):
        what()


def _wait_until_blocked(way: Way) -> None:
    waiting = text(
        "select count(*) from pg_stat_activity"
        " where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0"
    )
    for _ in range(500):
        with as_owner(way.partnership.logins) as watcher:
            if watcher.scalar(waiting):
                return
            watcher.execute(text("select pg_sleep(0.01)"))
    raise AssertionError("The one beside never came to wait.")
