"""What can happen to a case at stage 3, by everybody whom it concerns: few ways, and long ones."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from portal.demo.partnership import person, workspace
from portal.protocol.gate import QUESTIONS
from tests import files
from tests.e2e import happenings, keyboard, steps
from tests.e2e.conftest import Visit
from tests.e2e.happenings import says
from tests.e2e.stack import Stack
from tests.e2e.steps import Cast
from tests.e2e.visitor import Visitor

TWO_AGENCIES = Cast(
    "harrowmere-academy",
    writer="jodie-marlowe",
    signer="stefan-wojcik",
    responding="police",
    receiver="farida-noor",
    further="lantern",
    further_receiver="deji-olatunde",
)
SECTION = "Why it is not resolved"
REASON, SAFETY = "Why did stages 1 and 2 not resolve it?", "How is the child kept safe meanwhile?"
OFFICER = "beatrix-lowe"
CASE = "going-home"
ICB = workspace("integrated-care-board").name


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_a_case_of_two_agencies_from_the_gate_to_its_re_opening(visit: Visit, *, javascript: bool) -> None:
    width = 1280 if javascript else 375
    writer, manager, officer, police, lantern = (visit(javascript=javascript, width=width) for _ in range(5))
    reference = _submitted(writer, manager)
    _sent_on(officer, manager, reference)
    _more_time(police, officer, reference)
    _replied(lantern, police, manager, reference)
    _resolved_and_reopened(manager, lantern, reference)


def _submitted(writer: Visitor, manager: Visitor) -> str:
    """From a question that stops at the gate to the signature; gives the case's reference."""
    writer.sign_in(TWO_AGENCIES.writer)
    happenings.be_stopped_at_the_gate(writer, QUESTIONS[0])
    reference = steps.pass_the_gate(writer)
    steps.write_part_1(writer, TWO_AGENCIES)
    happenings.attach(writer, title="What the school saw")
    steps.ask_for_sign_off(writer, TWO_AGENCIES)
    _come_by_letter(manager, TWO_AGENCIES.signer, f"{reference}: {steps.SIGN_OFF}")
    steps.sign_off(manager)
    return reference


def _sent_on(officer: Visitor, manager: Visitor, reference: str) -> None:
    _come_by_letter(officer, OFFICER, f"{reference}: check the form and send it on")
    says(officer, "What the school saw")
    steps.forward(officer, TWO_AGENCIES)
    manager.open_letter(TWO_AGENCIES.signer, f"{reference}: your form was sent on")


def _more_time(police: Visitor, officer: Visitor, reference: str) -> None:
    _come_by_letter(police, TWO_AGENCIES.receiver, f"{reference}: {steps.REPLY}")
    happenings.ask_for_more_time(police)
    officer.open_letter(OFFICER, f"{reference}: answer a request for more time")
    officer.follow_link_of_letter()
    happenings.give_more_time(officer, agency=TWO_AGENCIES.responding_name)
    police.open_letter(TWO_AGENCIES.receiver, f"{reference}: more time was given to reply")
    police.follow_link_of_letter()


def _replied(lantern: Visitor, police: Visitor, manager: Visitor, reference: str) -> None:
    """One agency says that it is working on it, and replies to the issue put to it; then the other to both."""
    _come_by_letter(lantern, TWO_AGENCIES.further_receiver, f"{reference}: {steps.REPLY}")
    happenings.send_holding_reply(lantern)
    manager.open_letter(TWO_AGENCIES.signer, f"{reference}: a holding reply has come in")
    steps.reply(lantern, proposes="Resolved", issues=(1,))
    manager.open_letter(TWO_AGENCIES.signer, f"{reference}: a reply has come in")
    steps.reply(police, proposes="Resolved")


def _resolved_and_reopened(manager: Visitor, lantern: Visitor, reference: str) -> None:
    """Concluded, followed up with a promise that was broken, and opened again; each agency is told."""
    manager.open_letter(TWO_AGENCIES.signer, f"{reference}: {steps.CONCLUDE}")
    manager.follow_link_of_letter()
    steps.conclude(manager, overall="Resolved")
    says(manager, "Resolved on")
    happenings.follow_up(manager, promises=2, not_done=2)
    happenings.reopen(manager)
    says(manager, "The case was re-opened.")
    for key in (TWO_AGENCIES.receiver, TWO_AGENCIES.further_receiver):
        lantern.open_letter(key, f"{reference}: the case was re-opened")
    lantern.follow_link_of_letter()
    says(lantern, "Re-opened the case")


