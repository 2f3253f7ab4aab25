"""Brings a database to the newest shape: roles, schema, tables, walls. Forward only."""

import os
import re

from alembic import command
from alembic.config import Config
from psycopg import sql
from sqlalchemy import Connection, create_engine, text

from portal.config import ROOT
from portal.infra.db import engine_url

ROLES = {"portal_owner": "NOLOGIN", "portal_web": "LOGIN", "portal_worker": "LOGIN"}
PASSWORDS = {"portal_web": "PORTAL_WEB_PASSWORD", "portal_worker": "PORTAL_WORKER_PASSWORD"}


def migrate(database_url: str) -> None:
    """Migrate the database that this URL names, as a login that may create roles.

    The passwords of the logins portal_web and portal_worker are set from PORTAL_WEB_PASSWORD and
    PORTAL_WORKER_PASSWORD where these are given. Safe to run twice, and beside a running portal.
    """
    engine = create_engine(engine_url(database_url))
    try:
        with engine.begin() as connection:
            _make_roles(connection)
            connection.execute(text("create schema if not exists portal_migrations"))
            config = Config()
            config.set_main_option("script_location", str(ROOT / "migrations"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()


def _make_roles(connection: Connection) -> None:
    """Roles belong to the server, not to one database, so they may be there already."""
    connection.execute(text("select pg_advisory_xact_lock(7317222)"))
    raw = connection.connection.driver_connection
    assert raw is not None
    for role, login in ROLES.items():
        found = connection.scalar(text("select 1 from pg_roles where rolname = :role"), {"role": role})
        if not found:
            connection.execute(text(f"create role {role} {login} noinherit nobypassrls nosuperuser"))
        password = os.environ.get(PASSWORDS.get(role, ""), "")
        if password:
            statement = sql.SQL("alter role {} password {}").format(
                sql.Identifier(role), sql.Literal(password)
            )
            raw.cursor().execute(statement)
    connection.execute(text("grant portal_owner to current_user with set true"))


def head() -> str:
    """The newest migration, named in one file so that two branches that both add one collide."""
    return re.sub(r"\s", "", (ROOT / "migrations" / "HEAD").read_text())
