"""How the cells of one row are read: what each means, and every reason why one cannot be taken."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any, Generic, TypeVar

from portal.business_unit.imports.fields import Field, Kind, folded, several
from portal.infra.sheets import Sheet
from portal.protocol.clock import day_in_words
from portal.protocol.written_dates import day_written

FIRST_YEAR = 2000
LONGEST_SHOWN = 60

Value = TypeVar("Value")
Means = Mapping[str, Mapping[str, str]]
"""By field, what a value that the portal does not know means: the value folded, and one of the field’s choices."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """One row, its cells by the field that their column was said to hold; the other columns are gone."""

    number: int
    cells: Mapping[str, str]
    wrong: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row cannot be taken. `unknown`: the value that the portal does not know, if that is why."""

    field: str
    words: str
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class Planned(Generic[Value]):
    """What a row will do, in words, or why it cannot. `adds`: whether something comes of it."""

    number: int
    words: str
    faults: tuple[Fault, ...] = ()
    value: Value | None = None
    adds: bool = True

    @property
    def why(self) -> str:
        """Every reason why the row cannot be taken, in one line."""
        return ". ".join(fault.words for fault in self.faults)


@dataclass(frozen=True, slots=True)
class Choices:
    """The values that a field may have, by their folded names, and what has been said of others."""

    named: Mapping[str, str]
    refusal: str


@dataclass
class Reader:
    """Reads one row. What cannot be read is noted, so that everything that is wrong is said at once."""

    row: Mapped
    fields: Mapping[str, Field]
    means: Means
    today: date
    faults: list[Fault] = field(default_factory=list)

    def text(self, key: str, *, longest: int = 100) -> str:
        """One line of text; "" when the cell is empty, or wrong."""
        if key in self.row.wrong:
            self.refuse(key, self.row.wrong[key])
            return ""
        text = " ".join(self.row.cells.get(key, "").split())
        if not text and self.fields[key].needed:
            self.refuse(key, f"{self._called(key)} is empty")
        if len(text) > longest:
            self.refuse(key, f"{self._called(key)} is longer than {longest} characters")
            return ""
        return text

    def day(self, key: str) -> date | None:
        """A day that is not in the future; None when there is none, or a wrong one."""
        text = self.text(key)
        if not text:
            return None
        try:
            day = day_written(text)
        except ValueError:
            self.refuse(
                key, f"{self._called(key)} “{_short(text)}” is not a date as in 25/11/2024, the day first"
            )
            return None
        if not date(FIRST_YEAR, 1, 1) <= day <= self.today:
            self.refuse(
                key, f"{self._called(key)}, {day_in_words(day)}, is not between {FIRST_YEAR} and today"
            )
            return None
        return day

    def whole(self, key: str, *, least: int = 0, most: int = 99) -> int | None:
        """A whole number; None when the cell is empty, or wrong."""
        text = self.text(key)
        if not text:
            return None
        if not (text.isascii() and text.isdecimal() and len(text) < 10 and least <= int(text) <= most):
            self.refuse(
                key, f"{self._called(key)} “{_short(text)}” is not a whole number from {least} to {most}"
            )
            return None
        return int(text)

    def one(self, key: str, choices: Choices) -> str | None:
        """One of the choices; None when the cell is empty, or holds something else."""
        found = self.some(key, choices)
        if len(found) > 1:
            self.refuse(key, f"{self._called(key)} holds more than one value")
            return None
        return found[0] if found else None

    def some(self, key: str, choices: Choices) -> list[str]:
        """Any number of the choices, each once; those that the portal does not know are refused."""
        if not self.text(key, longest=1_000):
            return []
        found = []
        for value in several(self.row.cells.get(key, "")):
            known = choices.named.get(folded(value)) or self.means.get(key, {}).get(folded(value))
            if known is None:
                words = f"{self._called(key)} “{_short(value)}” {choices.refusal}"
                self.faults.append(Fault(key, words, unknown=value))
            else:
                found.append(known)
        return list(dict.fromkeys(found))

    def refuse(self, key: str, words: str) -> None:
        """Note why the row cannot be taken."""
        self.faults.append(Fault(key, words))

    def in_order(self, *keys: str, days: Mapping[str, date | None]) -> None:
        """Refuse the row when a day comes before one that it follows."""
        known = [(key, day) for key in keys if (day := days.get(key))]
        for (before, earlier), (after, later) in pairwise(known):
            if earlier > later:
                first = self._called(before)
                self.refuse(after, f"{self._called(after)} comes before {first[:1].lower()}{first[1:]}")

    def _called(self, key: str) -> str:
        return self.fields[key].label


def mapped(sheet: Sheet, columns: Mapping[str, int]) -> list[Mapped]:
    """The rows of a sheet by the fields that were mapped. Of other columns nothing is left.

    A row in which no mapped column holds anything is left out.
    """
    rows = (
        Mapped(
            row.number,
            {key: row.cell(column) for key, column in columns.items() if row.cell(column)},
            {key: row.wrong[column] for key, column in columns.items() if column in row.wrong},
        )
        for row in sheet.rows
    )
    return [row for row in rows if row.cells or row.wrong]


def as_kept(rows: Iterable[Mapped]) -> list[dict[str, Any]]:
    """The rows as they are kept between the pages."""
    return [{"number": row.number, "cells": row.cells, "wrong": row.wrong} for row in rows]


def as_mapped(kept: Iterable[Mapping[str, Any]]) -> list[Mapped]:
    """The rows as they were kept."""
    return [Mapped(**row) for row in kept]


def unknown_values(planned: Iterable[Planned[Any]]) -> dict[str, list[str]]:
    """By field, the values that the portal does not know, each once however it is written."""
    found: dict[str, dict[str, str]] = {}
    for fault in (fault for row in planned for fault in row.faults if fault.unknown):
        found.setdefault(fault.field, {}).setdefault(folded(fault.unknown), fault.unknown)
    return {key: sorted(values.values(), key=str.casefold) for key, values in found.items()}


def kind_fields(fields: Iterable[Field]) -> dict[str, Field]:
    """The fields of a kind by their keys."""
    return {one.key: one for one in fields}


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


__all__ = [
    "Choices", "Fault", "Kind", "Mapped", "Means", "Planned", "Reader", "as_kept", "as_mapped", "kind_fields",
    "mapped", "unknown_values",
]  # fmt: skip
