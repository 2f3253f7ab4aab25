"""The outbox carried: real PostgreSQL, real Valkey and RQ, real mail."""

import email
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
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
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer
from rq.webhook import Webhook
from sqlalchemy import text

from portal import worker
from portal.agencies.queries import Recipient
from portal.config import Settings
from portal.demo import ports
from portal.demo.mailbox import Sink, Store
from portal.escalations import jobs
from portal.escalations.actions import part_1, replies, responders
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


def _part(message: Any, kind: str) -> str:
    return str(message.get_body((kind,)).get_content())


def _text(message: Any) -> str:
    """The plain text, its lines joined again."""
    return " ".join(_part(message, "plain").split())


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


def test_whoever_is_asked_has_one_e_mail_in_plain_text_and_html(
    way: Way, carrier: Database, settings: Settings, store: Store
) -> None:
    way.forwarded()
    worker.sweep(carrier, settings)
    worker.sweep(carrier, settings)
    (message,) = _to(store, "senior_manager@birch.example")
    assert message["Subject"] == f"{way.reference}: reply with Part 2"
    body = _text(message)
    assert f"https://portal.example/cases/{way.reference}" in body
    assert "You are asked to: reply with Part 2. Do this by the end of" in body
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.walk()][1:] == ["text/plain", "text/html"]
    assert f'<a href="https://portal.example/cases/{way.reference}"' in _part(message, "html")
    assert _status(way)["sent"] == len(_mail(store))


def test_no_child_and_no_concern_is_in_any_e_mail(
    way: Way, carrier: Database, settings: Settings, store: Store
) -> None:
    way.resolved()
    worker.sweep(carrier, settings)
    for message in _mail(store):
        written = message.as_string() + _part(message, "plain") + _part(message, "html")
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
    assert {one["Subject"].partition(": ")[2] for one in _mail(store)} == {
        "your form was sent on", "the raising agency has withdrawn",
    }  # fmt: skip
    assert _to(store, "senior_manager@birch.example")[0]["Subject"].endswith("has withdrawn")


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
    way.do(
        way.contributor,
        part_1.ask_for_sign_off,
        way.reference,
        version=way.draft_version(),
        of=way.manager.membership,
    )
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
    assert not worker.is_a_ring(job)


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


def _as_owner(way: Way, statement: str, **values: object) -> Any:
    owner = Database(way.partnership.logins.owner_url, pool_size=1)
    try:
        with owner.work() as session:
            session.execute(text("set local role portal_owner"))
            result = session.execute(text(statement), values)
            return result.all() if result.returns_rows else None
    finally:
        owner.engine.dispose()


@pytest.mark.parametrize(
    ("spoil", "kind_of_error"),
    [
        ("update portal.outbox set kind = 'pigeon' where id = :row", "KeyError"),
        ('update portal.outbox set payload = \'{"ask": "dance"}\' where id = :row', "ValueError"),
        ("update portal.outbox set payload = '{}' where id = :row", "KeyError"),
        (
            "update portal.person set email = E'a@birch.example\\nBcc: b@birch.example' where id ="
            " (select person_id from portal.membership join portal.outbox on membership_id = membership.id"
            " where outbox.id = :row)",
            "ValueError",
        ),
    ],
)
def test_one_bad_row_never_stops_the_others(
    way: Way,
    carrier: Database,
    settings: Settings,
    store: Store,
    caplog: pytest.LogCaptureFixture,
    spoil: str,
    kind_of_error: str,
) -> None:
    way.submitted()
    first = _as_owner(way, "select id from portal.outbox order by not_before, id limit 1")[0].id
    _as_owner(
        way, "update portal.outbox set not_before = not_before - interval '1 hour' where id = :row", row=first
    )
    _as_owner(way, spoil, row=first)
    worker.sweep(carrier, settings)
    assert len(_mail(store)) == 1
    ((error, leased, waits),) = _as_owner(
        way,
        "select last_error, leased_until, not_before > now() from portal.outbox where id = :row",
        row=first,
    )
    assert (error, leased, waits) == (kind_of_error, None, True)
    assert f"{first} could not be carried: {kind_of_error}" in caplog.text
    assert "birch.example" not in caplog.text


