"""A reply, Part 2, as tests of its pages see it: what is typed into it, and the papers that were signed."""

from typing import Any

from portal.escalations import queries
from tests.integration.escalations.drafting import address
from tests.pages import Browser
from tests.way import Way

ANSWER = {
    "answers__0__position": "partly",
    "answers__0__reasons": "Some of it is so.\r\nNot all.",
    "level_of_need": "3",
    "practitioner__name": "Ada Finch",
    "practitioner__role": "Social worker",
    "manager__name": "Tom Larkin",
    "manager__role": "Team manager",
    "disputed": "The visit was on a Tuesday.",
    "none_taken": "We visited on Monday.",
    "proposed": "resolved",
}
STATED = {"taken": "y", "on_record": "y", "minimum": "y"}


def write(writer: Browser, way: Way, **changes: Any) -> None:
    """Save the draft of a reply that lacks nothing, but for these changes."""
    assert writer.send(address(way, "part-2"), **{**ANSWER, **changes}).status_code == 303


def documents(way: Way, kind: str) -> list[queries.DocumentView]:
    """Every version of a paper of the case that was signed."""
    return [one for one in way.see(way.officer).documents if one.kind == kind]
