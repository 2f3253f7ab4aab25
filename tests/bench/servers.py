"""What is measured: the portal and the bare page, each behind gunicorn on the same settings.

PostgreSQL and Valkey run as `make run` has them: what they acknowledge is on the disk (fsync on).
"""

import contextlib
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from portal.config import ROOT
from portal.demo import ports, postgres, processes, valkey
from portal.demo.processes import Child
from portal.protocol.actors import Actor, Role
from tests import engines, partnership
from tests.bench import cases
from tests.bench.client import HOST, Visitor
from tests.engines import Template
from tests.partnership import Partnership
from tests.signed_in import answers, cookie_of

WORKERS, THREADS = 2, 8
"""The portal's own defaults; the bare page is given the same."""
READY_SECONDS = 30


@dataclass(frozen=True)
class Bench:
    """A partnership whose pages are served on `ours`, and the baseline's on `bare`."""

    partnership: Partnership
    ours: int
    bare: int
    secret_key: str
    template: Template
    folder: Path
    redis_url: str

    def visitor(self, actor: Actor) -> Visitor:
        """Somebody signed in to the portal, with a sign-in of their own."""
        cookie = cookie_of(self.partnership, actor, secret_key=self.secret_key)
        return Visitor(self.ours, cookie=cookie)


@contextlib.contextmanager
def bench() -> Iterator[Bench]:
    """Everything up, the partnership made and no case in it; all of it gone at the end."""
    with _folder() as folder, contextlib.ExitStack() as started:
        server = postgres.start(folder / "postgres")
        started.callback(postgres.stop, server)
        bell = valkey.start(folder / "valkey")
        started.callback(valkey.stop, bell)
        template = engines.migrated(server)
        logins = started.enter_context(template.copy())
        people = partnership.build(logins)
        started.callback(people.database.engine.dispose)
        cases.prepare(people)
        bench = Bench(people, ports.free(), ports.free(), secrets.token_hex(32), template, folder, bell.url())
        for served in _servers(bench):
            started.callback(processes.stop, [_start(served, folder)], seconds=5)
        yield bench


@contextlib.contextmanager
def beside(bench: Bench, people: Partnership, name: str) -> Iterator[Bench]:
    """The portal once more, on a partnership in a database of its own; the bare page stays where it is."""
    other = replace(bench, partnership=people, ours=ports.free())
    portal, _ = _servers(other)
    child = _start(replace(portal, name=f"portal-{name}"), bench.folder)
    try:
        yield other
    finally:
        processes.stop([child], seconds=5)


@dataclass(frozen=True)
class Served:
    """A gunicorn to start: its command, its environment, the port it answers on."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    port: int


def _start(served: Served, folder: Path) -> Child:
    """Start it, and wait until it answers."""
    log = folder / f"{served.name}.log"
    child = processes.start(served.name, served.command, log=log, environment=served.environment, folder=ROOT)
    if not child.wait_until(lambda: answers(served.port), seconds=READY_SECONDS):
        words = child.last_lines(30)
        processes.stop([child], seconds=1)
        raise SystemExit(f"{served.name} did not start:\n{words}")
    return child


def _servers(bench: Bench) -> tuple[Served, Served]:
    manager = bench.partnership.who("alder", Role.SENIOR_MANAGER)
    shared = dict(os.environ) | {"DATABASE_URL": bench.partnership.logins.web_url, "PYTHONPATH": str(ROOT)}
    ours = shared | {
        "REDIS_URL": bench.redis_url,
        "SMTP_URL": "smtp://127.0.0.1:1",
        "BASE_URL": f"http://{HOST}:{bench.ours}",
        "SECRET_KEY": bench.secret_key,
    }
    bare = shared | {
        "BENCH_WORKSPACE": str(manager.workspace),
        "BENCH_MEMBERSHIP": str(manager.membership),
    }
    size = ["--workers", str(WORKERS), "--threads", str(THREADS)]
    portal = [sys.executable, "-m", "portal", "web", "--bind", f"{HOST}:{bench.ours}", *size]
    gunicorn = [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", *size]
    baseline = [*gunicorn, "--bind", f"{HOST}:{bench.bare}", "tests.bench.bare:create()"]
    return Served("portal", portal, ours, bench.ours), Served("bare", baseline, bare, bench.bare)


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="portal-bench-"))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
