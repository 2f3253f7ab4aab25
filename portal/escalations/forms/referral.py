"""The forms of a request for referral: Part 4, a comment on one, its return and its withdrawal."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.escalations.forms.replies import MOST_ISSUES, PerIssue
from portal.escalations.forms.section import StoredDay
from portal.protocol.part_4 import GROUNDS
from portal.web.forms import Part, PortalForm, Radios, Text, Tick

Numbered = Sequence[tuple[int, Mapping[str, Any]]]
"""Issues of Part 1, each with its number there."""


class Outstanding(Part):
    """Whether one issue is put to the Executive, and what it is asked to decide."""

    stands = Tick("This issue is outstanding")
    sought = Text(
        "Which decision do you ask for?", called="The decision you ask for", rows=3,
        hint="Only if the issue is outstanding.",
    )  # fmt: skip


class RequestForm(PortalForm):
    """Part 4. Its `version` is the case's; `numbered` are the issues that may be put to the Executive."""

    numbered: Numbered = ()

    ground = Radios("Why do you ask for referral?", GROUNDS.items())
    exceptional = Text(
        "What makes this exceptional?",
        hint="The Executive accepts a case only in exceptional circumstances. Do not name the child.",
        called="What makes it exceptional",
    )
    issues = PerIssue(Outstanding, "issue", at_least=0, at_most=MOST_ISSUES)
    tried = Text(
        "What was tried since the response?",
        hint="For example a meeting, a call between senior managers, a second proposal.",
        called="What was tried since the response",
    )
    needed_by = StoredDay(
        "By when is a decision needed? (optional)",
        hint="Only if something happens on that day. For example, 27 3 2027.",
        called="The day by which a decision is needed",
    )
    safety = Text(
        "What keeps the child safe meanwhile?",
        hint="Who does what until there is a decision. Do not name the child.",
        called="What keeps the child safe meanwhile",
    )

    def content(self) -> dict[str, Any]:
        """The request as it is stored."""
        rows = zip((number for number, _ in self.numbered), self.issues.data, strict=True)
        return {
            "ground": self.ground.data or "",
            "exceptional": self.exceptional.data or "",
            "outstanding": {str(number): row["sought"] or "" for number, row in rows if row["stands"]},
            "tried": self.tried.data or "",
            "needed_by": ((day := self.needed_by.data) and day.isoformat()) or "",
            "safety": self.safety.data or "",
        }


def request_form(
    numbered: Numbered, *, version: int, grounds: Sequence[str], before: Mapping[str, Any] | None = None
) -> RequestForm:
    """Part 4 with a row for each issue, empty or as it was signed `before` it was returned."""
    known = before or {}
    outstanding = known.get("outstanding", {})
    rows = [
        {"stands": str(number) in outstanding, "sought": outstanding.get(str(number), "")}
        for number, _ in numbered
    ]
    kept = {name: known.get(name) for name in ("ground", "exceptional", "tried", "needed_by", "safety")}
    form = RequestForm(data={**kept, "issues": rows}, version=version)
    form.numbered = numbered
    form.ground.offer((ground, GROUNDS[ground]) for ground in grounds)
    for (number, _), row in zip(numbered, form.issues, strict=True):
        row["stands"].label.text = f"Issue {number} is outstanding"
        row["sought"].label.text = f"Issue {number}: which decision do you ask for?"
    return form


class CommentForm(PortalForm):
    """What another party says of a request."""

    body = Text(
        "What should the Executive know of this request?",
        needed="Write your comment",
        hint="Every party, the Business Unit and the Executive can read this. Do not name the child.",
    )


class ReturnRequestForm(PortalForm):
    """What the asking agency is to complete."""

    reasons = Text(
        "What has to be completed, and why?",
        needed="Say what has to be completed",
        hint="The agency that asked reads exactly this. Do not name the child.",
    )


class WithdrawRequestForm(PortalForm):
    """Why a request is withdrawn."""

    reasons = Text(
        "Why do you withdraw your request?",
        needed="Say why you withdraw your request",
        hint="Everyone who can see the case can read this. Do not name the child.",
    )


class AgreeForm(PortalForm):
    """That an agency agrees to an early referral: nothing is asked but the button."""


class DoneForm(PortalForm):
    """How an action that the Executive decided was carried out."""

    body = Text(
        "What was done, and when?",
        needed="Say what was done, and when",
        hint="For example: the meeting was held on 12 May, and the plan was changed. Every party, the Business "
        "Unit and the Executive can read this, and nobody can change it. Do not name the child.",
    )
