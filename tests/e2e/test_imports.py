"""Old cases and agencies from a spreadsheet, every page of it: with JavaScript and without."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.sheets import csv_of, workbook

OFFICER, MANAGER = "beatrix-lowe", "dorothea-finch"
BOTH = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
HEADINGS = ("Ref", "Received", "Raised by", "Raised against", "Sent", "Outcome", "Closed", "Child")
CSC, POLICE = "Westmarch Children’s Social Care", "Westmarch Police"


def _row(reference: str, raised_by: str, closed: str) -> tuple[str, ...]:
    return (reference, "25/11/2024", raised_by, POLICE, "26/11/2024", "Resolved", closed, "not to be kept")


@BOTH
def test_old_cases_are_imported_and_taken_back(visit: Visit, javascript: bool) -> None:
    visitor, name = visit(javascript=javascript), f"OLD-{'with' if javascript else 'without'}"
    page, main = visitor.page, visitor.page.get_by_role("main")
    visitor.sign_in(OFFICER, at="/business-unit")
    visitor.follow("More")
    visitor.follow("Imports")
    visitor.press("Import old cases")
    visitor.press("Go on", status=422)
    rows = [HEADINGS, _row(f"{name}-1", "CSC", "20/12/2024"), _row(f"{name}-2", CSC, "31/02/2025")]
    content = workbook([["A note"]], Closed=rows)
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "log.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    )
    visitor.press("Go on")
    visitor.press("Go on", status=422)
    visitor.choose("Which sheet is to be read?", "Closed")
    visitor.press("Go on")
    expect(page.get_by_label("Raising agency")).to_contain_text("Raised by")
    page.get_by_label("Raising agency").select_option("")
    visitor.press("Show what each row will do", status=422)
    page.get_by_label("Raising agency").select_option(label="Raised by")
    visitor.press("Show what each row will do")
    expect(main).to_contain_text("Raising agency “CSC” is no agency of the portal")
    visitor.follow("Say what it means")
    page.get_by_label("CSC").select_option(label=CSC)
    visitor.press("Show what each row will do")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download the rows to correct (CSV)").click()
    assert taken.value.suggested_filename == "rows-to-correct.csv"
    assert "“31/02/2025” is not a date" in taken.value.path().read_text("utf-8-sig")
    visitor.follow("Show every row")
    expect(main).to_contain_text(f"Adds case {name}-1: {CSC} to {POLICE}")
    visitor.press("Import 1 case", status=422)
    visitor.tick("Leave out the rows that cannot be imported, and import the others.")
    visitor.press("Import 1 case")
    expect(main).to_contain_text("1 case was imported.")
    visitor.sign_out()
    visitor.sign_in(MANAGER, at="/business-unit/imports")
    with page.expect_navigation():
        main.get_by_role("link", name="Take it back").first.click()
    visitor.look()
    visitor.press("Take the import back")
    expect(main).to_contain_text("The import was taken back.")


@BOTH
def test_agencies_are_looked_at_and_thrown_away(visit: Visit, javascript: bool) -> None:
    visitor = visit(javascript=javascript)
    page, main = visitor.page, visitor.page.get_by_role("main")
    visitor.sign_in(OFFICER, at="/business-unit/imports")
    visitor.press("Import agencies and people")
    content = csv_of([
        ("Agency", "Parent organisation", "Name", "E-mail", "Role"),
        ("Invented School", "Invented Trust", "Bo Rook", "bo@invented.example", "Deputy"),
        (POLICE, "", "", "", ""),
    ])  # fmt: skip
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "agencies.csv", "mimeType": "text/csv", "buffer": content}
    )
    visitor.press("Go on")
    visitor.press("Show what each row will do")
    expect(main).to_contain_text("Adds the agency Invented School, part of Invented Trust, and Bo Rook in it")
    expect(main).to_contain_text(f"Nothing: {POLICE} is there already.")
    expect(page.get_by_role("button", name="Import 1 row")).to_be_visible()
    visitor.press("Throw the file away")
    expect(main).to_contain_text("The file was thrown away.")
