"""The pages of Part 1 on a small partnership of the module's own, and a case in them."""

from collections.abc import Callable, Iterator

import pytest

from portal.demo.valkey import Valkey
from portal.escalations.actions import part_1
from portal.protocol.actors import Role
from tests.engines import Template
from tests.pages import Browser, Pages, opened
from tests.partnership import Partnership
from tests.way import Way

Browse = Callable[..., Browser]


@pytest.fixture(scope="module")
def pages(template: Template, valkey_server: Valkey) -> Iterator[Pages]:
    """The whole application."""
    with opened(template, valkey_server.url()) as found:
        yield found


@pytest.fixture(scope="module")
def people(pages: Pages) -> Partnership:
    """Who there is."""
    return pages.partnership


@pytest.fixture(scope="module")
def browse(pages: Pages) -> Browse:
    """Opens the browser of whoever holds a role in a workspace."""

    def browser(role: Role = Role.CONTRIBUTOR, slug: str = "alder") -> Browser:
        return pages.who(slug, role)

    return browser


@pytest.fixture
def way(people: Partnership) -> Way:
    """A case that is not begun."""
    return Way(people)


@pytest.fixture
def empty(way: Way) -> Way:
    """A draft in which nothing is written."""
    way.reference = way.do(way.contributor, part_1.start, gate={})
    return way


@pytest.fixture
def whole(way: Way) -> Way:
    """A draft that lacks nothing."""
    return way.started()
