"""What else can happen to a case at stage 3, as people do it in the browser."""

from collections.abc import Sequence
from datetime import timedelta

from playwright.sync_api import Download, expect

from portal.protocol.gate import NO, QUESTIONS, Question
from tests import files
from tests.days import today
from tests.e2e.steps import typed
from tests.e2e.visitor import Visitor

TWO_DAYS = "2 working days"
"""How the choice of that much more time begins."""


def be_stopped_at_the_gate(visitor: Visitor, question: Question) -> None:
    """Answer so that this question stops the case, read its page, and go back to the questions."""
    visitor.open("/cases/start")
    for one in QUESTIONS:
        stops = one.key == question.key
        visitor.choose(one.words, "Yes" if (one.stops_on == NO) is not stops else "No")
    visitor.press("Continue")
    says(visitor, question.title)
    says(visitor, "No case was started.")
    visitor.follow("Go to your cases")


def attach(visitor: Visitor, *, title: str) -> None:
    """On the check page, attach a file to Part 1, after forgetting all about it, and go back to the check."""
    visitor.follow("Attach a file")
    visitor.press("Attach the file", status=422)
    visitor.write("Title", title)
    visitor.choose("What is it?", "Chronology")
    visitor.write("Who wrote it?", "Pastoral lead")
    visitor.choose("Does it hold information about anybody else?", "No")
    visitor.tick("The file holds no more than is needed for this case.")
    chosen = {"name": "chronology.pdf", "mimeType": "application/pdf", "buffer": files.pdf()}
    visitor.page.get_by_label("File", exact=True).set_input_files(files=[chosen])
    visitor.press("Attach the file")
    says(visitor, title)
    visitor.follow("Back to Part 1: the difference", within=visitor.page.get_by_role("main"))
    visitor.follow("Check and ask for sign-off")


def ask_for_more_time(visitor: Visitor) -> None:
    """On the case, as an agency that is asked to reply."""
    visitor.follow_other("Ask for more time")
    visitor.press("Ask for more time", status=422)
    visitor.choose_like("How much more time do you need?", TWO_DAYS)
    visitor.write("Why do you need it?", "The team manager is back on Thursday.")
    visitor.press("Ask for more time")
    says(visitor, "The Business Unit has not answered yet.")


def give_more_time(visitor: Visitor, *, agency: str) -> None:
    """On the case, as the Business Unit: what was asked for is chosen already."""
    visitor.press(f"Give more time to reply: {agency}")
    visitor.press("Give more time")
    says(visitor, f"More time given: {TWO_DAYS}")


def send_holding_reply(visitor: Visitor) -> None:
    """On the case, after forgetting to say anything."""
    visitor.follow_other("Send a holding reply")
    visitor.press("Send the holding reply", status=422)
    visitor.write("What do you want to say for now?", "Our services manager is working on it.")
    visitor.press("Send the holding reply")
    says(visitor, "Your holding reply was sent. The clock runs on.")


def follow_up(visitor: Visitor, *, promises: int, not_done: int) -> None:
    """On the resolved case, say that one promise was not kept, after forgetting to say what is known of it."""
    visitor.press("Say whether what was promised was done")
    for number in range(1, promises + 1):
        done = "Not done" if number == not_done else "Done"
        visitor.choose(f"Promise {number}: was it done?", done)
    visitor.press("Sign the follow-up", status=422)
    for number in range(1, promises + 1):
        visitor.write(f"Promise {number}: what do you know of it?", "The school asked the family’s worker.")
    visitor.write("What difference did all of it make for the child?", "Somebody calls, but not weekly.")
    visitor.press("Sign the follow-up")


def reopen(visitor: Visitor) -> None:
    """On the case that was followed up; which promise was broken is chosen already."""
    visitor.follow_other("Re-open the case")
    visitor.press("Re-open the case", status=422)
    visitor.write("Why do you re-open the case?", "The weekly visits that were promised were not made.")
    visitor.press("Re-open the case")


def say_not_for_us(visitor: Visitor, *, instead: str) -> None:
    """On the case, within two working days."""
    visitor.follow_other("Say that the case is not for your agency")
    visitor.press("Say that it is not for us", status=422)
    visitor.write("Why is it not for your agency?", "Another service runs this clinic.")
    visitor.page.get_by_label("Which agency should reply instead, if you know?").select_option(label=instead)
    visitor.press("Say that it is not for us")


def change_responder(visitor: Visitor, *, agency: str, receiver: str) -> None:
    """On the case, look at another agency's people, and ask one of them instead."""
    visitor.press("Ask another agency to reply instead")
    visitor.press("Ask this agency instead", status=422)
    visitor.page.get_by_label("Which agency should reply instead?").select_option(
        label=f"{agency} (suggested by the agency)"
    )
    visitor.press("Show its people")
    visitor.press("Ask this agency instead", status=422)
    visitor.choose_like("Who should receive it?", receiver)
    visitor.press("Ask this agency instead")


