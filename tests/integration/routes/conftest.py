"""One house for every test here that changes none of its cases."""

import logging
from collections.abc import Iterator

import pytest

from portal.demo.valkey import Valkey
from tests import engines
from tests.engines import Template
from tests.integration.routes.house import House, built
from tests.integration.routes.people import AGENCIES
from tests.pages import BASE_URL, opened
from tests.practice_provider import practising


class Log(logging.Handler):
    """Everything that was logged, as it would be written."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture(scope="package")
def log() -> Iterator[Log]:
    handler, root = Log(), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield handler
    root.setLevel(before)
    root.removeHandler(handler)


@pytest.fixture(scope="package")
def house(template: Template, valkey_server: Valkey, log: Log) -> Iterator[House]:
    url = engines.emptied(valkey_server)
    with (
        practising(f"{BASE_URL}/sign-in/callback", f"{BASE_URL}/signed-out") as practice,
        opened(template, url, AGENCIES.values()) as pages,
        built(pages, practice) as house,
    ):
        yield house
