"""What is done at stage 4, by the Executive and those whom it asks: at the portal’s pages, then in the model."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from tests.days import boxes
from tests.integration.routes.door import REASONS
from tests.machine.acts import BODY, Act
from tests.machine.people import SUBSTITUTE
from tests.pages import text_of

DECISION = {
    "issues-0-decision": "A meeting is held.", "issues-0-reasons": "Both ask for it.",
    "actions-0-what": "Hold the meeting.", "actions-0-by-day": "1", "actions-0-by-month": "12",
    "actions-0-by-year": "2031",
}  # fmt: skip
SUMMARY = dict.fromkeys(
    ("chronology", "positions", "agreed", "disputed", "analysis", "limits"), "Some words."
)


def _declares(act: Act) -> None:
    interest = act.draw((False, False, False, True), "has an interest")
    answer = act.driver.declares(act.person, interest=interest)
    assert answer.status_code == 303, (act.person, answer.status_code, text_of(answer)[:900])
    act.case.declare(act.person, interest=interest)


def _accepts(act: Act) -> None:
    act.done(**REASONS)
    act.case.accept()


def _declines(act: Act) -> None:
    act.done(**REASONS)
    act.case.decline()


def _proposes(act: Act) -> None:
    """Another decision than was proposed before, with an action for one of the parties."""
    owner = act.draw(act.case.parties, "who carries it out")
    act.done(**{
        **DECISION, "issues-0-decision": f"A meeting is held: {act.case.proposal}.",
        "actions-0-owner": act.driver.workspace(owner),
    })  # fmt: skip
    act.case.propose()
    act.case.owner = owner


def _views(act: Act) -> None:
    view = act.draw(("against", "for", "for"), "view")
    act.done(view=view)
    act.case.views[act.person] = view


def _decides(act: Act) -> None:
    present = [act.driver.named(one) for one in act.case.sitting]
    act.done(how="written", final="y", present=present, **act.day("held_on"))
    act.case.decide(act.case.owner)


def _commissions(act: Act) -> None:
    due = boxes("due_on", act.case.today + timedelta(days=20))
    act.done(question="What can be learnt?", **due)
    if act.do.what == "direct_summary":
        act.case.summary = "DIRECTED"
    else:
        act.case.review = "DIRECTED"


def _recalls_the_summary(act: Act) -> None:
    act.done()
    act.case.summary = "RECALLED"


def _recalls_the_review(act: Act) -> None:
    act.done()
    act.case.review = "RECALLED"


def _reports_the_review(act: Act) -> None:
    act.done(outcome="Training.")
    act.case.review = "SUBMITTED"


def _submits_the_summary(act: Act) -> None:
    """Written whole and submitted at once."""
    act.done(**SUMMARY)
    answer = act.driver.submits_the_summary(act.person)
    assert answer.status_code == 303, (act.person, answer.status_code, text_of(answer)[:900])
    act.case.summary = "SUBMITTED"


def _names_a_substitute(act: Act) -> None:
    if not act.case.substitute_named:
        act.done(who=act.driver.named(SUBSTITUTE))
        act.case.substitute_named = True


def _carries_out(act: Act) -> None:
    act.done(**BODY)
    act.case.to_carry_out.remove(act.do.about)


ACTS_AT_STAGE_4: Mapping[str, Callable[[Act], None]] = {
    "declare": _declares,
    "accept": _accepts,
    "decline": _declines,
    "propose": _proposes,
    "view": _views,
    "decide": _decides,
    "correct": lambda act: act.done(clerical="y", **BODY),
    "direct_summary": _commissions,
    "ask_for_review": _commissions,
    "recall_summary": _recalls_the_summary,
    "recall_review": _recalls_the_review,
    "report_review": _reports_the_review,
    "write_summary": _submits_the_summary,
    "name_substitute": _names_a_substitute,
    "action_done": _carries_out,
}
"""What is done there. What is only seen to be open is not in it."""
