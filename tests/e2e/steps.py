"""The steps of a case, as people take them in the browser, from the gate to the conclusion."""

from dataclasses import dataclass

from playwright.sync_api import Locator, expect

from portal.demo.partnership import person, workspace
from portal.infra.calendar import now
from portal.protocol.clock import london_date
from portal.protocol.gate import NO, QUESTIONS
from tests.e2e.children import CHILD, SIBLING, Child
from tests.e2e.visitor import Visitor

SIGN_OFF, COMPLETE, REPLY, CONCLUDE = (
    "sign off Part 1",
    "complete Part 1, which was returned",
    "reply with Part 2",
    "say whether it is resolved",
)
"""What each letter asks."""


@dataclass(frozen=True)
class Cast:
    """Who takes part: people by their key, agencies by their slug."""

    raising: str
    writer: str
    signer: str
    responding: str
    receiver: str
    officer: str = "beatrix-lowe"

    @property
    def responding_name(self) -> str:
        """The responding agency as pages name it."""
        return workspace(self.responding).name

    @property
    def receiver_choice(self) -> str:
        """The receiver as the Business Unit is offered them."""
        return f"{person(self.receiver).name}, senior manager"


def pass_the_gate(visitor: Visitor) -> str:
    """Answer every question so that none stops; gives the new case's reference."""
    visitor.press("Start a case")
    for question in QUESTIONS:
        visitor.choose(question.words, "Yes" if question.stops_on == NO else "No")
    visitor.press("Continue")
    return visitor.page.url.split("/")[-2]


def write_part_1(visitor: Visitor, cast: Cast) -> None:
    """Write every section, from the list of sections on, adding rows and taking one away."""
    visitor.follow("The children")
    _write_children(visitor)
    _write_difference(visitor, cast)
    _write_issues(visitor)
    for managers in (False, True):
        _write_stage(visitor, managers=managers)
    visitor.write(
        "Why did stages 1 and 2 not resolve it?", "The two agencies read the same facts differently."
    )
    visitor.write("How is the child kept safe meanwhile?", "The school sees the child every day.")
    visitor.press("Save and continue")


def _write_children(visitor: Visitor) -> None:
    _write_child(visitor, 1, CHILD)
    visitor.press_in_place("Add another child", _row(visitor, "Child 2"))
    _write_child(visitor, 2, SIBLING)
    visitor.press("Save and continue")


def _write_child(visitor: Visitor, number: int, child: Child) -> None:
    row = _row(visitor, f"Child {number}")
    visitor.write("Child’s name", child.name, within=row)
    visitor.date("Date of birth", child.born, within=row)
    visitor.write("Your agency’s record number for the child", child.number, within=row)
    visitor.choose("Status", "Child in need", within=row)
    visitor.choose("Level of need, in your agency’s view", "Level 3: targeted help", within=row)


def _write_difference(visitor: Visitor, cast: Cast) -> None:
    visitor.page.get_by_label("Which agency do you disagree with?").select_option(label=cast.responding_name)
    visitor.choose("What kind of difference is it?", "A decision we challenge")
    visitor.choose("What is it mainly about?", "Thresholds")
    visitor.tick("Timeliness")
    visitor.date("When did the difference arise?", "2 3 2026")
    visitor.press("Save and continue")


def _write_issues(visitor: Visitor) -> None:
    """Three issues are begun; the second is taken away again, and what the others say stays."""
    _write_issue(visitor, 1, "The threshold was met.")
    visitor.press_in_place("Add another issue", _row(visitor, "Issue 2"))
    _write_issue(visitor, 2, "This one is a mistake.")
    visitor.press_in_place("Add another issue", _row(visitor, "Issue 3"))
    _write_issue(visitor, 3, "The visit came too late.")
    visitor.press_in_place("Remove issue 2", _row(visitor, "Issue 1"))
    expect(_row(visitor, "Issue 3")).to_have_count(0)
    kept = _row(visitor, "Issue 2").get_by_role("textbox", name="Your agency’s position")
    expect(kept).to_have_value("The visit came too late.")
    visitor.press("Save and continue")


def _write_issue(visitor: Visitor, number: int, position: str) -> None:
    row = _row(visitor, f"Issue {number}")
    visitor.write("Your agency’s position", position, within=row)
    visitor.write("The evidence for it", "Two reports in one week.", within=row)
    visitor.write("The risk to the child if it stays unresolved", "Harm may go on unseen.", within=row)
    visitor.write("The outcome you want for the child", "Somebody the child knows calls weekly.", within=row)
    visitor.write("What you ask the other agency to do", "Visit within five days.", within=row)


