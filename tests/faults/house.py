"""The portal as it really runs, with a proxy of ours on every line, and whatever was killed started again."""

import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from portal.config import ROOT
from portal.demo import postgres, valkey
from portal.demo import processes as children
from portal.demo.postgres import Postgres
from portal.demo.processes import Child, pause
from portal.demo.valkey import Valkey
from tests.engines import Logins
from tests.faults import processes
from tests.faults.processes import Processes
from tests.faults.proxy import HOST, Hook, Proxy
from tests.faults.sink import Sink
from tests.partnership import Partnership
from tests.signed_in import answers

READY_SECONDS = 60
POLL_SECONDS = 0.1
MEGABYTES = 768
"""What a job may take, for a test of one that takes more."""
QUICK = {"FAULTS_QUICK": "1"}
PLAIN = "sslmode=disable&gssencmode=disable"
"""So that a proxy can read what passes. All of it stays on this machine."""


class Target(StrEnum):
    """What can be killed."""

    WEB = "web"
    WORKER = "worker"
    HEARTBEAT = "heartbeat"
    LISTENER = "listener"
    JOB = "job"
    POSTGRES = "postgres"
    VALKEY = "valkey"


PARTS_OF_A_WORKER: Mapping[Target, Callable[[Processes, int], list[int]]] = {
    Target.HEARTBEAT: Processes.heartbeat,
    Target.LISTENER: Processes.listener,
    Target.JOB: Processes.jobs,
}
"""The processes of each part of a worker, of which one alone can be killed."""


