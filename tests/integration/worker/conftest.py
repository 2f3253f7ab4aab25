"""A small partnership with one case, a real mail server to write to, and the worker's own login."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from portal.config import Settings
from portal.demo import ports
from portal.demo.mailbox import Sink, Store
from portal.infra.db import Database
from tests import partnership
from tests.engines import Logins
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
