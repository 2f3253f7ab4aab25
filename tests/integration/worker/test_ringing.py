"""The bell and who listens to it: real Valkey, real RQ, and nothing but the allow-list."""

import threading
from pathlib import Path
from uuid import uuid4

import pytest
from redis import Redis
from rq import Queue
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer
from rq.webhook import Webhook

from portal.config import Settings
from portal.demo import ports
from portal.demo.mailbox import Store
from portal.infra.bell import CARRY, QUEUE, Bell
from portal.worker.listening import OutboxWorker, is_a_ring
from tests.integration.worker.post import mail
from tests.way import Way


def test_the_bell_rings_after_the_commit_and_a_lost_valkey_fails_nothing(
    way: Way, settings: Settings
) -> None:
    connection = Redis.from_url(settings.redis_url)
    way.partnership.database.ring = Bell(settings.redis_url)
    way.submitted()
    assert len(Queue(QUEUE, connection=connection, serializer=JSONSerializer)) == 2
    connection.close()
    way.partnership.database.ring = Bell(f"redis://127.0.0.1:{ports.free()}/0")
    Way(way.partnership).submitted()


def test_a_rung_job_is_carried_by_a_real_rq_worker(
    way: Way, settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("database_url", "redis_url", "smtp_url", "base_url", "secret_key", "mail_from"):
        monkeypatch.setenv(name.upper(), getattr(settings, name))
    way.partnership.database.ring = Bell(settings.redis_url)
    way.submitted()
    _burst(settings)
    assert len(mail(store)) == 2


def test_a_listener_told_to_stop_while_it_starts_does_not_begin(way: Way, settings: Settings) -> None:
    """As when its heartbeat was killed just then: nobody tells it a second time."""
    way.partnership.database.ring = Bell(settings.redis_url)
    way.submitted()
    connection = Redis.from_url(settings.redis_url)
    queue = Queue(QUEUE, connection=connection, serializer=JSONSerializer)
    worker = OutboxWorker([queue], connection=connection, serializer=JSONSerializer)
    worker.stopping = threading.Event()
    worker.stopping.set()
    assert not worker.work(max_idle_time=1)
    assert len(queue) == 2
    connection.close()


def _burst(settings: Settings) -> None:
    connection = Redis.from_url(settings.redis_url)
    queue = Queue(QUEUE, connection=connection, serializer=JSONSerializer)
    OutboxWorker([queue], connection=connection, serializer=JSONSerializer).work(burst=True)
    assert len(queue) == 0


@pytest.mark.parametrize(
    ("function", "arguments", "more"),
    [
        ("os.system", ["touch {mark}"], {}),
        ("pathlib.Path.touch", ["{mark}"], {}),
        (CARRY, ["not an outbox id"], {}),
        (CARRY, [str(uuid4()), "more"], {}),
        (CARRY, [str(uuid4())], {"on_success": "os.system"}),
        (CARRY, [str(uuid4())], {"on_failure": "os.system"}),
    ],
)
def test_what_is_not_a_ring_is_put_aside_unread(
    settings: Settings, tmp_path: Path, function: str, arguments: list[str], more: dict[str, str]
) -> None:
    mark = tmp_path / "mark"
    connection = Redis.from_url(settings.redis_url)
    queue = Queue(QUEUE, connection=connection, serializer=JSONSerializer)
    job = Job.create(
        function,
        args=[argument.format(mark=mark) for argument in arguments],
        connection=connection,
        serializer=JSONSerializer,
    )
    job._success_callback_name = more.get("on_success")
    job._failure_callback_name = more.get("on_failure")
    queue.enqueue_job(job)
    assert not is_a_ring(job)
    _burst(settings)
    assert not mark.exists()
    assert not Job.exists(job.id, connection=connection)


def test_a_callback_named_in_valkey_for_a_dead_job_is_not_called(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "mark"
    (tmp_path / "planted.py").write_text(
        f"from pathlib import Path\n\ndef leave(*_):\n    Path({str(mark)!r}).touch()\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    connection = Redis.from_url(settings.redis_url)
    job = Job.create(CARRY, args=[str(uuid4())], connection=connection, serializer=JSONSerializer)
    job._failure_callback_name = "planted.leave"
    job.save()
    connection.hset(job.key, "status", "started")
    connection.zadd(f"rq:wip:{QUEUE}", {f"{job.id}:execution": 1})
    _burst(settings)
    assert not mark.exists()


def test_a_job_with_a_webhook_is_no_ring(settings: Settings) -> None:
    connection = Redis.from_url(settings.redis_url)
    job = Job.create(CARRY, args=[str(uuid4())], connection=connection, serializer=JSONSerializer)
    job.webhooks = [Webhook("http://127.0.0.1:1/", JobStatus.FINISHED)]
    assert not is_a_ring(job)


def test_a_ring_is_a_ring(settings: Settings) -> None:
    connection = Redis.from_url(settings.redis_url)
    job = Job.create(CARRY, args=[str(uuid4())], connection=connection, serializer=JSONSerializer)
    assert is_a_ring(job)
