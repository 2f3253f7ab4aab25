"""The outbox carried: real PostgreSQL, real Valkey and RQ, real mail."""

import email
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message
from email.policy import default
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from aiosmtpd.controller import Controller
from redis import Redis
from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer
from sqlalchemy import text

from portal import worker
from portal.config import Settings
from portal.demo import ports
from portal.demo.mailbox import Sink, Store
from portal.escalations.actions import part_1, replies
from portal.infra.bell import CARRY, QUEUE, Bell
from portal.infra.db import Database
from portal.protocol.actors import Role
from portal.protocol.tasks import Ask
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
    one = Database(database.worker_url, pool_size=2)
    yield one
    one.engine.dispose()


def _mail(store: Store) -> list[Message]:
    return [
        email.message_from_bytes(path.read_bytes(), policy=default)
        for path in sorted(Path(store.folder).glob("*.eml"))
    ]


def _to(store: Store, address: str) -> list[Message]:
    return [one for one in _mail(store) if one["To"] == address]


def _text(message: Any) -> str:
    return str(message.get_content())


def _status(way: Way) -> dict[str, int]:
    owner = Database(way.partnership.logins.owner_url, pool_size=1)
    with owner.reading() as session:
        row = session.execute(
            text(
                "select count(sent_at) as sent, count(dropped_at) as dropped, count(last_error) as failed,"
                " count(*) as written from portal.outbox"
            )
        ).one()
    owner.engine.dispose()
    return dict(row._mapping)


def test_whoever_is_asked_has_one_plain_e_mail(
    way: Way, carrier: Database, settings: Settings, store: Store
) -> None:
    way.forwarded()
    worker.sweep(carrier, settings)
    worker.sweep(carrier, settings)
    (message,) = _to(store, "senior_manager@birch.example")
    assert message["Subject"] == f"{way.reference}: reply with Part 2"
    body = _text(message)
    assert f"https://portal.example/cases/{way.reference}" in body
    assert "by the end of" in body
    assert message.get_content_type() == "text/plain"
    assert _status(way)["sent"] == len(_mail(store))


def test_no_child_and_no_concern_is_in_any_e_mail(
    way: Way, carrier: Database, settings: Settings, store: Store
) -> None:
    way.resolved()
    worker.sweep(carrier, settings)
    for message in _mail(store):
        written = message.as_string()
        for secret in ("Test Child", "2019-02-03", "R-1", "threshold", "plan", "Two reports"):
            assert secret not in written


def test_who_never_signed_in_is_invited_to_the_case(
    way: Way, carrier: Database, settings: Settings, store: Store
) -> None:
    owner = Database(way.partnership.logins.owner_url, pool_size=1)
    with owner.work() as session:
        session.execute(text("set local role portal_owner"))
        session.execute(
            text("delete from portal.identity where person_id = :person"), {"person": way.responder.person}
        )
    owner.engine.dispose()
    way.forwarded()
    worker.sweep(carrier, settings)
    (message,) = _to(store, "senior_manager@birch.example")
    body = _text(message)
    assert "https://portal.example/invitation/" in body
    assert f"/cases/{way.reference}" not in body


def test_nobody_is_written_to_about_what_is_no_longer_asked(
    way: Way, carrier: Database, settings: Settings, store: Store
) -> None:
    way.forwarded()
    version = way.version(way.manager)
    way.do(way.manager, replies.withdraw, way.reference, version=version, reasons="Settled.")
    worker.sweep(carrier, settings)
    assert _mail(store) == []
    status = _status(way)
    assert (status["sent"], status["dropped"]) == (0, status["written"])


def test_nobody_is_written_to_who_may_no_longer_see_the_case(
    way: Way, carrier: Database, settings: Settings, store: Store
) -> None:
    way.forwarded()
    owner = Database(way.partnership.logins.owner_url, pool_size=1)
    with owner.work() as session:
        session.execute(text("set local role portal_owner"))
        session.execute(
            text("update portal.escalation set barred = array[:who]::uuid[]"),
            {"who": way.responder.membership},
        )
    owner.engine.dispose()
    worker.sweep(carrier, settings)
    assert _to(store, "senior_manager@birch.example") == []


def test_a_senior_manager_is_asked_to_sign_off(
    way: Way, carrier: Database, settings: Settings, store: Store
) -> None:
    way.started()
    way.do(way.contributor, part_1.ask_for_sign_off, way.reference, version=3, of=way.manager.membership)
    worker.sweep(carrier, settings)
    (message,) = _mail(store)
    assert (message["To"], message["Subject"]) == (
        "senior_manager@alder.example",
        f"{way.reference}: sign off Part 1",
    )


def test_a_refused_message_is_kept_and_tried_again_with_the_same_id(
    way: Way, carrier: Database, settings: Settings, store: Store
) -> None:
    way.submitted()
    away = replace(settings, smtp_url=f"smtp://127.0.0.1:{ports.free()}")
    worker.sweep(carrier, away)
    status = _status(way)
    assert (status["sent"], status["failed"]) == (0, 2)
    owner = Database(way.partnership.logins.owner_url, pool_size=1)
    with owner.work() as session:
        session.execute(text("set local role portal_owner"))
        first = set(session.scalars(text("select message_id from portal.outbox")))
        session.execute(text("update portal.outbox set not_before = now()"))
    owner.engine.dispose()
    worker.sweep(carrier, settings)
    assert {message["Message-ID"] for message in _mail(store)} == first


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
    assert len(_mail(store)) == 2


def _burst(settings: Settings) -> None:
    connection = Redis.from_url(settings.redis_url)
    queue = Queue(QUEUE, connection=connection, serializer=JSONSerializer)
    worker.OutboxWorker([queue], connection=connection, serializer=JSONSerializer).work(burst=True)
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
    assert not worker.is_a_ring(job)
    _burst(settings)
    assert not mark.exists()
    assert not Job.exists(job.id, connection=connection)


def test_a_ring_is_a_ring(settings: Settings) -> None:
    connection = Redis.from_url(settings.redis_url)
    job = Job.create(CARRY, args=[str(uuid4())], connection=connection, serializer=JSONSerializer)
    assert worker.is_a_ring(job)


def test_every_kind_of_outbox_row_has_a_carrier(way: Way) -> None:
    way.resolved()
    owner = Database(way.partnership.logins.owner_url, pool_size=1)
    with owner.reading() as session:
        kinds = set(session.scalars(text("select distinct kind from portal.outbox")))
    owner.engine.dispose()
    assert kinds <= set(worker.CARRIERS)


def test_asks_are_addressed_to_their_holder_only(way: Way) -> None:
    way.forwarded()
    owner = Database(way.partnership.logins.owner_url, pool_size=1)
    with owner.reading() as session:
        told: set[UUID] = set(
            session.scalars(
                text("select membership_id from portal.outbox where payload->>'ask' = :ask"),
                {"ask": Ask.RESPOND},
            )
        )
    owner.engine.dispose()
    assert told == {way.partnership.who("birch", Role.SENIOR_MANAGER).membership}
