"""What a row of the Business Unit's old log is: a case that has ended, without identity or text."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.business_unit.imports.fields import OF_CASES, folded
from portal.business_unit.imports.reading import Choices, Fault, Mapped, Means, Planned, Reader, kind_fields
from portal.protocol.choices import CATEGORIES
from portal.protocol.clock import day_in_words
from portal.protocol.references import reference_of

LONGEST_REFERENCE = 40
MOST_DAYS_MORE = 5
"""Decision 4."""

OUTCOMES: dict[str, str] = {
    "resolved": "Resolved",
    "withdrawn": "Withdrawn",
    "decided": "Decided by the Executive",
    "no_further_step": "Closed: no further step",
    "no_further_contact": "Closed: no further contact",
    "out_of_scope": "Closed: outside the protocol",
}
"""How an old case ended: what is stored, and the words for it."""

STAGE_4: dict[str, str] = {
    "declined": "Declined by the Executive",
    "withdrawn": "Request withdrawn",
    "decided": "Decided by the Executive",
}
"""What became of a request for referral in a case that has ended."""

_OUTCOME_WORDS: dict[str, str] = {
    "resolved at stage 3": "resolved", "agreed": "resolved", "settled": "resolved", "yes": "resolved",
    "not resolved": "no_further_step", "unresolved": "no_further_step", "closed": "no_further_step",
    "no further action": "no_further_step", "nfa": "no_further_step", "no response": "no_further_contact",
    "no further contact": "no_further_contact", "no further step": "no_further_step",
    "out of scope": "out_of_scope", "outside the protocol": "out_of_scope", "not accepted": "out_of_scope",
    "decided": "decided", "executive decision": "decided", "resolved at stage 4": "decided",
}  # fmt: skip
PAGES_OF_THE_LOG = frozenset({"export", "exports", "themes", "views"})
"""What stands in the log's addresses where a reference may."""

_IN_AN_ADDRESS = re.compile(r"[/\\]+")
_NO_STAGE_4 = frozenset({"no", "none", "n a", "not asked", "not referred"})


@dataclass(frozen=True, slots=True)
class OldCase:
    """A case of the old log, as it is added."""

    reference: str
    submitted: date
    raising: UUID
    responding: tuple[UUID, ...]
    outcome: str
    ended: date
    forwarded: date | None
    answered: date | None
    extension: int | None
    categories: tuple[str, ...]
    themes: tuple[str, ...]
    stage_4: str | None
    chases: int
    promised: int
    done: int

    @property
    def state(self) -> str:
        """The state of the case, as one of the portal's own has it."""
        return self.outcome if self.outcome in ("resolved", "withdrawn", "decided") else "closed"

    @property
    def closed_as(self) -> str | None:
        """Why the Business Unit closed it, when it did."""
        return self.outcome if self.state == "closed" else None


@dataclass(frozen=True, slots=True)
class Known:
    """What rows are held against: the agencies by name, the references in the log, and the themes."""

    agencies: Mapping[str, str]
    names: Mapping[str, str]
    references: frozenset[str]
    themes: Mapping[str, str]
    themed: Mapping[str, str]
    today: date

    def choices(self, key: str) -> Mapping[str, str]:
        """What a value of this field may mean: what is stored, and the words for it. Empty: there is no choice."""
        of = {"raising": self.names, "responding": self.names, "outcome": OUTCOMES, "categories": CATEGORIES,
              "themes": self.themed, "stage_4": STAGE_4}  # fmt: skip
        return of.get(key, {})


def plan(rows: Iterable[Mapped], known: Known, means: Means) -> list[Planned[OldCase]]:
    """What each row will do. Of rows that are the same, by reference or without one in all, the first counts."""
    seen: dict[tuple[object, ...], int] = {}
    return [_once(_planned(row, known, means), seen) for row in rows]


def _once(planned: Planned[OldCase], seen: dict[tuple[object, ...], int]) -> Planned[OldCase]:
    case = planned.value
    if case is None:
        return planned
    first = seen.setdefault(_key(case), planned.number)
    if first == planned.number:
        return planned
    same = (
        "has the same reference"
        if case.reference
        else "is the same in everything, and neither has a reference"
    )
    return Planned(planned.number, "", (Fault("reference", f"Row {first} {same}"),))


def _key(case: OldCase) -> tuple[object, ...]:
    if case.reference:
        return (folded(case.reference),)
    return (case.submitted, case.raising, case.responding, case.outcome, case.ended, case.forwarded,
            case.answered, case.categories, case.themes, case.stage_4)  # fmt: skip


