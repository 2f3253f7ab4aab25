"""Part 1 of the form, agency A's: what it asks, and what it still lacks before it can be signed (section 3).

The content is plain data, as it is stored: `children`, `difference`, `issues`, `stage_1`, `stage_2`, `why`.
No child's identity is in it; that stands in the protected block, and `identified` says only whether it is
complete there (decision 25).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Content = Mapping[str, Any]

NOT_DONE = "not_done"
"""Where a stage that was not done says why a senior manager went on without it; nothing else is asked then."""

CATEGORIES: dict[str, str] = {
    "assessment": "Quality and outcome of an assessment",
    "thresholds": "Thresholds",
    "roles": "Roles and responsibilities",
    "criteria": "Criteria for referrals",
    "quality": "Quality of service",
    "timeliness": "Timeliness",
    "information": "Information sharing and communication",
    "conference_needed": "Need for a child protection conference",
    "conference_decision": "Decision at a child protection conference",
    "looked_after": "Decision about a looked-after child",
    "strategy": "Decision within a strategy discussion",
    "other": "Other",
}
"""The kinds of difference the protocol names, "not exclusive" (P3)."""

KINDS: dict[str, str] = {
    "decision": "A decision we challenge",
    "action": "An action that was not done",
    "service": "A service or resource that is needed",
    "information": "Information that was not shared",
    "other": "Something else",
}

STATUSES: dict[str, str] = {
    "early_help": "Early help",
    "child_in_need": "Child in need",
    "protection_plan": "Child protection plan",
    "looked_after": "Looked after",
    "care_leaver": "Care leaver",
    "unborn": "Unborn",
    "none": "None of these",
    "not_known": "Not known",
}

LEVELS_OF_NEED: dict[str, str] = {
    "1": "Level 1: universal",
    "2": "Level 2: early help",
    "3": "Level 3: targeted help",
    "4": "Level 4: specialist or statutory help",
}

STATEMENTS: dict[str, str] = {
    "tried": "Stages 1 and 2 were tried, or Part 1 says why they were not",
    "on_record": "This difference is written on the child’s record",
    "minimum": "Part 1 holds only what is necessary about the child and others",
    "apart": "I did not write any of Part 1, and I was not the manager at stage 2",
}
"""What a senior manager states with their signature under Part 1 (section 3)."""


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the form. `required` maps each field that must be filled to what is missing without it.

    `one` is what each is called in a section that is repeated; "" when it is not.
    """

    key: str
    title: str
    required: Mapping[str, str]
    one: str = ""

    @property
    def repeated(self) -> bool:
        """Whether it holds several entries, numbered from 1."""
        return bool(self.one)


SECTIONS: tuple[Section, ...] = (
    Section(
        "children",
        "The children",
        {
            "identified": "the child's name, date of birth or expected date, and record number",
            "status": "the child's status",
            "level_of_need": "the level of need in your view",
        },
        one="Child",
    ),
    Section(
        "difference",
        "The difference",
        {
            "responder": "the agency you disagree with",
            "kind": "what kind of difference it is",
            "primary": "the main category",
            "on": "when the difference arose",
        },
    ),
    Section(
        "issues",
        "The issues",
        {
            "position": "your agency's position",
            "evidence": "the evidence for it",
            "risk": "the risk to the child if it stays unresolved",
            "outcome": "the outcome you want for the child",
            "asked": "what you ask the other agency to do",
        },
        one="Issue",
    ),
    Section(
        "stage_1",
        "Stage 1: practitioner to practitioner",
        {
            "on": "when you spoke",
            "who": "who spoke with whom",
            "how": "how you spoke",
            "said": "what was said and agreed",
            "outcome": "the outcome",
        },
    ),
    Section(
        "stage_2",
        "Stage 2: manager to manager",
        {
            "on": "when the managers spoke",
            "who": "who spoke with whom",
            "how": "how they spoke",
            "said": "what was said and agreed",
            "response_time": "the response time agreed, and whether it was met",
            "outcome": "the outcome",
        },
    ),
    Section(
        "why",
        "Why it is not resolved",
        {
            "unresolved": "why stages 1 and 2 did not resolve it",
            "safety": "how the child is kept safe meanwhile",
        },
    ),
)
"""The sections of Part 1, in order."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Something a section lacks. `number` is that of the child or issue, from 1."""

    section: str
    words: str
    number: int | None = None


def missing(content: Content) -> tuple[Missing, ...]:
    """Everything that Part 1 lacks before it can be signed off (P7)."""
    return tuple(lack for section in SECTIONS for lack in lacks(section, content))


def lacks(section: Section, content: Content) -> Iterator[Missing]:
    """What one section lacks."""
    if not section.repeated:
        entry = content.get(section.key, {})
        yield from () if entry.get(NOT_DONE) else _lacks_fields(section, entry)
        return
    entries: Sequence[Content] = content.get(section.key, ())
    if not entries:
        yield Missing(section.key, f"{section.title}: add at least one")
    for number, entry in enumerate(entries, start=1):
        yield from _lacks_fields(section, entry, number=number)


def begun(section: Section, content: Content) -> bool:
    """Whether anything was written in a section."""
    written = content.get(section.key, ())
    entries = written if section.repeated else (written or {},)
    return any(_filled(value) for entry in entries for value in entry.values())


def _filled(value: Any) -> bool:
    return bool(value.strip() if isinstance(value, str) else value)


def _lacks_fields(section: Section, entry: Content, *, number: int | None = None) -> Iterator[Missing]:
    place = f"{section.one} {number}" if number else section.title
    for field, words in section.required.items():
        if not _filled(entry.get(field)):
            yield Missing(section.key, f"{place}: say {words}", number)
