"""What is not imported: files that cannot be taken, steps out of order, and what is not one's own."""

from datetime import timedelta

import pytest

from portal.infra.calendar import at
from portal.protocol.actors import Role
from tests.integration.business_unit.imports.importing import (
    HEADINGS,
    IMPORTS,
    MONDAY,
    NEW,
    asked,
    bring,
    log_of,
    mapped,
    row,
    rows_of,
)
from tests.pages import Browser, Pages, text_of
from tests.sheets import workbook


def test_of_several_sheets_one_is_chosen_and_named(officer: Browser) -> None:
    content = workbook([["A note"]], Closed=[HEADINGS, row("OLD-1")], Merged=[HEADINGS, row("OLD-2")],
                       change=lambda book: book["Merged"].merge_cells("A2:A3"))  # fmt: skip
    columns = bring(officer, content, "log.xlsx").location
    assert columns
    choice = officer.get(columns).location
    assert choice == columns.replace("columns", "sheet")
    assert officer.send(choice).status_code == 422
    merged = officer.send(choice, sheet="Merged")
    assert merged.status_code == 422
    assert "Cells A2 to A3 are merged" in text_of(merged)
    assert officer.send(choice, sheet="Closed").location == columns
    assert "The sheet “Closed” was read, of 3 that hold something." in text_of(officer.get(columns))


def test_a_formula_is_refused_with_its_cell(officer: Browser) -> None:
    page = mapped(officer, workbook([HEADINGS, row("OLD-1", Date_closed="=TODAY()")]), "log.xlsx")
    assert "Cell I2 holds a formula" in rows_of(officer.get(page).text)[2]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("log.csv", b"", "The file is empty"),
        ("log.pdf", b"%PDF-1.7", "Choose an Excel workbook (.xlsx) or comma-separated values (.csv)"),
        ("log.xlsx", log_of(row("OLD-1")), "it is not an Excel workbook"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_beside_its_field(
    pages: Pages, officer: Browser, name: str, content: bytes, why: str
) -> None:
    response = bring(officer, content, name)
    assert response.status_code == 422
    assert why in text_of(response)
    assert 'href="#file"' in response.text
    assert asked(pages, "select count(*) from portal.import_upload") == [(0,)]


def test_a_column_that_is_needed_has_to_be_chosen(officer: Browser) -> None:
    columns = bring(officer, log_of(row("OLD-1"))).location
    assert columns
    response = officer.send(columns, of_raising="")
    assert response.status_code == 422
    assert "Choose the column of “Raising agency”" in text_of(response)
    assert 'href="#of_raising"' in response.text


def test_a_file_is_its_bringers_alone_for_a_day(pages: Pages, officer: Browser) -> None:
    page = mapped(officer, log_of(row("OLD-1")))
    manager = pages.who("business_unit", Role.MANAGER)
    assert [
        manager.get(f"{page}{more}").status_code
        for more in ("", "/columns", "/values", "/rows-to-correct.csv")
    ] == [404] * 4
    with at(MONDAY + timedelta(hours=25)):
        assert officer.get(page).status_code == 404


def test_a_file_that_was_thrown_away_is_gone(pages: Pages, officer: Browser) -> None:
    page = mapped(officer, log_of(row("OLD-1")))
    response = officer.post(f"{page}/discard", officer.fill(page))
    assert response.location == IMPORTS
    assert "Nothing of it was imported" in text_of(officer.get(IMPORTS))
    assert officer.get(page).status_code == 404
    assert asked(pages, "select count(*) from portal.import_upload") == [(0,)]


def test_columns_are_chosen_once(officer: Browser) -> None:
    columns = bring(officer, log_of(row("OLD-1"))).location
    assert columns
    filled = officer.fill(columns)
    page = officer.post(columns, filled).location
    assert page
    assert officer.get(columns).location == page
    assert officer.post(columns, officer.fill(page)).status_code == 409


def test_the_clerk_imports_nothing(pages: Pages) -> None:
    clerk = pages.who("business_unit", Role.CLERK)
    assert [clerk.get(path).status_code for path in (IMPORTS, NEW)] == [403, 403]
    assert "Imports" not in clerk.get("/business-unit").text


def test_no_other_kind_is_imported(officer: Browser) -> None:
    assert officer.get(f"{IMPORTS}/new/children").status_code == 404
