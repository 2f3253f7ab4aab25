"""The life of an outbox row: taken by one, tried again with the same Message-ID, given up after 72 hours."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.config import Settings
from portal.demo import ports
from portal.demo.mailbox import Store
from portal.infra import calendar, outbox
from portal.infra.db import Database, Held
from portal.infra.outbox import BACKOFF, TOLD, TRIED_FOR, Outcome, Taken
from portal.protocol.clock import LONDON
from portal.worker import carrying
from tests.partnership import as_owner
from tests.way import Way

NOON = datetime(2026, 11, 24, 12, tzinfo=LONDON)


@pytest.fixture
def no_mail(settings: Settings) -> Settings:
    """Nobody listens where the mail server should be."""
    return replace(settings, smtp_url=f"smtp://127.0.0.1:{ports.free()}")


def _rows(way: Way) -> list[Any]:
    with as_owner(way.partnership.logins) as session:
        return list(session.execute(text("select * from portal.outbox order by created_at, id")))


def _submitted(way: Way) -> None:
    """One e-mail waits for each of two people of the Business Unit."""
    with calendar.at(NOON):
        way.submitted()


def _sweep(carrier: Database, settings: Settings, after: timedelta) -> int:
    with calendar.at(NOON + after):
        return carrying.sweep(carrier, settings)


def _given_up(carrier: Database, no_mail: Settings) -> None:
    for passed in (timedelta(), TRIED_FOR):
        assert _sweep(carrier, no_mail, passed) == 2


def test_a_message_that_could_not_be_handed_over_is_tried_again_later_and_later(
    way: Way, carrier: Database, no_mail: Settings
) -> None:
    _submitted(way)
    passed, waits = timedelta(), []
    for _ in range(len(BACKOFF) + 2):
        assert _sweep(carrier, no_mail, passed) == 2
        assert _sweep(carrier, no_mail, passed) == 0
        wait = _rows(way)[0].not_before - (NOON + passed)
        waits.append(wait)
        passed += wait
    assert waits == [*BACKOFF, BACKOFF[-1], BACKOFF[-1]]
    assert all("ConnectionRefusedError" in row.last_error for row in _rows(way))


def test_after_72_hours_it_is_given_up_and_not_before(way: Way, carrier: Database, no_mail: Settings) -> None:
    _submitted(way)
    _sweep(carrier, no_mail, timedelta())
    _sweep(carrier, no_mail, TRIED_FOR - timedelta(seconds=1))
    assert [row.failed_at for row in _rows(way)] == [None, None]
    _sweep(carrier, no_mail, TRIED_FOR + timedelta(minutes=1))
    assert [row.failed_at for row in _rows(way)] == [NOON + TRIED_FOR + timedelta(minutes=1)] * 2
    assert _sweep(carrier, no_mail, TRIED_FOR * 2) == 0


def test_a_row_that_waited_long_for_a_worker_has_all_its_time(
    way: Way, carrier: Database, no_mail: Settings
) -> None:
    _submitted(way)
    _sweep(carrier, no_mail, TRIED_FOR * 2)
    assert [row.failed_at for row in _rows(way)] == [None, None]


def test_what_was_given_up_is_tried_again_for_as_long_when_the_business_unit_asks(
    way: Way, carrier: Database, settings: Settings, no_mail: Settings, store: Store
) -> None:
    _submitted(way)
    _given_up(carrier, no_mail)
    first, second = _rows(way)
    context = way.partnership.context(way.officer)
    with calendar.at(NOON + TRIED_FOR * 2), way.partnership.database.work(context) as session:
        assert outbox.try_again(session, first.id)
        assert not outbox.try_again(session, UUID(int=5))
    assert _sweep(carrier, no_mail, TRIED_FOR * 2 + timedelta(minutes=1)) == 1
    assert _sweep(carrier, settings, TRIED_FOR * 3 - timedelta(minutes=1)) == 1
    assert [row.sent_at is not None for row in sorted(_rows(way), key=lambda row: row.id == second.id)] == [
        True,
        False,
    ]
    assert len(list(store.folder.glob("*.eml"))) == 1


def test_p5_the_history_says_whom_no_e_mail_could_reach(
    way: Way, carrier: Database, no_mail: Settings
) -> None:
    _submitted(way)
    _given_up(carrier, no_mail)
    with as_owner(way.partnership.logins) as session:
        told = session.execute(
            text("select payload, agencies from portal.history where event = 'undelivered'")
        )
        assert sorted((row.payload["whom"], row.agencies) for row in told) == [
            ("business_unit manager, The business_unit", []),
            ("business_unit officer, The business_unit", []),
        ]


def test_an_agency_cannot_have_anything_tried_again(way: Way, carrier: Database, no_mail: Settings) -> None:
    _submitted(way)
    _given_up(carrier, no_mail)
    (row, _) = _rows(way)
    with way.partnership.database.work(way.partnership.context(way.manager)) as session:
        assert not outbox.try_again(session, row.id)


def test_a_message_sent_twice_has_one_message_id(
    way: Way, carrier: Database, settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one place where a message can be doubled: the server took it, and we died before our commit."""
    _submitted(way)

    def dies(_session: Session, _row: UUID, _outcome: Outcome) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "put_down", dies)
        with pytest.raises(SystemExit), calendar.at(NOON):
            carrying.sweep(carrier, settings)
    assert _sweep(carrier, settings, timedelta(seconds=5)) == 1
    assert _sweep(carrier, settings, BACKOFF[0]) == 1
    letters = [path.read_text() for path in store.folder.glob("*.eml")]
    assert len(letters) == 3
    ids = [line for letter in letters for line in letter.splitlines() if line.startswith("Message-ID")]
    assert len(set(ids)) == 2


