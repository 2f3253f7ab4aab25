"""The forms of Part 2, B's reply, of Part 3, A's conclusion, and of a withdrawal.

None of the fields of a reply or a conclusion is `needed`: what they lack is said in one place, by
`portal.protocol.replies`, and put beside the field it names.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms.fields import Field, HiddenField
from wtforms.validators import ValidationError

from portal.infra.calendar import now
from portal.protocol.clock import london_date
from portal.protocol.part_1 import LEVELS_OF_NEED
from portal.protocol.replies import POSITIONS, RESULTS, STATEMENTS, Result
from portal.web.forms import Day, Line, Part, PortalForm, Radios, Rows, Text, Tick

MOST_ISSUES = 50
MOST_PROMISES = 20

Content = dict[str, Any]


class PerIssue(Rows):
    """One row for each issue: as many as the page gives, whatever the browser sends back.

    A row of radio buttons none of which was chosen is not sent at all.
    """

    given = 0

    def process(self, formdata: Any, data: Any = (), extra_filters: Any = None) -> None:
        """Take the number of rows from the data."""
        self.given = len(data)
        super().process(formdata, data, extra_filters)

    def _extract_indices(self, prefix: str, formdata: Any) -> Any:
        return range(self.given)


class Answer(Part):
    """B's answer to one issue."""

    position = Radios("Do you agree?", POSITIONS.items())
    reasons = Text("Your reasons", rows=6)


class Promise(Part):
    """One action that B promises."""

    what = Text("What will be done", rows=2, limit=1_000)
    owner = Line("Who will do it", hint="A role and a team, or a name.")
    by = Day("By when", hint="For example, 27 3 2027.", called="The date of an action promised")


class ReplyForm(PortalForm):
    """Part 2. Its `version` is the draft's."""

    answers = PerIssue(Answer, "answer", at_least=0, at_most=MOST_ISSUES)
    level_of_need = Radios(
        "Which level of need does the child have, in your view?",
        LEVELS_OF_NEED.items(),
        hint="If it differs between the children, choose the highest, and say which child in your reasons.",
    )
    actions_taken = Text(
        "What further actions have you taken?",
        hint="What was done, who did it, and when. If nothing more was done, say so and why.",
        rows=6,
    )
    promised = Rows(Promise, "action promised", at_least=0, at_most=MOST_PROMISES)
    declined = Text(
        "Actions that you will not take, and why (optional)",
        hint="Only what you were asked to do and decline.",
    )
    meeting = Line("Offer to meet (optional)", hint="Say who could meet, and when.", limit=1_000)
    proposed = Radios("Is the difference resolved, in your view?", RESULTS.items())

    def content(self) -> Content:
        """The reply as it is stored. A promise of which nothing was typed is left out."""
        return {
            "answers": {str(number): dict(one) for number, one in enumerate(self.answers.data, start=1)},
            "level_of_need": self.level_of_need.data,
            "actions_taken": self.actions_taken.data,
            "promised": [{**one, "by": _iso(one["by"])} for one in self.promised.data if any(one.values())],
            "declined": self.declined.data,
            "meeting": self.meeting.data,
            "proposed": self.proposed.data,
        }


def reply_form(issues: int, *, content: Mapping[str, Any] | None = None, version: int = 0) -> ReplyForm:
    """Part 2 with an answer for each issue: of `content` as it is stored; without it, as it was sent."""
    stored = content or {}
    answers, promised = stored.get("answers", {}), stored.get("promised", ())
    shown = {
        **stored,
        "answers": [answers.get(str(number), {}) for number in range(1, issues + 1)],
        "promised": [{**one, "by": _day(one.get("by"))} for one in promised],
    }
    form = ReplyForm(data=shown, version=version)
    for number, answer in enumerate(form.answers, start=1):
        answer["position"].label.text = f"Issue {number}: do you agree?"
        answer["reasons"].label.text = f"Issue {number}: your reasons"
    return form


class SignReplyForm(PortalForm):
    """The signature under Part 2. Its `version` is the case's; `read` is that of the draft that was read."""

    read = HiddenField(default="0")
    taken = Tick(STATEMENTS["taken"], needed="Confirm that each action was taken")
    on_record = Tick(STATEMENTS["on_record"], needed="Confirm that it is on your record of the child")
    minimum = Tick(STATEMENTS["minimum"], needed="Confirm that it says no more than is needed")


class Outcome(Part):
    """What came of one issue."""

    result = Radios("Is it resolved?", RESULTS.items())


class ConclusionForm(PortalForm):
    """Part 3. Its `version` is the case's."""

    results = PerIssue(Outcome, "result", at_least=0, at_most=MOST_ISSUES)
    overall = Radios(
        "Is the difference resolved, as a whole?",
        RESULTS.items(),
        hint="Only “Resolved” ends stage 3. “Partly resolved” counts as not resolved.",
    )
    reasons = Text("Your reasons", hint="Needed unless the difference is resolved.")
    practitioner_told_on = Day(
        "When was the practitioner told the outcome?",
        hint="Whoever raised the concern first. For example, 27 3 2027.",
        called="The day the practitioner was told",
    )
    on_record = Tick("The outcome is on our record of the child.")
    learning = Text("What was learned, and what went well (optional)")

    def offer(self, *, resolved: bool, not_resolved: bool) -> None:
        """Show of the results as a whole only those that the case allows now."""
        self.overall.offer(
            (result, words)
            for result, words in RESULTS.items()
            if (resolved if result == Result.RESOLVED else not_resolved)
        )

    def validate_practitioner_told_on(self, field: Field) -> None:
        """Nobody was told tomorrow."""
        if field.data and field.data > london_date(now()):
            raise ValidationError("The day the practitioner was told must be today or in the past")

    def content(self) -> Content:
        """The conclusion as it is stored."""
        return {
            "results": {str(number): one["result"] for number, one in enumerate(self.results.data, start=1)},
            "overall": self.overall.data,
            "reasons": self.reasons.data,
            "practitioner_told_on": _iso(self.practitioner_told_on.data),
            "on_record": self.on_record.data,
            "learning": self.learning.data,
        }


def conclusion_form(issues: int, *, version: int = 0) -> ConclusionForm:
    """Part 3 with a result for each issue, as it was sent or empty."""
    form = ConclusionForm(data={"results": [{}] * issues}, version=version)
    for number, outcome in enumerate(form.results, start=1):
        outcome["result"].label.text = f"Issue {number}: is it resolved?"
    return form


class WithdrawForm(PortalForm):
    """Why A withdraws."""

    reasons = Text(
        "Why are you withdrawing the case?",
        needed="Say why you are withdrawing the case",
        hint="Everyone who can see the case can read this.",
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None
