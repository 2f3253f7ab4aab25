"""The steps of a case, as people take them in the browser, from the gate to the conclusion."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from playwright.sync_api import Locator, expect

from portal.demo.partnership import person, workspace
from portal.protocol.gate import NO, QUESTIONS
from tests.days import today
from tests.e2e.children import CHILD, Child, unborn
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
    """Who takes part: people by their key, agencies by their slug. `further` may be a second agency."""

    raising: str
    writer: str
    signer: str
    responding: str
    receiver: str
    officer: str = "beatrix-lowe"
    further: str = ""
    further_receiver: str = ""

    @property
    def responding_name(self) -> str:
        """The responding agency as pages name it."""
        return workspace(self.responding).name

    @property
    def receivers(self) -> list[tuple[str, str]]:
        """Each responding agency by its name, and the key of the person there who receives the form."""
        first = (self.responding_name, self.receiver)
        return [first] + ([(workspace(self.further).name, self.further_receiver)] if self.further else [])


def pass_the_gate(visitor: Visitor) -> str:
    """Answer every question so that none stops; gives the new case's reference."""
    visitor.press("Start a case")
    for question in QUESTIONS:
        visitor.choose(question.words, "Yes" if question.stops_on == NO else "No")
    visitor.press("Continue")
    return visitor.page.url.split("/")[-2]


def write_part_1(visitor: Visitor, cast: Cast) -> None:
    """Write every section, from the list of sections on: rows added, moved and taken away."""
    visitor.follow("The children")
    _write_children(visitor)
    _write_people(visitor)
    _write_difference(visitor, cast)
    _write_issues(visitor, cast)
    for managers in (False, True):
        _write_stage(visitor, managers=managers)
    visitor.write(
        "Why did stages 1 and 2 not resolve it?", "The two agencies read the same facts differently."
    )
    visitor.write("How is the child kept safe meanwhile?", "The school sees the child every day.")
    visitor.press("Save and continue")


def _write_children(visitor: Visitor) -> None:
    _write_child(visitor, 1, CHILD, status="Child in need")
    visitor.press_in_place("Add another child", _row(visitor, "Child 2"))
    _write_child(visitor, 2, unborn(), status="Unborn")
    visitor.press("Save and continue")


def _write_child(visitor: Visitor, number: int, child: Child, *, status: str) -> None:
    row = _row(visitor, f"Child {number}")
    visitor.write("Child’s name", child.name, within=row)
    visitor.date("Date of birth, or expected date", child.born, within=row)
    visitor.write("Your agency’s record number for the child", child.number, within=row)
    visitor.choose("Status", status, within=row)
    visitor.choose("Level of need, in your agency’s view", "Level 3: targeted help", within=row)


def _write_people(visitor: Visitor) -> None:
    for whose in ("Practitioner’s", "Manager’s", "Contact’s"):
        visitor.write(f"{whose} name", "Ada Finch")
        visitor.write(f"{whose} role", "Pastoral lead")
        visitor.write(f"{whose} team", "Year 4")
        visitor.write(f"{whose} telephone number", "01632 960123")
    visitor.press("Save and continue")


def _write_difference(visitor: Visitor, cast: Cast) -> None:
    visitor.page.get_by_label("Which agency do you disagree with?").select_option(label=cast.responding_name)
    if cast.further:
        visitor.tick(workspace(cast.further).name)
    visitor.choose("What kind of difference is it?", "A decision we challenge")
    visitor.choose("What is it mainly about?", "Thresholds")
    visitor.tick("Timeliness")
    visitor.date("When did the difference arise?", "2 3 2026")
    visitor.press("Save and continue")


