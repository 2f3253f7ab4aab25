"""Writes a table as a file for a spreadsheet program, in which nothing can act as a formula."""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from portal.infra.formulas import safe

Cell = str | int | date | None

_BYTE_ORDER_MARK = "\ufeff"
"""By which Excel knows that a CSV file is UTF-8."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the heads of its columns, its rows, and in pairs what it is, where the file has room for that."""

    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    about: Sequence[tuple[str, str]] = ()


def _safe(cell: Cell) -> Cell:
    return safe(cell) if isinstance(cell, str) else cell


def csv_of(table: Table) -> bytes:
    """The table as CSV in UTF-8; dates as 2026-11-25."""
    file = StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([safe(one) for one in table.heads])
    writer.writerows([_written(_safe(one)) for one in row] for row in table.rows)
    return (_BYTE_ORDER_MARK + file.getvalue()).encode()


def _written(cell: Cell) -> str | int:
    return cell.isoformat() if isinstance(cell, date) else "" if cell is None else cell


def xlsx_of(table: Table) -> bytes:
    """The table as a sheet of its own, its heads in bold; what it is, on a second."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Log")
    sheet.freeze_panes = "A2"
    sheet.append([_bold(sheet, one) for one in table.heads])
    for row in table.rows:
        sheet.append([_safe(one) for one in row])
    about = book.create_sheet("About this file")
    for name, words in table.about:
        about.append([safe(name), safe(words)])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _bold(sheet: Any, words: str) -> Any:
    cell = WriteOnlyCell(sheet, safe(words))
    cell.font = Font(bold=True)
    return cell


MAKERS: Mapping[str, Callable[[Table], bytes]] = {"csv": csv_of, "xlsx": xlsx_of}
TYPES: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Each kind of file by its ending: what makes it, and its media type."""
