"""`portal seed`: the practice partnership and its cases, in an empty database."""

import os
import time
from collections.abc import Mapping

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal.config import ConfigurationError
from portal.demo.seed.cases import seed_cases
from portal.demo.seed.directory import seed_directory
from portal.demo.seed.office import seed_office
from portal.demo.stories import SHOWCASE
from portal.infra import reach
from portal.infra.db import Database
from portal.infra.keyed import key_of

NEEDED = (
    ("PORTAL_WEB_PASSWORD", "the password of the login portal_web, with which the practice cases are made"),
    ("PORTAL_WORKER_PASSWORD", "the password of the login portal_worker, with which reminders are kept"),
    ("IDENTITY_URL", "the address of the practice sign-in services"),
    ("SECRET_KEY", "the secret key of the portal that will run on this database"),
    ("IDENTITY_SECRET", "the secret that the portal and the practice sign-in services share"),
)
"""What the seed reads from the environment beside DATABASE_URL; `portal run` gives it."""

_HELD = text("select (select count(*) from portal.workspace), (select count(*) from portal.escalation)")


def seed(owner_url: str, env: Mapping[str, str] | None = None) -> str:
    """Fill a migrated, empty database, and say what was done; nothing is done to one that is not empty.

    Raises ConfigurationError naming a setting that is missing, or saying that the database is not ready.
    """
    given = os.environ if env is None else env
    web, worker, identity_url, secret_key, secret = (_required(given, *one) for one in NEEDED)
    workspaces, cases = _held(owner_url)
    if workspaces:
        return f"The database already holds {workspaces} workspaces and {cases} cases, so nothing was seeded."
    web_url = reach.with_login(owner_url, "portal_web", web)
    worker_url = reach.with_login(owner_url, "portal_worker", worker)
    _must_let_in(web_url, "portal_web", given_by="PORTAL_WEB_PASSWORD")
    _must_let_in(worker_url, "portal_worker", given_by="PORTAL_WORKER_PASSWORD")
    began = time.monotonic()
    directory = seed_directory(owner_url, identity_url=identity_url, client_secret=secret)
    key = key_of(secret_key, own=given.get("IDENTITY_KEY", "").strip())
    references = seed_cases(web_url, directory, worker_url=worker_url, identity_key=key)
    seed_office(web_url, directory, references)
    return (
        f"Seeded {len(directory.workspaces)} workspaces, {len(directory.actors)} memberships and"
        f" {len(references)} cases in {time.monotonic() - began:.1f} seconds."
        f" A case to begin with: {references[SHOWCASE]}"
    )


def _required(env: Mapping[str, str], name: str, holds: str) -> str:
    value = env.get(name, "").strip()
    if not value:
        raise ConfigurationError(f"{name} is not set. It holds {holds}. `make run` sets it for you.")
    return value


def _held(owner_url: str) -> tuple[int, int]:
    """How many workspaces and cases there are already."""
    database = Database(owner_url, pool_size=1)
    try:
        with database.reading() as session:
            session.execute(text("set local role portal_owner"))
            workspaces, cases = session.execute(_HELD).one()
    except DBAPIError as error:
        raise ConfigurationError(
            "The database is not ready to be seeded. Run `portal migrate` first, with the same DATABASE_URL."
        ) from error
    finally:
        database.engine.dispose()
    return workspaces, cases


def _must_let_in(url: str, login: str, *, given_by: str) -> None:
    """Nothing is written before the logins that make the cases are known to work."""
    try:
        reach.database(url)
    except ConfigurationError as error:
        raise ConfigurationError(
            f"The database does not let in the login {login}. Run `portal migrate` first, with the same"
            f" {given_by}."
        ) from error
