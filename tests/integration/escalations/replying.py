"""A reply, Part 2, as tests see it: what is typed into its page, what an action is given, the papers signed."""

from typing import Any

from portal.escalations import queries
from tests.integration.escalations.drafting import address
from tests.pages import Browser
from tests.way import REPLY, Way

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


def reply_to(*numbers: int, what: str = "Visit weekly", by: str = "2027-01-15") -> dict[str, Any]:
    """A reply to the issues of these numbers, with one promise."""
    answers = {
        str(number): {"position": "partly", "reasons": f"{what} answers {number}."} for number in numbers
    }
    return {**REPLY, "answers": answers, "promised": [{"what": what, "owner": "Lead", "by": by}]}
