"""Part 1 to read: each question with its answer. No child's identity is in it, and nothing for statistics only.

A question stands in the words it was asked in, unless they speak to the agency that wrote it: the other agency
and the Business Unit read the same page.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from portal.escalations.forms.part_1 import FORMS, shown_in
from portal.protocol.clock import day_in_words
from portal.protocol.part_1 import IDENTITY, KEY, NOT_DONE, SECTIONS, Content, Section, agencies_named
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


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is read. `choices` are those it may be answered with; None where the answer is not one.

    `of_agencies`: the choices are agencies, known only with the page.
    """

    name: str
    words: str
    is_day: bool
    choices: Mapping[str, str] | None
    of_agencies: bool


def part_1(content: Content, agencies: Choices) -> tuple[Written, ...]:
    """Every section of Part 1, in order."""
    offered = dict(agencies)
    return tuple(Written(section, tuple(_entries(section, content, offered))) for section in SECTIONS)


@cache
def _questions(key: str) -> tuple[Question, ...]:
    """What a section asks, from its form. The form says the same on every page, so it is made once."""
    form = FORMS[key](formdata=None, meta={"csrf": False})
    rows = form.rows()
    asked = form.questions() if rows is None else rows[0].form
    return tuple(_question(key, field) for field in asked if field.short_name not in NOT_SHOWN)


def _question(key: str, field: Any) -> Question:
    words = str(field.label.text).removesuffix(" (optional)")
    chosen = isinstance(field, Radios | Select | Checkboxes)
    choices = (
        {str(one.value): str(one.label) for one in field.iter_choices() if one.value} if chosen else None
    )
    return Question(
        name=field.short_name,
        words=AS_READ.get((key, field.short_name), words),
        is_day=isinstance(field, Day),
        choices=choices,
        of_agencies=choices == {},
    )


def _entries(section: Section, content: Content, agencies: Mapping[str, str]) -> Iterator[Entry]:
    written = content.get(section.key) or {}
    shown = shown_in(section, content)
    if section.repeated:
        offered = _put_to(content, agencies)
        asked = [one for one in _questions(section.key) if offered or not one.of_agencies]
        for number, (row, entry) in enumerate(zip(shown[section.key], written, strict=True), start=1):
            answers = _answers(asked, row, section.asks_for(entry, content), offered)
            yield Entry(f"{section.one} {number}", tuple(answers))
    elif written or section.key not in LATER:
        answers = _answers(_questions(section.key), shown, section.asks_for(written, content), agencies)
        yield Entry("", (*_gone_on(written), *answers))


def _put_to(content: Content, agencies: Mapping[str, str]) -> Mapping[str, str]:
    """Between which agencies an issue is put to one: nobody when there are not several (decision 13)."""
    named = agencies_named(content)
    several = {one: name for one, name in agencies.items() if one in named}
    return several if len(several) > 1 else {}


def _gone_on(written: Content) -> Iterator[tuple[str, str]]:
    if reason := written.get(NOT_DONE):
        yield "It was not done. Why did a senior manager go on?", reason


def _answers(
    questions: Iterable[Question], shown: Content, required: Container[str], agencies: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Every answer that is given or must be; what need not be and is not is left out."""
    for one in questions:
        given = _given(one, shown.get(one.name), agencies) or (ALL_OF_THEM if one.name == "put_to" else "")
        if given or one.name in required:
            yield one.words, given


def _given(question: Question, stored: Any, agencies: Mapping[str, str]) -> str:
    """What is stored for a question, in words."""
    if question.choices is not None:
        choices = agencies if question.of_agencies else question.choices
        chosen = stored if isinstance(stored, list) else [stored]
        return "\n".join(words for value, words in choices.items() if value in chosen)
    return _day(stored) if question.is_day else str(stored or "")


def _day(stored: Any) -> str:
    """A date in words; what is no date is left out."""
    try:
        return day_in_words(date.fromisoformat(stored)) if stored else ""
    except ValueError:
        return ""


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
