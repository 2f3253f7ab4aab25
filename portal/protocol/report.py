"""The six-monthly report: its sections, its tables, and its two versions (P14, decision 28).

The exact version is for the Quality and Performance Subgroup. The shareable one shows no figure under 5 and none
from which such a figure could be worked out, and has words alone when there were fewer than 10 cases.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Self

from portal.protocol.half_year import HalfYear
from portal.protocol.suppression import Equation, Figure, Standing, Unprotected, withheld

FEWEST = 10
"""With fewer cases the shareable version has words alone; a table that counts fewer is left out of it."""

Known = Mapping[str, int | None]
"""What shareable reports said before: each figure by its key; None, it was withheld."""


class Section(StrEnum):
    """The parts of a report, in order."""

    SUMMARY = "summary"
    VOLUMES = "volumes"
    AGENCIES = "agencies"
    CATEGORIES = "categories"
    TIMELINESS = "timeliness"
    OUTCOMES = "outcomes"
    STAGE_4 = "stage-4"
    PROMISES = "promises"
    LEARNING = "learning"
    GATE = "gate"
    ACTIONS = "actions"
    METHOD = "method"


SECTIONS: dict[Section, str] = {
    Section.SUMMARY: "Summary",
    Section.VOLUMES: "How many cases, over four half-years",
    Section.AGENCIES: "Who raised cases, and who was asked",
    Section.CATEGORIES: "Categories and themes",
    Section.TIMELINESS: "Timeliness",
    Section.OUTCOMES: "Outcomes by stage",
    Section.STAGE_4: "Requests for stage 4",
    Section.PROMISES: "Actions promised, and done",
    Section.LEARNING: "Learning and good practice",
    Section.GATE: "Stopped at the first questions",
    Section.ACTIONS: "The Subgroup’s actions from the last report",
    Section.METHOD: "Method and quality of the data",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: what it counts, and the key of the figure in each column."""

    label: str
    keys: tuple[str, ...]
    total: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence under a table. `whole`: it stands in the shareable version only where no figure of its table is
    withheld; `exact`: it never stands there.
    """

    text: str
    whole: bool = False
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of figures. `base`: the figure that says how many things it counts. `charted`: the bars of its
    chart, each with its label and its figure.
    """

    section: str
    caption: str
    heading: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    base: str = ""
    exact: bool = False
    charted: tuple[tuple[str, str], ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def keys(self) -> Iterator[str]:
        """Every figure that it shows."""
        return (key for row in self.rows for key in row.keys)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The table that was stored."""
        return cls(
            **{
                **stored,
                "columns": tuple(stored["columns"]),
                "rows": tuple(Row(one["label"], tuple(one["keys"]), one["total"]) for one in stored["rows"]),
                "charted": tuple((label, key) for label, key in stored["charted"]),
                "remarks": tuple(Remark(**one) for one in stored["remarks"]),
            }
        )


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a report's figures, as it is shown, frozen and stored. None: withheld."""

    tables: tuple[Table, ...] = ()
    figures: Known = field(default_factory=dict)
    words_alone: bool = False

    def of(self, section: str) -> tuple[Table, ...]:
        """The tables of one section."""
        return tuple(one for one in self.tables if one.section == section)

    def withholds(self, table: Table) -> bool:
        """Whether any figure of a table is withheld."""
        return any(self.figures[key] is None for key in table.keys)

    def to_json(self) -> dict[str, Any]:
        """As it is stored."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The version that was stored."""
        return cls(tuple(map(Table.from_json, stored["tables"])), stored["figures"], stored["words_alone"])


@dataclass(frozen=True, slots=True)
class Counted:
    """Every figure of a half-year, the tables that show them, and the equations between them."""

    half: HalfYear
    figures: Mapping[str, int]
    tables: tuple[Table, ...]
    equations: tuple[Equation, ...]

    @property
    def submitted(self) -> str:
        """The key of how many cases were submitted in the half-year."""
        return f"submitted/{self.half.named}"


def exact(counted: Counted) -> Version:
    """The exact version: every figure that a table shows."""
    keys = dict.fromkeys(key for table in counted.tables for key in table.keys)
    return Version(counted.tables, {key: counted.figures[key] for key in keys})


def shareable(counted: Counted, *, before: Known) -> Version:
    """The shareable version, given every shareable report `before` it (decision 28)."""
    if counted.figures[counted.submitted] < FEWEST:
        return Version(words_alone=True)
    tables = tuple(one for one in counted.tables if not one.exact and _counts_enough(counted, one))
    keys = dict.fromkeys(key for table in tables for key in table.keys)
    try:
        hidden = withheld(_figures(counted, tables, keys, before), counted.equations)
    except Unprotected:
        return Version(words_alone=True)
    shown = Version(tables, {key: None if key in hidden else counted.figures[key] for key in keys})
    return Version(tuple(_as_shared(shown, one) for one in tables), shown.figures)


def _counts_enough(counted: Counted, table: Table) -> bool:
    return not table.base or counted.figures[table.base] >= FEWEST


def _figures(
    counted: Counted, tables: Sequence[Table], keys: Mapping[str, object], before: Known
) -> Iterator[Figure]:
    """How each figure stands: what says how many there are of anything is always shown, and so is known."""
    bases = {one.base for one in tables if one.base}
    few = {one.base for one in counted.tables if one.base} - bases
    for key, value in counted.figures.items():
        if key not in keys:
            yield Figure(key, value, Standing.UNPUBLISHED, FEWEST - 1 if key in few else None)
        elif key in bases or before.get(key) is not None:
            yield Figure(key, value, Standing.KNOWN)
        else:
            standing = Standing.WITHHELD if key in before else Standing.PLANNED
            yield Figure(key, value, standing, _at_most(key, value))


def _at_most(key: str, value: int) -> int | None:
    """Of a half-year with fewer than 10 cases it is known that there were so few, and not how many."""
    return FEWEST - 1 if key.startswith("submitted/") and value < FEWEST else None


def _as_shared(version: Version, table: Table) -> Table:
    """A table without the remarks that would tell what it withholds."""
    told = (one for one in table.remarks if not one.exact and not (one.whole and version.withholds(table)))
    return Table.from_json({**asdict(table), "remarks": [asdict(one) for one in told]})
