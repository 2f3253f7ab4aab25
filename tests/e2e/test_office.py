"""What the Business Unit keeps beside the cases, and a date for a calendar: with JavaScript and without."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import TOLD, Visit
from tests.e2e.stack import Stack

OFFICER = "beatrix-lowe"
BOTH = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])


@BOTH
def test_a_day_is_closed_and_counted_again(visit: Visit, javascript: bool) -> None:
    """A day so far off that no date runs over it: the cases of the other tests keep theirs."""
    visitor = visit(javascript=javascript)
    visitor.sign_in(OFFICER, at="/business-unit")
    visitor.follow("More")
    visitor.follow("Closures")
    visitor.press("Close a day")
    visitor.press("Go on", status=422)
    visitor.date("Which day?", "3 3 2031")
    visitor.write("Why does nobody work on it?", "the office’s move")
    visitor.press("Go on")
    main = visitor.page.get_by_role("main")
    expect(main).to_contain_text("No case has a date that runs over it")
    visitor.press("Close the day")
    expect(main).to_contain_text("Monday 3 March 2031 no longer counts as a working day.")
    with visitor.page.expect_navigation():
        main.get_by_role("row", name="Monday 3 March 2031").get_by_role("link", name="Count it again").click()
    visitor.look()
    visitor.press("Count it again")
    expect(main).to_contain_text("Monday 3 March 2031 counts as a working day again")
    expect(main.get_by_role("table", name="Who changed what, newest first")).to_contain_text("Beatrix Lowe")


@BOTH
def test_the_worker_shows_that_it_is_alive(visit: Visit, javascript: bool) -> None:
    visitor = visit(javascript=javascript)
    visitor.sign_in(OFFICER, at="/business-unit")
    visitor.follow("More")
    visitor.follow("Worker")
    expect(visitor.page.get_by_role("main")).to_contain_text("The worker last looked")


@BOTH
def test_a_date_of_a_case_goes_into_ones_own_calendar(visit: Visit, stack: Stack, javascript: bool) -> None:
    visitor, links = visit(javascript=javascript), []
    visitor.sign_in(OFFICER, at="/business-unit")
    for key in TOLD:
        visitor.open(f"/cases/{stack.references[key]}")
        links = visitor.page.get_by_role("link", name="Add to calendar").all()
        if links:
            break
    with visitor.page.expect_download() as taken:
        links[0].click()
    assert taken.value.suggested_filename == f"{stack.references[key]}.ics"
    assert f"SUMMARY:{stack.references[key]}: " in taken.value.path().read_text()
