"""A six-monthly report from its beginning to the Subgroup, and an action on it: with JavaScript and without."""

import pytest
from playwright.sync_api import expect

from portal.infra.calendar import now
from portal.protocol.clock import london_date
from portal.protocol.half_year import half_year_of
from tests.e2e.conftest import Visit
from tests.e2e.visitor import Visitor

MANAGER, READER = "dorothea-finch", "julian-ashgrove"
BOTH = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])


@BOTH
def test_a_report_is_written_issued_read_and_acted_on(visit: Visit, javascript: bool) -> None:
    """With JavaScript that of the half-year before the last one; without, the last one's."""
    ended = half_year_of(london_date(now())).before
    which = ended.before if javascript else ended
    half, words = which.named, which.words
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
    expect(main).to_contain_text("This is the shareable version.")
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
    _reads(visit(javascript=javascript), words)


def _reads(visitor: Visitor, words: str) -> None:
    """A reader of the Subgroup reads what was issued, and nothing else."""
    visitor.sign_in(READER, at="/workspaces")
    visitor.choose_like("Who are you acting for?", "Quality and Performance Subgroup")
    visitor.press("Continue")
    visitor.open("/reports")
    visitor.follow(words)
    expect(visitor.page.get_by_role("main")).not_to_contain_text("Record an action")
    visitor.open("/business-unit", status=403)
