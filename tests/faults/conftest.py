"""One house for the tests of faults."""

from collections.abc import Iterator

import pytest

from tests.faults.house import House
from tests.faults.opening import opened
from tests.faults.stock import Stock


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    """The portal with a proxy on every line, and no worker yet."""
    with opened() as one:
        yield one


@pytest.fixture(scope="session")
def stock(house: House) -> Stock:
    """Its cases in store."""
    return Stock(house)
