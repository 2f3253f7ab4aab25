"""What the readers of each kind of pack may know of people and children, and what is masked for them.

Whatever a pack says goes through its `Readers`: no other place knows for whom it is (decisions 23 to 25).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.escalations import queries
from portal.escalations.queries import Mask
from portal.executive.packs.contents import Kind
from portal.protocol.actors import ROLE_WORDS
from portal.protocol.clock import day_in_words
from portal.protocol.folding import fold
from portal.protocol.identity import Identity, day_of, signs_of, words_of
from portal.protocol.masking import people_mask_of

LEFT_OUT = "[the names of people are left out]"
"""What stands where the form asks who did something, in a pack that names nobody."""

NAMED_IN_PART_1 = ("practitioner_name", "manager_name", "contact_name", "lead_name", "their_practitioner",
                   "their_manager")  # fmt: skip
NAMED_IN_PART_2 = ("practitioner", "manager")
SHORTEST_NUMBER = 5
"""Signs of a record number that is looked for in a whole pack; a shorter one stands in it by chance."""

A_YEAR = timedelta(days=365)
_PEOPLE = text("select portal.people_to_mask(:escalation)")


@dataclass(frozen=True, slots=True)
class Readers:
    """For whom a pack is. `mask` is what every text that somebody wrote goes through."""

    kind: Kind
    mask: Mask
    hidden: tuple[str, ...]
    """What must not stand in the pack, whatever was masked: the last look before it is given to anybody."""

    @property
    def named(self) -> bool:
        """Whether the names of people are in it."""
        return self.kind is not Kind.LEARNING

    def somebody(self, name: str, *more: str) -> str:
        """Somebody who did something, with role and agency; by these alone where nobody is named."""
        return ", ".join(one for one in ((name, *more) if self.named else more) if one)

    @property
    def told(self) -> Mask | None:
        """What masks whom the portal's own words name; None where they may."""
        return None if self.named else self.mask

    def part_1(self, content: Mapping[str, Any]) -> Mapping[str, Any]:
        """Part 1 as they read it: without its people, and without who spoke with whom, where nobody is named."""
        if self.named:
            return content
        kept = {key: value for key, value in content.items() if key != "people"}
        stages = {key: {**kept[key], "who": LEFT_OUT} for key in ("stage_1", "stage_2") if kept.get(key)}
        return {**kept, **stages}

    def part_2(self, content: Mapping[str, Any]) -> Mapping[str, Any]:
        """Part 2 as they read it."""
        if self.named:
            return content
        kept = {key: value for key, value in content.items() if key not in NAMED_IN_PART_2}
        for rows, who in (("taken", "who"), ("promised", "owner")):
            kept[rows] = [{**row, who: LEFT_OUT} if row.get(who) else row for row in content.get(rows) or ()]
        return kept


def readers_of(session: Session, kind: Kind, escalation: UUID, opened_on: date) -> Readers:
    """The readers of a pack of this kind of a case, as whoever asks for it may know the case."""
    if kind.shows_identity:
        return Readers(kind, _as_written, ())
    known = queries.known_of(session, escalation)
    children, hidden = queries.mask_for(session, escalation), tuple(_of_children(known, opened_on))
    if kind is Kind.EXECUTIVE:
        return Readers(kind, children, hidden)
    people = _people(session, escalation)
    names = people_mask_of(people)
    return Readers(kind, _one_after_the_other(children, names), (*hidden, *_of_people(people)))


def _as_written(value: Any) -> Any:
    return value


def _one_after_the_other(first: Mask, then: Mask) -> Callable[[Any], Any]:
    return lambda value: then(first(value))


def _people(session: Session, escalation: UUID) -> tuple[str, ...]:
    """Everybody whose name may stand in a text: those the portal knows, and those whom the form names."""
    rows = session.execute(
        text("select kind, content from portal.document where escalation_id = :escalation"),
        {"escalation": escalation},
    )
    known = session.scalars(_PEOPLE, {"escalation": escalation}).all()
    written = [name for kind, content in rows for name in named_in(kind, content)]
    return tuple(dict.fromkeys(name.strip() for name in (*known, *written) if name and name.strip()))


def named_in(kind: str, content: Mapping[str, Any]) -> Iterator[str]:
    """Whom a signed part names where the form asks for a name; and whoever spoke, as far as names can be told."""
    if kind == "part_1":
        people = content.get("people") or {}
        yield from (str(people[one]) for one in NAMED_IN_PART_1 if people.get(one))
        for stage in ("stage_1", "stage_2"):
            yield from names_in(str((content.get(stage) or {}).get("who") or ""))
    if kind == "part_2":
        yield from (str(one["name"]) for one in map(content.get, NAMED_IN_PART_2) if one and one.get("name"))
        for rows, who in (("taken", "who"), ("promised", "owner")):
            for row in content.get(rows) or ():
                yield from names_in(str(row.get(who) or ""))
    if there := content.get("signed_at_agency_by"):
        yield str(there.get("name") or "")


def names_in(text: str) -> Iterator[str]:
    """The names in a free answer to "who?": two words or more that begin with a capital and follow each other."""
    words: list[str] = []
    for word in (*text.split(), ""):
        if word[:1].isupper() and len(word.strip(".,;:()")) > 1:
            words.append(word.strip(".,;:()"))
        if not word[:1].isupper() or word[-1:] in ",;:)":
            if len(words) > 1:
                yield " ".join(words)
            words = []


def _of_children(known: Iterable[Identity], opened_on: date) -> Iterator[str]:
    """Pieces that tell who a child is wherever they stand.

    A single word is not one, since somebody who signs may be called so; nor is a birthday about which a case may
    have dates of its own.
    """
    for one in known:
        yield from (name for name in (one.name, one.known_as) if len(words_of(name)) > 1)
        for number in (one.record_number, one.other_number):
            signs = signs_of(number)
            if len(signs) >= SHORTEST_NUMBER and any(sign.isdigit() for sign in signs):
                yield number
        born = day_of(one.date_of_birth)
        if born and born < opened_on - A_YEAR:
            yield from (born.isoformat(), f"{born:%d/%m/%Y}", day_in_words(born).partition(" ")[2])


def _of_people(names: Iterable[str]) -> Iterator[str]:
    """Whole names alone, and none that reads as what somebody is called by their role."""
    roles = {fold(words) for words in ROLE_WORDS.values()}
    return (name for name in names if len(words_of(name)) > 1 and fold(name) not in roles)
