"""Part 1 of the form, agency A's: what it asks, and what it still lacks before it can be signed (section 3).

The content is plain data, as it is stored: a mapping for each section, a list of them for one that is repeated.
No child's identity is in it; that stands in the protected block, and `identified` says only whether it is
complete there, with `lacking` naming what is not (decision 25).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.protocol.choices import (
    AGREED,
    CATEGORIES,
    DISABILITIES,
    ETHNICITIES,
    KINDS,
    KNOW,
    LEVELS_OF_NEED,
    MET,
    SEXES,
    STATEMENTS,
    STATUSES,
    UNBORN,
)

__all__ = [
    "CATEGORIES",
    "DISABILITIES",
    "ETHNICITIES",
    "IDENTIFYING",
    "IDENTITY",
    "KEY",
    "KINDS",
    "KNOW",
    "LEVELS_OF_NEED",
    "MET",
    "NOT_DONE",
    "SECTIONS",
    "SEXES",
    "STATEMENTS",
    "STATUSES",
    "UNBORN",
    "Content",
    "Missing",
    "Needed",
    "Section",
    "agencies_named",
    "begun",
    "identified",
    "lacks",
    "missing",
]

Content = Mapping[str, Any]

NOT_DONE = "not_done"
"""Where a stage that was not done says why a senior manager went on without it; nothing else is asked then."""

KEY = "key"
"""Where a child or issue keeps what it is known by, however often it is moved."""

IDENTITY = ("name", "known_as", "date_of_birth", "record_number", "other_number")
"""What of a child stands in the protected block (decision 25)."""

IDENTIFYING: Mapping[str, str] = {
    "name": "the child’s name",
    "date_of_birth": "the child’s date of birth or expected date",
    "record_number": "your agency’s record number for the child",
}
"""What of it must be there."""

_IDENTITY_WHOLE = "the child’s name, date of birth or expected date, and record number"


def _always(_entry: Content, _content: Content) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Needed:
    """A field that must be filled, and the words for what is missing without it.

    `when` it applies, of the entry it is in and the whole of Part 1. One of the fields `instead` does as well.
    """

    field: str
    words: str
    when: Callable[[Content, Content], bool] = _always
    instead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the form. `one` is what each is called in a section that is repeated; "" when it is not."""

    key: str
    title: str
    needed: tuple[Needed, ...]
    one: str = ""

    @property
    def repeated(self) -> bool:
        """Whether it holds several entries, numbered from 1."""
        return bool(self.one)

    def asks_for(self, entry: Content, content: Content) -> frozenset[str]:
        """The fields that must be filled in one entry; none in a stage that was gone on without."""
        if entry.get(NOT_DONE):
            return frozenset()
        return frozenset(need.field for need in self.needed if need.when(entry, content))


def _of_person(
    prefix: str, whose: str, when: Callable[[Content, Content], bool] = _always
) -> Iterator[Needed]:
    yield Needed(f"{prefix}_name", f"the name of {whose}", when)
    yield Needed(f"{prefix}_role", f"the role of {whose}", when)
    yield Needed(f"{prefix}_team", f"the team of {whose}", when)
    words = f"a telephone number or e-mail address for {whose}"
    yield Needed(f"{prefix}_phone", words, when, instead=(f"{prefix}_email",))


def _stage_2_was_done(_entry: Content, content: Content) -> bool:
    return not content.get("stage_2", {}).get(NOT_DONE)


def _other_is_chosen(entry: Content, _content: Content) -> bool:
    return "other" in (entry.get("primary"), *(entry.get("categories") or ()))


def _of_stage(spoke: str) -> tuple[Needed, ...]:
    return (
        Needed("on", f"when {spoke} spoke"),
        Needed("who", "who spoke with whom"),
        Needed("how", f"how {spoke} spoke"),
        Needed("said", "what was said and agreed"),
        Needed("met", "whether a response time was agreed, and met"),
        Needed("response_time", "the response time agreed", lambda entry, _: entry.get("met") in AGREED),
        Needed("outcome", "the outcome"),
    )


