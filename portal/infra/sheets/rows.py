"""A sheet as it was read: its headings and its rows, as text, with the numbers that a spreadsheet shows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from string import ascii_uppercase

from portal.infra.files.refusal import Refused

MOST_ROWS = 5_000
"""Rows below the headings that are taken from one file."""

MOST_COLUMNS = 100

MOST_READ = MOST_ROWS + 100
"""Rows that are read: those that may be taken, the headings, and what may stand above them."""

TOO_MANY_ROWS = (
    f"It holds more than {MOST_ROWS:,} rows, and {MOST_ROWS:,} are taken at once. Split it into files of"
    f" {MOST_ROWS:,} rows or fewer, each with the headings, and choose them one after another."
)
TOO_MANY_COLUMNS = (
    f"It holds more than {MOST_COLUMNS} columns. Leave only those to be imported, and choose it again."
)
EMPTY = "It holds nothing. Check that it opens on your computer, then choose it again."
NO_ROWS = "It holds headings and no row below them. Check that it is the right file, then choose it again."


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number, its cells as text, and by column why the value of a cell is not taken."""

    number: int
    cells: tuple[str, ...]
    wrong: Mapping[int, str] = field(default_factory=dict)

    def cell(self, column: int) -> str:
        """The text of a cell; nothing where the row is shorter."""
        return self.cells[column] if column < len(self.cells) else ""

    @property
    def filled(self) -> int:
        """How many of its cells hold something."""
        return sum(bool(one) for one in self.cells) + len(self.wrong)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read. `name` is the sheet’s in its workbook, `above` how many rows stand over the headings."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    above: int = 0


def sheet_of(name: str, rows: Iterable[Row]) -> Sheet:
    """The headings are the first row with two cells filled, or the first with one when there is no such row.

    Empty rows are left out. Raises Refused for too many rows or columns, and for a sheet without a row.
    """
    kept = list(_counted(row for row in rows if row.filled))
    if not kept:
        raise Refused(EMPTY)
    at = next((place for place, row in enumerate(kept) if row.filled > 1), 0)
    if len(kept) - at - 1 > MOST_ROWS:
        raise Refused(TOO_MANY_ROWS)
    if len(kept) == at + 1:
        raise Refused(NO_ROWS)
    headings = kept[at]
    width = max(len(row.cells) for row in kept[at:])
    if width > MOST_COLUMNS:
        raise Refused(TOO_MANY_COLUMNS)
    return Sheet(
        name,
        tuple(headings.cell(column) or f"Column {letters(column)}" for column in range(width)),
        tuple(kept[at + 1 :]),
        above=headings.number - 1,
    )


def letters(column: int) -> str:
    """How a spreadsheet names a column: 0 is A, 27 is AB."""
    before, last = divmod(column, len(ascii_uppercase))
    return (letters(before - 1) if before else "") + ascii_uppercase[last]


def _counted(rows: Iterable[Row]) -> Iterator[Row]:
    """No further than can be taken: the headings and what may stand above them among them."""
    for count, row in enumerate(rows):
        if count > MOST_READ:
            raise Refused(TOO_MANY_ROWS)
        yield row
