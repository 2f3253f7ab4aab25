"""The form of the Scrutineer's summary. Nothing in it is `needed`: what it lacks is said when it is submitted."""

from collections.abc import Mapping
from typing import Any, cast

from wtforms.fields import HiddenField

from portal.escalations.forms.replies import MOST_ACTIONS
from portal.executive.forms import DeclarationForm
from portal.protocol.summary import SECTIONS
from portal.scrutiny.actions import NOTES
from portal.web.fields import Choices
from portal.web.forms import Part, PortalForm, Rows, Select, Text


class InterestsForm(DeclarationForm):
    """What the Scrutineer declares: as a member does, but they compile and never decide (decision 23)."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.interests.description = (
            "Any of these means that you do not compile the summary, and that the case stays closed to you."
        )


class Suggested(Part):
    """One suggested action."""

    what = Text("What is suggested", rows=2, limit=1_000)
    to = Select("Addressed to")


class SummaryForm(PortalForm):
    """The summary. Its `version` is the draft's; `addressees` may be suggested an action."""

    addressees: Choices = ()

    private_notes = Text(
        "Private notes",
        hint="Nobody else reads these. They are no part of the summary, and closed once it is submitted.",
        rows=4,
    )
    chronology = Text(SECTIONS["chronology"], rows=8)
    positions = Text(SECTIONS["positions"], rows=8)
    agreed = Text(SECTIONS["agreed"], rows=5)
    disputed = Text(SECTIONS["disputed"], rows=5)
    analysis = Text(SECTIONS["analysis"], rows=10)
    actions = Rows(Suggested, "action", at_least=0, at_most=MOST_ACTIONS)
    limits = Text(
        SECTIONS["limits"], hint="What you could not see or judge. Write “None” if there are none.", rows=4
    )

    def offer(self) -> None:
        """Set to whom an action may be addressed, in each row there is now."""
        for row in self.actions:
            cast(Select, row["to"]).offer(self.addressees)

    def rows_changed(self) -> bool:
        """As of every form with rows; a row that was added is offered the same addressees."""
        changed = super().rows_changed()
        self.offer()
        return changed

    def content(self) -> dict[str, Any]:
        """The summary as it is stored."""
        texts = {name: self[name].data or "" for name in (*SECTIONS, NOTES)}
        rows = [{"what": row["what"] or "", "to": row["to"] or ""} for row in self.actions.data]
        return {**texts, "actions": rows}

    def valid_part(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """The summary as it is stored, but where a field is not valid, what is stored of it now: for saving while
        it is typed. Ask after `validate`. Suggested actions that are not valid stay as they were kept.
        """
        wrong = [name for name in (*SECTIONS, NOTES, "actions") if self[name].errors]
        return self.content() | {name: before.get(name, [] if name == "actions" else "") for name in wrong}


def summary_form(*, version: int, addressees: Choices, before: Mapping[str, Any]) -> SummaryForm:
    """The summary as it was kept last."""
    form = SummaryForm(data=dict(before), version=version)
    form.addressees = list(addressees)
    form.offer()
    return form


class SubmitForm(PortalForm):
    """The submission. Its `version` is the case's; `draft` that of the summary it submits."""

    draft = HiddenField(default="0")

    @property
    def seen_draft(self) -> int:
        """The version of the summary that the page showed."""
        text = str(self.draft.data)
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
