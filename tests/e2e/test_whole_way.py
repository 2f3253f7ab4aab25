"""A case from one agency to another and back, by everybody who takes part, with and without JavaScript."""

from playwright.sync_api import expect

from portal.demo.partnership import person
from tests.e2e import steps
from tests.e2e.conftest import Visit
from tests.e2e.steps import Cast
from tests.e2e.visitor import Visitor

RESOLVED = Cast("harrowmere-academy", "jodie-marlowe", "stefan-wojcik", "police", "dominic-vale")
NOT_RESOLVED = Cast("hospital", "suryani", "grace-okonjo", "lantern", "ffion-rhydderch")


def test_a_case_is_resolved_with_javascript(visit: Visit) -> None:
    writer = visit()
    reference = _submit(visit, writer, RESOLVED, javascript=True)
    _reply(visit, RESOLVED, reference, javascript=True, proposes="Resolved")
    manager = _conclude(visit, RESOLVED, reference, javascript=True, overall="Resolved")
    _says(manager, "Resolved on")


def test_a_case_is_returned_and_not_resolved_without_javascript(visit: Visit) -> None:
    writer = visit(javascript=False, width=375)
    reference = _submit(visit, writer, NOT_RESOLVED, javascript=False)
    _return_and_complete(visit, writer, NOT_RESOLVED, reference)
    _reply(visit, NOT_RESOLVED, reference, javascript=False, proposes="Partly resolved")
    manager = _conclude(visit, NOT_RESOLVED, reference, javascript=False, overall="Not resolved")
    _says(manager, "not resolved")


def _submit(visit: Visit, writer: Visitor, cast: Cast, *, javascript: bool) -> str:
    """From the gate to the senior manager's signature; gives the case's reference."""
    writer.sign_in(cast.writer)
    reference = steps.pass_the_gate(writer)
    steps.write_part_1(writer, cast)
    steps.ask_for_sign_off(writer, cast)
    _sign(visit, cast, reference, javascript=javascript)
    return reference


def _sign(visit: Visit, cast: Cast, reference: str, *, javascript: bool) -> None:
    """By the letter to the case, signing in on the way, and the signature."""
    manager = _by_letter(visit, cast.signer, f"{reference}: {steps.SIGN_OFF}", javascript=javascript)
    steps.sign_off(manager)
    _is_on(manager, reference)


def _return_and_complete(visit: Visit, writer: Visitor, cast: Cast, reference: str) -> None:
    officer = _window(visit, javascript=False)
    officer.sign_in("samir-chaudhry")
    officer.open(f"/cases/{reference}")
    steps.send_back(officer, "Please say who checks that the child is safe.")
    writer.open(f"/cases/{reference}/part-1")
    _says(writer, "Please say who checks that the child is safe.")
    writer.follow("Why it is not resolved")
    writer.write("How is the child kept safe meanwhile?", "The school sees the child; its head checks.")
    writer.press("Save and continue")
    steps.ask_for_sign_off(writer, cast)
    manager = _window(visit, javascript=False)
    manager.sign_in(cast.signer, at=f"/cases/{reference}")
    _is_on(manager, reference)
    steps.sign_off(manager)


def _reply(visit: Visit, cast: Cast, reference: str, *, javascript: bool, proposes: str) -> None:
    """Forwarded to somebody who has never signed in, invited by the letter, and answered."""
    officer = _window(visit, javascript=javascript)
    officer.sign_in(cast.officer)
    officer.follow(reference)
    steps.forward(officer, cast)
    _says(officer, person(cast.receiver).name)
    receiver = _window(visit, javascript=javascript)
    receiver.open_letter(cast.receiver, f"{reference}: {steps.REPLY}")
    receiver.follow_link_of_letter()
    receiver.press_to_leave("Continue to sign in", cast.receiver)
    receiver.be(cast.receiver)
    _is_on(receiver, reference)
    steps.confirm_receipt(receiver)
    steps.reply(receiver, proposes=proposes)
    _is_on(receiver, reference)


def _conclude(visit: Visit, cast: Cast, reference: str, *, javascript: bool, overall: str) -> Visitor:
    manager = _by_letter(visit, cast.signer, f"{reference}: {steps.CONCLUDE}", javascript=javascript)
    steps.conclude(manager, overall=overall)
    _is_on(manager, reference)
    return manager


def _by_letter(visit: Visit, key: str, subject: str, *, javascript: bool) -> Visitor:
    """Somebody who has signed in before follows the link of a letter, signs in, and lands on the case."""
    visitor = _window(visit, javascript=javascript)
    visitor.open_letter(key, subject)
    visitor.follow_link_of_letter()
    visitor.sign_in_here(key)
    _is_on(visitor, subject.partition(":")[0])
    return visitor


def _window(visit: Visit, *, javascript: bool) -> Visitor:
    return visit(javascript=javascript, width=1280 if javascript else 375)


def _is_on(visitor: Visitor, reference: str) -> None:
    assert visitor.page.url == f"{visitor.stack.portal}/cases/{reference}"


def _says(visitor: Visitor, words: str) -> None:
    expect(visitor.page.get_by_role("main")).to_contain_text(words)
