"""Spreadsheets: what is read of a good one, and the plain reason why each kind of bad one is not taken."""

import tracemalloc
from datetime import date, datetime, time
from typing import Any

import pytest

from portal.infra import sheets
from portal.infra.sheets import MOST_ROWS, Refused
from portal.infra.sheets.rows import letters
from tests.files import pdf
from tests.sheets import csv_of, part_of, with_parts, workbook

HEADINGS = ("Ref", "Date received", "Agency")
ROW = ("OLD-1", "25/11/2024", "Alder Agency")
SHEET_1 = "xl/worksheets/sheet1.xml"


def _why(name: str, content: bytes, sheet: str = "Log") -> str:
    try:
        sheets.names(name, content)
        sheets.read(name, content, sheet=sheet)
    except Refused as refused:
        return str(refused)
    pytest.fail("It was taken.")


def _megabytes_to_say_why(name: str, content: bytes, why: str) -> float:
    """The most memory that saying why a file is not taken needs beside the file, in megabytes."""
    tracemalloc.start()
    try:
        assert why in _why(name, content)
        return tracemalloc.get_traced_memory()[1] / 1024 / 1024
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_csv_is_read_however_a_program_saves_it(delimiter: str, encoding: str) -> None:
    content = csv_of(
        [HEADINGS, ("Ärger–1", "", "Children’s"), (), ROW], delimiter=delimiter, encoding=encoding
    )
    assert sheets.names("log.CSV", content) == ("",)
    read = sheets.read("log.CSV", content)
    assert read.headings == HEADINGS
    assert [(row.number, row.cells) for row in read.rows] == [(2, ("Ärger–1", "", "Children’s")), (4, ROW)]


def test_a_workbooks_values_are_read_as_a_person_reads_them() -> None:
    moment = datetime.combine(date(2024, 11, 25), time(14, 30))
    row = [12, 1.5, 3.0, True, moment.date(), moment, " a\xa0b\u200b ", None]
    content = workbook([[f"H{number}" for number in range(8)], row])
    read = sheets.read("log.xlsx", content, sheet="Log")
    assert read.rows[0].cells == ("12", "1.5", "3", "Yes", "2024-11-25", "2024-11-25 14:30", "a b")


def test_what_stands_above_the_headings_is_left_out_and_a_heading_that_is_missing_is_named() -> None:
    read = sheets.read("log.xlsx", workbook([["Our log"], [], ["Ref", None, "Agency"], ROW]), sheet="Log")
    assert (read.above, read.headings) == (2, ("Ref", "Column B", "Agency"))
    assert [row.number for row in read.rows] == [4]


def test_sheets_that_are_hidden_or_empty_are_not_offered() -> None:
    def hide(book: Any) -> None:
        book["Old"].sheet_state = "hidden"

    content = workbook([HEADINGS, ROW], change=hide, Notes=[["A note"]], Empty=[], Old=[HEADINGS, ROW])
    assert sheets.names("log.xlsx", content) == ("Log", "Notes")


def test_of_a_formula_no_value_is_taken_and_its_cell_is_named() -> None:
    content = workbook([HEADINGS, ("OLD-1", "=TODAY()", "#REF!"), ROW])
    first, second = sheets.read("log.xlsx", content, sheet="Log").rows
    assert first.cells == ("OLD-1", "", "")
    assert "Cell B2 holds a formula, and its result is not taken" in first.wrong[1]
    assert first.wrong[2] == "Cell C2 holds the error #REF!. Type its value"
    assert not second.wrong


def test_merged_cells_are_refused_unless_they_are_a_title_above_the_headings() -> None:
    def title(book: Any) -> None:
        book["Log"].merge_cells("A1:C1")

    def agency(book: Any) -> None:
        title(book)
        book["Log"].merge_cells("C3:C4")

    rows = [("Our log",), HEADINGS, ROW, ROW]
    assert len(sheets.read("log.xlsx", workbook(rows, change=title), sheet="Log").rows) == 2
    assert "Cells C3 to C4 are merged" in _why("log.xlsx", workbook(rows, change=agency))


def test_five_thousand_rows_are_taken_and_one_more_is_not() -> None:
    rows = [HEADINGS, *[(f"OLD-{number}", "x", "y") for number in range(MOST_ROWS)]]
    assert len(sheets.read("log.csv", csv_of(rows)).rows) == MOST_ROWS
    assert len(sheets.read("log.xlsx", workbook(rows), sheet="Log").rows) == MOST_ROWS
    rows.append(("OLD-one-more", "x", "y"))
    for why in (_why("log.csv", csv_of(rows)), _why("log.xlsx", workbook(rows))):
        assert "It holds more than 5,000 rows" in why
        assert "Split it" in why


