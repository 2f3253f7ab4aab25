"""Workers that race, that are stopped and go on, whose jobs go wrong; and what somebody put into Valkey."""

import pickle
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from redis import Redis
from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer

from portal.infra.bell import CARRY, QUEUE
from tests.faults import processes
from tests.faults.errand import Errand
from tests.faults.house import House
from tests.faults.processes import Processes
from tests.faults.proxy import Step, When
from tests.faults.sink import WELL, Manner
from tests.faults.stock import Stock

ONE_ROW_SECONDS = 6


@pytest.fixture(autouse=True)
def well_again(house: House) -> Iterator[None]:
    """What a test did to the house is undone; the next begins without a worker."""
    yield
    house.stop_workers()
    house.sink.manner = WELL
    house.watch(lambda step, when: True)


@pytest.fixture
def queue(house: House) -> Iterator[Queue]:
    """The bell's queue, past the proxies."""
    with Redis.from_url(house.valkey.url()) as connection:
        yield Queue(QUEUE, connection=connection, serializer=JSONSerializer)


def _ring(queue: Queue, row: UUID) -> None:
    queue.enqueue(CARRY, str(row), job_timeout=ONE_ROW_SECONDS, result_ttl=0)


def _until_heard(house: House, queue: Queue) -> None:
    house.wait("the queue is empty", lambda: len(queue) == 0, seconds=60)


# Two workers ----------------------------------------------------------------------------------------------


def test_a_bell_rung_a_hundred_times_for_two_workers_sends_one_letter(
    house: House, stock: Stock, queue: Queue
) -> None:
    house.sink.manner = Manner(slow_seconds=0.3)
    errand = Errand.of(stock, "forwarding")
    house.stop_workers()
    errand.run()
    for _ in range(100):
        _ring(queue, errand.rows[0])
    house.add_worker()
    house.add_worker()
    errand.settle()
    _until_heard(house, queue)
    errand.check()


def test_a_worker_stopped_while_it_sends_and_continued_sends_nothing_twice(
    house: House, stock: Stock, queue: Queue
) -> None:
    """Stopped before it hands the letter over, for longer than anybody would wait, beside a second worker.

    It hears of that letter alone: stopped with both in its hands, it would leave the second worker none.
    """
    errand = Errand.of(stock, "forwarding")
    house.stop_workers()
    errand.run()
    queue.empty()
    _ring(queue, errand.rows[0])
    first = house.add_worker()
    stopped: list[int] = []

    def stop(step: Step, when: When) -> bool:
        if step.name == "RCPT" and when is When.BEFORE and not stopped:
            stopped.extend(Processes.now().tree(first.process.pid))
            processes.send(stopped, signal.SIGSTOP)
        return True

    house.watch(stop)
    house.wait("the first worker is in the middle of a letter", lambda: bool(stopped))
    second = house.add_worker()
    try:
        errand.wait_for(1)
        for _ in range(3):
            house.ask("update portal.outbox set not_before = now() - interval '1 hour' where sent_at is null")
            for row in errand.rows:
                _ring(queue, row)
            _until_heard(house, queue)
        assert not second.ended()
    finally:
        processes.send(stopped, signal.SIGCONT)
    errand.settle()
    errand.wait_for(2)
    errand.check()


# Jobs that go wrong ---------------------------------------------------------------------------------------

_MADE = """
    insert into portal.outbox (id, kind, escalation_id, workspace_id, membership_id, payload, dedupe_key)
    values (%(id)s, %(kind)s, (select id from portal.escalation where reference = %(case)s),
            %(workspace)s, %(membership)s, '{}', %(kind)s || %(case)s)"""
_OF = "select last_error, attempts, sent_at, dropped_at, not_before > now() from portal.outbox where id = %(id)s"


def _choking(house: House, case: str, kind: str) -> UUID:
    """A row that only the test's own worker has a job for."""
    row, who = uuid4(), next(iter(house.partnership.people.values()))
    values: dict[str, Any] = {"id": row, "kind": kind, "case": case}
    house.ask(_MADE, **values, workspace=who.workspace, membership=who.membership)
    return row


@pytest.mark.parametrize(
    ("kind", "why"),
    [("raises", {"ValueError"}), ("never_ends", {"TimeoutError", "JobTimeoutException"}),
     ("eats_memory", {"MemoryError"})],
)  # fmt: skip
def test_a_job_that_goes_wrong_keeps_nobody_elses_letter(
    house: House, stock: Stock, queue: Queue, kind: str, why: set[str]
) -> None:
    errand = Errand.of(stock, "forwarding")
    house.stop_workers()
    row = _choking(house, errand.case, kind)
    _ring(queue, row)
    house.add_worker()
    house.wait("it was tried", lambda: house.ask(_OF, id=row)[0][1] >= 1)
    errand.run()
    errand.wait_for(2)
    house.wait("it was put down", lambda: house.ask(_OF, id=row)[0][0] in why)
    error, attempts, sent, dropped, later = house.ask(_OF, id=row)[0]
    assert attempts >= 1
    assert (sent, dropped) == (None, None)
    assert later, "It is tried again, and not at once."
    assert "Test Child" not in str(error)
    house.ask("update portal.outbox set dropped_at = now() where id = %(id)s", id=row)
    errand.settle()
    errand.check()


# What somebody put into Valkey ----------------------------------------------------------------------------


class _Planted:
    """A pickle that leaves a mark where it is read."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.mark,)


def test_a_job_that_names_os_system_is_not_run(
    house: House, stock: Stock, queue: Queue, tmp_path: Path
) -> None:
    mark = tmp_path / "mark"
    queue.enqueue("os.system", f"touch {mark}")
    _after_it_the_bell_is_heard(house, stock, queue)
    assert not mark.exists()


def test_a_pickle_is_not_read(house: House, stock: Stock, queue: Queue, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    job = Job.create(CARRY, args=[str(uuid4())], connection=queue.connection, serializer=JSONSerializer)
    queue.enqueue_job(job)
    queue.connection.hset(job.key, "data", pickle.dumps(_Planted(mark)))
    _after_it_the_bell_is_heard(house, stock, queue)
    assert not mark.exists()
    pickle.loads(pickle.dumps(_Planted(mark)))
    assert mark.exists(), "The pickle would have left its mark."


def test_a_job_for_another_case_tells_that_cases_own_people_once(
    house: House, stock: Stock, queue: Queue
) -> None:
    """A ring says nothing but which row: whom it is for, and whether it still is, stands in the database."""
    other = Errand.of(stock, "forwarding")
    house.stop_workers()
    other.run()
    for row in other.rows:
        _ring(queue, row)
    _after_it_the_bell_is_heard(house, stock, queue)
    other.settle()
    for row in other.rows:
        _ring(queue, row)
    _until_heard(house, queue)
    other.check()


def _after_it_the_bell_is_heard(house: House, stock: Stock, queue: Queue) -> None:
    errand = Errand.of(stock, "forwarding")
    if not house.workers:
        house.add_worker()
    errand.run()
    errand.settle()
    _until_heard(house, queue)
    errand.check()