def _planned(row: Mapped, known: Known, means: Means) -> Planned[OldCase]:
    reader = Reader(row, kind_fields(OF_CASES), means, known.today)
    case = _read(reader, known)
    if reader.faults or case is None:
        return Planned(row.number, "", tuple(reader.faults))
    return Planned(row.number, _words(case, known), value=case)


def _read(reader: Reader, known: Known) -> OldCase | None:
    reference = _reference(reader, known)
    days = {key: reader.day(key) for key in ("submitted", "forwarded", "answered", "ended")}
    raising = reader.one("raising", _agencies(known))
    responding = reader.some("responding", _agencies(known))
    outcome = reader.one("outcome", Choices(_named(OUTCOMES) | _OUTCOME_WORDS, NOT_AN_OUTCOME))
    categories = reader.some("categories", Choices(_named(CATEGORIES), "is not a category of the protocol"))
    themes = reader.some("themes", Choices(known.themes, NO_THEME))
    stage_4 = _stage_4(reader, outcome)
    counts = {key: reader.whole(key) or 0 for key in ("chases", "promised", "done")}
    extension = reader.whole("extension", most=MOST_DAYS_MORE)
    _check(reader, days, raising=raising, responding=responding, outcome=outcome, counts=counts)
    if reader.faults or raising is None or outcome is None or not days["submitted"] or not days["ended"]:
        return None
    return OldCase(
        reference, days["submitted"], UUID(raising), tuple(UUID(one) for one in responding), outcome,
        days["ended"], days["forwarded"], days["answered"], extension or None, tuple(categories) or ("other",),
        tuple(themes), stage_4, **counts,
    )  # fmt: skip


NO_THEME = "is not a theme of the Business Unit. Add it first, under Log, Themes"
NOT_AN_OUTCOME = (
    "is no way in which a case ends. A case that is still open is not an old one: enter its form instead"
)


def _reference(reader: Reader, known: Known) -> str:
    """The reference of the old log. A page of the log is named after it, so a slash becomes a hyphen."""
    reference = _IN_AN_ADDRESS.sub("-", reader.text("reference", longest=LONGEST_REFERENCE))
    if reference.lower() in PAGES_OF_THE_LOG:
        reader.refuse(
            "reference", f"A page of the log is called {reference}. Give the case another reference"
        )
    elif reference and not folded(reference):
        reader.refuse("reference", "Reference holds no letter and no number")
    elif folded(reference) in known.references:
        reader.refuse("reference", f"The log has a case {reference} already")
    elif reference_of(reference):
        reader.refuse("reference", f"{reference} looks like a reference of the portal’s own")
    return reference


def _agencies(known: Known) -> Choices:
    return Choices(known.agencies, "is no agency of the portal")


def _named(choices: Mapping[str, str]) -> dict[str, str]:
    return {folded(words): key for key, words in choices.items()} | {folded(key): key for key in choices}


def _stage_4(reader: Reader, outcome: str | None) -> str | None:
    text = folded(reader.row.cells.get("stage_4", ""))
    said = None if text in _NO_STAGE_4 else reader.one("stage_4", Choices(_named(STAGE_4), NOT_OF_STAGE_4))
    if said == "decided" and outcome not in ("decided", None):
        reader.refuse(
            "stage_4", "Stage 4 says that the Executive decided, and the outcome says something else"
        )
    return "decided" if outcome == "decided" else said


NOT_OF_STAGE_4 = "is neither declined, withdrawn nor decided"


def _check(
    reader: Reader, days: Mapping[str, date | None], *, raising: str | None, responding: list[str],
    outcome: str | None, counts: Mapping[str, int],
) -> None:  # fmt: skip
    """What the cells of a row say of each other."""
    reader.in_order("submitted", "forwarded", "answered", "ended", days=days)
    if raising in responding:
        reader.refuse("responding", "An agency is both the raising and a responding agency")
    if days["answered"] and not days["forwarded"] and "forwarded" not in reader.row.wrong:
        reader.refuse("forwarded", "There is a reply, and no date on which the form was sent on")
    sent_on = days["forwarded"] or "forwarded" in reader.row.cells or "forwarded" in reader.row.wrong
    if outcome in ("resolved", "decided") and not sent_on:
        reader.refuse("forwarded", "A case with this outcome was sent on, and there is no date for it")
    if counts["done"] > counts["promised"]:
        reader.refuse("done", "More actions were done than promised")


def _words(case: OldCase, known: Known) -> str:
    """What the row will do."""
    name = f"case {case.reference}" if case.reference else "a case, with a reference made here"
    responding = " and ".join(known.names[str(one)] for one in case.responding)
    return (
        f"Adds {name}: {known.names[str(case.raising)]} to {responding}, received"
        f" {day_in_words(case.submitted)}. {OUTCOMES[case.outcome]}"
        f"{', at stage 4' if case.stage_4 else ''}."
    )
