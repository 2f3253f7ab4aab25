"""A child's identity, and how each piece of it is compared when a case is found by it (decision 25)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.protocol.folding import fold

PURPOSES: Mapping[str, str] = {
    "act": "To act for the child in this case",
    "record": "To find or update the child’s record",
    "check": "To check that this is the right child",
    "oversight": "To oversee the case",
}
"""What a reveal may be for."""

TO_WRITE = "write"
"""What its writer, who asks for no reveal, sees it for: Part 1 as a colleague wrote it."""

SUBJECT_ACCESS: Mapping[str, str] = {
    "asked_by_child": "To answer the child’s own request to see what is held",
    "asked_for_child": "To answer such a request by somebody who may make it for the child",
    "ordered": "To answer an order of a court, or another duty in law",
}
"""What a copy of all that the portal holds on a child may be for."""

WHAT_FOR: Mapping[str, str] = {**PURPOSES, **SUBJECT_ACCESS, TO_WRITE: "To write Part 1"}
"""What somebody who saw it may have seen it for, in words."""

SHORTEST_NUMBER = 3
"""Characters in a record number that is looked for; a shorter one would be found everywhere."""


class Piece(StrEnum):
    """What a piece of identity is."""

    NAME = "name"
    DATE_OF_BIRTH = "date_of_birth"
    RECORD_NUMBER = "record_number"


@dataclass(frozen=True, slots=True)
class Identity:
    """A child's identity, from the protected block. Children are numbered from 1.

    `date_of_birth` is 2019-02-03, or for a child not yet born what was typed as the expected date.
    """

    number: int
    name: str
    date_of_birth: str
    record_number: str
    known_as: str = ""
    other_number: str = ""

    def pieces(self) -> Iterator[tuple[Piece, str]]:
        """Every piece by which a case is found, as it is compared: each name, the date, each number; once each."""
        written = (
            (Piece.NAME, self.name),
            (Piece.NAME, self.known_as),
            (Piece.DATE_OF_BIRTH, self.date_of_birth),
            (Piece.RECORD_NUMBER, self.record_number),
            (Piece.RECORD_NUMBER, self.other_number),
        )
        found = ((piece, compared(piece, text)) for piece, text in written)
        yield from dict.fromkeys((piece, text) for piece, text in found if text)


def compared(piece: Piece, text: str) -> str:
    """A piece as it is compared: names in any order of their words, numbers without spaces and hyphens.

    "" when there is nothing in it to compare.
    """
    if piece is Piece.NAME:
        return " ".join(sorted(words_of(text)))
    if piece is Piece.RECORD_NUMBER:
        return signs_of(text)
    born = day_of(text)
    return born.isoformat() if born else " ".join(fold(text).split())


def words_of(name: str) -> list[str]:
    """The words of a name as they are compared: jordan, o'brien, smith-jones, 李."""
    return _WORD.findall(fold(name))


def signs_of(text: str) -> str:
    """Letters and digits alone, as they are compared."""
    return _NO_SIGN.sub("", fold(text))


def day_of(text: str) -> date | None:
    """The day that is written as 2019-02-03, if there is such a day."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_NO_SIGN = re.compile(r"[\W_]+")
