"""The signed papers of a case as chapters of a pack: Parts 1 to 4, what came of them, and what was added."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from portal.escalations import queries
from portal.escalations.forms import written
from portal.escalations.queries import CaseView, DocumentView, NoteView
from portal.executive.gathering import replies, stage_4
from portal.executive.gathering.readers import Readers
from portal.executive.packs.contents import Fact, Kind, Part, Section
from portal.protocol.clock import day_in_words, when
from portal.protocol.decision import DECISION
from portal.protocol.escalation import PartKind
from portal.protocol.identity import day_of
from portal.protocol.part_4 import PART_4
from portal.protocol.summary import COMMISSION, SUMMARY

TITLES: Mapping[str, str] = {
    "part_1": "Part 1",
    "part_2": "Part 2",
    "part_3": "Part 3",
    "follow_up": "Follow-up",
    PART_4: "Part 4",
}
"""The papers that the parties sign, each by its name."""


def of(view: CaseView, notes: Sequence[NoteView], readers: Readers) -> Iterator[Part]:
    """Every chapter, in the order of the form."""
    parts_1 = [one for one in view.documents if one.kind == "part_1"]
    for one in sorted(parts_1, key=lambda paper: -paper.version):
        yield _part_1(view, one, notes, readers, newest=one is max(parts_1, key=lambda paper: paper.version))
    for one in _of_kind(view, "part_2"):
        title = f"Part 2: the reply of {one.agency}"
        yield Part(title, (*replies.reply(one, readers), *_added(notes, one, readers)), signed(one, readers))
    for one in _of_kind(view, "part_3"):
        title = f"Part 3: the conclusion of {one.agency}"
        added = _added(notes, one, readers)
        yield Part(title, (*replies.conclusion(one), *added), signed(one, readers))
    for one in _of_kind(view, "follow_up"):
        added = _added(notes, one, readers)
        yield Part("Follow-up of what was promised", (*replies.follow_up(one), *added), signed(one, readers))
    for one in {paper.part: paper for paper in _of_kind(view, PART_4)}.values():
        beside = (*_added(notes, one, readers), *_comments(notes, one, readers))
        title = f"Part 4: the request of {one.agency}"
        yield Part(title, (*stage_4.request(view, one), *beside), signed(one, readers))
    yield from _of_stage_4(view, notes, readers)
    if loose := [one for one in notes if not one.is_beside]:
        yield Part("Notes", tuple(_note(one, readers) for one in loose))


COMMISSIONED: Mapping[PartKind, tuple[Kind, str]] = {
    PartKind.SUMMARY: (Kind.SCRUTINEER, "the Independent Scrutineer"),
    PartKind.REVIEW: (Kind.LEARNING, "the Learning and Improvement Subgroup"),
}
"""Of whom the Executive asks what, and in whose pack that stands."""


def _of_stage_4(view: CaseView, notes: Sequence[NoteView], readers: Readers) -> Iterator[Part]:
    """What the Executive asked, of whom the pack is for or, for the Executive itself, of all; what came of it.

    The Scrutineer is not given their own summary, nor the Subgroup anybody's.
    """
    executive = readers.kind is Kind.EXECUTIVE
    kinds: Mapping[UUID | None, PartKind] = {one.part.id: one.part.kind for one in view.parts}
    for one in _of_kind(view, COMMISSION):
        kind, whom = COMMISSIONED[kinds[one.part]]
        if executive or kind is readers.kind:
            yield Part(f"What the Executive asked of {whom}", stage_4.commission(one), signed(one, readers))
    for one in _of_kind(view, SUMMARY) if executive else ():
        yield Part("The summary of the Independent Scrutineer", stage_4.summary(one), signed(one, readers))
    for one in _of_kind(view, DECISION):
        corrected = [_note(note, readers) for note in notes if note.kind in ("clerical", "action_done")]
        sections = (*stage_4.decision(view, one), *corrected)
        yield Part("The decision of the Executive", sections, signed(one, readers))


def question(view: CaseView) -> str:
    """What the Subgroup was asked last; "" when it was asked nothing."""
    reviews = {one.part.id for one in view.parts if one.part.kind is PartKind.REVIEW}
    asked = [one for one in _of_kind(view, COMMISSION) if one.part in reviews]
    return str(asked[-1].content["question"]) if asked else ""


def _part_1(
    view: CaseView, paper: DocumentView, notes: Sequence[NoteView], readers: Readers, *, newest: bool
) -> Part:
    """Without its issues where they have a chapter of their own: those of the newest version."""
    names = [(str(identifier), name) for identifier, name in view.names.items()]
    sections = tuple(
        section
        for one in written.part_1(readers.part_1(paper.content), names)
        if not (newest and one.section.key == "issues")
        for section in _section(one)
    )
    title = "Part 1: the difference" if newest else f"Part 1 as it was signed before, version {paper.version}"
    added = _added(notes, paper, readers) if newest else ()
    return Part(title, (*sections, *added), signed(paper, readers))


def _section(one: written.Written) -> Iterator[Section]:
    """A section of the form, and each child or issue under a heading of its own."""
    facts = [tuple(Fact(*answer) for answer in entry.answers) for entry in one.entries]
    if [entry.title for entry in one.entries] == [""]:
        yield Section(one.section.title, facts[0])
        return
    if one.entries:
        yield Section(one.section.title)
    for entry, given in zip(one.entries, facts, strict=True):
        yield Section(entry.title, given, level=4)


def signed(paper: DocumentView, readers: Readers) -> str:
    """Who signed a paper and when, with what they stated."""
    there: Mapping[str, Any] = paper.content.get("signed_at_agency_by") or {}
    by = readers.somebody(paper.signed_by, paper.signed_by_role, "" if paper.on_behalf else paper.agency)
    lines = [f"Signed by {by}, on {when(paper.signed_at)}. Version {paper.version}."]
    if paper.on_behalf:
        at_agency = readers.somebody(str(there.get("name") or ""), str(there.get("role") or ""))
        on = day_of(str(there.get("on") or ""))
        lines = [
            f"Entered by {by}, of the Business Unit, on behalf of {paper.agency}, on {when(paper.signed_at)}.",
            *(
                [f"Signed at {paper.agency} by {at_agency}{f' on {day_in_words(on)}' if on else ''}."]
                if there
                else []
            ),
        ]
    if paper.late:
        lines.append("It came after its due date.")
    if reason := paper.content.get("exception_reason"):
        lines.append(f"It was signed by someone who wrote it or held stage 2, for this reason: {reason}")
    if statements := paper.content.get("statements"):
        lines += ["With the signature it was confirmed that:", *(f"– {one}" for one in statements)]
    return "\n".join(lines)


def _added(notes: Sequence[NoteView], paper: DocumentView, readers: Readers) -> tuple[Section, ...]:
    found = queries.added_to(notes, about=paper.kind, part=paper.part)
    return tuple(_note(one, readers) for one in found)


def _comments(notes: Sequence[NoteView], paper: DocumentView, readers: Readers) -> tuple[Section, ...]:
    found = queries.comments_on(notes, paper.part) if paper.part else ()
    return tuple(_note(one, readers) for one in found)


def _note(note: NoteView, readers: Readers) -> Section:
    of = f", of {day_in_words(note.happened_on)}" if note.happened_on else ""
    said = f"{readers.somebody(note.by, note.role, note.workspace)}, {when(note.at)}{of}"
    return Section(note.heading, (Fact(said, note.body),))


def _of_kind(view: CaseView, kind: str) -> list[DocumentView]:
    return [one for one in view.documents if one.kind == kind]
