"""What a terminal is told when something it gave cannot be used: one message, exit code 1, nothing started."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.demo.postgres import Postgres
from portal.demo.valkey import Valkey
from tests import ports
from tests.engines import Template

SERVERS = ("DATABASE_URL", "REDIS_URL", "SMTP_URL", "BASE_URL", "SECRET_KEY")


def portal(*arguments: str, **environment: str) -> str:
    """What the refused command says."""
    clean = {name: value for name, value in os.environ.items() if name not in SERVERS}
    done = subprocess.run(
        [sys.executable, "-m", "portal", *arguments],
        env=clean | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1, done
    assert "Traceback" not in done.stdout + done.stderr
    return done.stderr


@pytest.fixture
def taken() -> Iterator[int]:
    """A port somebody listens on, before which there are four that nobody does."""
    first = ports.row(5)
    with socket.create_server(("127.0.0.1", first + 4)):
        yield first + 4


@pytest.mark.parametrize(
    "setting", ["PORTAL_PORT", "PORTAL_MAILBOX_PORT", "PORTAL_SMTP_PORT", "PORTAL_IDENTITY_PORT"]
)
def test_a_port_in_use(taken: int, setting: str, tmp_path: Path) -> None:
    given = {"PORTAL_PORT": str(taken - 4), setting: str(taken)}
    said = portal("run", PORTAL_VAR=str(tmp_path), **given)
    assert re.search(rf"Port {taken} is in use by \S+ \(process {os.getpid()}\)\.", said)
    assert re.search(rf"choose another: {setting}=\d+ make run", said)
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]


@pytest.mark.parametrize("port", ["eighty", "0", "70000", "-1"])
def test_a_port_that_is_none(port: str, tmp_path: Path) -> None:
    said = portal("run", PORTAL_VAR=str(tmp_path), PORTAL_PORT=port)
    assert f"PORTAL_PORT is '{port}'; it must be a port number" in said


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    said = portal("run", PORTAL_VAR=str(tmp_path / "file" / "var"))
    assert f"Cannot write to the folder {tmp_path}/file/var" in said
    assert "set PORTAL_VAR to a folder that is" in said


@pytest.mark.parametrize("command", ["migrate", "seed", "verify-history"])
def test_a_wrong_database_password(postgres: Postgres, command: str) -> None:
    said = portal(command, DATABASE_URL=postgres.url(password="wrong"))
    assert "refused the user name or password. Correct DATABASE_URL." in said
    assert "wrong@" not in said


@pytest.mark.parametrize("command", ["web", "worker"])
def test_a_wrong_database_password_for_a_part(
    postgres: Postgres, valkey_server: Valkey, command: str
) -> None:
    said = portal(
        command,
        DATABASE_URL=postgres.url(password="wrong"),
        REDIS_URL=valkey_server.url(),
        SMTP_URL="smtp://127.0.0.1:25",
        BASE_URL="http://127.0.0.1:8000",
        SECRET_KEY="0" * 64,
    )
    assert "refused the user name or password. Correct DATABASE_URL." in said


def test_a_login_that_could_see_every_case(template: Template, valkey_server: Valkey) -> None:
    with template.copy() as logins:
        said = portal(
            "web",
            DATABASE_URL=logins.owner_url,
            REDIS_URL=valkey_server.url(),
            SMTP_URL="smtp://127.0.0.1:25",
            BASE_URL="http://127.0.0.1:8000",
            SECRET_KEY="0" * 64,
        )
    assert "The web server must connect as portal_web." in said


def test_a_wrong_database_password_for_the_whole(postgres: Postgres, tmp_path: Path) -> None:
    said = portal("run", PORTAL_VAR=str(tmp_path), DATABASE_URL=postgres.url(password="wrong"))
    assert "refused the user name or password. Correct DATABASE_URL." in said
    assert not (tmp_path / "postgres").exists()


def test_a_database_that_is_away(taken: int) -> None:
    said = portal("migrate", DATABASE_URL="postgresql://portal:secret@127.0.0.1:1/portal")
    assert "Cannot reach the database at 127.0.0.1:1. Start it, or correct DATABASE_URL." in said
    assert "secret" not in said


def test_a_database_that_does_not_exist(postgres: Postgres) -> None:
    said = portal("migrate", DATABASE_URL=postgres.url(database="nowhere"))
    assert "has no such database" in said


@pytest.mark.parametrize("url", ["portal", "mysql://portal:secret@127.0.0.1/portal"])
def test_an_address_that_is_none(url: str) -> None:
    said = portal("migrate", DATABASE_URL=url)
    assert "DATABASE_URL must look like postgresql://user:password@host:5432/name." in said
    assert "secret" not in said


def test_a_valkey_that_is_away(postgres: Postgres, tmp_path: Path) -> None:
    said = portal(
        "run",
        PORTAL_VAR=str(tmp_path),
        DATABASE_URL=postgres.url(),
        REDIS_URL="redis://:secret@127.0.0.1:1/0",
    )
    assert "Cannot reach Valkey at 127.0.0.1:1. Start it, or correct REDIS_URL." in said
    assert "secret" not in said


def test_a_wrong_valkey_password(postgres: Postgres, valkey_server: Valkey, tmp_path: Path) -> None:
    url = valkey_server.url().replace(valkey_server.password, "wrong")
    said = portal("run", PORTAL_VAR=str(tmp_path), DATABASE_URL=postgres.url(), REDIS_URL=url)
    assert "refused the password. Correct it in REDIS_URL." in said


@pytest.mark.parametrize("command", ["migrate", "seed", "web", "worker", "verify-history"])
def test_a_missing_setting(command: str) -> None:
    assert "DATABASE_URL is not set." in portal(command)


@pytest.mark.parametrize("command", [("verify-history",), ("verify-pack", "README.md")])
def test_a_login_that_does_not_own_the_database(template: Template, command: tuple[str, ...]) -> None:
    with template.copy() as logins:
        said = portal(*command, DATABASE_URL=logins.web_url)
    assert "DATABASE_URL must be that of the login that owns the database" in said
