"""The whole application, on a partnership of its own for each stage."""

from collections.abc import Iterator

import pytest

from portal.demo.valkey import Valkey
from tests.engines import Template
from tests.pages import Pages, opened


@pytest.fixture(scope="module")
def pages(template: Template, valkey_server: Valkey) -> Iterator[Pages]:
    """The pages."""
    with opened(template, valkey_server.url()) as one:
        yield one
