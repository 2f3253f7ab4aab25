"""A mark in every field that is written, naming whose it is; and by hand, who may find it in an answer.

From "Who sees what" of the protocol. An identity is for nobody here: the two pages that show one say so where
they are tried.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.integration.routes.people import (
    BUSINESS_UNIT,
    CLERK,
    EXECUTIVE,
    NO_ROLE,
    OTHER_B,
    RECUSED,
    SCRUTINEER,
    SEVERAL,
    SITTING,
    A,
    B,
    C,
    People,
    administrators,
    colleagues,
    readers,
)

DRAFT, SUBMITTED, RETURNED, FORWARDED = "draft", "submitted", "returned", "forwarded"
ANSWERED, UNRESOLVED, RESOLVED, WITHDRAWN = "answered", "unresolved", "resolved", "withdrawn"
ASKED, EARLY, RETURNED_REQUEST, REFERRED = "asked", "asked_early", "request_returned", "referred"
DECLARED, ACCEPTED, SUMMARISED, DECIDED = "declared", "accepted", "summarised", "decided"
DRAFT_OF_B, DRAFT_OF_C = "draft_of_b", "draft_of_c"

AT_A, WITH_THE_OFFICE = readers(A), readers(A) | BUSINESS_UNIT
PARTIES = readers(A, B, OTHER_B) | BUSINESS_UNIT

SEES_CASE: dict[str, People] = {
    DRAFT: AT_A,
    SUBMITTED: WITH_THE_OFFICE,
    RETURNED: WITH_THE_OFFICE,
    FORWARDED: PARTIES,
    ANSWERED: PARTIES,
    UNRESOLVED: PARTIES,
    RESOLVED: PARTIES,
    WITHDRAWN: PARTIES,
    ASKED: PARTIES,
    EARLY: PARTIES,
    RETURNED_REQUEST: PARTIES,
    REFERRED: PARTIES,  # of the Executive nobody before they declared
    DECLARED: PARTIES | SITTING,
    ACCEPTED: PARTIES | SITTING,
    SUMMARISED: PARTIES | SITTING | SCRUTINEER,
    DECIDED: PARTIES | SITTING,
    DRAFT_OF_B: readers(B),
    DRAFT_OF_C: readers(C),
}
"""Where a case stands -> who may open it. The last two are other agencies' own."""

KNOWS_OF: dict[str, People] = {
    REFERRED: SITTING,
    DECLARED: EXECUTIVE,
    ACCEPTED: EXECUTIVE,
    SUMMARISED: EXECUTIVE,
    DECIDED: EXECUTIVE,
}
"""Who else can tell that it exists: before declaring, and recused, by its reference and its parties alone."""

COMPILING = SITTING | SCRUTINEER
"""Who reads the form and the record of a case at stage 4 beside its parties: the Scrutineer, once directed."""

SEES_PAPER: dict[str, People] = {
    "gate": WITH_THE_OFFICE | readers(B, C) | COMPILING,  # each its own
    "part_1": PARTIES | readers(C) | COMPILING,  # C its own
    "part_1_again": AT_A,  # written over after the return, and not signed yet
    "sent_back": WITH_THE_OFFICE | COMPILING,
    "draft_of_part_2": readers(B),
    "draft_of_anothers_part_2": readers(OTHER_B),
    "draft_on_behalf": BUSINESS_UNIT,  # the Business Unit's own, of a reply that B sent by e-mail
    "part_2": readers(A, B) | BUSINESS_UNIT | COMPILING,
    "anothers_part_2": readers(A, OTHER_B) | BUSINESS_UNIT | COMPILING,
    "part_3": PARTIES | COMPILING,  # each B of its own issues
    "part_3_whole": readers(A) | BUSINESS_UNIT | COMPILING,  # no B of several: it may speak of another
    "follow_up": readers(A, B) | BUSINESS_UNIT,
    "anothers_follow_up": readers(A, OTHER_B) | BUSINESS_UNIT,
    "follow_up_whole": readers(A) | BUSINESS_UNIT,
    "withdrawal": PARTIES,
    "part_4": PARTIES | COMPILING,
    "comment": PARTIES | COMPILING,
    "request_sent_back": readers(A) | BUSINESS_UNIT | COMPILING,  # to who asked
    "change": PARTIES | COMPILING,
    "more_time": readers(A, B) | BUSINESS_UNIT | COMPILING,
    "not_for_us": readers(A, OTHER_B) | BUSINESS_UNIT | COMPILING,
    "holding_reply": readers(A, B) | BUSINESS_UNIT | COMPILING,
    "note": BUSINESS_UNIT | COMPILING,
    "chase": readers(OTHER_B) | BUSINESS_UNIT | COMPILING,
    "acceptance": PARTIES | COMPILING,
    "declaration": SITTING | BUSINESS_UNIT | RECUSED,
    "proposal": SITTING,
    "dissent": SITTING,
    "minutes": SITTING | CLERK,
    "decision": PARTIES | SITTING | RECUSED,
    "commission": BUSINESS_UNIT | COMPILING,
    "summary": BUSINESS_UNIT | COMPILING,
    "issued": PARTIES | COMPILING | RECUSED,  # given with the decision
    "redacted_copy": BUSINESS_UNIT | SITTING,  # for packs, and for no party
    "identity": frozenset(),
}
"""What is written on a case -> who may read it, of those who see the case."""

