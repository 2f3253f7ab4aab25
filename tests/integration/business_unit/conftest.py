"""One partnership for each module of the Business Unit's steps, and an agency that is asked beside birch."""

from collections.abc import Iterator

import pytest

from portal.demo.valkey import Valkey
from portal.protocol.actors import Actor, Role
from tests.engines import Template
from tests.pages import Pages, opened


@pytest.fixture(scope="module")
def pages(template: Template, valkey_server: Valkey) -> Iterator[Pages]:
    """The whole application."""
    with opened(template, valkey_server.url()) as pages:
        yield pages


@pytest.fixture
def cedar(pages: Pages) -> Actor:
    """The senior manager of another agency."""
    return pages.partnership.who("cedar", Role.SENIOR_MANAGER)
