"""P11: what a proposed decision lacks, and which issues are put to the Executive."""

from copy import deepcopy
from typing import Any

import pytest

from portal.protocol.decision import issues_put, lacks_of_decision
from portal.protocol.escalation import CaseState, PartState
from tests.unit.protocol.cases import case, named, part

OWNERS = {"a", "b"}
WHOLE: dict[str, Any] = {
    "issues": {
        "1": {"decision": "A meeting is held.", "reasons": "Both ask for it."},
        "3": {"decision": "Nothing is done.", "reasons": "It is settled."},
    },
    "actions": [{"what": "Hold the meeting.", "owner": "b", "by": "2027-03-01"}],
}


def without(*path: Any, value: Any = "") -> dict[str, Any]:
    """The whole of it, but for one thing."""
    content = deepcopy(WHOLE)
    *way, last = path
    place: Any = content
    for step in way:
        place = place[step]
    place[last] = value
    return content


def test_what_is_whole_lacks_nothing() -> None:
    assert lacks_of_decision(WHOLE, (1, 3), OWNERS) == {}
    assert lacks_of_decision(without("actions", value=[]), (1, 3), OWNERS) == {}


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (without("issues", "1", "decision"), "issues-0-decision"),
        (without("issues", "3", "decision", value="  "), "issues-1-decision"),
        (without("issues", "3", "reasons"), "issues-1-reasons"),
        (without("actions", 0, "what", value=" "), "actions-0-what"),
        (without("actions", 0, "owner"), "actions-0-owner"),
        (without("actions", 0, "owner", value="c"), "actions-0-owner"),
        (without("actions", 0, "by"), "actions-0-by"),
    ],
)
def test_each_thing_that_is_lacking_is_said_beside_its_field(content: dict[str, Any], field: str) -> None:
    assert set(lacks_of_decision(content, (1, 3), OWNERS)) == {field}


def test_an_empty_proposal_lacks_both_of_every_issue_by_its_number() -> None:
    lacks = lacks_of_decision({}, (1, 3), OWNERS)
    assert set(lacks) == {f"issues-{row}-{name}" for row in (0, 1) for name in ("decision", "reasons")}
    assert lacks["issues-1-reasons"].startswith("Issue 3:")


def test_the_issues_put_are_those_of_the_requests_before_the_executive() -> None:
    put = case(
        part("A referral", PartState.REFERRED),
        part("B referral", PartState.REFERRED),
        part("C referral", PartState.WITHDRAWN),
        state=CaseState.REFERRED,
    )
    signed = {
        named("A referral"): {"outstanding": {"10": "A plan.", "2": "A visit."}},
        named("B referral"): {"outstanding": {"2": "No visit."}},
        named("C referral"): {"outstanding": {"4": "Nothing."}},
    }
    assert issues_put(put, signed) == (2, 10)
    assert issues_put(put, {}) == ()
