"""One partnership for each module of the reports."""

from collections.abc import Iterator

import pytest

from portal.demo.valkey import Valkey
from tests.engines import Template
from tests.pages import Pages, opened


@pytest.fixture
def pages(template: Template, valkey_server: Valkey) -> Iterator[Pages]:
    """The whole application, with no case in it."""
    with opened(template, valkey_server.url()) as pages:
        yield pages
