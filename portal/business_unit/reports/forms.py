"""The forms of the reports: which half-year, the words of a section, what was learned, issuing, and actions."""

from uuid import UUID

from portal.business_unit.reports.actions import MOST_WORDS
from portal.protocol.report_actions import ACTION_STATES
from portal.web.forms import Checkboxes, Day, Line, PortalForm, Radios, Text, Tick


class BeginForm(PortalForm):
    """For which half-year."""

    half = Radios("Which half-year is the report about?", needed="Choose the half-year")


class WordsForm(PortalForm):
    """What the Business Unit writes in a section. `version` is that of the words on the page."""

    words = Text(
        "What the report says here",
        called="What the report says",
        hint="Both versions show it. Name no child, nobody of a family and no member of staff, and write no "
        "figure under 5: the portal adds the figures below.",
        rows=12,
        limit=MOST_WORDS,
    )

    @property
    def text(self) -> str:
        """The words as they are kept."""
        return str(self.words.data or "").replace("\r\n", "\n").strip()


class LearningForm(PortalForm):
    """What was learned in the cases, to be put into the words of the section. `next_after`: where more begins."""

    next_after: UUID | None = None
    chosen = Checkboxes(
        "Which of these do you want in the report?",
        needed="Choose at least one, or go back to the report",
        hint="They are added to the words of the section, where you can change them.",
    )

    @property
    def which(self) -> list[UUID]:
        """Those that were chosen."""
        return [UUID(one) for one in self.chosen.data or ()]


class IssueForm(PortalForm):
    """Issuing a report for good."""

    checked = Tick("I have read both versions", needed="Read both versions, and tick that you have")


class ActionForm(PortalForm):
    """An action that the Subgroup determined."""

    what = Text(
        "What is to be done?", needed="Say what is to be done", called="What is to be done", rows=4, limit=2_000,
        hint="Name no child and no case.",
    )  # fmt: skip
    owner = Line(
        "Who is to do it?", needed="Say who is to do it", called="Who is to do it", limit=150,
        hint="An agency, a group or a role, for example “the Business Unit”. No person’s name.",
    )  # fmt: skip
    due = Day("By when?", needed="Enter the day by which it is to be done", called="The day",
              hint="For example, 27 3 2027.")  # fmt: skip


class NewsForm(PortalForm):
    """How an action stands now."""

    state = Radios("How does the action stand?", ACTION_STATES.items(), needed="Say how the action stands")
    words = Text(
        "What was heard?", needed="Say what was heard", called="What was heard", rows=4, limit=2_000,
        hint="The next report shows it. Name no child, no case and nobody of the staff.",
    )  # fmt: skip
    due = Day("By when is it to be done?", needed="Enter the day by which it is to be done", called="The day")