def test_nobody_is_written_to_for_a_workspace_that_is_not_theirs(
    way: Way, carrier: Database, settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database hides such a recipient too; this is the second wall, seen with the first one open."""
    way.forwarded()
    case = _as_owner(way, "select id from portal.escalation")[0].id
    letter = jobs.Taken(
        case, way.responder.workspace, way.responder.membership, {"ask": Ask.RESPOND}, "<1@portal.example>"
    )
    stranger = Recipient("Ann Other", "ann@alder.example", True, way.manager.workspace, "Alder")
    with monkeypatch.context() as patch:
        patch.setattr(jobs.agencies, "recipient", lambda *_: stranger)
        assert not jobs.send_email(carrier, settings, letter)
    assert _mail(store) == []
    assert jobs.send_email(carrier, settings, letter)


@pytest.fixture
def beating(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[BaseException | None]]:
    """What each beat's sweep raises in turn; after the last, the worker is told to stop."""
    raised: list[BaseException | None] = []

    def sweep(*_: object) -> int:
        error = raised.pop(0)
        if not raised:
            os.kill(os.getpid(), signal.SIGTERM)
        if error:
            raise error
        return 0

    for name in ("database_url", "redis_url", "smtp_url", "base_url", "secret_key", "mail_from"):
        monkeypatch.setenv(name.upper(), getattr(settings, name))
    monkeypatch.setattr(worker, "BEAT_SECONDS", 0.01)
    monkeypatch.setattr(worker, "sweep", sweep)
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    worker._settings.cache_clear()
    yield raised
    worker._settings.cache_clear()
    for number, handler in before.items():
        signal.signal(number, handler)


def test_the_heart_beats_on_after_an_unexpected_error(
    beating: list[BaseException | None], caplog: pytest.LogCaptureFixture
) -> None:
    beating += [ValueError("Test Child"), None]
    assert worker.main() == 0
    assert "The sweep will be tried again: ValueError" in caplog.text
    assert "Test Child" not in caplog.text
    assert multiprocessing.active_children() == []


def test_the_listener_ends_with_the_worker_whatever_ends_it(beating: list[BaseException | None]) -> None:
    beating += [KeyboardInterrupt(), None]
    with pytest.raises(KeyboardInterrupt):
        worker.main()
    assert multiprocessing.active_children() == []


def _children(pid: int) -> list[int]:
    """The processes started by one, less the one that tracks what multiprocessing shares."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [
        int(child)
        for child in text.split()
        if "spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes().decode()
    ]


def _eventually(holds: Callable[[], bool], *, seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        threading.Event().wait(0.05)
    return holds()


def test_a_worker_killed_outright_leaves_no_listener_behind(settings: Settings) -> None:
    names = ("database_url", "redis_url", "smtp_url", "base_url", "secret_key", "mail_from")
    given = {name.upper(): getattr(settings, name) for name in names}
    running = subprocess.Popen([sys.executable, "-m", "portal", "worker"], env={**os.environ, **given})
    try:
        assert _eventually(lambda: bool(_children(running.pid)))
        (listener,) = _children(running.pid)
        marks = Redis.from_url(settings.redis_url)
        assert _eventually(lambda: marks.scard("rq:workers") == 1)
    finally:
        running.kill()
        running.wait()
    assert _eventually(lambda: not Path(f"/proc/{listener}").exists())


# News -----------------------------------------------------------------------------------------------------


def _changed(way: Way) -> None:
    """Cedar replies in place of birch."""
    way.forwarded()
    part, to = way.see(way.officer).case.responses[0].id, way.partnership.who("cedar", Role.SENIOR_MANAGER)
    version = way.version(way.officer)
    way.do(way.officer, responders.change, way.reference, version=version, part=part, to=to.membership)


def test_news_says_what_happened_with_a_link_and_nothing_else(
    way: Way, carrier: Database, settings: Settings, store: Store
) -> None:
    way.forwarded()
    worker.sweep(carrier, settings)
    (message,) = _to(store, "senior_manager@alder.example")
    assert message["Subject"] == f"{way.reference}: your form was sent on"
    body = _text(message)
    assert "What happened: your form was sent on." in body
    assert f"https://portal.example/cases/{way.reference}" in body
    for unsaid in ("birch", "Birch", "Test Child", "R-1"):
        assert unsaid not in body


def test_news_to_who_has_never_signed_in_carries_a_one_time_invitation(
    way: Way, carrier: Database, settings: Settings, store: Store
) -> None:
    with partnership.as_owner(way.partnership.logins) as session:
        forget = text("delete from portal.identity where person_id = :person")
        session.execute(forget, {"person": way.manager.person})
    way.forwarded()
    worker.sweep(carrier, settings)
    (message,) = _to(store, "senior_manager@alder.example")
    assert "https://portal.example/invitation/" in _text(message)


def test_decision_12_an_agency_that_was_replaced_is_told_by_the_reference_alone(
    way: Way, carrier: Database, settings: Settings, store: Store
) -> None:
    _changed(way)
    worker.sweep(carrier, settings)
    (message,) = _to(store, "senior_manager@birch.example")
    assert message["Subject"] == f"{way.reference}: your agency need no longer reply"
    body = _text(message)
    assert "https://" not in body
    assert "Cedar" not in body
    assert "reply with Part 2" in _to(store, "senior_manager@cedar.example")[0]["Subject"]


def test_an_agency_that_is_asked_again_is_not_told_that_it_need_not_reply(
    way: Way, carrier: Database, settings: Settings, store: Store
) -> None:
    _changed(way)
    view = way.see(way.officer)
    part, to, version = view.case.responses[0].id, way.responder.membership, view.version
    way.do(way.officer, responders.change, way.reference, version=version, part=part, to=to)
    worker.sweep(carrier, settings)
    subjects = {one["Subject"] for one in _to(store, "senior_manager@birch.example")}
    assert subjects == {f"{way.reference}: reply with Part 2"}


def test_news_is_dropped_for_who_lost_the_role_or_the_case(
    way: Way, carrier: Database, settings: Settings, store: Store
) -> None:
    way.answered()
    with partnership.as_owner(way.partnership.logins) as session:
        who = {"alder": way.manager.membership, "office": way.officer.membership}
        session.execute(text("update portal.escalation set barred = array[:alder]::uuid[]"), who)
        end = text("update portal.membership_role set ended_at = now() where membership_id = :office")
        session.execute(end, who)
    worker.sweep(carrier, settings)
    assert _to(store, "senior_manager@alder.example") == _to(store, "officer@business_unit.example") == []
    assert [one["Subject"] for one in _to(store, "manager@business_unit.example")] == [
        f"{way.reference}: a reply has come in"
    ]