BAD: dict[str, tuple[str, bytes, str]] = {
    "an empty file": ("log.csv", b"", "The file is empty"),
    "nothing but line breaks": ("log.csv", b"\r\n\r\n", "It holds nothing"),
    "headings alone": ("log.csv", csv_of([HEADINGS]), "holds headings and no row below"),
    "an empty workbook": ("log.xlsx", workbook(), "No sheet of it holds anything"),
    "a workbook called .csv": ("log.csv", workbook([HEADINGS, ROW]), "it is not plain text"),
    "a CSV called .xlsx": ("log.xlsx", csv_of([HEADINGS, ROW]), "it is not an Excel workbook"),
    "a PDF called .xlsx": ("log.xlsx", pdf(), "it is not an Excel workbook"),
    "a PDF": ("log.pdf", pdf(), "Choose an Excel workbook (.xlsx) or comma-separated values (.csv)"),
    "an older workbook": ("log.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Choose an Excel workbook"),
    "a locked workbook": ("log.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "locked with a password"),
    "binary": ("log.csv", b"a,b\r\n\x00\x01,c\r\n", "it does not hold plain text"),
    "what is no text in any encoding": ("log.csv", b"a,b\r\n\x81\x8d,c\r\n", "it does not hold plain text"),
    "an open quotation mark": ("log.csv", b'a,b\r\n"c,d\r\ne,f\r\n', "is opened and not closed"),
    "a value too long for a cell": ("log.csv", b"a,b\r\n" + b"x" * 140_000 + b",c\r\n", "longer than any cell"),
    "too many columns": ("log.csv", csv_of([["a"] * 101, ["b"] * 101]), "more than 100 columns"),
    "half a workbook": ("log.xlsx", workbook([HEADINGS, ROW])[:3000], "it is not an Excel workbook"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_what_cannot_be_taken_is_refused_with_a_plain_reason(what: str) -> None:
    name, content, why = BAD[what]
    assert why in _why(name, content)


@pytest.mark.parametrize(("part", "megabytes"), [("xl/media/large.bin", 41), ("xl/styles.xml", 5)])
def test_a_workbook_that_unpacks_to_far_more_is_refused_before_it_is_unpacked(
    part: str, megabytes: int
) -> None:
    bomb = with_parts(workbook([HEADINGS, ROW]), {part: bytes(megabytes * 1024 * 1024)})
    assert len(bomb) < 100_000
    assert _megabytes_to_say_why("log.xlsx", bomb, "It unpacks to far more") < megabytes / 2


@pytest.mark.parametrize(("content", "why"), [
    (b"\n" * 1_000_000, "more than 5,000 rows"),
    (b"a,b\n" + b"," * 1_000_000, "more than 100 columns"),
    (b"a,b\n" * 1_000_000, "more than 5,000 rows"),
])  # fmt: skip
def test_a_csv_that_was_made_to_fill_the_computer_is_read_no_further_than_it_may(
    content: bytes, why: str
) -> None:
    assert _megabytes_to_say_why("log.csv", content, why) < 30


def test_a_workbook_that_declares_entities_is_refused() -> None:
    good = workbook([HEADINGS, ROW])
    part = part_of(good, SHEET_1)
    laughing = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">]>' + part.partition(b"?>")[2]
    assert "it may be damaged" in _why("log.xlsx", with_parts(good, {SHEET_1: laughing}))


@pytest.mark.parametrize("spoiled", [b"<worksheet", b"<worksheet/>", b""])
def test_a_workbook_with_a_spoiled_sheet_is_refused(spoiled: bytes) -> None:
    content = with_parts(workbook([HEADINGS, ROW]), {SHEET_1: spoiled})
    assert _why("log.xlsx", content)


def test_a_sheet_with_one_cell_far_out_is_read_without_the_cells_between() -> None:
    content = workbook([HEADINGS, ROW], change=lambda book: book["Log"].cell(1_000_000, 3, "far"))
    read = sheets.read("log.xlsx", content, sheet="Log")
    assert [row.number for row in read.rows] == [2, 1_000_000]


def test_what_is_written_to_be_corrected_is_read_back_as_it_was_and_is_no_formula() -> None:
    dangerous = ("=1+1", "+44", "-3", "@x", " =y")
    content = sheets.written(["a", "b", "c", "d", "e"], [dangerous])
    assert b"'=1+1,'+44,'-3,'@x,' =y" in content
    assert sheets.read("rows.csv", content).rows[0].cells == tuple(cell.strip() for cell in dangerous)


@pytest.mark.parametrize(("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_named_as_a_spreadsheet_names_them(column: int, name: str) -> None:
    assert letters(column) == name