def assess_access(visitor: Visitor) -> None:
    """On the case, say what follows from the former agency's having opened it."""
    visitor.press("Say what the former agency saw, and what follows")
    visitor.press("Save the assessment", status=422)
    visitor.write("What did it see, and what follows?", "It read Part 1. It has deleted what it kept.")
    visitor.press("Save the assessment")


def note(visitor: Visitor) -> None:
    """On the case, keep a note that nobody else reads."""
    visitor.follow_other("Add a note of your own")
    visitor.choose("What is it?", "A telephone call")
    visitor.date("On which day was the call? (optional)", typed(today()))
    visitor.write("The note", "The head teacher asks how long it takes.")
    visitor.press("Save the note")


def chase(visitor: Visitor, *, agency: str) -> None:
    """On the case, write down that an agency was chased, after giving tomorrow as the day."""
    visitor.follow_other("Write down that you chased an agency")
    visitor.choose("Which agency did you chase?", agency)
    visitor.choose("How?", "By telephone")
    visitor.write("With whom did you speak, and what was said?", "The duty manager, who will look at it.")
    visitor.date("On which day?", typed(today() + timedelta(days=1)))
    visitor.press("Save the chase", status=422)
    visitor.date("On which day?", typed(today()))
    visitor.press("Save the chase")


def flag(visitor: Visitor, process: str) -> None:
    """On the case, say which other process runs beside it."""
    visitor.follow_other("Say which other processes run beside the case")
    visitor.tick(process)
    visitor.press("Save")
    says(visitor, process)


def link(visitor: Visitor, *, to: str) -> None:
    """On the case, link it with another, after a slip in its reference."""
    visitor.follow_other("Link it with another case")
    visitor.write("What is the other case’s reference?", "RPD-AAAA-AAAA")
    visitor.write("Why do they belong together?", "They are about the same service.")
    visitor.press("Link the cases", status=422)
    visitor.write("What is the other case’s reference?", to.lower())
    visitor.press("Link the cases")
    says(visitor, "The cases were linked.")


def close_out_of_scope(visitor: Visitor) -> None:
    """On a case that was submitted, after forgetting to say anything."""
    visitor.follow_other("Close the case as outside the protocol")
    visitor.press("Close the case", status=422)
    visitor.choose_like("Why is it outside the protocol?", "inside one agency")
    visitor.write("What is the right route?", "Your own agency’s procedure, through its head of service.")
    visitor.press("Close the case")


def find_by_child(visitor: Visitor, name: str) -> None:
    """From the navigation, after giving nothing and then a name that no case has."""
    visitor.follow("Find a case")
    visitor.press("Find", status=422)
    visitor.write("Child’s name", "Nobody Of That Name")
    visitor.press("Find")
    says(visitor, "No case was found")
    visitor.write("Child’s name", name)
    visitor.press("Find")
    says(visitor, "1 case was found")


def take_copy(visitor: Visitor, *, purpose: str) -> Download:
    """On the page that asks, with identity, after forgetting the purpose; gives the file."""
    visitor.choose_like("Should the copy show the children’s identity?", "Yes: for the child’s own record")
    visitor.press("Get the copy", status=422)
    visitor.choose("If yes, why do you need the identity?", purpose)
    with visitor.page.expect_download() as coming:
        visitor.page.get_by_role("button", name="Get the copy", exact=True).click()
    if visitor.javascript:
        assert visitor.page.locator(".govuk-error-summary, .govuk-error-message").count() == 0
        assert not visitor.page.title().startswith("Error")
    return coming.value


def add_person(visitor: Visitor, *, name: str, email: str, roles: Sequence[str]) -> None:
    """On the page People, after forgetting to choose a role."""
    visitor.press("Add a person")
    visitor.write("Name", name)
    visitor.write("Work e-mail address", email)
    visitor.press("Add this person", status=422)
    visitor.tick(*roles)
    visitor.press("Add this person")
    says(visitor, name)


def record_absence(visitor: Visitor, *, of: str, cover: str) -> None:
    """On the page People: away from today for a week, and who is told in their place."""
    visitor.follow(f"Record an absence of {of}")
    visitor.press("Record the absence", status=422)
    visitor.date("First day away", typed(today()))
    visitor.date("Last day away", typed(today() + timedelta(days=7)))
    visitor.page.get_by_label("Who is told instead? (optional)").select_option(label=cover)
    visitor.press("Record the absence")


def says(visitor: Visitor, words: str) -> None:
    """The page that one is on says this."""
    expect(visitor.page.get_by_role("main")).to_contain_text(words)
