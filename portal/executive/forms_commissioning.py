"""The forms of a commission: what is asked and by when, its recall, and what came of a review."""

from portal.web.forms import Day, PortalForm, Text


class CommissionForm(PortalForm):
    """What is asked, and by when. That the day lies ahead is the protocol's to say."""

    question = Text(
        "What do you ask?",
        needed="Say what you ask",
        hint="Who is asked, the Executive and the Business Unit read this. Do not name the child.",
    )
    due_on = Day(
        "By when?",
        hint="For example, 27 3 2027.",
        called="The due date",
        needed="Enter the day by which it is due",
    )


class RecallForm(PortalForm):
    """That a summary or review is no longer awaited: nothing is asked but the button."""


class OutcomeForm(PortalForm):
    """What came of a review."""

    outcome = Text(
        "What came of the review?",
        needed="Say what came of the review",
        hint="The Executive and the Business Unit read this. Do not name the child.",
    )