def _write_stage(visitor: Visitor, *, managers: bool) -> None:
    visitor.date("When did the managers speak?" if managers else "When did they speak?", "4 3 2026")
    visitor.write("Who spoke with whom?", "Our lead with theirs.")
    visitor.write("How did they speak?", "By telephone.")
    visitor.write("What was said and agreed?", "Each kept to its own view.")
    visitor.write("What response time was agreed, and was it met?", "Two days, and it was met.")
    visitor.write("What came of it?", "It was not resolved.")
    visitor.press("Save and continue")


def ask_for_sign_off(visitor: Visitor, cast: Cast) -> None:
    """On the check page, ask the senior manager."""
    visitor.choose("Who do you ask to sign it off?", person(cast.signer).name)
    visitor.press("Ask for sign-off")


def sign_off(visitor: Visitor) -> None:
    """On the case, read Part 1 and sign it, after forgetting a statement."""
    visitor.press("Read and sign off")
    visitor.press("Sign off and send", status=422)
    visitor.tick(
        "Stages 1 and 2 were tried, or Part 1 says why they were not",
        "This difference is written on the child’s record",
        "Part 1 holds only what is necessary about the child and others",
        "I did not write any of Part 1, and I was not the manager at stage 2",
    )
    visitor.press("Sign off and send")


def send_back(visitor: Visitor, reasons: str) -> None:
    """On the case, return it for completion, after forgetting to say why."""
    visitor.press("Return for completion")
    visitor.press("Return the form", status=422)
    visitor.write("What has to be completed, and why?", reasons)
    visitor.press("Return the form")


def forward(visitor: Visitor, cast: Cast) -> None:
    """On the case, send it on to the person named, after forgetting to choose."""
    visitor.press("Check and send it on")
    visitor.press("Send the form on", status=422)
    visitor.choose(f"Who should receive it at {cast.responding_name}?", cast.receiver_choice)
    visitor.press("Send the form on")


def confirm_receipt(visitor: Visitor) -> None:
    """On the case, say that it has arrived."""
    visitor.press("Confirm that it has arrived")


def reply(visitor: Visitor, *, proposes: str) -> None:
    """Write Part 2, keep it as a draft, promise an action, check it and sign it."""
    visitor.press("Write the reply")
    for who in ("Practitioner", "Manager"):
        visitor.write("Name", "Ada Finch", within=_row(visitor, who))
        visitor.write("Role", "Social work", within=_row(visitor, who))
    for number, position in ((1, "We agree"), (2, "We do not agree")):
        visitor.choose(f"Issue {number}: do you agree?", position)
        visitor.write(f"Issue {number}: your reasons", "We looked at it again with the team.")
    visitor.press("Save draft")
    visitor.choose("Which level of need does the child have, in your view?", "Level 3: targeted help")
    taken = _row(visitor, "Action taken 1")
    visitor.press_in_place("Add an action taken", taken)
    visitor.write("What was done", "A worker was named on the same day.", within=taken)
    visitor.write("Who did it", "The duty team", within=taken)
    visitor.date("When", "3 3 2026", within=taken)
    promised = _row(visitor, "Action promised 1")
    visitor.press_in_place("Add an action promised", promised)
    visitor.write("What will be done", "Weekly visits", within=promised)
    visitor.write("Who will do it", "The duty team", within=promised)
    visitor.date("By when", "15 1 2027", within=promised)
    visitor.choose("Is the difference resolved, in your view?", proposes)
    visitor.press("Check and sign")
    visitor.tick(
        "Each action that we say was taken has been taken.",
        "This difference and our reply are on our record of the child.",
        "The reply says no more about the child and the family than the other agency needs to know.",
    )
    visitor.press("Sign and send the reply")


def conclude(visitor: Visitor, *, overall: str) -> None:
    """Say of each issue and of the whole whether it is resolved, and sign."""
    visitor.press("Say whether it is resolved")
    for number in (1, 2):
        visitor.choose(f"Issue {number}: is it resolved?", overall)
    visitor.choose("Is the difference resolved, as a whole?", overall)
    today = london_date(now())
    visitor.date("When was the practitioner told the outcome?", f"{today.day} {today.month} {today.year}")
    visitor.tick("The outcome is on our record of the child.")
    if overall != "Resolved":
        visitor.press("Sign your conclusion", status=422)
        visitor.write("Your reasons", "No visit has been made yet.")
    visitor.press("Sign your conclusion")


def _row(visitor: Visitor, name: str) -> Locator:
    return visitor.page.get_by_role("group", name=name, exact=True)
