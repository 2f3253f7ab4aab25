"""The Business Unit's log in a browser: searched as one types, narrowed, kept as a view, taken as a file."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import TOLD, Visit
from tests.e2e.stack import Stack

OFFICER = "beatrix-lowe"
BOTH = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])


@BOTH
def test_a_case_is_found_in_the_log_and_shown_whole(visit: Visit, stack: Stack, javascript: bool) -> None:
    visitor, reference = visit(javascript=javascript), stack.references[TOLD[0]]
    visitor.sign_in(OFFICER, at="/business-unit")
    visitor.follow("Log")
    main = visitor.page.get_by_role("main")
    cases = main.get_by_role("table", name="Cases").get_by_role("row")
    assert cases.count() > 2
    search = visitor.page.get_by_role("searchbox", name="Search")
    search.fill(reference[4:])
    if not javascript:
        visitor.press("Show the cases")
    expect(cases).to_have_count(2)
    expect(main.get_by_role("status")).to_have_text("1 case")
    visitor.look()
    visitor.follow(reference)
    expect(main).to_contain_text("Working days in each hand")


@BOTH
def test_a_list_is_narrowed_kept_and_taken(visit: Visit, javascript: bool) -> None:
    visitor = visit(javascript=javascript)
    visitor.sign_in(OFFICER, at="/business-unit")
    visitor.follow("Log")
    visitor.page.get_by_text("Filters", exact=True).click()
    where = visitor.page.get_by_role("combobox", name="Where it stands", exact=True)
    where.select_option("Open, wherever it stands")
    visitor.press("Show the cases")
    main = visitor.page.get_by_role("main")
    expect(main).to_contain_text("Listed: open, wherever it stands.")
    visitor.follow("Keep this list as a view of your own")
    visitor.press("Keep the view", status=422)
    name = f"Open, {'with' if javascript else 'without'} JavaScript"
    visitor.write("What do you call it?", name)
    visitor.press("Keep the view")
    visitor.follow("Show every case")
    visitor.follow(name)
    visitor.follow("Take this list as a file")
    visitor.press("Take the file", status=422)
    visitor.choose("Which kind of file?", "CSV, for any other program")
    with visitor.page.expect_download() as taken:
        visitor.page.get_by_role("button", name="Take the file").click()
    assert taken.value.suggested_filename.startswith("log-20")
    visitor.open("/business-unit/log/exports")
    expect(main).to_contain_text("Open, wherever it stands")
    visitor.open("/business-unit/log/views")
    visitor.press(f"Take away {name}")
    expect(main).to_contain_text("You keep no view yet.")


@BOTH
def test_a_theme_is_added_and_given_to_a_case(visit: Visit, stack: Stack, javascript: bool) -> None:
    visitor, theme = visit(javascript=javascript), f"Visits {'with' if javascript else 'without'} notice"
    visitor.sign_in(OFFICER, at="/business-unit/log/themes")
    visitor.press("Add the theme", status=422)
    visitor.write("What is the theme called?", theme)
    visitor.press("Add the theme")
    visitor.open(f"/business-unit/log/{stack.references[TOLD[1]]}")
    visitor.follow("Change the themes")
    visitor.page.get_by_label(theme).check()
    visitor.press("Save the themes")
    visitor.open("/business-unit/log?show=themes")
    expect(visitor.page.get_by_role("main")).to_contain_text(theme)
