"""A six-monthly report from its beginning to the Subgroup, and an action on it: with JavaScript and without."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit

MANAGER, READER = "dorothea-finch", "julian-ashgrove"
EACH = pytest.mark.parametrize(
    ("javascript", "half", "words"),
    [
        (True, "2025-10", "October 2025 to March 2026"),
        (False, "2026-04", "April to September 2026"),
    ],
    ids=["with JavaScript", "without"],
)


@EACH
def test_a_report_is_written_issued_read_and_acted_on(
    visit: Visit, javascript: bool, half: str, words: str
) -> None:
    visitor = visit(javascript=javascript)
    main = visitor.page.get_by_role("main")
    visitor.sign_in(MANAGER, at="/reports")
    visitor.press("Begin a report")
    visitor.press("Begin the report", status=422)
    visitor.choose("Which half-year is the report about?", words)
    visitor.press("Begin the report")
    expect(main).to_contain_text("This is a draft")
    visitor.open(f"/reports/{half}/words/summary")
    visitor.write("What the report says here", "The first half-year with the portal.")
    visitor.press("Save")
    visitor.follow("Choose from what was learned in the cases")
    visitor.open(f"/reports/{half}/shareable")
    expect(main).to_contain_text("words alone")
    visitor.press("Issue the report")
    visitor.press("Issue the report", status=422)
    visitor.tick("I have read both versions")
    visitor.press("Issue the report")
    expect(main).to_contain_text("The report was issued.")
    expect(main.get_by_role("img", name="Chart: Cases open, submitted and ended")).to_be_visible()
    with visitor.page.expect_download() as taken:
        main.get_by_role("link", name="Get this version as an Excel file").click()
    assert taken.value.suggested_filename == f"report-{half}-exact.xlsx"
    visitor.press("Record an action")
    visitor.press("Record the action", status=422)
    visitor.write("What is to be done?", "Train the duty teams.")
    visitor.write("Who is to do it?", "the Business Unit")
    visitor.date("By when?", "1 2 2027")
    visitor.press("Record the action")
    visitor.follow("Train the duty teams.")
    visitor.write("What was heard?", "Two days were held.")
    visitor.choose("How does the action stand?", "Done")
    visitor.press("Save")
    expect(main).to_contain_text("Done: Two days were held.")
    visitor.follow("The cases behind the figures, and who opened the report")
    expect(main).to_contain_text("Taken as an Excel file, exact version")


@EACH
def test_a_reader_reads_what_was_issued_and_nothing_else(
    visit: Visit, javascript: bool, half: str, words: str
) -> None:
    visitor = visit(javascript=javascript)
    visitor.sign_in(READER, at="/workspaces")
    visitor.choose_like("Who are you acting for?", "Quality and Performance Subgroup")
    visitor.press("Continue")
    visitor.open("/reports")
    main = visitor.page.get_by_role("main")
    if main.get_by_role("link", name=words).count():
        visitor.follow(words)
        expect(main).not_to_contain_text("Record an action")
    visitor.open("/business-unit", status=403)
