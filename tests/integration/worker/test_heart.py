"""The heartbeat and its processes: it beats on whatever it met, and leaves nobody behind."""

import logging
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from redis import Redis
from sqlalchemy import text

from portal.config import Settings
from portal.demo.mailbox import Store
from portal.infra import calendar
from portal.infra.db import Database
from portal.protocol.clock import LONDON
from portal.worker import beating
from portal.worker.periodic import PERIODIC, Periodic, claim
from tests.integration.worker.days import LOCKED
from tests.integration.worker.post import mail
from tests.partnership import as_owner
from tests.way import Way

NOON = datetime(2026, 11, 24, 12, tzinfo=LONDON)
NAMES = ("database_url", "redis_url", "smtp_url", "base_url", "secret_key", "mail_from")


@pytest.fixture
def given(settings: Settings) -> dict[str, str]:
    """The settings as a process of the worker's reads them."""
    return {name.upper(): getattr(settings, name) for name in NAMES}


@pytest.fixture
def beats(given: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[list[BaseException | None]]:
    """What each beat raises in turn; after the last, the worker is told to stop."""
    raised: list[BaseException | None] = []

    def run(_database: Database, _settings: Settings) -> str:
        error = raised.pop(0)
        if not raised:
            os.kill(os.getpid(), signal.SIGTERM)
        if error:
            raise error
        return "what it was to do"

    for name, value in given.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(beating, "BEAT_SECONDS", 0.01)
    monkeypatch.setattr(beating, "PERIODIC", (Periodic("Do it", timedelta(), run),))
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield raised
    for number, handler in before.items():
        signal.signal(number, handler)


def _kept(way: Way) -> list[tuple[str, str, int]]:
    with as_owner(way.partnership.logins) as session:
        return [
            tuple(row) for row in session.execute(text("select did, error, failures from portal.periodic"))
        ]


def test_the_heart_beats_on_after_an_unexpected_error(
    way: Way, beats: list[BaseException | None], caplog: pytest.LogCaptureFixture
) -> None:
    beats += [ValueError("Test Child"), ValueError("Test Child"), None]
    assert beating.main() == 0
    assert [one.getMessage() for one in caplog.records if one.levelno == logging.WARNING] == [
        "Do it: to be done again (ValueError)"
    ] * 2
    assert "Test Child" not in caplog.text
    assert multiprocessing.active_children() == []
    assert _kept(way) == [("what it was to do", "", 0)]


def test_what_failed_is_kept_with_its_kind_alone(way: Way, beats: list[BaseException | None]) -> None:
    beats += [None, ValueError("Test Child"), ValueError("Test Child")]
    beating.main()
    assert _kept(way) == [("what it was to do", "ValueError", 2)]


def test_the_listener_ends_with_the_worker_whatever_ends_it(beats: list[BaseException | None]) -> None:
    beats += [KeyboardInterrupt(), None]
    with pytest.raises(KeyboardInterrupt):
        beating.main()
    assert multiprocessing.active_children() == []


def test_each_work_runs_as_often_as_the_table_says(way: Way, carrier: Database, settings: Settings) -> None:
    for _ in range(2):
        beating.beat(carrier, settings)
    with as_owner(way.partnership.logins) as session:
        names = session.scalars(text("select name from portal.periodic")).all()
        session.execute(text("update portal.periodic set began_at = now() - interval '90 minutes'"))
    beating.beat(carrier, settings)
    assert set(names) == {work.name for work in PERIODIC}
    with as_owner(way.partnership.logins) as session:
        lately = "select name from portal.periodic where began_at > now() - interval '1 hour'"
        again = session.scalars(text(lately))
        assert set(again) == {work.name for work in PERIODIC if work.every <= timedelta(hours=1)}


@pytest.mark.parametrize(
    ("began", "runs"),
    [(timedelta(), False), (timedelta(minutes=-59), False), (timedelta(hours=-1), True),
     (timedelta(seconds=1), True), (timedelta(days=400), True)],
)  # fmt: skip
def test_a_clock_that_was_ahead_keeps_no_work_from_being_done(
    way: Way, carrier: Database, began: timedelta, runs: bool
) -> None:
    """A work that a clock set ahead began in what is the future now would else wait until then."""
    work = Periodic("Do it", timedelta(hours=1), lambda *_: "")
    with calendar.at(NOON + began):
        assert claim(carrier, work)
    with calendar.at(NOON):
        assert claim(carrier, work) is runs


def test_a_case_that_somebody_has_locked_stops_no_heart(
    way: Way, carrier: Database, settings: Settings
) -> None:
    """What is due of it is sent a beat later; every other work is done meanwhile."""
    with calendar.at(NOON):
        way.forwarded()
    with calendar.at(NOON + timedelta(days=30)), as_owner(way.partnership.logins) as session:
        session.execute(LOCKED)
        beating.beat(carrier, settings)
    assert _failures(way) == {work.name: work.name == "Send what is due" for work in PERIODIC}
    with calendar.at(NOON + timedelta(days=30, seconds=10)):
        beating.beat(carrier, settings)
    assert not any(_failures(way).values())


def _failures(way: Way) -> dict[str, bool]:
    """Each periodic work, and whether it failed when it last ran."""
    with as_owner(way.partnership.logins) as session:
        rows = session.execute(
            text("select name, failures > 0 as failed from portal.periodic where ended_at is not null")
        )
        return {row.name: row.failed for row in rows}


@contextmanager
def _running(given: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    running = subprocess.Popen([sys.executable, "-m", "portal", "worker"], env={**os.environ, **given})
    try:
        yield running
    finally:
        running.kill()
        running.wait()


def _children(pid: int) -> list[int]:
    """The processes started by one, less the one that tracks what multiprocessing shares."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [
        int(child)
        for child in text.split()
        if "spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes().decode()
    ]


def _eventually(holds: Callable[[], bool], *, seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        threading.Event().wait(0.05)
    return holds()


def test_a_worker_killed_outright_leaves_no_child_behind(given: dict[str, str], settings: Settings) -> None:
    with _running(given) as worker:
        assert _eventually(lambda: len(_children(worker.pid)) == 2)
        listener_and_packer = _children(worker.pid)
        marks = Redis.from_url(settings.redis_url)
        assert _eventually(lambda: marks.scard("rq:workers") == 1)
    assert _eventually(lambda: not any(Path(f"/proc/{one}").exists() for one in listener_and_packer))


def test_without_a_bell_the_worker_sends_what_waits(
    way: Way, given: dict[str, str], settings: Settings, store: Store
) -> None:
    """Nobody rings for these two letters: the heartbeat finds them, and a child of it carries them."""
    way.submitted()
    with _running({**given, "REDIS_URL": "redis://127.0.0.1:1/0"}):
        assert _eventually(lambda: len(mail(store)) == 2)
