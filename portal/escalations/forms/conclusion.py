"""The form of Part 3, A's conclusion. What it lacks is said by `portal.protocol.replies`, beside its field."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from wtforms.fields import Field
from wtforms.validators import ValidationError

from portal.escalations.forms.replies import MOST_ISSUES, PerIssue
from portal.escalations.forms.section import StoredDay, not_later_than_today
from portal.protocol.clock import day_in_words
from portal.protocol.errors import Invalid
from portal.protocol.replies import RESULTS, Result
from portal.web.forms import Part, PortalForm, Radios, Text, Tick, leaves

Content = dict[str, Any]


class Outcome(Part):
    """What came of one issue."""

    result = Radios("Is it resolved?", RESULTS.items())
    why = Text("Why", called="Your reasons", rows=3)


class ConclusionForm(PortalForm):
    """Part 3. Its `version` is the case's. `not_before` is the day of the last reply."""

    not_before: date | None = None

    results = PerIssue(Outcome, "result", at_least=0, at_most=MOST_ISSUES)
    overall = Radios(
        "Is the difference resolved, as a whole?",
        RESULTS.items(),
        hint="Only “Resolved” ends stage 3. “Partly resolved” counts as not resolved.",
    )
    reasons = Text("Your reasons", hint="Needed unless the difference is resolved.")
    practitioner_told_on = StoredDay(
        "When was the practitioner told the outcome?",
        hint="Whoever raised the concern first. For example, 27 3 2026.",
        called="The day the practitioner was told",
        validators=[not_later_than_today],
    )
    on_record = Tick("The outcome is on our record of the child.")
    learning = Text("What was learned, and what went well (optional)", called="What was learned")

    def offer(self, *, resolved: bool, not_resolved: bool) -> None:
        """Show of the results as a whole only those that the case allows now."""
        self.overall.offer(
            (result, words)
            for result, words in RESULTS.items()
            if (resolved if result == Result.RESOLVED else not_resolved)
        )

    def validate_practitioner_told_on(self, field: Field) -> None:
        """Nobody could be told of an outcome before the reply came."""
        if field.data and self.not_before and field.data < self.not_before:
            raise ValidationError(
                f"The day the practitioner was told must be on or after {day_in_words(self.not_before)}, "
                "when the last reply came"
            )

    def say_what_lacks(self, lacks: Mapping[str, str]) -> None:
        """Beside what is wrong also what it lacks, so that everything is said at once; of each field one thing.

        Not of a form that did not come whole: nobody left that out.
        """
        if self.whole:
            wrong = {field.name for field in leaves(self) if field.errors}
            self.refuse(Invalid({name: said for name, said in lacks.items() if name not in wrong}))

    def content(self) -> Content:
        """The conclusion as it is stored."""
        rows = list(enumerate(self.results.data, start=1))
        return {
            "results": {str(number): one["result"] for number, one in rows},
            "why": {str(number): one["why"] for number, one in rows if (one["why"] or "").strip()},
            "overall": self.overall.data,
            "reasons": self.reasons.data,
            "practitioner_told_on": ((day := self.practitioner_told_on.data) and day.isoformat()) or "",
            "on_record": self.on_record.data,
            "learning": self.learning.data,
        }


def conclusion_form(
    issues: int, *, version: int = 0, several: bool = False, replied_on: Sequence[date] = ()
) -> ConclusionForm:
    """Part 3 with a result for each issue, as it was sent or empty. `several` agencies read each their own."""
    form = ConclusionForm(data={"results": [{}] * issues}, version=version)
    form.not_before = max(replied_on, default=None)
    for number, outcome in enumerate(form.results, start=1):
        outcome["result"].label.text = f"Issue {number}: is it resolved?"
        outcome["why"].label.text = f"Issue {number}: your reasons" + ("" if several else " (optional)")
    return form