def test_two_people_in_one_section_lose_nothing(visit: Visit) -> None:
    """Each sees that the other has it open; it is saved while typed; what both wrote is brought together."""
    suryani, benedikt = visit(), visit()
    suryani.sign_in("suryani")
    reference = steps.pass_the_gate(suryani)
    suryani.page.clock.install()
    suryani.follow(SECTION)
    benedikt.sign_in("benedikt-orsolya", at=f"/cases/{reference}/part-1/why")
    says(benedikt, "Suryani has this section open.")
    suryani.page.clock.fast_forward(20_000)
    says(suryani, "Benedikt Örsolya has this section open.")
    suryani.look()
    _saved_while_typed(suryani, benedikt)
    _both_changed_the_same(suryani, benedikt, reference)


def _saved_while_typed(suryani: Visitor, benedikt: Visitor) -> None:
    """The first to type is saved; the second is told why not, and loses nothing by pressing the button."""
    _type(suryani, REASON, "Suryani’s reason.")
    suryani.page.clock.fast_forward(2_000)
    says(suryani, "Saved at ")
    benedikt.refusals.append("/part-1/why/autosave")
    _type(benedikt, SAFETY, "Benedikt’s arrangement.")
    says(benedikt, "Not saved yet.")
    benedikt.look()
    benedikt.press("Save and go back to Part 1")
    says(benedikt, "What both of you wrote was brought together.")
    benedikt.follow(SECTION)
    _holds(benedikt, REASON, "Suryani’s reason.")
    _holds(benedikt, SAFETY, "Benedikt’s arrangement.")


def _both_changed_the_same(suryani: Visitor, benedikt: Visitor, reference: str) -> None:
    """Nobody's words go: mine stay in the box, theirs stand below it, until I say what is right."""
    suryani.open(f"/cases/{reference}/part-1/why")
    suryani.write(REASON, "Suryani’s better reason.")
    suryani.press("Save and go back to Part 1")
    benedikt.write(REASON, "Benedikt’s better reason.")
    benedikt.press("Save and go back to Part 1", status=409)
    _holds(benedikt, REASON, "Benedikt’s better reason.")
    says(benedikt, "Suryani’s better reason.")
    benedikt.write(REASON, "Both reasons.")
    benedikt.press("Save and go back to Part 1")
    suryani.open(f"/cases/{reference}/part-1/why")
    _holds(suryani, REASON, "Both reasons.")


def test_the_business_unit_looks_after_a_case(visit: Visit, stack: Stack) -> None:
    """Not for us, another agency, an assessment; notes, chases, links, flags; found by a child; a copy."""
    reference, other = stack.references["was-not-brought"], stack.references["not-invited"]
    hospital, officer = visit(), visit(javascript=False, width=375)
    _another_agency_is_asked(hospital, officer, reference)
    happenings.assess_access(officer)
    happenings.flag(officer, "Complaint")
    happenings.note(officer)
    happenings.link(officer, to=other)
    happenings.chase(officer, agency="Westmarch Probation")
    says(officer, "Chased Westmarch Probation, by telephone")
    happenings.find_by_child(officer, "Steren Mockworth")
    officer.follow(reference)
    officer.open(f"/cases/{other}")
    happenings.close_out_of_scope(officer)
    says(officer, "The case was closed as outside the protocol.")


def _another_agency_is_asked(hospital: Visitor, officer: Visitor, reference: str) -> None:
    """The agency for which the case is not loses it with its next click, and is told without a link."""
    hospital.sign_in("grace-okonjo", at=f"/cases/{reference}")
    happenings.say_not_for_us(hospital, instead="Westmarch Probation")
    officer.sign_in(OFFICER, at=f"/cases/{reference}")
    happenings.change_responder(officer, agency="Westmarch Probation", receiver="Alistair Munroe")
    with hospital.page.expect_navigation():
        hospital.page.get_by_role("link", name="Show the children’s identity").click()
    hospital.look(404)
    hospital.open_letter("grace-okonjo", f"{reference}: your agency need no longer reply")
    assert not hospital.page.locator(f"a[href^='{hospital.stack.portal}']").count()
    hospital.open_letter("alistair-munroe", f"{reference}: {steps.REPLY}")