SECTIONS: tuple[Section, ...] = (
    Section(
        "children",
        "The children",
        (
            Needed("identified", _IDENTITY_WHOLE),
            Needed("status", "the child’s status"),
            Needed("level_of_need", "the level of need in your view"),
        ),
        one="Child",
    ),
    Section(
        "people",
        "The people",
        (
            *_of_person("practitioner", "the practitioner"),
            *_of_person("manager", "the manager at stage 2", _stage_2_was_done),
            *_of_person("contact", "the day-to-day contact"),
        ),
    ),
    Section(
        "difference",
        "The difference",
        (
            Needed("responder", "the agency you disagree with"),
            Needed("kind", "what kind of difference it is"),
            Needed("primary", "the main category"),
            Needed("other", "what “Other” is", _other_is_chosen),
            Needed("on", "when the difference arose"),
        ),
    ),
    Section(
        "issues",
        "The issues",
        (
            Needed("position", "your agency’s position"),
            Needed("evidence", "the evidence for it"),
            Needed("risk", "the risk to the child if it stays unresolved"),
            Needed("outcome", "the outcome you want for the child"),
            Needed("asked", "what you ask the other agency to do"),
        ),
        one="Issue",
    ),
    Section("stage_1", "Stage 1: practitioner to practitioner", _of_stage("they")),
    Section("stage_2", "Stage 2: manager to manager", _of_stage("the managers")),
    Section(
        "why",
        "Why it is not resolved",
        (
            Needed("unresolved", "why stages 1 and 2 did not resolve it"),
            Needed("safety", "how the child is kept safe meanwhile"),
        ),
    ),
)
"""The sections of Part 1, in order."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Something a section lacks, in which field. `number` is that of the child or issue, from 1."""

    section: str
    words: str
    number: int | None = None
    field: str = ""


def missing(content: Content) -> tuple[Missing, ...]:
    """Everything that Part 1 lacks before it can be signed off (P7)."""
    return tuple(lack for section in SECTIONS for lack in lacks(section, content))


def lacks(section: Section, content: Content) -> Iterator[Missing]:
    """What one section lacks."""
    if not section.repeated:
        yield from _lacks_fields(section, content.get(section.key, {}), content)
        return
    entries: Sequence[Content] = content.get(section.key, ())
    if not entries:
        yield Missing(section.key, f"{section.title}: add at least one")
    for number, entry in enumerate(entries, start=1):
        yield from _lacks_fields(section, entry, content, number=number)


def begun(section: Section, content: Content) -> bool:
    """Whether anything was written in a section."""
    written = content.get(section.key, ())
    entries = written if section.repeated else (written or {},)
    return any(_filled(value) for entry in entries for name, value in entry.items() if name != KEY)


def identified(identity: Mapping[str, str]) -> dict[str, Any]:
    """What the draft learns of a child's identity: whether it is complete, and what is not there."""
    lacking = [name for name in IDENTIFYING if not identity.get(name, "").strip()]
    return {"identified": not lacking} | ({"lacking": lacking} if lacking else {})


def agencies_named(content: Content) -> list[str]:
    """The agencies that A disagrees with, as they are stored: the first, then further ones (decision 13)."""
    difference = content.get("difference", {})
    return [one for one in (difference.get("responder"), *(difference.get("further") or ())) if one]


def _filled(value: Any) -> bool:
    return bool(value.strip() if isinstance(value, str) else value)


def _lacks_fields(
    section: Section, entry: Content, content: Content, *, number: int | None = None
) -> Iterator[Missing]:
    place = f"{section.one} {number}" if number else section.title
    asked = section.asks_for(entry, content)
    for need in section.needed:
        if need.field not in asked or any(_filled(entry.get(one)) for one in (need.field, *need.instead)):
            continue
        for field, words in _each_lacking(need, entry):
            yield Missing(section.key, f"{place}: say {words}", number, field)


def _each_lacking(need: Needed, entry: Content) -> Iterator[tuple[str, str]]:
    """Of a child's identity each piece that is not there; of a child not told of at all, the first with all."""
    lacking = entry.get("lacking") or ()
    if need.field != "identified":
        yield need.field, need.words
    elif 0 < len(lacking) < len(IDENTIFYING):
        yield from ((name, IDENTIFYING[name]) for name in lacking)
    else:
        yield "name", need.words


def signed_as_exception(*, wrote: bool) -> str:
    """What the Business Unit reads of a signature that a very small agency gave with a reason (decision 10)."""
    return "Signed by somebody who wrote it" if wrote else "Signed by somebody who held stage 2"
