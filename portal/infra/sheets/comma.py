"""Files of comma-separated values, as programs for spreadsheets save them, with commas or with semicolons."""

import csv
import io
from collections.abc import Iterator
from itertools import islice

from portal.infra.files.refusal import Refused
from portal.infra.sheets.cells import plain
from portal.infra.sheets.rows import MOST_READ, TOO_MANY_COLUMNS, TOO_MANY_ROWS, Row, Sheet, sheet_of

NOT_TEXT = (
    "Its name ends in .csv, but it does not hold plain text. Open it in the program that it was made with, save it"
    " as “CSV UTF-8” or as an Excel workbook (.xlsx), and choose that."
)
NOT_CLOSED = (
    "A quotation mark in it is opened and not closed, or closed in the middle of a value, at or before line"
    " {line}. Put that right, or save it as an Excel workbook (.xlsx), and choose that."
)
TOO_LONG = "A value in line {line} is longer than any cell can be. Put that right, and choose it again."

DELIMITERS = (",", ";")

WIDEST = 1_000
LONGEST = 100_000
"""Values of a line and lines that are looked at, empty ones among them."""

_STEERING = frozenset(chr(code) for code in range(32)) - frozenset("\t\n\r\f")


def read(content: bytes) -> Sheet:
    """The sheet that a file holds. Raises Refused, saying why, when it holds none."""
    text = _decoded(content)
    with_each = [_split(text, delimiter) for delimiter in DELIMITERS]
    best = max(with_each, key=_width)
    if isinstance(best, Refused):
        raise best
    return sheet_of("", best)


def _decoded(content: bytes) -> str:
    """As UTF-8, with or without its mark; else as Windows writes the languages of western Europe."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _STEERING.isdisjoint(text):
            return text
        break
    raise Refused(NOT_TEXT)


def _split(text: str, delimiter: str) -> list[Row] | Refused:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return list(islice(_rows(reader), MOST_READ + 2))
    except Refused as refused:
        return refused
    except csv.Error as error:
        why = TOO_LONG if "limit" in str(error) else NOT_CLOSED
        return Refused(why.format(line=reader.line_num))


def _rows(lines: Iterator[list[str]]) -> Iterator[Row]:
    for number, cells in enumerate(lines, start=1):
        if number > LONGEST:
            raise Refused(TOO_MANY_ROWS)
        if len(cells) > WIDEST:
            raise Refused(TOO_MANY_COLUMNS)
        trimmed = [plain(cell) for cell in cells]
        while trimmed and not trimmed[-1]:
            trimmed.pop()
        if trimmed:
            yield Row(number, tuple(trimmed))


def _width(rows: list[Row] | Refused) -> int:
    """How many cells the first row has that has several: the right delimiter splits it, the wrong one does not."""
    if isinstance(rows, Refused):
        return 0
    return next((row.filled for row in rows if row.filled > 1), 1)
