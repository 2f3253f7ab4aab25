"""`portal run`, whole: it starts, says where it is, keeps its data, and leaves nothing behind however it ends."""

import http.client
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests import engines, ports

START_SECONDS = 180
STOP_SECONDS = 60
"""How long an end may take before a test gives up: a bound for a busy computer, not a measure."""
MOVED = "the clock was moved on"
SERVERS = ("DATABASE_URL", "REDIS_URL", "SMTP_URL", "BASE_URL", "SECRET_KEY")


@dataclass(frozen=True)
class Run:
    """A `portal run` in a folder of its own."""

    process: subprocess.Popen[bytes]
    var: Path
    port: int

    @property
    def said(self) -> str:
        return (self.var / f"said-{self.port}").read_text()

    def children(self) -> dict[int, dict[str, str]]:
        """The environment of each process it started, by number."""
        return {pid: _environment(pid) for pid in _processes() if _parent(pid) == self.process.pid}

    def child(self, word: str) -> int:
        """The child whose command line has this word."""
        return next(pid for pid in self.children() if word in _command(pid))

    def end(self, number: signal.Signals) -> int:
        """Ask it to end; its exit code."""
        self.process.send_signal(number)
        return self.process.wait(timeout=STOP_SECONDS)


Start = Callable[..., Run]


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    """A folder that PostgreSQL's account can reach, kept over the runs of this module."""
    path = Path(tempfile.mkdtemp(prefix="portal-test-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def start(var: Path) -> Iterator[Start]:
    """Starts a run and waits until it is up, or has ended."""
    runs: list[Run] = []

    def begin(**environment: str) -> Run:
        runs.append(_begin(var, environment))
        return runs[-1]

    yield begin
    for run in runs:
        if run.process.poll() is None:
            run.end(signal.SIGTERM)


def test_it_runs_alone_and_ends_with_ctrl_c(start: Start, var: Path) -> None:
    run = start()
    assert "Press Ctrl-C" in run.said, run.said
    assert _status(run.port) < 400
    assert _status(run.port + 1) == 200
    assert f"http://127.0.0.1:{run.port}\n" in run.said
    assert "helen.thackeray@westmarch-council.example" in run.said
    assert f"http://127.0.0.1:{run.port + 1}/clock\n" in run.said
    assert MOVED not in _page(run.port, "/sign-in")
    assert _post(run.port + 1, "/clock", "days=5") == 303
    assert MOVED in _page(run.port, "/sign-in")
    with psycopg.connect(_superuser(var), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept ()")

    second = start()
    assert second.process.wait() == 1
    assert f"already running at http://127.0.0.1:{run.port} (process {run.process.pid})" in second.said

    children = run.children()
    assert len(children) == 6
    assert run.end(signal.SIGINT) == 0
    _gone(children)


def test_its_secrets_are_for_its_owner_alone(var: Path) -> None:
    for name in ("secret_key", "identity_secret", "postgres/password", "valkey/password"):
        assert stat.S_IMODE((var / name).stat().st_mode) == 0o600, name


def test_its_data_outlives_it_and_its_parts_do_not(start: Start, var: Path) -> None:
    run = start()
    with psycopg.connect(_superuser(var)) as connection:
        assert connection.execute("SELECT to_regclass('kept')").fetchone() == ("kept",)
    assert MOVED in _page(run.port, "/sign-in")
    children = run.children()
    run.process.kill()
    run.process.wait()
    _gone(children)


def test_a_part_that_dies_is_named_and_ends_the_rest(start: Start) -> None:
    run = start()
    children = run.children()
    os.kill(run.child("worker"), signal.SIGKILL)
    assert run.process.wait(timeout=STOP_SECONDS + 1) == 1
    assert "The part called 'worker' stopped by itself (exit code -9)" in run.said
    assert "Traceback" not in run.said
    _gone(children)


def test_an_identity_provider_that_cannot_start_is_named(start: Start, var: Path) -> None:
    secret = var / "identity_secret"
    kept = secret.read_text()
    secret.write_text("short\n")
    run = start()
    secret.write_text(kept)
    assert run.process.wait() == 1
    assert "The part called 'identity' did not start" in run.said
    assert "must have at least 16 characters" in run.said
    assert not run.children()


def test_real_servers_are_used_and_the_parts_get_their_own_logins(start: Start) -> None:
    with engines.postgres_server() as server, engines.valkey_server() as bell:
        run = start(DATABASE_URL=server.url(), REDIS_URL=bell.url(), SMTP_URL="smtp://127.0.0.1:1")
        assert "Press Ctrl-C" in run.said, run.said
        logins = {_command(pid)[3]: env.get("DATABASE_URL", "") for pid, env in run.children().items()}
        assert logins["web"].startswith("postgresql://portal_web:")
        assert logins["worker"].startswith("postgresql://portal_worker:")
        assert all(server.password not in login for login in logins.values())
        assert run.end(signal.SIGTERM) == 0


def _begin(var: Path, environment: dict[str, str]) -> Run:
    port = ports.row(4)
    clean = {name: value for name, value in os.environ.items() if name not in SERVERS}
    settings = {"PORTAL_VAR": str(var), "PORTAL_PORT": str(port)}
    with (var / f"said-{port}").open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "portal", "run"],
            env=clean | settings | environment,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    run = Run(process, var, port)
    _until(lambda: process.poll() is not None or "Press Ctrl-C" in run.said, seconds=START_SECONDS)
    return run


def _until(condition: Callable[[], bool], *, seconds: float) -> None:
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "waited too long"
        signal.sigtimedwait([], 0.05)


def _gone(children: dict[int, dict[str, str]]) -> None:
    """Each of these processes ends, and every process of the session it led."""
    _until(lambda: not set(children) & _processes_and_sessions(), seconds=STOP_SECONDS)


def _superuser(var: Path) -> str:
    password, port = ((var / "postgres" / name).read_text().strip() for name in ("password", "port"))
    return f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"


def _status(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/")
    return connection.getresponse().status


def _page(port: int, path: str) -> str:
    with _connected(port) as connection:
        connection.request("GET", path)
        return connection.getresponse().read().decode()


def _post(port: int, path: str, form: str) -> int:
    with _connected(port) as connection:
        connection.request("POST", path, form, {"Content-Type": "application/x-www-form-urlencoded"})
        return connection.getresponse().status


def _connected(port: int) -> closing[http.client.HTTPConnection]:
    """A connection that is closed at the end: a web server that is to stop waits for one that is not."""
    return closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10))


def _processes() -> list[int]:
    return [
        int(path.name) for path in Path("/proc").glob("[0-9]*") if _stat(int(path.name))[:1] not in ("", "Z")
    ]


def _processes_and_sessions() -> set[int]:
    return {number for pid in _processes() for number in (pid, int((_stat(pid).split() or [0] * 4)[3]))}


def _parent(pid: int) -> int:
    fields = _stat(pid).split()
    return int(fields[1]) if fields else 0


def _stat(pid: int) -> str:
    """Its state, parent, group and session, as the kernel tells them; nothing when it has gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2]
    except OSError:
        return ""


def _command(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/cmdline").read_text().split("\0")


def _environment(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/environ").read_bytes().decode(errors="replace").split("\0")
    return dict(line.split("=", 1) for line in lines if "=" in line)
