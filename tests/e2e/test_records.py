"""The care of records in a browser: held, proposed by one manager, confirmed by another; and subject access."""

import psycopg
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import KEPT_TOO_LONG, Visit
from tests.e2e.happenings import says
from tests.e2e.stack import Stack

OFFICER, MANAGER, ANOTHER = "beatrix-lowe", "dorothea-finch", "honora-kettleby"
BOTH = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
LONG_AGO = (
    "update portal.escalation set first_submitted_at = '1990-03-01', ended_at = '1990-06-01'"
    " where reference = %s"
)


def _let_its_time_be_over(stack: Stack, reference: str) -> None:
    """As if it had ended long ago. No child of it is believed to have been born so much later."""
    with psycopg.connect(stack.owner_url) as owner:
        owner.execute("set role portal_owner")
        owner.execute(LONG_AGO, (reference,))


def test_a_record_is_held_and_then_disposed_of_by_two_managers(visit: Visit, stack: Stack) -> None:
    reference = stack.references[KEPT_TOO_LONG]
    _let_its_time_be_over(stack, reference)
    officer, manager, another = (visit(javascript=one) for one in (True, False, True))
    officer.sign_in(OFFICER, at="/business-unit/records")
    says(officer, "The date has passed")
    officer.follow(reference)
    officer.press("Put a legal hold on it")
    officer.press("Put the hold on", status=422)
    officer.write("Why must the record be kept?", "A claim is open.")
    officer.press("Put the hold on")
    says(officer, "The record is on hold.")

    manager.sign_in(MANAGER, at=f"/business-unit/records/{reference}")
    says(manager, "It can be disposed of when its date has passed and no hold is on it.")
    manager.press("Lift the hold")
    manager.write("Why is it no longer needed?", "The claim was settled.")
    manager.press("Lift the hold")
    manager.press("Propose to dispose of it")
    manager.press("Propose it", status=422)
    manager.write("Why is the record no longer needed?", "Nothing is open any more.")
    manager.press("Propose it")
    says(manager, "You proposed this, so another manager of the Business Unit has to confirm it.")

    another.sign_in(ANOTHER, at="/business-unit")
    another.follow("1 record’s disposal to confirm")
    says(another, "Disposal proposed: another manager has to confirm")
    another.follow(reference)
    another.follow("Withdraw the proposal")
    another.follow("Back to the record")
    another.press("Look at what would be removed")
    another.press("Dispose of the record", status=422)
    another.tick(
        "I have looked at the record, and it is no longer needed. What is removed cannot be brought back."
    )
    another.press("Dispose of the record")
    says(another, f"{reference} was disposed of on")
    another.open("/business-unit/records")
    says(another, "Disposed of, the newest first")
    another.open(f"/cases/{reference}", status=404)
    another.open(f"/business-unit/log/{reference}")
    says(another, "was disposed of on")


@BOTH
def test_what_is_held_on_a_child_is_found_and_copied(visit: Visit, stack: Stack, javascript: bool) -> None:
    visitor = visit(javascript=javascript)
    visitor.sign_in(OFFICER, at="/business-unit/records")
    visitor.follow("Answer a request for what the portal holds on a child")
    visitor.press("Find the cases", status=422)
    with psycopg.connect(stack.owner_url) as owner:
        owner.execute("set role portal_owner")
        row = owner.execute(
            "select c.name from portal.child c join portal.escalation e on e.id = c.escalation_id"
            " where e.reference = %s and c.version = e.part_1_version",
            (stack.references["refuge"],),
        ).fetchone()
    assert row
    visitor.write("Child’s name", row[0])
    visitor.press("Find the cases")
    expect(visitor.page.get_by_role("main")).to_contain_text("Choose the cases for the copy")
    visitor.press("Get the copy", status=422)
    visitor.choose("What is the copy for?", "To answer the child’s own request to see what is held")
    with visitor.page.expect_download() as taken:
        visitor.page.get_by_role("button", name="Get the copy", exact=True).click()
    assert taken.value.suggested_filename.startswith("subject-access-20")
