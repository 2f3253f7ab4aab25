"""Excel workbooks (.xlsx): which sheets there are, and what one of them holds.

A workbook is an archive, and is held to a size before anything of it is unpacked. No formula is worked out, and
the value that a program kept beside one is not taken: it may be old.
"""

import io
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any
from xml.parsers import expat

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from portal.infra.files.refusal import Refused
from portal.infra.sheets.cells import tidy
from portal.infra.sheets.rows import MOST_COLUMNS, Row, Sheet, letters, sheet_of

MOST_PARTS = 1_000
MOST_UNPACKED = 40 * 1024 * 1024
"""Bytes of all parts together, unpacked: 5,000 rows of a hundred long cells are fewer."""

LARGEST = 4 * 1024 * 1024
LARGE = ("xl/worksheets/", "xl/sharedStrings", "xl/media/")
"""Bytes of a part that is read whole, such as the styles; and those that are read a piece at a time, or not."""

NOT_EXCEL = (
    "Its name ends in .xlsx, but it is not an Excel workbook. Open it in the program that it was made with, save"
    " it as an Excel workbook (.xlsx) or as “CSV UTF-8”, and choose that."
)
LOCKED = (
    "It is locked with a password, or is an older workbook (.xls) under another name. Save it as an Excel workbook"
    " (.xlsx) without a password, and choose that."
)
TOO_LARGE_INSIDE = (
    "It unpacks to far more than 5,000 rows hold. Copy the rows that are to be imported into a new workbook, and"
    " choose that."
)
DAMAGED = (
    "It cannot be read: it may be damaged. Open it in Excel, save it as a new workbook, and choose that."
)
NO_SUCH_SHEET = "It has no sheet with that name that holds anything."
MERGED = (
    "Cells {cells} are merged. A merged cell gives what it holds to its first row alone, and the other rows would"
    " lack it. Unmerge them, fill in each row, and choose the file again."
)
FORMULA = (
    "Cell {cell} holds a formula, and its result is not taken. Copy the cell and paste it back as a value"
)
FAULT = "Cell {cell} holds the error {value}. Type its value"

_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def names(content: bytes) -> tuple[str, ...]:
    """The names of the sheets that are not hidden and hold something, in their order. Raises Refused."""
    with _opened(content) as book:
        return tuple(
            sheet.title
            for sheet in book.worksheets
            if sheet.sheet_state == "visible" and any(row.filled for row in _rows(sheet))
        )


def read(content: bytes, name: str) -> Sheet:
    """What the sheet of that name holds. Raises Refused, saying why, when it cannot be taken."""
    with _opened(content) as book:
        found = next((one for one in book.worksheets if one.title == name), None)
        if found is None:
            raise Refused(NO_SUCH_SHEET)
        sheet = sheet_of(name, _rows(found))
        part = str(found._worksheet_path).lstrip("/")
    if merged := _merged_below(content, part, sheet.above + 1):
        raise Refused(MERGED.format(cells=merged.replace(":", " to ")))
    return sheet


@contextmanager
def _opened(content: bytes) -> Iterator[Any]:
    """The workbook, to be read a row at a time."""
    _check(content)
    with _its_reader():
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    try:
        yield book
    finally:
        book.close()


@contextmanager
def _its_reader() -> Iterator[None]:
    """The reader of workbooks at work, and nothing of ours: it raises whatever a part of a file leads it to, and
    any of that means a damaged file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except Exception as error:
            raise Refused(DAMAGED) from error


def _given(sheet: Any) -> Iterator[tuple[Any, ...]]:
    """The rows of a sheet as the reader gives them. What a sheet says of its size may be wrong."""
    with _its_reader():
        sheet.reset_dimensions()
        rows = iter(sheet.iter_rows(max_col=MOST_COLUMNS + 1))
    while True:
        with _its_reader():
            cells = next(rows, None)
        if cells is None:
            return
        yield cells


def _check(content: bytes) -> None:
    if content.startswith(_OLE_MAGIC):
        raise Refused(LOCKED)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Refused(TOO_LARGE_INSIDE)
            if any(part.file_size > LARGEST and not part.filename.startswith(LARGE) for part in parts):
                raise Refused(TOO_LARGE_INSIDE)
            if any(part.flag_bits & 1 for part in parts):
                raise Refused(LOCKED)
            if not any(part.filename.startswith("xl/workbook") for part in parts):
                raise Refused(NOT_EXCEL)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _parse(archive, part.filename, expat.ParserCreate())
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, OSError, EOFError):
        raise Refused(NOT_EXCEL) from None


def _parse(archive: zipfile.ZipFile, part: str, parser: expat.XMLParserType) -> None:
    """Go through a part of a workbook. One that declares a type of document is refused: it could name others."""

    def declared(*_: object) -> None:
        raise Refused(DAMAGED)

    parser.StartDoctypeDeclHandler = declared
    try:
        with archive.open(part) as content:
            parser.ParseFile(content)
    except expat.ExpatError:
        raise Refused(DAMAGED) from None


def _merged_below(content: bytes, part: str, first: int) -> str:
    """The first merged cells that reach a sheet’s headings or what stands below. A title above them may be."""
    found: list[str] = []

    def started(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "mergeCell" and _last_row(attributes.get("ref", "")) >= first:
            found.append(attributes["ref"])

    parser = expat.ParserCreate()
    parser.StartElementHandler = started
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        _parse(archive, part, parser)
    return found[0] if found else ""


def _last_row(cells: str) -> int:
    try:
        return range_boundaries(cells)[3] or 0
    except (ValueError, TypeError):
        return 0


def _rows(sheet: Any) -> Iterator[Row]:
    """Every row with a value, no further right than can be taken.

    The rows of a gap, which may be a million, are all one object.
    """
    before: tuple[Any, ...] = ()
    for number, cells in enumerate(_given(sheet), start=1):
        if cells is not before and any(cell.value is not None for cell in cells):
            yield _row(number, cells)
        before = cells


def _row(number: int, cells: tuple[Any, ...]) -> Row:
    texts, wrong = [""] * len(cells), {}
    for column, cell in enumerate(cells):
        if cell.value is None:
            continue
        where = f"{letters(column)}{number}"
        if cell.data_type == "f":
            wrong[column] = FORMULA.format(cell=where)
        elif cell.data_type == "e":
            wrong[column] = FAULT.format(cell=where, value=cell.value)
        else:
            texts[column] = _text(cell.value)
    last = max((column for column in range(len(cells)) if texts[column] or column in wrong), default=-1)
    return Row(number, tuple(texts[: last + 1]), wrong)


def _text(value: Any) -> str:
    """A cell's value as a person reads it; a date as 2026-11-25."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return tidy(str(value))