def _write_issues(visitor: Visitor, cast: Cast) -> None:
    """Three issues are begun; the last is moved up and the second taken away. What the others say stays."""
    positions = ("The threshold was met.", "This one is a mistake.", "The visit came too late.")
    for number, position in enumerate(positions, start=1):
        if number > 1:
            visitor.press_in_place("Add another issue", _row(visitor, f"Issue {number}"))
        _write_issue(visitor, number, position)
    visitor.press_in_place("Move issue 3 up", _issue_says(visitor, 2, "The visit came too late."))
    visitor.press_in_place("Remove issue 3", _row(visitor, "Issue 1"))
    expect(_row(visitor, "Issue 3")).to_have_count(0)
    expect(_issue_says(visitor, 2, "The visit came too late.")).to_be_visible()
    if cast.further:
        visitor.tick_within(_row(visitor, "Issue 2"), cast.responding_name)
    visitor.press("Save and continue")


def _write_issue(visitor: Visitor, number: int, position: str) -> None:
    row = _row(visitor, f"Issue {number}")
    visitor.write("Your agency’s position", position, within=row)
    visitor.write("The evidence for it", "Two reports in one week.", within=row)
    visitor.write("The risk to the child if it stays unresolved", "Harm may go on unseen.", within=row)
    visitor.write("The outcome you want for the child", "Somebody the child knows calls weekly.", within=row)
    visitor.write("What you ask the other agency to do", "Visit within five days.", within=row)


def _issue_says(visitor: Visitor, number: int, position: str) -> Locator:
    """The issue's row, once its first box holds these words."""
    box = _row(visitor, f"Issue {number}").get_by_role("textbox", name="Your agency’s position")
    return box.and_(visitor.page.get_by_text(position, exact=True))


def _write_stage(visitor: Visitor, *, managers: bool) -> None:
    visitor.date("When did they speak?", "4 3 2026")
    visitor.write("Who spoke with whom?", "Our manager with theirs." if managers else "Our lead with theirs.")
    visitor.write("How did they speak?", "By telephone.")
    visitor.write("What was said and agreed?", "Each kept to its own view.")
    visitor.choose("Was a response time agreed, and was it met?", "One was agreed, and it was met")
    visitor.write("If one was agreed, what was it?", "Two days.")
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
    visitor.press("Return the form for completion")
    visitor.press("Return the form", status=422)
    visitor.write("What has to be completed, and why?", reasons)
    visitor.press("Return the form")


def forward(visitor: Visitor, cast: Cast) -> None:
    """On the case, send it on to the person named, after forgetting to choose."""
    visitor.press("Check and send it on")
    visitor.press("Send the form on", status=422)
    for agency, receiver in cast.receivers:
        visitor.choose_like(f"Who should receive it at {agency}?", person(receiver).name)
    visitor.press("Send the form on")


def confirm_receipt(visitor: Visitor) -> None:
    """On the case, say that it has arrived."""
    visitor.press("Confirm that it has arrived")


def reply(visitor: Visitor, *, proposes: str, issues: Collection[int] = (1, 2)) -> None:
    """Write Part 2 for these issues, keep it as a draft, promise an action, check it and sign it."""
    visitor.press("Write the reply")
    for who in ("Practitioner", "Manager"):
        visitor.write("Name", "Ada Finch", within=_row(visitor, who))
        visitor.write("Role", "Social work", within=_row(visitor, who))
    for number, position in ((1, "We agree"), (2, "We do not agree")):
        if number in issues:
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
    visitor.date("By when", typed(today() + timedelta(days=14)), within=promised)
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
    visitor.date("When was the practitioner told the outcome?", typed(today()))
    visitor.tick("The outcome is on our record of the child.")
    if overall != "Resolved":
        visitor.press("Sign your conclusion", status=422)
        visitor.write("Your reasons", "No visit has been made yet.")
    visitor.press("Sign your conclusion")


def typed(day: date) -> str:
    """A day as a person types it into three boxes."""
    return f"{day.day} {day.month} {day.year}"


def _row(visitor: Visitor, name: str) -> Locator:
    return visitor.page.get_by_role("group", name=name, exact=True)
