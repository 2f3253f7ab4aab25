"""Part 1 as forms, one for each section: what is asked, in which words, and how it becomes what is stored.

A draft may be saved half-filled, so nothing here is `needed`; what is missing is said when it is checked
(`portal.protocol.part_1`). To ask something more, add a field: pages, the check and the sign-off follow.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from wtforms.fields import HiddenField
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from portal.infra.calendar import now
from portal.protocol import part_1
from portal.protocol.clock import london_date
from portal.web.fields import Choices, Day
from portal.web.forms import Checkboxes, Line, Part, PortalForm, Radios, Rows, Select, Text

OLDEST, LATEST_BIRTH = timedelta(days=26 * 366), timedelta(days=300)
"""A care leaver may be 25; a child not born yet is expected within ten months."""

IDENTITY = ("name", "date_of_birth", "record_number")
"""What of a child stands in the protected block (decision 25)."""


class StoredDay(Day):
    """A date that is stored as ISO text, as everything in a draft is."""

    def process_data(self, value: Any) -> None:
        """Read what was stored."""
        super().process_data(date.fromisoformat(value) if isinstance(value, str) and value else value or None)


def not_later_than_today(_form: BaseForm, field: Any) -> None:
    """Nothing that happened can have happened tomorrow."""
    if field.data > london_date(now()):
        field.wrong = field.parts
        raise ValidationError(f"{field.called} must be today or in the past")


def a_childs_birth(_form: BaseForm, field: Any) -> None:
    """The birth of a child or care leaver, or one expected: anything else is a slip of the finger."""
    today = london_date(now())
    if not today - OLDEST <= field.data <= today + LATEST_BIRTH:
        field.wrong = field.parts
        raise ValidationError("Check the date of birth. It is not that of a child or a care leaver.")


class SectionForm(PortalForm):
    """One section of Part 1. `introduction` stands above the questions."""

    introduction: ClassVar[tuple[str, ...]] = ()

    def offer(self, agencies: Choices) -> None:
        """Set which agencies there are to choose from, where that is asked."""

    @classmethod
    def asked_again(cls, stored: part_1.Content) -> dict[str, Any]:
        """What the questions start from, of what was stored."""
        return dict(stored)

    def rows(self) -> Rows | None:
        """The rows of a section that is repeated."""
        return next((field for field in self if isinstance(field, Rows)), None)

    def questions(self) -> list[Any]:
        """The fields that a person fills in, in order; none for a section of rows."""
        return [field for field in self if not isinstance(field, HiddenField | Rows)]

    def stored(self) -> Any:
        """What was typed, as it is stored: a mapping, or one for each row in which anything was typed."""
        rows = self.rows()
        if rows is None:
            return {field.name: _plain(field.data) for field in self.questions()}
        filled = ({name: _plain(value) for name, value in row.items()} for row in rows.data)
        return [row for row in filled if any(_typed(value) for value in row.values())]


class ChildFields(Part):
    """One child. The first three stand in the protected block."""

    name = Line("Child’s name", hint="As it stands on your record.", called="The child’s name")
    date_of_birth = StoredDay(
        "Date of birth",
        hint="For example, 27 3 2019. If the child is not born yet, the expected date.",
        called="The date of birth",
        validators=[a_childs_birth],
    )
    record_number = Line(
        "Your agency’s record number for the child", hint="The number on your case system.", limit=100
    )
    status = Radios("Status", part_1.STATUSES.items())
    level_of_need = Radios("Level of need, in your agency’s view", part_1.LEVELS_OF_NEED.items())


class ChildrenForm(SectionForm):
    """The children."""

    introduction = (
        "A child’s name, date of birth and record number are kept in a protected block. They are left out of "
        "e-mails, lists, page titles and reports. Whoever needs to see them says why, and that is recorded.",
        "Everywhere else the child is “Child 1”. Please do the same in the rest of the form.",
    )
    children = Rows(ChildFields, "child", at_least=1, at_most=20)

    def identities(self) -> list[Mapping[str, str]]:
        """What goes to the protected block."""
        return [{name: child[name] for name in IDENTITY} for child in self.stored()]

    def facts(self) -> list[Mapping[str, Any]]:
        """The rest, in the same order."""
        return [
            {name: value for name, value in child.items() if name not in IDENTITY} for child in self.stored()
        ]


class DifferenceForm(SectionForm):
    """What the agencies differ about, and with whom."""

    responder = Select(
        "Which agency do you disagree with?",
        hint="The Business Unit checks this before it sends the form on.",
    )
    kind = Radios("What kind of difference is it?", part_1.KINDS.items())
    primary = Radios("What is it mainly about?", part_1.CATEGORIES.items())
    categories = Checkboxes(
        "What else is it about?", part_1.CATEGORIES.items(), hint="Choose all that apply, or none."
    )
    other = Line("If you chose “Other”, what is it about?")
    on = StoredDay(
        "When did the difference arise?",
        hint="For example, 27 3 2026. If you are not sure, the day you first disagreed.",
        called="The date",
        validators=[not_later_than_today],
    )

    def offer(self, agencies: Choices) -> None:
        """Set which agencies there are: one's own is not among them (decision 11)."""
        self.responder.offer(agencies)

    @classmethod
    def asked_again(cls, stored: part_1.Content) -> dict[str, Any]:
        """What else it is about is asked beside the main category."""
        also = [one for one in stored.get("categories", ()) if one != stored.get("primary")]
        return {**stored, "categories": also}

    def stored(self) -> Any:
        """The main category counts among the categories, once."""
        answers = super().stored()
        also = [one for one in answers["categories"] if one != answers["primary"]]
        return answers | {"categories": ([answers["primary"]] if answers["primary"] else []) + also}


