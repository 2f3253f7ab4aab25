"""The forms of a decision: what is proposed, a member's view of it, its signature, a clerical correction."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from wtforms.fields import HiddenField

from portal.escalations.forms.replies import MOST_ACTIONS, MOST_ISSUES, PerIssue
from portal.escalations.forms.section import StoredDay, not_later_than_today
from portal.protocol.conflicts import View
from portal.protocol.decision import HOW
from portal.protocol.summary import SECTION_NAMES
from portal.web.fields import Choices
from portal.web.forms import Checkboxes, Day, Part, PortalForm, Radios, Rows, Select, Text, Tick

Numbered = Sequence[tuple[int, Mapping[str, Any]]]

VIEWS: dict[str, str] = {View.FOR: "For this decision", View.AGAINST: "Against this decision"}


class Decided(Part):
    """What is decided on one issue."""

    decision = Text("What is decided?", called="What is decided", rows=3)
    reasons = Text("Reasons", rows=4)


class ActionFields(Part):
    """One action that is decided."""

    what = Text("What is to be done", rows=2, limit=1_000)
    owner = Select("Who is to do it")
    by = StoredDay("By when", hint="For example, 27 3 2027.", called="The date of an action")


class ProposalForm(PortalForm):
    """The decision proposed. Its `version` is the proposal's; `owners` may be given an action."""

    numbered: Numbered = ()
    owners: Choices = ()

    issues = PerIssue(Decided, "issue", at_least=0, at_most=MOST_ISSUES)
    actions = Rows(ActionFields, "action", at_least=0, at_most=MOST_ACTIONS)
    withheld = Checkboxes(
        "Is a part of the summary withheld from the agencies? (optional)",
        SECTION_NAMES.items(),
        hint="Both agencies read which parts are withheld, and why.",
    )
    withheld_because = Text(
        "Why is it withheld?", called="The reason", hint="Only if a part is withheld.", rows=3
    )

    def offer(self) -> None:
        """Set who may be given an action, in each row there is now."""
        for row in self.actions:
            cast(Select, row["owner"]).offer(self.owners)

    def rows_changed(self) -> bool:
        """As of every form with rows; a row that was added is offered the same agencies."""
        changed = super().rows_changed()
        self.offer()
        return changed

    def content(self) -> dict[str, Any]:
        """The proposal as it is stored."""
        rows = zip((number for number, _ in self.numbered), self.issues.data, strict=True)
        return {
            "issues": {
                str(number): {"decision": row["decision"] or "", "reasons": row["reasons"] or ""}
                for number, row in rows
            },
            "actions": [
                {
                    "what": row["what"] or "",
                    "owner": row["owner"] or "",
                    "by": row["by"].isoformat() if row["by"] else "",
                }
                for row in self.actions.data
            ],
            **({} if self.withheld is None else self._withheld()),
        }

    def _withheld(self) -> dict[str, Any]:
        return {
            "withheld": list(self.withheld.data or ()),
            "withheld_because": self.withheld_because.data or "",
        }


def proposal_form(
    numbered: Numbered, *, version: int, owners: Choices, before: Mapping[str, Any], summaries: bool
) -> ProposalForm:
    """The proposal with a row for each issue put to the Executive, as it was kept last.

    What is withheld is asked only when there are `summaries` to withhold something of.
    """
    said = before.get("issues", {})
    rows = [dict(said.get(str(number), {})) for number, _ in numbered]
    kept = {name: before.get(name) for name in ("actions", "withheld", "withheld_because") if name in before}
    form = ProposalForm(data={**kept, "issues": rows}, version=version)
    if not summaries:
        del form.withheld, form.withheld_because
    form.numbered, form.owners = numbered, list(owners)
    form.offer()
    for (number, _), row in zip(numbered, form.issues, strict=True):
        row["decision"].label.text = f"Issue {number}: what is decided?"
        row["reasons"].label.text = f"Issue {number}: reasons"
    return form


class ViewForm(PortalForm):
    """A member's view. Its `version` is that of the proposal."""

    view = Radios(
        "Are you for or against this decision?", VIEWS.items(), needed="Say whether you are for or against"
    )
    dissent = Text(
        "Dissent to be recorded (optional)",
        called="Your dissent",
        hint="The members without a conflict of interest read this. No party does. Do not name the child.",
        rows=4,
    )


class DecideForm(PortalForm):
    """The signature. Its `version` is the case's; `proposal` that of the decision it signs."""

    proposal = HiddenField(default="0")
    how = Radios("How did the Executive come to decide?", HOW.items(), needed="Say how the Executive decided")
    held_on = Day(
        "On which day?",
        hint="The day of the meeting, or on which the last view was given.",
        called="The day",
        needed="Enter the day",
        validators=[not_later_than_today],
    )
    present = Checkboxes("Who took part?", needed="Choose who took part")
    minutes = Text(
        "Note for the record (optional)",
        called="The note",
        hint="The members without a conflict of interest and the Executive clerk read this. No party does.",
    )
    final = Tick(
        "This decision is final. It cannot be changed or appealed.", needed="Confirm that it is final"
    )

    @property
    def seen_proposal(self) -> int:
        """The version of the proposal that the page showed."""
        text = str(self.proposal.data)
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0

    @property
    def there(self) -> list[UUID]:
        """Who took part. Ask after `validate_on_submit`."""
        return [UUID(one) for one in self.present.data or ()]


class CorrectionForm(PortalForm):
    """A clerical correction."""

    body = Text(
        "What is wrong in the writing, and what is right?",
        needed="Say what is wrong in the writing, and what is right",
        hint="For example a wrong date. What was decided does not change. Do not name the child.",
    )
    clerical = Tick("This corrects the writing alone.", needed="Confirm that this corrects the writing alone")
