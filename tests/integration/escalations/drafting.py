"""A draft of Part 1 as tests of its pages see it: its addresses, what is stored, what is typed into it."""

import html
from typing import Any

from werkzeug.test import TestResponse

from portal.escalations import queries
from portal.protocol.actors import Actor
from portal.protocol.escalation import CaseState
from tests.pages import Browser
from tests.way import Way

CHILD = {
    "children-0-name": "Zoë O'Brien",
    "children-0-known_as": "Zo",
    "children-0-date_of_birth-day": "7",
    "children-0-date_of_birth-month": "3",
    "children-0-date_of_birth-year": "2019",
    "children-0-record_number": "CSC 0042",
    "children-0-other_number": "999 000 1111",
    "children-0-status": "looked_after",
    "children-0-level_of_need": "4",
}
STATEMENTS = {"tried": "y", "on_record": "y", "minimum": "y"}


def address(way: Way, page: str = "part-1") -> str:
    """One of the case's pages."""
    return f"/cases/{way.reference}/{page}"


def draft(way: Way, actor: Actor | None = None) -> queries.DraftView:
    """Part 1 as it is stored."""
    me = actor or way.contributor
    with way.partnership.database.reading(way.partnership.context(me)) as session:
        case = queries.case(session, me, way.reference).case.id
        return queries.draft(session, case, kind="part_1", workspace=me.workspace)


def identities(way: Way, actor: Actor | None = None) -> tuple[Any, ...]:
    """The protected block."""
    me = actor or way.contributor
    with way.partnership.database.reading(way.partnership.context(me)) as session:
        return queries.identities(session, way.see(me).case.id)


def state(way: Way) -> CaseState:
    """Where the case stands."""
    return way.see(way.contributor).case.state


def send(browser: Browser, page: str, fields: dict[str, Any], to: str = "") -> TestResponse:
    """Open a page, type these, and send its form."""
    return browser.post(to or page, browser.fill(page) | fields)


def kept(response: TestResponse, typed: str) -> bool:
    """Whether the page still holds what was typed, in a field or to copy."""
    return typed in html.unescape(response.text)
