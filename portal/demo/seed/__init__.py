"""`portal seed`: the practice partnership and its cases, in an empty database."""

import os
import time
from collections.abc import Mapping

from portal.agencies import queries as agencies
from portal.config import ConfigurationError
from portal.demo.seed.cases import seed_cases
from portal.demo.seed.directory import seed_directory
from portal.demo.stories import SHOWCASE
from portal.infra import reach
from portal.infra.db import Database

NEEDED: Mapping[str, str] = {
    "PORTAL_WEB_PASSWORD": "the password of the login portal_web, with which the practice cases are made",
    "IDENTITY_URL": "where the practice sign-in services are",
    "IDENTITY_SECRET": "the secret that the portal and the practice sign-in services share",
}
"""What the seed reads from the environment beside DATABASE_URL; `portal run` gives it."""


def seed(owner_url: str, env: Mapping[str, str] | None = None) -> str:
    """Fill a migrated, empty database, and say what was done; nothing is done to one that is not empty.

    Raises ConfigurationError naming a setting that is missing.
    """
    given = os.environ if env is None else env
    password, identity_url, secret = (_required(given, name) for name in NEEDED)
    web_url = reach.with_login(owner_url, "portal_web", password)
    if count := _workspaces(web_url):
        return f"The database already has {count} workspaces, so nothing was seeded."
    began = time.monotonic()
    directory = seed_directory(owner_url, identity_url=identity_url, client_secret=secret)
    references = seed_cases(web_url, directory)
    return (
        f"Seeded {len(directory.workspaces)} workspaces, {len(directory.actors)} memberships and"
        f" {len(references)} cases in {time.monotonic() - began:.1f} seconds."
        f" A case to begin with: {references[SHOWCASE]}"
    )


def _required(env: Mapping[str, str], name: str) -> str:
    value = env.get(name, "").strip()
    if not value:
        raise ConfigurationError(f"{name} is not set. It holds {NEEDED[name]}. `make run` sets it for you.")
    return value


def _workspaces(web_url: str) -> int:
    database = Database(web_url, pool_size=1)
    try:
        with database.reading() as session:
            return len(agencies.workspaces(session))
    finally:
        database.engine.dispose()