def test_a_copy_is_named_by_the_reference_alone(visit: Visit, stack: Stack, tmp_path: Path) -> None:
    reference = stack.references[CASE]
    visitor = visit()
    visitor.sign_in("helen-thackeray", at=f"/cases/{reference}/copy")
    copy = happenings.take_copy(visitor, purpose="To find or update the child’s record")
    assert copy.suggested_filename == f"{reference}-copy.pdf"
    copy.save_as(tmp_path / "copy.pdf")
    assert (tmp_path / "copy.pdf").read_bytes().startswith(b"%PDF")
    visitor.open(f"/cases/{reference}/looks")
    says(visitor, "Took a copy")


def test_an_agency_keeps_its_people(visit: Visit, stack: Stack) -> None:
    """Somebody new comes by the link of the invitation; whoever covers is told in place of who is away."""
    administrator, newcomer, officer = visit(), visit(javascript=False, width=375), visit()
    administrator.sign_in("owen-tarrant")
    newly = person("tilly-brockhurst")
    happenings.add_person(administrator, name=newly.name, email=newly.email, roles=["Contributor"])
    newcomer.open_letter(newly.key, f"Your role at {ICB}")
    newcomer.follow_link_of_letter()
    newcomer.press_to_leave("Continue to sign in", newly.key)
    newcomer.be(newly.key)
    expect(newcomer.page.get_by_role("banner")).to_contain_text(f"acting for {ICB}")
    newcomer.follow("People")
    says(newcomer, "Tilly Brockhurst (you)")
    happenings.record_absence(administrator, of="Edmund Carrow", cover="Lucía Ferrante")
    reference = stack.references["car-seat"]
    officer.sign_in(OFFICER, at=f"/cases/{reference}")
    steps.forward(officer, Cast("", "", "", "integrated-care-board", "edmund-carrow"))
    officer.open_letter("lucia-ferrante", f"{reference}: {steps.REPLY}")


def test_a_step_and_an_attachment_by_keyboard_alone(visit: Visit) -> None:
    visitor = visit()
    visitor.sign_in("callum-reyes")
    reference = steps.pass_the_gate(visitor)
    visitor.open(f"/cases/{reference}/attachments/part-1")
    page = visitor.page
    keyboard.write(page, page.get_by_role("textbox", name="Title"), "A letter")
    keyboard.choose(page, "What is it?", "Letter or e-mail")
    keyboard.write(page, page.get_by_role("textbox", name="Who wrote it?"), "The school")
    keyboard.choose(page, "Does it hold information about anybody else?", "No")
    keyboard.reach(page, page.get_by_role("checkbox"))
    page.keyboard.press("Space")
    keyboard.reach(page, page.get_by_label("File", exact=True))
    page.get_by_label("File", exact=True).set_input_files(
        files=[{"name": "letter.txt", "mimeType": "text/plain", "buffer": files.text_file()}]
    )
    _press_by_keyboard(visitor, page.get_by_role("button", name="Attach the file"))
    says(visitor, "The file was attached.")
    visitor.open(f"/cases/{reference}/discard")
    _press_by_keyboard(visitor, page.get_by_role("button", name="Discard the draft"))
    says(visitor, f"{reference} was discarded.")


def _come_by_letter(visitor: Visitor, key: str, subject: str) -> None:
    """Follow the link of a letter, sign in, and land on the case."""
    visitor.open_letter(key, subject)
    visitor.follow_link_of_letter()
    visitor.sign_in_here(key)
    _is_on(visitor, subject.partition(":")[0])


def _is_on(visitor: Visitor, reference: str) -> None:
    assert visitor.page.url == f"{visitor.stack.portal}/cases/{reference}"


def _type(visitor: Visitor, question: str, answer: str) -> None:
    """Type key by key, as somebody does whose typing is to be saved."""
    visitor.page.get_by_role("textbox", name=question, exact=True).press_sequentially(answer)


def _holds(visitor: Visitor, question: str, answer: str) -> None:
    expect(visitor.page.get_by_role("textbox", name=question, exact=True)).to_have_value(answer)


def _press_by_keyboard(visitor: Visitor, button: Locator) -> None:
    """Reach a button that leads to another page, and press Enter."""
    keyboard.reach(visitor.page, button)
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    visitor.look()
