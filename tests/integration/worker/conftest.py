"""A small partnership with one case, a real mail server to write to, and the worker's own login."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import text

from portal.config import Settings
from portal.demo import ports
from portal.demo.mailbox import Sink, Store
from portal.escalations.actions import office
from portal.infra.db import Database
from portal.protocol.actors import Role
from tests import partnership
from tests.engines import Logins
from tests.integration.worker.days import FORWARDED, Days
from tests.partnership import as_owner
from tests.way import Way


@pytest.fixture
def way(database: Logins) -> Iterator[Way]:
    people = partnership.build(database)
    yield Way(people)
    people.database.engine.dispose()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


@pytest.fixture
def settings(database: Logins, valkey: str, store: Store) -> Iterator[Settings]:
    port = ports.free()
    sink = Controller(Sink(store), hostname="127.0.0.1", port=port)
    sink.start()
    yield Settings(
        database_url=database.worker_url,
        redis_url=valkey,
        smtp_url=f"smtp://127.0.0.1:{port}",
        base_url="https://portal.example",
        secret_key="test",
        mail_from="no-reply@portal.example",
    )
    sink.stop()


@pytest.fixture
def carrier(database: Logins) -> Iterator[Database]:
    one = Database(database.worker_url, pool_size=3)
    yield one
    one.engine.dispose()


@pytest.fixture
def every_work_succeeds(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A periodic work that fails is only logged, so that the heart beats on: here it fails the test."""
    yield
    failed = [
        one.getMessage() for one in caplog.get_records("call") if "to be done again" in one.getMessage()
    ]
    assert not failed


@pytest.fixture
def days(way: Way, carrier: Database, settings: Settings, store: Store, every_work_succeeds: None) -> Days:
    """Days that pass for the worker. Each agency has confirmed its list lately, so that nobody is asked to."""
    with as_owner(way.partnership.logins) as session:
        session.execute(_CONFIRMED)
    return Days(carrier, settings, store)


@pytest.fixture
def sent(way: Way, days: Days) -> Way:
    """A case that was sent on, its first letters out."""
    with days.at(FORWARDED):
        way.forwarded()
    days.work(FORWARDED, 10)
    return way


@pytest.fixture
def reminded(sent: Way, days: Days) -> Way:
    """The case that was sent on, a week later: the first reminder is out."""
    days.work("2026-11-30")
    return sent


@pytest.fixture
def sent_to_two(way: Way, days: Days) -> Way:
    """A case that was sent on to two agencies, birch and cedar."""
    cedar = way.partnership.who("cedar", Role.SENIOR_MANAGER)
    with days.at(FORWARDED):
        way.submitted()
        to = [way.responder.membership, cedar.membership]
        way.do(way.officer, office.forward, way.reference, version=way.version(way.officer), to=to)
    days.work(FORWARDED, 10)
    return way


_CONFIRMED = text("""
    insert into portal.directory_confirmation (workspace_id, confirmed_by, confirmed_by_name, at)
    select w.id, m.id, 'somebody', '2026-11-20' from portal.workspace w
      join lateral (select id from portal.membership where workspace_id = w.id limit 1) m on true
    where w.kind = 'agency'
""")
