"""What Part 1 lacks before it can be signed (P7; section 3, Part 1)."""

import copy
from typing import Any

import pytest

from portal.protocol.part_1 import (
    CATEGORIES,
    SECTIONS,
    Section,
    agencies_named,
    begun,
    identified,
    lacks,
    missing,
)

CHILD = {"identified": True, "status": "looked_after", "level_of_need": "4"}
ISSUE = {"position": "p", "evidence": "e", "risk": "r", "outcome": "o", "asked": "a"}
STAGE = {
    "on": "2026-03-02",
    "who": "w",
    "how": "h",
    "said": "s",
    "met": "missed",
    "response_time": "5 days",
    "outcome": "o",
}
PEOPLE = {
    f"{who}_{field}": "p"
    for who in ("practitioner", "manager", "contact")
    for field in ("name", "role", "team", "phone")
}
WHOLE: dict[str, Any] = {
    "children": [dict(CHILD), dict(CHILD)],
    "people": PEOPLE,
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
NOT_REQUIRED = {("difference", "categories")}
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
    assert lack.field == ("name" if field == "identified" else field)


@pytest.mark.parametrize(("key", "field"), sorted(NOT_REQUIRED))
def test_nothing_else_is_demanded(key: str, field: str) -> None:
    assert missing(without(key, field)) == ()


def test_what_is_missing_says_of_which_child_and_issue() -> None:
    (child,) = missing(without("children", "status", number=2))
    assert (child.words, child.number) == ("Child 2: say the child’s status", 2)
    (issue,) = missing(without("issues", "risk", number=2))
    assert issue.words == "Issue 2: say the risk to the child if it stays unresolved"


@pytest.mark.parametrize("lacking", [["record_number"], ["name", "date_of_birth"]])
def test_decision_25_each_piece_of_identity_that_is_not_there_is_named(lacking: list[str]) -> None:
    content = {**WHOLE, "children": [{**CHILD, "identified": False, "lacking": lacking}]}
    assert [lack.field for lack in missing(content)] == lacking


def test_what_a_child_is_identified_by_is_all_of_it_but_the_optional() -> None:
    whole = {"name": "n", "date_of_birth": "2019-02-03", "record_number": "r", "known_as": ""}
    assert identified(whole) == {"identified": True}
    assert identified(whole | {"name": " "}) == {"identified": False, "lacking": ["name"]}


def test_a_telephone_number_or_an_address_is_enough() -> None:
    content = without("people", "contact_phone")
    (lack,) = missing(content)
    assert (lack.section, lack.field) == ("people", "contact_phone")
    content["people"] = {**content["people"], "contact_email": "robin@alder.example"}
    assert missing(content) == ()


def test_without_stage_2_there_is_no_manager_to_name() -> None:
    content = {**WHOLE, "stage_2": {"not_done": "Nobody answers."}}
    content["people"] = {name: one for name, one in PEOPLE.items() if not name.startswith("manager")}
    assert missing(content) == ()


@pytest.mark.parametrize("chosen", [{"primary": "other"}, {"categories": ["thresholds", "other"]}])
def test_other_says_what_it_is(chosen: dict[str, Any]) -> None:
    content = {**WHOLE, "difference": {**WHOLE["difference"], **chosen}}
    (lack,) = missing(content)
    assert (lack.section, lack.field) == ("difference", "other")
    content["difference"] = {**content["difference"], "other": "Something of its own"}
    assert missing(content) == ()


@pytest.mark.parametrize("key", ["stage_1", "stage_2"])
def test_no_response_time_is_told_of_when_none_was_agreed(key: str) -> None:
    assert missing({**WHOLE, key: {**STAGE, "met": "none", "response_time": ""}}) == ()


def test_decision_13_the_agencies_named_are_the_first_and_the_further_ones() -> None:
    difference = {"responder": "birch", "further": ["cedar"]}
    assert agencies_named({"difference": difference}) == ["birch", "cedar"]
    assert agencies_named({}) == []


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
