"""A portal of its own for each test of the imports, on a Monday."""

from collections.abc import Iterator

import pytest

from portal.demo.valkey import Valkey
from portal.infra.calendar import at
from portal.protocol.actors import Role
from tests.engines import Template
from tests.integration.business_unit.imports.importing import MONDAY
from tests.pages import Browser, Pages, opened


@pytest.fixture
def pages(template: Template, valkey_server: Valkey) -> Iterator[Pages]:
    with opened(template, valkey_server.url()) as pages, at(MONDAY):
        yield pages


@pytest.fixture
def officer(pages: Pages) -> Browser:
    return pages.who("business_unit", Role.OFFICER)
