"""A case before the Executive whose every text names a child and people, and the worker that builds its packs."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import text

from portal.demo.valkey import Valkey
from portal.infra.db import Database
from tests.engines import Template
from tests.integration.packs.written import Written
from tests.pages import Pages, opened
from tests.partnership import as_owner


@pytest.fixture
def pages(template: Template, valkey_server: Valkey) -> Iterator[Pages]:
    """The whole application."""
    with opened(template, valkey_server.url()) as found:
        yield found


@pytest.fixture
def case(pages: Pages) -> Written:
    """A case that the Executive accepted, with an attachment of the raising agency."""
    return Written(pages).accepted()


@pytest.fixture
def builder(case: Written) -> Iterator[Database]:
    """The worker's own login."""
    one = Database(case.partnership.logins.worker_url, pool_size=3)
    yield one
    one.engine.dispose()


@pytest.fixture
def filed(case: Written) -> Written:
    """The case, whose attachment names the child; the Scrutineer was directed, and the Subgroup asked."""
    return case.directed().reviewed()


@pytest.fixture
def attachment(filed: Written) -> UUID:
    """The file that was signed with Part 1."""
    with as_owner(filed.partnership.logins) as session:
        return UUID(str(session.scalar(text("select id from portal.attachment"))))
