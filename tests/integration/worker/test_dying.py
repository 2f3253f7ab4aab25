"""Rows whose worker is killed at each attempt, and so never says why: given up by the clock, and shown (P5)."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from portal.business_unit import queries_worker
from portal.config import Settings
from portal.escalations.actions.attachments import SCAN
from portal.escalations.notices import EMAIL
from portal.infra import calendar, outbox
from portal.infra.db import Database
from portal.infra.outbox import BACKOFF, DIED, TRIED_FOR, Outcome, Taken
from portal.protocol.actors import Role
from portal.protocol.clock import LONDON
from portal.worker import carrying, periodic
from portal.worker.beating import beat
from tests.partnership import as_owner
from tests.way import Way

NOON = datetime(2026, 11, 24, 12, tzinfo=LONDON)
OVER = TRIED_FOR + BACKOFF[-1]
"""How long after its first attempt a row is given up that never said why."""
MOMENT = timedelta(minutes=1)

Work = Callable[[timedelta], None]


def _killed(_database: Database, _settings: Settings, _taken: Taken) -> Outcome:
    """As when the process is ended from outside: nothing after the row was taken up is done."""
    raise SystemExit


@pytest.fixture
def dies(way: Way, carrier: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Work:
    """The Business Unit is asked by two e-mails. At an hour all that may be is tried, and the worker is killed."""
    with calendar.at(NOON):
        way.submitted()
    monkeypatch.setattr(carrying, "CARRIERS", {**carrying.CARRIERS, EMAIL: _killed, SCAN: _killed})

    def tried(after: timedelta) -> None:
        with calendar.at(NOON + after):
            for row in carrying._waiting(carrier, timedelta()):
                with suppress(SystemExit):
                    carrying.carry_with(carrier, settings, row)

    return tried


def _give_up(carrier: Database, settings: Settings, after: timedelta) -> str:
    with calendar.at(NOON + after):
        return periodic.give_up_dead(carrier, settings)


def _rows(way: Way, kind: str = EMAIL) -> list[Any]:
    asked = text("select * from portal.outbox where kind = :kind order by created_at, id")
    with as_owner(way.partnership.logins) as session:
        return list(session.execute(asked, {"kind": kind}))


def _undelivered(way: Way) -> list[tuple[str, list[str]]]:
    told = text("select payload ->> 'whom', agencies from portal.history where event = 'undelivered'")
    with as_owner(way.partnership.logins) as session:
        return sorted(map(tuple, session.execute(told)))


def test_a_row_whose_worker_is_killed_each_time_is_given_up_after_72_hours_and_the_longest_wait(
    way: Way, carrier: Database, settings: Settings, dies: Work
) -> None:
    passed = timedelta()
    while passed < OVER:
        dies(passed)
        assert not _give_up(carrier, settings, passed)
        passed = _rows(way)[0].not_before - NOON
    assert not _give_up(carrier, settings, OVER - MOMENT)
    assert _give_up(carrier, settings, OVER) == "2 given up whose worker died each time"
    assert [(row.failed_at, row.last_error) for row in _rows(way)] == [(NOON + OVER, DIED)] * 2
    assert not _give_up(carrier, settings, OVER + TRIED_FOR)


def test_it_is_shown_to_the_business_unit_and_its_button_gives_it_all_its_time_again(
    way: Way, carrier: Database, settings: Settings, dies: Work
) -> None:
    dies(timedelta())
    dies(TRIED_FOR)
    _give_up(carrier, settings, OVER)
    office = way.partnership.context(way.officer)
    with calendar.at(NOON + OVER), way.partnership.database.work(office) as session:
        shown = queries_worker.given_up(session)
        assert [(one.what, one.reference, one.error) for one in shown] == [
            ("E-mail that asks for something", way.reference, "The worker ended before it could say why")
        ] * 2
        assert outbox.try_again(session, shown[0].id)
    dies(OVER + MOMENT)
    assert not _give_up(carrier, settings, OVER + MOMENT + TRIED_FOR)


def test_the_heartbeat_does_so_and_the_history_says_whom_no_e_mail_could_reach(
    way: Way, carrier: Database, settings: Settings, dies: Work
) -> None:
    dies(timedelta())
    dies(TRIED_FOR)
    with calendar.at(NOON + OVER):
        beat(carrier, settings)
        assert [row.failed_at for row in _rows(way)] == [NOON + OVER] * 2
        carrying.sweep(carrier, settings)
    assert _undelivered(way) == [
        ("business_unit manager, The business_unit", []),
        ("business_unit officer, The business_unit", []),
    ]


def test_what_waited_for_a_worker_meanwhile_is_tried_before_it_is_given_up(
    way: Way, carrier: Database, settings: Settings, dies: Work
) -> None:
    dies(timedelta())
    assert not _give_up(carrier, settings, OVER)
    dies(OVER + MOMENT)
    assert _give_up(carrier, settings, OVER + 2 * MOMENT)


def test_what_somebody_holds_is_not_given_up(
    way: Way, carrier: Database, settings: Settings, dies: Work
) -> None:
    dies(timedelta())
    dies(TRIED_FOR)
    held, free = _rows(way)
    with carrier.holding(f"outbox {held.id}") as lock:
        assert lock
        _give_up(carrier, settings, OVER)
        assert [row.failed_at is None for row in _rows(way)] == [True, False]
    _give_up(carrier, settings, OVER)
    assert {row.id for row in _rows(way) if row.failed_at} == {held.id, free.id}


def test_what_was_told_or_dropped_or_put_off_is_not_given_up(
    way: Way, carrier: Database, settings: Settings, dies: Work
) -> None:
    dies(timedelta())
    dies(TRIED_FOR)
    told, put_off = _rows(way)
    with calendar.at(NOON + TRIED_FOR), carrier.work() as session:
        outbox.put_down(session, told.id, outbox.TOLD)
        outbox.put_down(session, put_off.id, outbox.later(NOON + 2 * TRIED_FOR))
    assert not _give_up(carrier, settings, OVER)


@pytest.mark.parametrize("killed", [True, False])
def test_a_scan_given_up_is_no_e_mail_that_could_not_be_delivered(
    way: Way, carrier: Database, settings: Settings, dies: Work, monkeypatch: pytest.MonkeyPatch, killed: bool
) -> None:
    """It too names a case and a person, who attached the file; the history tells of letters alone."""
    with as_owner(way.partnership.logins) as session:
        session.execute(text("update portal.outbox set kind = 'scan'"))
    if not killed:
        monkeypatch.setattr(carrying, "CARRIERS", {SCAN: lambda *_: 1 / 0})
    for after in (timedelta(), TRIED_FOR):
        if killed:
            dies(after)
        else:
            with calendar.at(NOON + after):
                carrying.sweep(carrier, settings)
    _give_up(carrier, settings, OVER)
    with calendar.at(NOON + OVER):
        carrying.sweep(carrier, settings)
    assert [row.failed_at is not None for row in _rows(way, SCAN)] == [True, True]
    assert _undelivered(way) == []


def test_whose_name_the_history_keeps_is_asked_again(
    way: Way, carrier: Database, settings: Settings, dies: Work
) -> None:
    """Who holds no role any more when the note is written is not named: there is nobody to name."""
    dies(timedelta())
    dies(TRIED_FOR)
    _give_up(carrier, settings, OVER)
    end = text("update portal.membership_role set ended_at = now() where membership_id = :who")
    with as_owner(way.partnership.logins) as session:
        session.execute(end, {"who": way.partnership.who("business_unit", Role.MANAGER).membership})
    with calendar.at(NOON + OVER):
        carrying.sweep(carrier, settings)
    assert _undelivered(way) == [("business_unit officer, The business_unit", [])]