@contextmanager
def _being_carried(
    way: Way, carrier: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """The first row is in somebody's hands for as long as the block lasts."""
    begun, go_on = threading.Event(), threading.Event()

    def stopped(_database: Database, _settings: Settings, _taken: Taken) -> Outcome:
        begun.set()
        assert go_on.wait(30)
        return TOLD

    row = _rows(way)[0].id
    with monkeypatch.context() as patch:
        patch.setattr(carrying, "CARRIERS", {"email": stopped})

        def carry() -> None:
            with calendar.at(NOON):
                carrying.carry_with(carrier, settings, row)

        worker = threading.Thread(target=carry)
        worker.start()
        assert begun.wait(30)
    yield
    go_on.set()
    worker.join(30)


def test_a_row_that_somebody_carries_is_left_alone_however_long_it_takes(
    way: Way, carrier: Database, settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that was stopped in the middle still has its row when it goes on, after any time."""
    _submitted(way)
    other = Database(settings.database_url, pool_size=3)
    with _being_carried(way, carrier, settings, monkeypatch):
        for passed in (timedelta(), timedelta(minutes=5), timedelta(hours=80)):
            with calendar.at(NOON + passed):
                carrying.sweep(other, settings)
        assert [row.sent_at is not None for row in _rows(way)] == [False, True]
    other.engine.dispose()
    assert [row.sent_at is not None for row in _rows(way)] == [True, True]
    assert len(list(store.folder.glob("*.eml"))) == 1


def test_who_dies_lets_go_of_the_row(way: Way, carrier: Database, settings: Settings) -> None:
    _submitted(way)
    row = _rows(way)[0].id
    dead = Database(settings.database_url, pool_size=3)
    with dead.holding(f"outbox {row}") as lock:
        assert lock is not None
        with carrier.holding(f"outbox {row}") as second:
            assert second is None
        _end_connections(settings)
    fresh = Database(settings.database_url, pool_size=3)
    with fresh.holding(f"outbox {row}") as third:
        assert third is not None
    for one in (dead, fresh):
        one.engine.dispose()


def test_who_lost_the_lock_sends_nothing(
    way: Way, carrier: Database, settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database went away between taking the row and sending: somebody else may have it by now."""
    _submitted(way)
    take = outbox.take

    def loses(session: Session, row: UUID, lock: Held, *, host: str) -> tuple[str, Taken] | None:
        taken = take(session, row, lock, host=host)
        session.commit()
        _end_connections(settings)
        return taken

    monkeypatch.setattr(outbox, "take", loses)
    with calendar.at(NOON):
        carrying.carry_with(carrier, settings, _rows(way)[0].id)
    assert list(store.folder.glob("*.eml")) == []
    assert _rows(way)[0].sent_at is None


def _end_connections(settings: Settings) -> None:
    """As when the database is restarted: every other connection of the worker's is gone."""
    end = (
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
        " where usename = current_user and datname = current_database() and pid <> pg_backend_pid()"
    )
    with psycopg.connect(settings.database_url) as connection:
        connection.execute(end)
