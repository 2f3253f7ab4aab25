"""The gate: the questions before any form exists, and the right route for what is not this protocol's (P1).

Nothing of a child is asked here. The numbers to call are the deployment's: texts hold {emergency} and
{social_care} in their place.
"""

from collections.abc import Mapping
from dataclasses import dataclass

YES, NO = "yes", "no"

ANSWERS: dict[str, str] = {YES: "Yes", NO: "No"}

REASON = "reason"
"""Where the reason for going on without stage 1 or 2 stands among the answers."""

WENT_ON = "went_on"
"""What stands among the answers of a stop that a senior manager went on from, which takes back one of its kind."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. The answer `stops_on` leads to the page with this `title` and text, which names the route.

    `outside` says in a few words why such a case is not this protocol's. `senior_may_go_on`: a senior manager may
    go on in spite of it, with a reason that is kept.
    """

    key: str
    words: str
    hint: str
    stops_on: str
    title: str
    text: tuple[str, ...]
    senior_may_go_on: bool = False
    outside: str = ""


QUESTIONS: tuple[Question, ...] = (
    Question(
        "immediate_risk",
        "Is a child in immediate danger, or at risk of significant harm now?",
        "Act on this first. A form is too slow.",
        YES,
        "Act now to keep the child safe",
        (
            "If a child is in immediate danger, call {emergency} now.",
            "If a child is at risk of significant harm, call Children’s Social Care on {social_care}. This "
            "service does not take referrals, and nobody reads it at night.",
            "When the child is safe, come back here if a difference between agencies is left to resolve.",
        ),
        outside="A child is in danger, or at risk of significant harm now",
    ),
    Question(
        "conduct",
        "Is it a complaint about how a person behaved?",
        "For example rudeness, or the way somebody did their job.",
        YES,
        "A complaint about a person’s conduct goes to their employer",
        (
            "This service is for differences about what is right for a child. It is not for complaints about "
            "how a person behaved.",
            "Speak to that person’s line manager, or use the complaints procedure of the agency they work for.",
        ),
        outside="It is a complaint about how a person behaved",
    ),
    Question(
        "harm_by_adult",
        "Is it about conduct by somebody working with children that may have harmed a child?",
        "This includes volunteers, foster carers, and conduct outside of work.",
        YES,
        "An allegation against somebody who works with children goes to the Designated Officer",
        (
            "Tell your agency’s safeguarding lead now. The local authority’s Designated Officer (LADO) must be "
            "told within one working day.",
            "You can reach the Designated Officer through Children’s Social Care on {social_care}. If a child is "
            "in immediate danger, call {emergency}.",
        ),
        outside="It is about conduct that may have harmed a child",
    ),
    Question(
        "whistleblowing",
        "Is it whistleblowing: wrongdoing in your own agency that you want to report?",
        "For example unsafe practice that is being hidden.",
        YES,
        "Wrongdoing in your own agency goes through whistleblowing",
        (
            "Use your agency’s whistleblowing procedure. It protects you by law.",
            "If you cannot raise it inside your agency, the NSPCC’s Whistleblowing Advice Line can advise you.",
        ),
        outside="It is whistleblowing",
    ),
    Question(
        "one_agency",
        "Is the difference inside one agency?",
        "For example between two teams of the same agency.",
        YES,
        "A difference inside one agency is for that agency to resolve",
        (
            "This service is for differences between two or more agencies.",
            "Speak to your line manager or your agency’s safeguarding lead, and follow your agency’s own "
            "procedure.",
        ),
        outside="The difference is inside one agency",
    ),
    Question(
        "conference_dissent",
        "Do you disagree with a child protection conference’s decision, as somebody who took part in it?",
        "Dissent at a conference has a process of its own.",
        YES,
        "Dissent about a conference’s decision goes to its chair first",
        (
            "Tell the chair of the conference that you dissent, and have your dissent and reasons put in the "
            "minutes. The child protection conference procedures say what follows, and by when.",
            "If that process has ended and agencies still differ, come back here and answer “No” to this "
            "question.",
        ),
        outside="It is dissent about a conference’s decision, which has its own process",
    ),
    Question(
        "stage_1",
        "Have the practitioners spoken with each other (stage 1)?",
        "The people who work with the child, in both agencies.",
        NO,
        "Speak with the other agency’s practitioner first",
        (
            "Most differences are resolved when the people who work with the child speak with each other. That "
            "is stage 1.",
            "Speak with the practitioner of the other agency, agree when they will answer, and write it on the "
            "child’s record. If it is not resolved, your managers speak with each other. That is stage 2.",
        ),
        senior_may_go_on=True,
    ),
    Question(
        "stage_2",
        "Have the managers spoken with each other (stage 2)?",
        "The line managers or safeguarding leads of both agencies.",
        NO,
        "The managers speak with each other first",
        (
            "When the practitioners cannot resolve a difference, their managers speak with each other. That is "
            "stage 2.",
            "Ask your manager or safeguarding lead to speak with their counterpart in the other agency, agree "
            "when they will answer, and write it on the child’s record. If it is still not resolved, come back "
            "here.",
        ),
        senior_may_go_on=True,
    ),
)
"""The gate's questions, in the order they are asked. The first answer that stops decides."""

Answers = Mapping[str, str]


def question(key: str) -> Question | None:
    """The question whose page this is."""
    return next((one for one in QUESTIONS if one.key == key), None)


def stopped_by(answers: Answers) -> Question | None:
    """The first question whose answer stops the case before it begins; None when the way is clear (P1).

    With a reason, which only a senior manager is asked for, the case goes on though stage 1 or 2 was not done.
    """
    goes_on = bool(answers.get(REASON, "").strip())
    for one in QUESTIONS:
        if answers.get(one.key) == one.stops_on and not (one.senior_may_go_on and goes_on):
            return one
    return None


def not_done(answers: Answers) -> dict[str, str]:
    """The stages that were not done before the case began, each with the reason for going on all the same."""
    return {
        one.key: answers.get(REASON, "")
        for one in QUESTIONS
        if one.senior_may_go_on and answers.get(one.key) == one.stops_on
    }


def yes_and_no(answers: Answers) -> dict[str, str]:
    """What is counted of the answers that stopped a case: each yes and no, never the reason (P1)."""
    return {one.key: answers[one.key] for one in QUESTIONS}


def went_on(answers: Answers, stopped: str) -> Question | None:
    """The question that had `stopped` these answers until a senior manager gave the reason for going on."""
    one = question(stopped)
    return one if one and stopped in not_done(answers) else None


def kept(answers: Answers) -> dict[str, str]:
    """What the case keeps of the answers: each one, and the reason only when a stage was not done."""
    reason = {REASON: answers[REASON]} if not_done(answers) else {}
    return yes_and_no(answers) | reason