class IssueFields(Part):
    """One numbered issue. The other agency answers each by its number."""

    position = Text("Your agency’s position", hint="What you think should happen, and why.", rows=4)
    evidence = Text("The evidence for it", hint="What was seen, heard or recorded, and when.", rows=4)
    risk = Text("The risk to the child if it stays unresolved", rows=3)
    outcome = Text("The outcome you want for the child", rows=3)
    asked = Text("What you ask the other agency to do", hint="One clear action, and by when.", rows=3)


class IssuesForm(SectionForm):
    """The issues."""

    introduction = (
        "Write one issue for each thing you disagree about. They are numbered, and the other agency answers each.",
    )
    issues = Rows(IssueFields, "issue", at_least=1, at_most=20)


_HOW = "For example by phone, in a meeting or by e-mail."


class StageOneForm(SectionForm):
    """What the practitioners tried."""

    introduction = ("The people who work with the child, in both agencies, spoke with each other.",)
    on = StoredDay("When did they speak?", called="The date", validators=[not_later_than_today])
    who = Text("Who spoke with whom?", hint="Names and roles of the staff, in both agencies.", rows=2)
    how = Line("How did they speak?", hint=_HOW)
    said = Text("What was said and agreed?")
    response_time = Text("What response time was agreed, and was it met?", rows=2)
    outcome = Text("What came of it?", rows=3)


class StageTwoForm(SectionForm):
    """What the managers tried."""

    introduction = ("Their managers or safeguarding leads spoke with each other.",)
    on = StoredDay("When did the managers speak?", called="The date", validators=[not_later_than_today])
    who = Text("Who spoke with whom?", hint="Names and roles of the managers, in both agencies.", rows=2)
    how = Line("How did they speak?", hint=_HOW)
    said = Text("What was said and agreed?")
    response_time = Text("What response time was agreed, and was it met?", rows=2)
    outcome = Text("What came of it?", rows=3)


class WhyForm(SectionForm):
    """What is left, and how the child is safe meanwhile."""

    unresolved = Text("Why did stages 1 and 2 not resolve it?")
    safety = Text(
        "How is the child kept safe meanwhile?",
        hint="What each agency does until this is resolved, and who checks.",
    )


FORMS: Mapping[str, type[SectionForm]] = {
    "children": ChildrenForm,
    "difference": DifferenceForm,
    "issues": IssuesForm,
    "stage_1": StageOneForm,
    "stage_2": StageTwoForm,
    "why": WhyForm,
}
"""The form of each section of `portal.protocol.part_1`."""


def shown_in(
    section: part_1.Section, content: part_1.Content, identities: Sequence[Any] = ()
) -> dict[str, Any]:
    """What a section's form starts from: what was stored, each child with its identity from the block."""
    written = content.get(section.key, [] if section.repeated else {})
    if not section.repeated:
        return FORMS[section.key].asked_again(written)
    known = {one.number: {name: getattr(one, name) for name in IDENTITY} for one in identities}
    rows = [{**known.get(number, {}), **entry} for number, entry in enumerate(written, start=1)]
    return {section.key: rows}


def _plain(value: Any) -> Any:
    """As JSON holds it: a date as ISO text, nothing as an empty text."""
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value


def _typed(value: Any) -> bool:
    return bool(value.strip() if isinstance(value, str) else value)
