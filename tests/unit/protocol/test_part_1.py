"""What Part 1 lacks before it can be signed (P7; section 3, Part 1)."""

import copy
from typing import Any

import pytest

from portal.protocol.part_1 import CATEGORIES, SECTIONS, Section, begun, lacks, missing

CHILD = {"identified": True, "status": "looked_after", "level_of_need": "4"}
ISSUE = {"position": "p", "evidence": "e", "risk": "r", "outcome": "o", "asked": "a"}
STAGE = {
    "on": "2026-03-02",
    "who": "w",
    "how": "h",
    "said": "s",
    "response_time": "5 days",
    "outcome": "o",
}
WHOLE: dict[str, Any] = {
    "children": [dict(CHILD), dict(CHILD)],
    "difference": {
        "responder": "some agency",
        "kind": "decision",
        "categories": ["thresholds"],
        "primary": "thresholds",
        "on": "2026-03-01",
    },
    "issues": [dict(ISSUE), dict(ISSUE)],
    "stage_1": dict(STAGE),
    "stage_2": dict(STAGE),
    "why": {"unresolved": "u", "safety": "s"},
}
NOT_REQUIRED = {("difference", "categories"), ("stage_1", "response_time")}
FIELDS = [
    (key, field)
    for key, section in WHOLE.items()
    for field in (section[0] if isinstance(section, list) else section)
    if (key, field) not in NOT_REQUIRED
]


def section(key: str) -> Section:
    return next(one for one in SECTIONS if one.key == key)


def without(key: str, field: str, value: Any = None, *, number: int = 1) -> dict[str, Any]:
    """The whole of Part 1 with one field taken out, or given another value."""
    content = copy.deepcopy(WHOLE)
    entry = content[key][number - 1] if isinstance(content[key], list) else content[key]
    del entry[field]
    if value is not None:
        entry[field] = value
    return content


def test_the_whole_lacks_nothing() -> None:
    assert missing(WHOLE) == ()


@pytest.mark.parametrize(("key", "field"), FIELDS)
@pytest.mark.parametrize("value", [None, "", "  \r\n", False])
def test_each_field_the_form_requires_is_missed(key: str, field: str, value: Any) -> None:
    (lack,) = missing(without(key, field, value))
    assert lack.section == key
    assert lack.number == (1 if isinstance(WHOLE[key], list) else None)


@pytest.mark.parametrize(("key", "field"), sorted(NOT_REQUIRED))
def test_nothing_else_is_demanded(key: str, field: str) -> None:
    assert missing(without(key, field)) == ()


def test_what_is_missing_says_of_which_child_and_issue() -> None:
    (child,) = missing(without("children", "status", number=2))
    assert (child.words, child.number) == ("Child 2: say the child's status", 2)
    (issue,) = missing(without("issues", "risk", number=2))
    assert issue.words == "Issue 2: say the risk to the child if it stays unresolved"


@pytest.mark.parametrize("key", ["children", "issues"])
@pytest.mark.parametrize("content", [[], None])
def test_there_is_at_least_one_child_and_one_issue(key: str, content: Any) -> None:
    changed = {**WHOLE, key: content} if content is not None else {k: v for k, v in WHOLE.items() if k != key}
    (lack,) = missing(changed)
    assert lack.section == key
    assert "add at least one" in lack.words


def test_an_empty_draft_lacks_every_section() -> None:
    assert {lack.section for lack in missing({})} == set(WHOLE)


@pytest.mark.parametrize("key", ["stage_1", "stage_2"])
def test_a_stage_gone_on_without_is_not_asked_for(key: str) -> None:
    assert missing({**WHOLE, key: {"not_done": "Nobody answers."}}) == ()
    assert list(lacks(section(key), {key: {"not_done": ""}}))


@pytest.mark.parametrize("key", WHOLE)
def test_a_section_is_begun_once_anything_is_written(key: str) -> None:
    one = section(key)
    assert begun(one, WHOLE)
    assert not begun(one, {})
    assert not begun(one, {key: [{"a": " "}] if one.repeated else {"a": "", "b": [], "c": False}})


def test_the_categories_are_those_named_and_other_last() -> None:
    assert len(CATEGORIES) == 12
    assert list(CATEGORIES)[-1] == "other"
