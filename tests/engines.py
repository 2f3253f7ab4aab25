"""The engines a test run shares: one PostgreSQL, one Valkey, and a fresh database for each test."""

import contextlib
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
from psycopg import sql

from portal.demo import postgres, valkey
from portal.demo.postgres import Postgres
from portal.demo.valkey import Valkey
from portal.infra.migrate import migrate

TEMPLATE = "portal_template"


@dataclass(frozen=True)
class Logins:
    """The addresses of one database: as the owner, and as the two roles that production uses."""

    owner_url: str
    web_url: str
    worker_url: str


@dataclass(frozen=True)
class Template:
    """A migrated database, from which each test's own is copied in a few milliseconds."""

    server: Postgres
    web_password: str
    worker_password: str
    name: str = TEMPLATE

    def logins(self, database: str) -> Logins:
        return Logins(
            owner_url=self.server.url(database=database),
            web_url=self.server.url("portal_web", password=self.web_password, database=database),
            worker_url=self.server.url("portal_worker", password=self.worker_password, database=database),
        )

    @contextlib.contextmanager
    def copy(self) -> Iterator[Logins]:
        """A copy of its own, dropped at the end.

        PostgreSQL gives closed connections five seconds to be gone; one that is still open then is a test's fault.
        """
        name = f"test_{secrets.token_hex(6)}"
        with psycopg.connect(self.server.url(database="postgres"), autocommit=True) as connection:
            self._create(connection, name)
            try:
                yield self.logins(name)
            finally:
                connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))

    def filled(self, by: str) -> "Template":
        """A template made from this one, to be filled once and copied from then on; `by` says with what."""
        name = f"{self.name}_{by}"
        with psycopg.connect(self.server.url(database="postgres"), autocommit=True) as connection:
            self._create(connection, name)
        return replace(self, name=name)

    def _create(self, connection: psycopg.Connection[Any], name: str) -> None:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY WAL_LOG").format(
                sql.Identifier(name), sql.Identifier(self.name)
            )
        )


@contextlib.contextmanager
def postgres_server() -> Iterator[Postgres]:
    """PostgreSQL, kept nowhere: it need not survive a power cut."""
    with _folder() as folder:
        server = postgres.start(folder, durable=False)
        try:
            yield server
        finally:
            postgres.stop(server)
            shutil.rmtree(server.folder)


@contextlib.contextmanager
def valkey_server() -> Iterator[Valkey]:
    """Valkey, kept nowhere."""
    with _folder() as folder:
        server = valkey.start(folder, durable=False)
        try:
            yield server
        finally:
            valkey.stop(server)


def emptied(server: Valkey) -> str:
    """The address of the server's first database, with nothing in it."""
    with redis.Redis.from_url(server.url()) as client:
        client.flushdb()
    return server.url()


def migrated(server: Postgres) -> Template:
    """The template, migrated once for the whole run."""
    template = Template(server, secrets.token_hex(16), secrets.token_hex(16))
    with psycopg.connect(server.url(database="postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PORTAL_WEB_PASSWORD", template.web_password)
        environment.setenv("PORTAL_WORKER_PASSWORD", template.worker_password)
        migrate(server.url(database=TEMPLATE))
    return template


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    """A temporary folder that PostgreSQL's account may pass through."""
    path = Path(tempfile.mkdtemp(prefix="portal-test-"))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
