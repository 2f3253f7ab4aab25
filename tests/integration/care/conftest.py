"""One partnership for each module of the tests of records, with two managers of the Business Unit."""

from collections.abc import Iterator

import pytest

from portal.demo.valkey import Valkey
from portal.protocol.actors import Role
from tests.engines import Template
from tests.pages import Browser, Pages, opened
from tests.records import Old, two_managers


@pytest.fixture(scope="module")
def pages(template: Template, valkey_server: Valkey) -> Iterator[Pages]:
    """The whole application."""
    with opened(template, valkey_server.url()) as pages:
        two_managers(pages.partnership)
        yield pages


@pytest.fixture
def old(pages: Pages) -> Old:
    """A case whose date has passed."""
    return Old(pages.partnership).over()


@pytest.fixture
def officer(pages: Pages) -> Browser:
    return pages.who("business_unit", Role.OFFICER)


@pytest.fixture
def first(pages: Pages) -> Browser:
    """One manager of the Business Unit."""
    return pages.who("business_unit", Role.MANAGER)


@pytest.fixture
def second(pages: Pages, old: Old) -> Browser:
    """Another."""
    return pages.browser(old.second)
