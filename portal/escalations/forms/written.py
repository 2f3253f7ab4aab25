"""Part 1 to read: each question with its answer. No child's identity is in it.

A question stands in the words it was asked in, unless they speak to the agency that wrote it: the other agency
and the Business Unit read the same page.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from portal.escalations.forms.part_1 import FORMS, IDENTITY, shown_in
from portal.protocol.clock import day_in_words
from portal.protocol.part_1 import NOT_DONE, SECTIONS, Content, Section
from portal.web.fields import Checkboxes, Choices, Day, Radios, Select

AS_READ: Mapping[tuple[str, str], str] = {
    ("children", "level_of_need"): "Level of need, in the raising agency’s view",
    ("difference", "responder"): "Which agency does the raising agency disagree with?",
    ("issues", "position"): "The raising agency’s position",
    ("issues", "outcome"): "The outcome wanted for the child",
    ("issues", "asked"): "What the other agency is asked to do",
}
"""What is read in place of a question that says "you", by section and field."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One child, one issue, or the whole of a section: questions with their answers ("" when not given)."""

    title: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A section with all that was written in it."""

    section: Section
    entries: tuple[Entry, ...]


def part_1(content: Content, agencies: Choices) -> tuple[Written, ...]:
    """Every section of Part 1, in order."""
    offered = tuple(agencies)
    return tuple(Written(section, tuple(_entries(section, content, offered))) for section in SECTIONS)


def _entries(section: Section, content: Content, agencies: Choices) -> Iterator[Entry]:
    form = FORMS[section.key](formdata=None, data=shown_in(section, content), meta={"csrf": False})
    form.offer(agencies)
    rows = form.rows()
    if rows is None:
        yield Entry(
            "",
            (
                *_gone_on(section, content),
                *_answers(section, form.questions(), _must_be_given(section, content)),
            ),
        )
        return
    for number, row in enumerate(rows if content.get(section.key) else (), start=1):
        fields = [field for field in row.form if field.short_name not in IDENTITY]
        yield Entry(f"{section.one} {number}", tuple(_answers(section, fields, section.required)))


def _gone_on(section: Section, content: Content) -> Iterator[tuple[str, str]]:
    if reason := content.get(section.key, {}).get(NOT_DONE):
        yield "It was not done. Why did a senior manager go on?", reason


def _must_be_given(section: Section, content: Content) -> Container[str]:
    return () if content.get(section.key, {}).get(NOT_DONE) else section.required


def _answers(section: Section, fields: list[Any], required: Container[str]) -> Iterator[tuple[str, str]]:
    """Every answer that is given or must be; what need not be and is not is left out."""
    for field in fields:
        answer = _answer(field)
        if answer or field.short_name in required:
            yield AS_READ.get((section.key, field.short_name), field.label.text), answer


def _answer(field: Any) -> str:
    if isinstance(field, Radios | Select | Checkboxes):
        return "\n".join(_chosen(field))
    if isinstance(field, Day):
        return day_in_words(field.data) if field.data else ""
    return str(field.data or "")


def _chosen(field: Any) -> Iterator[str]:
    chosen = field.data if isinstance(field.data, list) else [field.data]
    return (str(one.label) for one in field.iter_choices() if one.value and one.value in chosen)
