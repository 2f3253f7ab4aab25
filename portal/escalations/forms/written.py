"""Part 1 to read: each question with its answer. No child's identity is in it, and nothing for statistics only.

A question stands in the words it was asked in, unless they speak to the agency that wrote it: the other agency
and the Business Unit read the same page.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from portal.escalations.forms.part_1 import FORMS, shown_in
from portal.protocol.clock import day_in_words
from portal.protocol.part_1 import IDENTITY, KEY, NOT_DONE, SECTIONS, Content, Section
from portal.web.fields import Checkboxes, Choices, Day, Radios, Select

AS_READ: Mapping[tuple[str, str], str] = {
    ("children", "level_of_need"): "Level of need, in the raising agency’s view",
    ("difference", "responder"): "Which agency does the raising agency disagree with?",
    ("difference", "further"): "Which further agencies does it disagree with?",
    ("difference", "other"): "What “Other” is",
    ("issues", "position"): "The raising agency’s position",
    ("issues", "outcome"): "The outcome wanted for the child",
    ("issues", "asked"): "What the other agency is asked to do",
    ("issues", "put_to"): "Put to",
    ("people", "their_practitioner"): "The other agency’s practitioner",
    ("people", "their_manager"): "The other agency’s manager",
}
"""What is read in place of a question that says "you", by section and field."""

NOT_SHOWN = frozenset({*IDENTITY, KEY, "ethnicity"})
"""What of a child is not read: its identity, and what is asked for statistics only."""

ALL_OF_THEM = "All the agencies named"
"""To whom an issue is put that names nobody, when there are several (decision 13)."""

LATER = frozenset({"people"})
"""Sections that the form did not always have: in a form signed before they are left out, not shown as empty."""


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
    """One form reads them all: a form for each of many rows would cost more than the rest of the page."""
    form = FORMS[section.key](formdata=None, meta={"csrf": False})
    form.offer(agencies, content)
    written, rows = content.get(section.key) or {}, form.rows()
    shown = shown_in(section, content)
    if rows is None:
        if written or section.key not in LATER:
            answers = _answers(section, form.questions(), shown, section.asks_for(written, content))
            yield Entry("", (*_gone_on(written), *answers))
        return
    fields = [field for field in rows[0].form if field.short_name not in NOT_SHOWN]
    for number, (row, entry) in enumerate(zip(shown[rows.name], written, strict=False), start=1):
        asked = section.asks_for(entry, content)
        yield Entry(f"{section.one} {number}", tuple(_answers(section, fields, row, asked)))


def _gone_on(written: Content) -> Iterator[tuple[str, str]]:
    if reason := written.get(NOT_DONE):
        yield "It was not done. Why did a senior manager go on?", reason


def _answers(
    section: Section, fields: list[Any], shown: Content, required: Container[str]
) -> Iterator[tuple[str, str]]:
    """Every answer that is given or must be; what need not be and is not is left out."""
    for field in fields:
        field.data = None
        field.process(None, shown.get(field.short_name))
        given = answer(field) or (ALL_OF_THEM if field.short_name == "put_to" else "")
        if given or field.short_name in required:
            question = str(field.label.text).removesuffix(" (optional)")
            yield AS_READ.get((section.key, field.short_name), question), given


def answer(field: Any) -> str:
    """What a field holds, in words."""
    if isinstance(field, Radios | Select | Checkboxes):
        return "\n".join(_chosen(field))
    if isinstance(field, Day):
        return day_in_words(field.data) if field.data else ""
    return str(field.data or "")


def _chosen(field: Any) -> Iterator[str]:
    chosen = field.data if isinstance(field.data, list) else [field.data]
    return (str(one.label) for one in field.iter_choices() if one.value and one.value in chosen)
