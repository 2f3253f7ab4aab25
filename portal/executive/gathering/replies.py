"""Part 2, Part 3 and the follow-up as sections of a pack. What they say of an issue stands with it."""

from collections.abc import Iterator, Mapping
from typing import Any

from portal.escalations.queries import DocumentView
from portal.executive.gathering.readers import Readers
from portal.executive.packs.contents import Fact, Section
from portal.protocol.clock import day_in_words
from portal.protocol.identity import day_of
from portal.protocol.part_1 import LEVELS_OF_NEED
from portal.protocol.replies import DONE, RESULTS, in_rows


def reply(paper: DocumentView, readers: Readers) -> tuple[Section, ...]:
    """What a reply says beside its answers to the issues."""
    content = readers.part_2(in_rows(paper.content))
    return (
        Section("Who replies, and in short", tuple(_in_short(content))),
        Section("Actions", tuple(_actions(content))),
    )


def _in_short(content: Mapping[str, Any]) -> Iterator[Fact]:
    for name, label in (("practitioner", "Practitioner"), ("manager", "Manager")):
        if person := content.get(name):
            yield Fact(label, "\n".join(str(one) for one in person.values() if one))
    yield Fact("Level of need", LEVELS_OF_NEED.get(content.get("level_of_need", ""), ""))
    if disputed := content.get("disputed"):
        yield Fact("Facts disputed", str(disputed))
    if meeting := content.get("meeting"):
        yield Fact("Offer to meet", str(meeting))
    yield Fact("Proposed", RESULTS.get(content.get("proposed", ""), ""))


def _actions(content: Mapping[str, Any]) -> Iterator[Fact]:
    for number, one in enumerate(content.get("taken") or (), start=1):
        yield Fact(
            f"Action taken {number}", lines(one.get("what"), one.get("who"), dated("on", one.get("on")))
        )
    if none_taken := content.get("none_taken"):
        yield Fact("No further action taken, because", str(none_taken))
    for number, one in enumerate(content.get("promised") or (), start=1):
        said = lines(one.get("what"), one.get("owner"), dated("by", one.get("by")))
        yield Fact(f"Action promised {number}", said)
    for number, one in enumerate(content.get("declined") or (), start=1):
        because = f"because: {one['reason']}" if one.get("reason") else ""
        yield Fact(f"Action declined {number}", lines(one.get("what"), because))


def conclusion(paper: DocumentView) -> tuple[Section, ...]:
    """What a conclusion says of the whole."""
    content = paper.content
    facts = [Fact("Overall", RESULTS[content["overall"]])]
    if reasons := content.get("reasons"):
        facts.append(Fact("Reasons", str(reasons)))
    facts.append(Fact("Practitioner told", dated("", content.get("practitioner_told_on"))))
    facts.append(Fact("On the child’s record", "Yes" if content.get("on_record") else ""))
    if learning := content.get("learning"):
        facts.append(Fact("Learning, and what went well", str(learning)))
    return (Section("", tuple(facts)),)


def follow_up(paper: DocumentView) -> tuple[Section, ...]:
    """What became of each promise."""
    facts = [
        Fact(lines(one["what"], dated("by", one.get("by"))), lines(DONE[one["done"]], one.get("words")))
        for one in paper.content.get("promises") or ()
    ]
    if difference := paper.content.get("difference"):
        facts.append(Fact("Difference for the child", str(difference)))
    return (Section("", tuple(facts)),)


def lines(*said: Any) -> str:
    """What is said, a line each."""
    return "\n".join(str(one) for one in said if one)


def dated(word: str, stored: Any) -> str:
    """A stored date in words, after a word of ours; "" when there is none."""
    day = day_of(str(stored or ""))
    return f"{word} {day_in_words(day)}".strip() if day else str(stored or "")
