"""The steps of stage 4, as people take them in the browser: from the request to the decision carried out."""

from dataclasses import dataclass
from datetime import timedelta

from playwright.sync_api import expect

from tests.days import today
from tests.e2e.visitor import Visitor

DECIDED = "A multi-agency meeting is held before the birth."
DISSENT = "I would have given it two weeks."
HOLDS = "Are you for or against this decision?"


@dataclass(frozen=True)
class Bench:
    """Who takes part, by their keys. `recused` is of a party; `chair` and `member` sit; `owner` carries it out."""

    asker: str
    officer: str
    chair: str
    member: str
    recused: str
    owner: str
    owner_name: str


def ask(visitor: Visitor, reference: str) -> None:
    """Part 4, with the first issue outstanding."""
    visitor.open(f"/cases/{reference}/part-4")
    visitor.press("Sign your request", status=422)
    visitor.choose("Why do you ask for referral?", "The response does not resolve the difference")
    visitor.write("What makes this exceptional?", "The birth is four weeks away.")
    visitor.tick("Issue 1 is outstanding")
    visitor.write("Issue 1: which decision do you ask for?", "That an assessment begins this week.")
    visitor.write("What was tried since the response?", "A call and a meeting of both heads of service.")
    visitor.write("What keeps the child safe meanwhile?", "The midwife visits twice a week.")
    visitor.press("Sign your request")


def refer(visitor: Visitor, reference: str) -> None:
    """The Business Unit has checked it."""
    visitor.open(f"/business-unit/cases/{reference}/refer")
    for box in visitor.page.get_by_role("main").get_by_role("checkbox").all():
        box.check()
    visitor.press("Refer the case")


def declare_none(visitor: Visitor, reference: str) -> None:
    """From the worklist: nothing is said at first, then that there is no interest, and the papers open."""
    visitor.follow(reference)
    expect(visitor.page.get_by_role("main")).not_to_contain_text("What makes it exceptional")
    visitor.press("Declare", status=422)
    visitor.choose("Do you have an interest in this case?", "No, I have none of these")
    visitor.press("Declare")
    expect(visitor.page).to_have_url(f"{visitor.stack.portal}/cases/{reference}")
    visitor.follow("Read the positions side by side")
    visitor.follow("Back to the case")


def be_recused(visitor: Visitor, reference: str) -> None:
    """The portal finds the conflict itself, and whatever is declared the papers stay closed."""
    visitor.follow(reference)
    expect(visitor.page.get_by_role("main")).to_contain_text("The portal finds a conflict of interest")
    visitor.choose("Do you have an interest in this case?", "No, I have none of these")
    visitor.press("Declare")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("You do not decide this case")
    visitor.open(f"/cases/{reference}", status=404)


def accept(visitor: Visitor, reference: str) -> None:
    """As exceptional."""
    visitor.open(f"/executive/cases/{reference}/decline")
    visitor.open(f"/executive/cases/{reference}/accept")
    visitor.press("Accept the case", status=422)
    visitor.write(
        "What makes the case exceptional?", "A birth is near, and two agencies wait for each other."
    )
    visitor.press("Accept the case")


def propose(visitor: Visitor, reference: str, bench: Bench) -> None:
    """A decision on the one issue, with one action."""
    visitor.open(f"/executive/cases/{reference}/proposal")
    visitor.write("Issue 1: what is decided?", DECIDED)
    first = visitor.page.get_by_role("group", name="Action decided 1", exact=True)
    visitor.press_in_place("Add an action decided", first)
    visitor.press("Save the proposal", status=422)
    visitor.write("Issue 1: reasons", "Both reports ask for it.")
    visitor.write("What is to be done", "Hold the meeting, with the midwife there.", within=first)
    first.get_by_label("Who is to do it").select_option(label=bench.owner_name)
    day = today() + timedelta(days=30)
    visitor.date("By when", f"{day.day} {day.month} {day.year}", within=first)
    visitor.press("Save the proposal")


def hold(visitor: Visitor, reference: str, *, dissent: str = "") -> None:
    """For it."""
    visitor.open(f"/executive/cases/{reference}/view")
    expect(visitor.page.get_by_role("main")).to_contain_text(DECIDED)
    visitor.press("Save your view", status=422)
    visitor.choose(HOLDS, "For this decision")
    if dissent:
        visitor.write("Dissent to be recorded (optional)", dissent)
    visitor.press("Save your view")


def sign(visitor: Visitor, reference: str) -> None:
    """By whoever presides, for good."""
    visitor.open(f"/executive/cases/{reference}/decide")
    visitor.press("Sign the decision", status=422)
    visitor.choose("How did the Executive come to decide?", "At a meeting")
    there = visitor.page.get_by_role("group", name="Who took part?", exact=True)
    for box in there.get_by_role("checkbox").all():
        box.check()
    visitor.tick("This decision is final. It cannot be changed or appealed.")
    visitor.press("Sign the decision")


def reads_the_decision(visitor: Visitor, reference: str) -> None:
    """A party, the Business Unit or a member: the decision, and nothing of what was said among the members."""
    visitor.open(f"/cases/{reference}")
    main = visitor.page.get_by_role("main")
    expect(main).to_contain_text(DECIDED)
    expect(main).not_to_contain_text(DISSENT)


def carry_out(visitor: Visitor, reference: str) -> None:
    """The owner of the action says that it was done."""
    visitor.open(f"/cases/{reference}")
    visitor.press("Say that an action is done")
    visitor.write("What was done, and when?", "The meeting was held on Monday.")
    visitor.press("Say that it is done")
