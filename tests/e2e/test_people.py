"""What a person may do beside the way of a case: by keyboard, twice, backwards, and the pages that say no."""

from playwright.sync_api import Route, expect

from portal.demo.partnership import person
from portal.protocol.gate import NO, QUESTIONS
from tests.e2e import keyboard
from tests.e2e.conftest import Visit
from tests.e2e.stack import Stack

CASE = "going-home"


def test_a_form_can_be_filled_in_by_keyboard_alone(visit: Visit) -> None:
    visitor = visit()
    visitor.sign_in("jodie-marlowe", at="/cases/start")
    page = visitor.page
    keyboard.reach(page, page.get_by_role("button", name="Continue"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    visitor.look(422)
    for question in QUESTIONS:
        keyboard.choose(page, question.words, "Yes" if question.stops_on == NO else "No")
    keyboard.reach(page, page.get_by_role("button", name="Continue"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    visitor.look()
    visitor.follow("Why it is not resolved")
    keyboard.write(page, page.get_by_role("textbox", name="Why did stages 1 and 2 not"), "We differ.")
    keyboard.reach(page, page.get_by_role("button", name="Save and go back to Part 1"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    visitor.look()
    expect(page.get_by_role("main")).to_contain_text("In progress")


def test_the_first_tab_stop_skips_to_the_page_itself(visit: Visit) -> None:
    visitor = visit()
    visitor.open("/sign-in")
    keyboard.reach(visitor.page, visitor.page.get_by_role("link", name="Skip to main content"))
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator("#main-content")).to_be_focused()


def test_identity_is_shown_once_and_kept_and_a_reload_asks_again(visit: Visit, stack: Stack) -> None:
    visitor = visit()
    visitor.sign_in("helen-thackeray", at=f"/cases/{stack.references[CASE]}")
    main = visitor.page.get_by_role("main")
    expect(main).not_to_contain_text("Elowen Testwick")
    visitor.follow("Show the children’s identity")
    visitor.press("Show the identity", status=422)
    visitor.choose("Why do you need to see the children’s identity?", "To act for the child in this case")
    visitor.press("Show the identity")
    expect(main).to_contain_text("Elowen Testwick")
    visitor.follow("Back to the case")
    expect(main).not_to_contain_text("Elowen Testwick")
    visitor.follow("See who opened the case, when and what for")
    kept = main.get_by_role("row").filter(has_text="Saw the children’s identity").first
    expect(kept).to_contain_text("Helen Thackeray")
    expect(kept).to_contain_text("act for the child in this case")


def test_back_and_reload_neither_repeat_nor_lose_anything(visit: Visit, stack: Stack) -> None:
    """A case is withdrawn; reloading the page it leads to, and the form behind it, change nothing more."""
    visitor, case = visit(), f"/cases/{stack.references['refuge']}"
    visitor.sign_in("abel-mercer", at=case)
    visitor.follow_other("Withdraw from the case")
    visitor.write("Why are you withdrawing the case?", "The family has moved.")
    visitor.press("Withdraw from the case")
    assert visitor.page.url.endswith(case)
    withdrawn = visitor.page.locator(".app-timeline").get_by_text("The family has moved.")
    visitor.page.reload()
    visitor.look()
    expect(withdrawn).to_have_count(1)
    visitor.page.go_back()
    visitor.look(409)
    visitor.open(case)
    expect(withdrawn).to_have_count(1)


def test_signing_out_ends_a_copied_cookie(visit: Visit, stack: Stack) -> None:
    owner, copy = visit(), visit()
    owner.sign_in("grace-okonjo")
    copy.context.add_cookies(
        [{"name": one["name"], "value": one["value"], "url": stack.portal} for one in owner.context.cookies()]
    )
    copy.open("/cases")
    expect(copy.page.get_by_role("banner")).to_contain_text(person("grace-okonjo").name)
    owner.sign_out()
    copy.page.reload()
    copy.look()
    assert copy.page.url == f"{stack.portal}/sign-in?next=/cases"


def test_somebody_of_two_workspaces_chooses_whom_to_act_for(visit: Visit) -> None:
    visitor = visit()
    visitor.sign_in("miriam-castellane")
    visitor.press("Continue", status=422)
    visitor.page.get_by_role("radio", name="Partnership Executive").check()
    visitor.press("Continue")
    expect(visitor.page.get_by_role("banner")).to_contain_text("acting for Partnership Executive")
    visitor.follow("Change who you act for")


def test_somebody_without_a_role_is_told_who_can_give_one(visit: Visit) -> None:
    for key, granter in (("tobias-fenn", "Pauline Dray"), ("yasmin-el-amin", "Leonard Hask")):
        visitor = visit()
        visitor.sign_in(key, status=403)
        expect(visitor.page.get_by_role("main")).to_contain_text(granter)


def test_the_case_of_others_cannot_be_told_from_none(visit: Visit, stack: Stack) -> None:
    visitor = visit()
    visitor.sign_in("anneka-strand")
    pages = []
    for reference in (stack.references[CASE], "RPD-AAAA-AAAA"):
        visitor.open(f"/cases/{reference}", status=404)
        pages.append(visitor.page.get_by_role("main").inner_text())
    assert pages[0] == pages[1]


def test_each_way_out_of_the_gate_is_a_page(visit: Visit) -> None:
    visitor = visit(width=375)
    visitor.sign_in("jodie-marlowe")
    for question in QUESTIONS:
        visitor.open(f"/cases/start/{question.key}")


def test_the_page_on_the_way_to_a_sign_in_service(visit: Visit, stack: Stack) -> None:
    """It moves on by itself; here the sign-in service keeps it waiting, so that it can be looked at."""
    visitor = visit()
    visitor.context.route(f"{stack.identity}/**", _keep_waiting)
    visitor.open("/sign-in")
    visitor.write("Work e-mail address", person("anneka-strand").email)
    visitor.page.get_by_role("button", name="Continue", exact=True).click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Going to Westmarch Police")


def _keep_waiting(route: Route) -> None:
    route.fulfill(status=204)
