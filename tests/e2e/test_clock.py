"""The practice clock's page, as everybody may use it. No test moves it: the portal is one for all of them."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit


@pytest.mark.parametrize("javascript", [True, False])
def test_the_clock_is_found_from_the_mailbox_and_does_not_go_back(visit: Visit, javascript: bool) -> None:
    visitor = visit(javascript=javascript, width=375)
    visitor.open(visitor.stack.mailbox)
    visitor.follow("Move the portal’s clock on")
    expect(visitor.page.get_by_role("button", name="Next working day, 9am")).to_be_visible()
    day = visitor.page.get_by_label("Or to 9am on this day")
    day.fill("2026-01-02")
    visitor.press("Move the clock", status=422)
    expect(day).to_have_accessible_description(
        "The clock only goes forwards: 9am on Friday 2 January 2026 has passed."
    )
    expect(day).to_have_value("2026-01-02")
