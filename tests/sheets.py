"""Spreadsheets made for tests: workbooks and CSVs, whole and spoiled."""

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook

Rows = Iterable[Sequence[Any]]


def workbook(rows: Rows = (), /, *, change: Callable[[Any], None] = lambda _: None, **sheets: Rows) -> bytes:
    """A workbook with these rows in its first sheet, "Log", and others by name; `change` is given the workbook."""
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "Log"
    for row in rows:
        first.append(list(row))
    for name, more in sheets.items():
        other = book.create_sheet(name)
        for row in more:
            other.append(list(row))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_of(rows: Iterable[Sequence[str]], *, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """A CSV of these rows, none of which needs quotation marks."""
    return "".join(f"{delimiter.join(row)}\r\n" for row in rows).encode(encoding)


def with_parts(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """A workbook some of whose parts are others, or more."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as was, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in was.namelist():
            if name not in parts:
                new.writestr(name, was.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()


def part_of(content: bytes, name: str) -> bytes:
    """One part of a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)