BEFORE_IT_OPENS = {"declaration", "decision", "issued"}
"""What one who is recused reads of a case that does not open to them: their own, and what was released."""

ON_ITS_PAGE = {
    "part_1", "sent_back", "part_2", "anothers_part_2", "part_3", "part_3_whole", "withdrawal",
    "follow_up", "anothers_follow_up", "follow_up_whole", "part_4", "comment", "request_sent_back",
    "acceptance", "decision", "commission", "summary", "issued",
}  # fmt: skip
"""What the page of a case shows to everybody who may read it."""

NAMED_TO: dict[str, People] = {
    "A senior manager": PARTIES | EXECUTIVE | SCRUTINEER,
    "B senior manager": PARTIES | EXECUTIVE | SCRUTINEER,
    "another B senior manager": PARTIES | EXECUTIVE | SCRUTINEER,
    "a former B senior manager": PARTIES | COMPILING,
    "Business Unit officer": PARTIES | COMPILING,
    "A contributor": COMPILING,  # who read what happened from the beginning
    "Executive chair": PARTIES | SCRUTINEER,
    "Executive member": PARTIES | SCRUTINEER,
    "Scrutineer scrutineer": PARTIES | SITTING,
    "A administrator": NO_ROLE,
    "A no role": administrators(A),  # who can give them one
    "A and Business Unit": colleagues("A deputy"),  # at A, who acts for the Business Unit too
}
"""Whose name others may read than their own colleagues and the Business Unit: who signed, sent or received."""

WRITTEN_TO = {
    next(iter(administrators(A))): NO_ROLE,
    "A no role": administrators(A),
    "A and Business Unit": administrators(A),
}
"""Whose e-mail address others may read than colleagues and the Business Unit."""

BORN = "2016-02-29"
BORN_IN_WORDS = ("2016-02-29", "29 February 2016", "29/02/2016")
_MARK = re.compile(r"qq\.([a-z_0-9]+)\.([a-z_0-9]+)\.[a-z_0-9]+\.qq")
_CHILD = re.compile(r"zz([a-z]+?)(?:name|knownas|recordnumber|othernumber)zz", re.IGNORECASE)


def mark(case: str, paper: str, field: str) -> str:
    """A text for a field, found nowhere else."""
    return f"qq.{case}.{paper}.{field}.qq"


def mark_of_child(case: str, piece: str) -> str:
    """A child's name, or a number of theirs: a word of its own, as a name is, and not of words of other marks."""
    return f"Zz{_letters(case)}{_letters(piece)}zz" + (" 7-77" if piece.endswith("number") else "")


def typed_of_child(case: str) -> str:
    """The identity as people type it into a text: another way than it is kept."""
    name, number = mark_of_child(case, "name").upper(), mark_of_child(case, "record_number").lower()
    return f" {name}’s {mark_of_child(case, 'known_as').lower()} (29/02/2016, {number.replace('-', '')})"


def marks(text: str) -> set[tuple[str, str]]:
    """The (case, paper) of every mark in a text. A date of birth is a mark of an identity."""
    born = {("some case", "identity")} if any(one in text for one in BORN_IN_WORDS) else set()
    named = {(_LABELS.get(found[1].lower(), "some case"), "identity") for found in _CHILD.finditer(text)}
    return {(found[1], found[2]) for found in _MARK.finditer(text)} | born | named


def _letters(words: str) -> str:
    return words.replace("_", "")


_LABELS = {_letters(case): case for case in SEES_CASE}


def may_read(person: str, case: str, paper: str) -> bool:
    """Whether this person may find this mark."""
    own = KNOWS_OF.get(case, frozenset()) if paper in BEFORE_IT_OPENS else frozenset()
    return person in SEES_PAPER[paper] and person in SEES_CASE.get(case, frozenset()) | own


@dataclass(frozen=True)
class Known:
    """Somebody who can be recognised, and a text to recognise them by."""

    who: str
    text: str
    to: People


def recognisable(people: Iterable[tuple[str, str, str]]) -> tuple[Known, ...]:
    """Of (who, name, e-mail address), each with those whom the protocol lets read it."""
    found: list[Known] = []
    for who, name, address in people:
        near = _near(who)
        found.append(Known(f"the name of {who}", name, near | NAMED_TO.get(who, frozenset())))
        found.append(Known(f"the address of {who}", address, near | WRITTEN_TO.get(who, frozenset())))
    return tuple(found)


def leaks(person: str, text: str, *, known: Iterable[Known], but: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Everything in an answer that this person is not entitled to. `but` are marks they sent themselves."""
    for case, paper in sorted(marks(text) - set(but)):
        if not may_read(person, case, paper):
            yield f"{paper} of the case {case}"
    for one in known:
        if person not in one.to and one.text in text:
            yield one.who


def _near(who: str) -> People:
    """Somebody's own colleagues, and the Business Unit, which keeps the directory."""
    return (frozenset() if who in SEVERAL | NO_ROLE else colleagues(who)) | BUSINESS_UNIT | {who}
