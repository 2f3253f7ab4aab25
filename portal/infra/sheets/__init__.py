"""Spreadsheets that people bring: CSV and Excel, read into rows of text; and rows written for them to correct."""

import csv
import io
from collections.abc import Iterable, Sequence

from portal.infra.files import names as of_files
from portal.infra.files.refusal import Refused
from portal.infra.formulas import safe
from portal.infra.sheets import comma, workbook
from portal.infra.sheets.rows import MOST_ROWS, Row, Sheet

__all__ = ["MOST_ROWS", "OFFERED", "Refused", "Row", "Sheet", "names", "read", "written"]

OFFERED = "an Excel workbook (.xlsx) or comma-separated values (.csv)"
"""What is taken, as a page says it."""

NO_FILE = "The file is empty. Check that it opens on your computer, then choose it again."
RENAMED = (
    "Its name ends in .csv, but it is not plain text. Give it back the ending that it had, or save it as"
    " “CSV UTF-8”, and choose that."
)
NOTHING_INSIDE = "No sheet of it holds anything. Check that it is the right file, then choose it again."
OTHER_KIND = "Choose {offered}. Open it where it was made, save it as one of these, and choose that."

_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")


def names(name: str, content: bytes) -> tuple[str, ...]:
    """The names of the sheets to choose from; one without a name for a CSV. Raises Refused, saying why."""
    if not content:
        raise Refused(NO_FILE)
    if _is_comma(name, content):
        return ("",)
    found = workbook.names(content)
    if not found:
        raise Refused(NOTHING_INSIDE)
    return found


def read(name: str, content: bytes, *, sheet: str = "") -> Sheet:
    """What a file holds, in the sheet of that name. Raises Refused, saying why, when it cannot be taken."""
    return comma.read(content) if _is_comma(name, content) else workbook.read(content, sheet)


def written(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV that Excel opens as it is: UTF-8 with its mark, no cell of which is taken for a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in (headings, *rows):
        writer.writerow([safe(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _is_comma(name: str, content: bytes) -> bool:
    """Whether its name says that it is a CSV. Raises Refused for another kind, and for another under that name."""
    extension = of_files.extension_of(of_files.shown(name))
    if extension not in ("csv", "xlsx"):
        raise Refused(OTHER_KIND.format(offered=OFFERED))
    if extension == "csv" and content.startswith(_BINARY):
        raise Refused(RENAMED)
    return extension == "csv"
