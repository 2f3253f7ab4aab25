"""Engines for the tests that ask for them. One that does not ask starts nothing, and imports none of it.

With `-n 3`, three processes share the tests (`tests/shares.py`), each with engines of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from xdist.remote import Producer
    from xdist.scheduler import Scheduling

    from portal.demo.postgres import Postgres
    from portal.demo.valkey import Valkey
    from tests.engines import Logins, Template


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest is begun first."""
    from tests import shares

    shares.longest_first(items)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    """Which process takes what."""
    from tests import shares

    return shares.sharing(config, log)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL for the whole run of a process."""
    from tests import engines

    with engines.postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def template(postgres: Postgres) -> Template:
    """The migrated database that `database` copies; `with template.copy()` makes one for a module."""
    from tests import engines

    return engines.migrated(postgres)


@pytest.fixture
def database(template: Template) -> Iterator[Logins]:
    """A migrated, empty database of this test's own: owner_url, web_url, worker_url."""
    with template.copy() as logins:
        yield logins


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[Valkey]:
    """One Valkey for the whole run of a process."""
    from tests import engines

    with engines.valkey_server() as server:
        yield server


@pytest.fixture
def valkey(valkey_server: Valkey) -> str:
    """The address of an empty Valkey database."""
    from tests import engines

    return engines.emptied(valkey_server)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run of a process: Playwright's driver can be started once only."""
    from tests.e2e.chromium import chromium

    with chromium() as one:
        yield one
