"""Part 1 with JavaScript: saved while it is typed, two people in one section, and who has it open."""

from playwright.sync_api import Route, expect

from tests.e2e.children import CHILD
from tests.e2e.conftest import Visit
from tests.e2e.steps import pass_the_gate
from tests.e2e.visitor import Visitor

UNRESOLVED, SAFETY = "Why did stages 1 and 2 not resolve it?", "How is the child kept safe meanwhile?"


def begun(visit: Visit) -> tuple[Visitor, str]:
    """Somebody's page of a section of a new case."""
    visitor = visit()
    visitor.sign_in("jodie-marlowe", at="/cases")
    reference = pass_the_gate(visitor)
    visitor.open(f"/cases/{reference}/part-1/why")
    return visitor, reference


def test_what_is_typed_is_saved_and_is_there_after_a_reload(visit: Visit) -> None:
    visitor, _ = begun(visit)
    visitor.write(UNRESOLVED, "The two agencies read the same facts differently.")
    expect(visitor.page.get_by_role("status").last).to_contain_text("Saved at")
    visitor.page.reload()
    box = visitor.page.get_by_role("textbox", name=UNRESOLVED)
    expect(box).to_have_value("The two agencies read the same facts differently.")


def test_typing_on_after_it_was_saved_is_no_difference_with_oneself(visit: Visit) -> None:
    visitor, _ = begun(visit)
    saved = visitor.page.locator("#saved")
    visitor.write(UNRESOLVED, "First")
    expect(saved).to_contain_text("Saved at")
    visitor.write(UNRESOLVED, "First and second")
    visitor.press("Save and continue")
    expect(visitor.page.get_by_role("main")).to_contain_text("First and second")


def test_the_button_waits_for_what_is_being_saved(visit: Visit) -> None:
    visitor, _ = begun(visit)
    held: list[Route] = []
    visitor.page.route("**/autosave", lambda route: held.append(route))
    with visitor.page.expect_request("**/autosave"):
        visitor.write(UNRESOLVED, "First")
    visitor.write(SAFETY, "Second")
    visitor.page.get_by_role("button", name="Save and continue", exact=True).last.click()
    with visitor.page.expect_navigation():
        held[0].continue_()
    visitor.look()
    main = visitor.page.get_by_role("main")
    expect(main).to_contain_text("First")
    expect(main).to_contain_text("Second")
    expect(main).not_to_contain_text("wrote meanwhile")


def test_what_cannot_be_saved_stays_on_the_page_and_is_said(visit: Visit) -> None:
    visitor, _ = begun(visit)
    visitor.page.route("**/autosave", lambda route: route.abort())
    visitor.write(UNRESOLVED, "Typed while the server is away")
    expect(visitor.page.locator("#saved")).to_contain_text("Not saved just now")
    box = visitor.page.get_by_role("textbox", name=UNRESOLVED)
    expect(box).to_have_value("Typed while the server is away")
    visitor.amiss.clear()  # the browser says on the console what we made it do


def test_what_can_no_longer_be_saved_is_said_with_where_to_look(visit: Visit) -> None:
    visitor, reference = begun(visit)
    line = visitor.page.locator("#saved")
    visitor.page.route("**/autosave", lambda route: route.abort())
    visitor.write(UNRESOLVED, "Typed while the server is away")
    expect(line).to_contain_text("press “Save and continue” to keep it")
    visitor.page.unroute("**/autosave")
    other = visit()
    other.sign_in("jodie-marlowe", at=f"/cases/{reference}/discard")
    other.press("Discard the draft")
    visitor.write(UNRESOLVED, "Typed after it was discarded")
    expect(line).to_contain_text("Copy what you typed, then look at the case")
    expect(line).not_to_contain_text("press")
    visitor.amiss.clear()


def test_two_people_see_each_other_and_lose_nothing(visit: Visit) -> None:
    one, reference = begun(visit)
    other = visit()
    other.sign_in("amara-lennox", at=f"/cases/{reference}/part-1/why")
    expect(other.page.locator("#editing")).to_contain_text("Jodie Marlowe has this section open")
    other.write(UNRESOLVED, "Theirs")
    other.press("Save and go back to Part 1")
    one.write(SAFETY, "Mine")
    expect(one.page.locator("#saved")).to_contain_text("Not saved yet. Amara Lennox saved this section")
    one.amiss.clear()  # the refusal is on the console too
    one.press("Save and continue")
    main = one.page.get_by_role("main")
    expect(main).to_contain_text("Theirs")
    expect(main).to_contain_text("Mine")


def test_whoever_types_a_childs_name_is_told_as_they_type_and_may_go_on(visit: Visit) -> None:
    visitor, reference = begun(visit)
    visitor.open(f"/cases/{reference}/part-1/children")
    visitor.write("Child’s name", CHILD.name)
    visitor.press("Save and continue")
    visitor.open(f"/cases/{reference}/attachments/part-1")
    visitor.write("Title", f"A letter about {CHILD.name}")
    line = visitor.page.locator("#noticed")
    expect(line).to_contain_text(f"“{CHILD.name}” looks like child 1’s name. Write “Child 1” instead.")
    visitor.look()
    visitor.write("Title", "A letter about Child 1")
    expect(line).to_be_empty()
