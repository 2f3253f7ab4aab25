"""The pages on a small partnership of the module's own, and a case in them, of one agency or of several."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from portal.demo.valkey import Valkey
from portal.escalations.actions import office, part_1, replies
from portal.protocol.actors import Role
from tests.engines import Template
from tests.integration.escalations.replying import reply_to
from tests.pages import Browser, Pages, opened
from tests.partnership import Partnership
from tests.way import CONCLUSION, ISSUE, Way, full

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


@pytest.fixture
def several(way: Way, monkeypatch: pytest.MonkeyPatch) -> Way:
    """A case of three issues: the first is put to birch, the second to cedar, the third to both."""
    birch, cedar = (str(way.partnership.workspaces[one]) for one in ("birch", "cedar"))
    issues = [{**ISSUE, "put_to": [birch]}, {**ISSUE, "put_to": [cedar]}, {**ISSUE, "put_to": []}]
    monkeypatch.setattr("tests.way.full", lambda responder: full(responder) | {"issues": issues})
    way.submitted()
    to = [way.responder.membership, way.partnership.who("cedar", Role.SENIOR_MANAGER).membership]
    way.do(way.officer, office.forward, way.reference, version=way.version(way.officer), to=to)
    return way


@pytest.fixture
def concluded(several: Way) -> Callable[..., Way]:
    """Concludes the case of several agencies."""

    def conclude(**changes: Any) -> Way:
        cedar = several.partnership.who("cedar", Role.SENIOR_MANAGER)
        for actor, content in (
            (several.responder, reply_to(1, 3)),
            (cedar, reply_to(2, 3, what="Call daily", by="2027-01-05")),
        ):
            several.do(
                actor, replies.respond, several.reference, version=several.version(actor), content=content
            )
        content = {**CONCLUSION, "results": {str(number): "resolved" for number in (1, 2, 3)}, **changes}
        several.do(
            several.manager, replies.conclude, several.reference,
            version=several.version(several.manager), content=content,
        )  # fmt: skip
        return several

    return conclude
