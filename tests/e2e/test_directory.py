"""The directory as the Business Unit keeps it: agencies, their sign-in services, and the roles that take two."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.visitor import Visitor

OFFICER, MANAGER, SECOND = "beatrix-lowe", "dorothea-finch", "honora-kettleby"
BOTH = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
OFFICE = "/business-unit"


@BOTH
def test_an_agency_is_opened_peopled_and_changed(visit: Visit, javascript: bool) -> None:
    name = f"Rowan Hospice {'A' if javascript else 'B'}"
    visitor = visit(javascript=javascript)
    visitor.sign_in(OFFICER, at=OFFICE)
    visitor.follow("Agencies")
    main = visitor.page.get_by_role("main")
    expect(main.get_by_role("table", name="Every agency")).to_contain_text("Westmarch Police")
    visitor.press("Add an agency")
    visitor.press("Add the agency", status=422)
    visitor.write("What is the agency called?", name)
    visitor.write("What is its parent organisation?", "Rowan Trust")
    visitor.press("Add the agency")
    expect(main).to_contain_text("The agency is here, and nobody is in it yet.")
    visitor.press("Add a person")
    visitor.press("Add this person", status=422)
    visitor.write("Name", "Ada Finch")
    visitor.write("Work e-mail address", f"ada-{javascript}@rowan.example".lower())
    visitor.tick("Agency administrator")
    visitor.press("Add this person")
    expect(main).to_contain_text("You added Ada Finch.")
    visitor.follow("Change the name, the parent or the e-mail domains")
    visitor.press("Save")
    expect(main).to_contain_text("The agency is changed.")


def test_an_agency_whose_list_is_not_confirmed_is_asked_by_one_press(visit: Visit) -> None:
    visitor = visit()
    visitor.sign_in(OFFICER, at=f"{OFFICE}/agencies")
    visitor.press("Ask Lantern Family Support to confirm it")
    expect(visitor.page.get_by_role("main")).to_contain_text("asked by e-mail to confirm the list")


@BOTH
def test_a_role_is_proposed_by_one_and_confirmed_by_another(visit: Visit, javascript: bool) -> None:
    first, second = visit(javascript=javascript), visit(javascript=javascript)
    name = f"Noor Haddad {'A' if javascript else 'B'}"
    first.sign_in(MANAGER, at=OFFICE)
    first.follow("More")
    first.follow("Roles")
    first.press("Propose a role")
    first.press("Propose it", status=422)
    first.page.get_by_label("Which role?").select_option(label="Partnership Executive: Executive substitute")
    first.write("Work e-mail address", f"noor-{javascript}@tarnvale.example".lower())
    first.write("Name (when the portal does not know them yet)", name)
    first.write("Why are they to hold it?", "A substitute is needed.")
    first.press("Propose it", status=422)
    home = first.page.get_by_label("Where do they sign in? (when the portal does not know them yet)")
    home.select_option(label="Westmarch Partnership Business Unit: they work for no agency")
    first.press("Propose it")
    _follow_of(first, name, "Take it back")
    second.sign_in(SECOND, at=f"{OFFICE}/roles")
    _follow_of(second, name, "Confirm it or not")
    second.press("Confirm it")
    expect(second.page.get_by_role("main")).to_contain_text(f"{name} is Executive substitute")
    _follow_of(second, name, "End it")
    second.press("End the role")
    expect(second.page.get_by_role("main")).to_contain_text(f"{name} is no longer Executive substitute")


@BOTH
def test_a_service_is_switched_off_tried_and_switched_on_again(visit: Visit, javascript: bool) -> None:
    visitor = visit(javascript=javascript)
    visitor.sign_in(MANAGER, at=f"{OFFICE}/agencies/probation/sign-in")
    visitor.follow("Switch it off at once")
    visitor.press("Switch it off at once", status=422)
    visitor.tick("I confirm that everybody of the agency is to be signed out.")
    visitor.press("Switch it off at once")
    main = visitor.page.get_by_role("main")
    expect(main).to_contain_text("everybody who used it is signed out")
    _try(visitor)
    expect(main).to_contain_text("It works")
    visitor.open(f"{OFFICE}/agencies/probation/sign-in")
    visitor.press("Switch it on")
    expect(main).to_contain_text("signs in with its own service from now on")
    visitor.follow("Change the agency’s own service")
    visitor.write("What is the issuer address?", "http://login.example")
    visitor.write("What is the client secret?", "secret")
    visitor.press("Look at the service and save it", status=422)
    visitor.open("/sign-in/try/old", status=404)


def _follow_of(visitor: Visitor, name: str, link: str) -> None:
    """Follow the link that the row about somebody has, whose name for a screen reader names them."""
    row = visitor.page.get_by_role("row").filter(has_text=name)
    with visitor.page.expect_navigation():
        row.get_by_role("link", name=link).click()
    visitor.look()


def _try(visitor: Visitor) -> None:
    """Follow the link with which it is tried, and sign in."""
    link = visitor.page.locator("a[href*='/sign-in/try/']")
    with visitor.page.expect_navigation():
        link.click()
    visitor.look()
    visitor.press_to_leave("Sign in to try it", "keziah-bright")
    visitor.be("keziah-bright")