@dataclass
class House:
    """Its parts. What was killed is started again by `supervise`, as a supervisor would."""

    folder: Path
    postgres: Postgres
    valkey: Valkey
    sink: Sink
    smtp_port: int
    logins: Logins
    partnership: Partnership
    secret_key: str
    web_port: int
    web: Child | None = None
    workers: list[Child] = field(default_factory=list)
    proxies: dict[tuple[str, str], Proxy] = field(default_factory=dict)
    repaired_at: float = 0.0
    _killing: threading.Lock = field(default_factory=threading.Lock)
    _asking: threading.Lock = field(default_factory=threading.Lock)
    connection: psycopg.Connection[tuple[Any, ...]] | None = None

    # Starting -------------------------------------------------------------------------------------------------

    def supervise(self) -> None:
        """Start again what has ended, servers first, and wait until it answers; never while it is being killed."""
        with self._killing:
            if self._repair():
                self.repaired_at = time.monotonic()

    def _repair(self) -> bool:
        broken = [
            one
            for one in (self.postgres.child, self.valkey.child, self.web, *self.workers)
            if one is None or one.ended()
        ]
        if self.postgres.child.ended():
            self.postgres = postgres.start(self.postgres.folder)
        if self.valkey.child.ended():
            self.valkey = valkey.start(self.folder / "valkey")
        if self.web is None or self.web.ended():
            self.web = self._start_web()
        for number, worker in enumerate(self.workers):
            if worker.ended():
                self.workers[number] = self.start_worker(number)
        return bool(broken)

    def start_worker(self, number: int = 0, *, quick: bool = True) -> Child:
        """Start a worker, with a quickened pulse or its own; it listens a moment later."""
        log = self.folder / f"worker-{number}.log"
        command = [sys.executable, "-m", "tests.faults.worker"]
        return children.start(
            "worker",
            command,
            log=log,
            environment=self._environment("worker") | (QUICK if quick else {}),
            folder=ROOT,
        )

    def add_worker(self, *, quick: bool = True) -> Child:
        """One worker more."""
        self.workers.append(self.start_worker(len(self.workers), quick=quick))
        return self.workers[-1]

    def stop_workers(self) -> None:
        """Let the workers end as they do when they are told to, and forget them."""
        children.stop(self.workers, seconds=5)
        self.workers.clear()

    def _start_web(self) -> Child:
        """One process of several threads is enough: it is killed whole."""
        size = ["--workers", "1", "--threads", "8"]
        command = [sys.executable, "-m", "portal", "web", "--bind", f"{HOST}:{self.web_port}", *size]
        log = self.folder / "web.log"
        child = children.start("web", command, log=log, environment=self._environment("web"), folder=ROOT)
        if not child.wait_until(partial(answers, self.web_port), seconds=READY_SECONDS):
            children.stop([child], seconds=1)
            raise AssertionError(f"The web server did not start:\n{child.last_lines(30)}")
        return child

    def _environment(self, client: str) -> dict[str, str]:
        login = self.logins.web_url if client == "web" else self.logins.worker_url
        smtp = self.proxies["worker", "smtp"].port
        return os.environ | {
            "DATABASE_URL": f"{_at(login, self.proxies[client, 'postgres'].port)}?{PLAIN}",
            "REDIS_URL": _at(self.valkey.url(), self.proxies[client, "valkey"].port),
            "SMTP_URL": f"smtp://{HOST}:{smtp}",
            "BASE_URL": f"http://{HOST}:{self.web_port}",
            "SECRET_KEY": self.secret_key,
            "PYTHONPATH": str(ROOT),
            "WORKER_MEGABYTES": str(MEGABYTES),
            "FAULTS_MEGABYTES": str(2 * MEGABYTES),
        }

    # Killing --------------------------------------------------------------------------------------------------

    def pids(self, target: Target) -> list[int]:
        """The processes that a target consists of now."""
        running = Processes.now()
        if target in PARTS_OF_A_WORKER:
            part = PARTS_OF_A_WORKER[target]
            return [pid for worker in self.workers for pid in part(running, worker.process.pid)]
        found = {
            Target.WEB: [self.web] if self.web else [],
            Target.WORKER: self.workers,
            Target.POSTGRES: [self.postgres.child],
            Target.VALKEY: [self.valkey.child],
        }[target]
        return [pid for child in found if not child.ended() for pid in running.tree(child.process.pid)]

    def who(self, port: int) -> str:
        """Which process of a worker has this end of a connection: its heartbeat, its listener, or a job."""
        running = Processes.now()
        for worker in self.workers:
            pid = processes.owner(port, running.tree(worker.process.pid))
            if pid == worker.process.pid:
                return "heartbeat"
            if pid:
                return "job" if pid in running.jobs(worker.process.pid) else "listener"
        return "worker"

    def kill(self, target: Target) -> bool:
        """kill -9, and wait until it is gone; False when there is no such process now."""
        with self._killing:
            pids = self.pids(target)
            processes.end(pids)
            self.repaired_at = time.monotonic()
        return bool(pids)

    def watch(self, hook: Hook) -> None:
        """Have every step on every line told to this hook."""
        for proxy in self.proxies.values():
            proxy.hook = hook

    # Looking --------------------------------------------------------------------------------------------------

    def ask(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        """Ask the database as its owner, past the proxies; once more when it was started again since."""
        with self._asking:
            try:
                return self._asked(sql, values)
            except psycopg.OperationalError:
                return self._asked(sql, values)

    def _asked(self, sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        done = self._owner().execute(sql, values)
        return done.fetchall() if done.description else []

    def _owner(self) -> psycopg.Connection[tuple[Any, ...]]:
        """The owner's connection, made again when the server it led to is gone."""
        if self.connection is None or self.connection.closed:
            self.connection = psycopg.connect(self.logins.owner_url, autocommit=True)
            self.connection.execute("set role portal_owner")
        return self.connection

    def wait(self, what: str, ready: Callable[[], bool], *, seconds: float = 30) -> None:
        """Until this is so; whatever ends meanwhile is started again."""
        limit = time.monotonic() + seconds
        while not _without_a_server(ready):
            if time.monotonic() > limit:
                raise AssertionError(f"Not within {seconds} s: {what}\n{self.last_words()}")
            pause(POLL_SECONDS)
            self.supervise()

    def last_words(self) -> str:
        """The ends of the logs, for whoever reads a failure."""
        parts = [one for one in (self.web, *self.workers) if one]
        return "\n".join(f"{one.name}:\n{one.last_lines(15)}" for one in parts)


def _without_a_server(ready: Callable[[], bool]) -> bool:
    """Whether it is so; not, while the database that would say so is down."""
    try:
        return ready()
    except psycopg.OperationalError:
        return False


def _at(url: str, port: int) -> str:
    """The same address by way of a proxy."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{parts.netloc.rpartition(':')[0]}:{port}"))
