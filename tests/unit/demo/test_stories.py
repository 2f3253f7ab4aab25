"""What the practice cases say: something of everything, no sentence twice, no child but in the protected block."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from portal.demo.partnership import AGENCIES
from portal.demo.stories import STORIES
from portal.demo.stories.shape import Child, Conclude, Story
from portal.protocol.part_1 import CATEGORIES, STATUSES
from portal.protocol.replies import POSITIONS


def test_every_category_status_and_agency_is_used() -> None:
    told = [story.difference for story in STORIES if story.difference]
    assert {one.primary for one in told} == set(CATEGORIES)
    assert {story.raising for story in STORIES} == {one.slug for one in AGENCIES}
    assert {one.responder for one in told} == {one.slug for one in AGENCIES}
    children = {child.status for story in STORIES for child in story.children}
    assert children == set(STATUSES) - {"care_leaver"}
    answers = {position for story in STORIES for position in _positions(story)}
    assert answers >= set(POSITIONS)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.key)
def test_no_child_is_named_outside_the_protected_block(story: Story) -> None:
    words = {word for one in STORIES for told in _texts(one, without=Child) for word in _words(told)}
    for child in story.children:
        assert not _words(child.name) & (words - {"Unborn", "baby"}), child.name
        assert re.fullmatch(r"WM-\d{6}-TEST", child.record)


def test_no_two_children_are_the_same() -> None:
    children = [child for story in STORIES for child in story.children]
    assert len({child.name for child in children}) == len(children)
    assert len({child.record for child in children}) == len(children)


def test_no_sentence_is_used_in_two_cases() -> None:
    used = Counter(sentence for story in STORIES for sentence in _sentences(story))
    assert [sentence for sentence, times in used.items() if times > 1] == []


def test_every_issue_of_a_reply_and_a_conclusion_is_answered() -> None:
    for story in STORIES:
        for reply in (step.reply for step in story.way if hasattr(step, "reply")):
            assert len(reply.answers) in (0, *_put_to_somebody(story)), story.key
        for conclusion in (step.conclusion for step in story.way if isinstance(step, Conclude)):
            assert len(conclusion.results) == len(story.issues), story.key


def _put_to_somebody(story: Story) -> set[int]:
    """How many issues some agency answers."""
    named = {slug for issue in story.issues for slug in issue.put_to}
    counts = {sum(not issue.put_to or slug in issue.put_to for issue in story.issues) for slug in named}
    return counts or {len(story.issues)}


def _texts(told: Any, *, without: type | None = None) -> Iterator[str]:
    if isinstance(told, str):
        yield " ".join(told.split())
    elif isinstance(told, tuple):
        for one in told:
            yield from _texts(one, without=without)
    elif is_dataclass(told) and type(told) is not without:
        for one in fields(told):
            yield from _texts(getattr(told, one.name), without=without)


def _words(told: str) -> set[str]:
    return set(re.findall(r"[\w-]+", told))


def _sentences(story: Story) -> set[str]:
    """The sentences of a case that are long enough to be noticed when they come again."""
    sentences = (one for told in _texts(story) for one in re.split(r"(?<=[.?!])\s", told))
    return {one for one in sentences if len(one.split()) > 4}


def _positions(story: Story) -> list[str]:
    replies = [step.reply for step in story.way if hasattr(step, "reply")]
    return [position for reply in replies for position, _ in reply.answers]
