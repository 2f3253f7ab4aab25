"""A report as an Excel file: a sheet for the words, one for each section's figures. Nothing in it calculates."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from portal.business_unit.reports.queries import ReportView
from portal.infra.formulas import safe
from portal.protocol.report import SECTIONS, Section, Table, Version

WITHHELD = "withheld"

Line = Sequence[str | int]
"""One row of a sheet."""


def make(view: ReportView, version: str, *, head: Sequence[str]) -> bytes:
    """One version of an issued report. `head`: what stands above it, whose it is and how it is marked."""
    book, shows = Workbook(write_only=True), view.version(version)
    _fill(book, "Report", _words(view, version, head))
    for section, name in SECTIONS.items():
        if tables := shows.of(section):
            _fill(book, _sheet_name(section), _figures(name, shows, tables))
    _fill(book, "Actions", _actions(view))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _sheet_name(section: Section) -> str:
    return section.replace("-", " ").capitalize()


def _words(view: ReportView, version: str, head: Sequence[str]) -> Iterator[Line]:
    yield [f"Professional differences, {view.half.words}"]
    yield ["Exact version: restricted" if version == "exact" else "Shareable version"]
    yield from ([line] for line in head)
    if view.shareable.words_alone and version == "shareable":
        yield ["Fewer than 10 cases were submitted, so that this version has words alone."]
    for section, name in SECTIONS.items():
        if section in view.words:
            yield []
            yield [name]
            yield from ([line] for line in view.words[section].text.split("\n"))


def _figures(name: str, shows: Version, tables: tuple[Table, ...]) -> Iterator[Line]:
    yield [name]
    for table in tables:
        yield []
        yield [table.caption]
        yield [table.heading, *table.columns]
        for row in table.rows:
            numbers = [shows.figures[key] for key in row.keys]
            yield [row.label, *(WITHHELD if number is None else number for number in numbers)]
        yield from ([remark.text] for remark in table.remarks)


def _actions(view: ReportView) -> Iterator[Line]:
    yield ["The Subgroup’s actions from earlier reports"]
    if not view.told:
        yield ["No action was recorded on an earlier report."]
        return
    yield ["Action", "Owner", "Due", "How it stands", "What was heard"]
    yield from ([one.what, one.owner, one.due_on, one.stands, one.words] for one in view.told)


def _fill(book: Workbook, name: str, lines: Iterator[Line]) -> None:
    sheet = book.create_sheet(name)
    sheet.column_dimensions["A"].width = 70
    for number, line in enumerate(lines):
        sheet.append([_cell(sheet, one, bold=number == 0) for one in line])


def _cell(sheet: Any, value: str | int, *, bold: bool) -> Any:
    cell: Any = WriteOnlyCell(sheet, safe(value) if isinstance(value, str) else value)
    cell.font, cell.alignment = Font(bold=bold), Alignment(wrap_text=True, vertical="top")
    return cell
