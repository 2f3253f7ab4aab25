"""The pages of stage 4 on a small partnership of each test's own, and a case that was referred."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from portal.demo.valkey import Valkey
from portal.escalations.actions import referral, replies
from portal.protocol.actors import Role
from portal.protocol.rows import Action
from tests.engines import Template
from tests.pages import Browser, Pages, opened
from tests.way import CONCLUSION, Way

Browse = Callable[..., Browser]

REQUEST: dict[str, Any] = {
    "ground": "not_resolved",
    "exceptional": "The child waits.",
    "outstanding": {"1": "That a meeting is held."},
    "tried": "Two calls.",
    "needed_by": "",
    "safety": "A visit a day.",
}
NOT_RESOLVED = CONCLUSION | {"results": {"1": "not"}, "overall": "not", "reasons": "It is not."}


@pytest.fixture
def pages(template: Template, valkey_server: Valkey) -> Iterator[Pages]:
    """The whole application."""
    with opened(template, valkey_server.url()) as found:
        yield found


@pytest.fixture
def browse(pages: Pages) -> Browse:
    """Opens the browser of whoever holds a role in a workspace."""

    def browser(role: Role, slug: str = "executive") -> Browser:
        return pages.who(slug, role)

    return browser


@pytest.fixture
def referred(pages: Pages) -> Way:
    """A case of alder with birch, referred to the Executive at alder's request."""
    way = Way(pages.partnership).answered()
    manager, officer = way.manager, way.officer
    way.do(manager, replies.conclude, way.reference, version=way.version(manager), content=NOT_RESOLVED)
    way.do(
        manager, referral.ask, way.reference, version=way.version(manager), how=Action.ASK_REFERRAL,
        content=REQUEST,
    )  # fmt: skip
    way.do(officer, referral.refer, way.reference, version=way.version(officer))
    return way
