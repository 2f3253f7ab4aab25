"""The packer as the worker starts it, and the letter that says that a pack is ready."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import text

from portal.config import Settings
from portal.demo import ports
from portal.demo.mailbox import Sink, Store
from portal.executive import actions
from portal.executive.packs.contents import Kind
from portal.infra.db import Database
from portal.worker import carrying
from tests.integration.packs.written import IDENTITY, PEOPLE_NAMED, Written
from tests.integration.worker.post import mail, to, words
from tests.partnership import as_owner

NAMES = ("database_url", "redis_url", "smtp_url", "base_url", "secret_key", "mail_from")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


@pytest.fixture
def settings(case: Written, store: Store, valkey: str) -> Iterator[Settings]:
    port = ports.free()
    sink = Controller(Sink(store), hostname="127.0.0.1", port=port)
    sink.start()
    yield Settings(
        database_url=case.partnership.logins.worker_url,
        redis_url=valkey,
        smtp_url=f"smtp://127.0.0.1:{port}",
        base_url="https://portal.example",
        secret_key="test",
        mail_from="no-reply@portal.example",
    )
    sink.stop()


@pytest.fixture
def worker(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """`portal worker`, as it is run."""
    given = {name.upper(): getattr(settings, name) for name in NAMES}
    running = subprocess.Popen([sys.executable, "-m", "portal", "worker"], env={**os.environ, **given})
    yield running
    running.kill()
    running.wait()


def _eventually(holds: Callable[[], bool], *, seconds: float = 90) -> bool:
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        threading.Event().wait(0.05)
    return holds()


def test_the_worker_builds_what_waits_and_ends_gently(case: Written, worker: subprocess.Popen[bytes]) -> None:
    packs = [case.asks(case.member), case.asks(case.member, Kind.LEARNING)]
    assert _eventually(lambda: all(case.row(pack).state == "ready" for pack in packs))
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=20) == 0


def test_a_packer_that_died_is_started_again_and_the_heart_beats_on(
    case: Written, worker: subprocess.Popen[bytes]
) -> None:
    first = case.asks(case.member)
    assert _eventually(lambda: case.row(first).state == "ready")
    os.kill(_packer(worker.pid), signal.SIGKILL)
    second = case.asks(case.member, Kind.LEARNING)
    assert _eventually(lambda: case.row(second).state == "ready")
    assert worker.poll() is None


def _packer(pid: int) -> int:
    """Of the worker's children, the one started last: the listener comes first."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    spawned = [int(one) for one in children if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]
    assert len(spawned) == 2
    return max(spawned)


def test_who_asked_is_told_by_a_letter_with_the_reference_alone(
    case: Written, builder: Database, settings: Settings, store: Store
) -> None:
    case.reviewed()
    case.built(builder, case.asks(case.member))
    case.built(builder, case.asks(case.officer, Kind.LEARNING))
    _carry_packs(case, settings)
    told = {str(one["To"]): words(one) for one in mail(store)}
    assert set(told) == {
        "member@executive.example",
        "officer@business_unit.example",
        "reader@learning.example",
    }
    assert "the referral pack for the Executive is ready" in told["member@executive.example"]
    address = f"/packs/{case.reference}/learning"
    assert address in told["reader@learning.example"] or "invitation" in told["reader@learning.example"]
    said = " ".join(told.values())
    assert [one for one in (*IDENTITY, *PEOPLE_NAMED) if one in said] == []


def test_who_may_no_longer_have_it_is_not_told(
    case: Written, builder: Database, settings: Settings, store: Store
) -> None:
    case.built(builder, case.asks(case.member))
    case.do(case.member, actions.declare, case.reference, interests=["managed"], words="w")
    _carry_packs(case, settings)
    assert to(store, "member@executive.example") == []


def _carry_packs(case: Written, settings: Settings) -> None:
    """The worker carries what the outbox holds about packs."""
    with as_owner(case.partnership.logins) as session:
        rows = session.scalars(
            text("select id from portal.outbox where kind = 'pack' and sent_at is null")
        ).all()
    database = Database(settings.database_url, pool_size=3)
    for row in rows:
        carrying.carry_with(database, settings, row)
    database.engine.dispose()
