"""Part 1 as forms, one for each section: what is asked, in which words, and how it becomes what is stored.

A draft may be saved half-filled, so nothing here is `needed`; what is missing is said when it is checked
(`portal.protocol.part_1`). To ask something more, add a field: pages, the check and the sign-off follow.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from portal.escalations.forms.people import PeopleForm
from portal.escalations.forms.section import (
    Keyed,
    SectionForm,
    StoredDay,
    a_childs_date,
    not_later_than_today,
)
from portal.protocol import merging, part_1
from portal.protocol.part_1 import IDENTITY, agencies_named
from portal.web.fields import Choices, Day
from portal.web.forms import Checkboxes, Line, Radios, Rows, Select, Text

MOST_CHILDREN, MOST_ISSUES = 20, 50


class ChildFields(Keyed):
    """One child. The first five questions stand in the protected block."""

    name = Line("Child’s name", hint="As it stands on your record.", called="The child’s name")
    known_as = Line("Known as (optional)", hint="Another name that people use.", called="The name known as")
    date_of_birth = StoredDay(
        "Date of birth, or expected date",
        hint="For example, 27 3 2019. If the child is not born yet, the expected date.",
        called="The date of birth",
        validators=[a_childs_date],
    )
    record_number = Line(
        "Your agency’s record number for the child",
        hint="The number on your case system.",
        called="The record number",
        limit=100,
    )
    other_number = Line(
        "Another number (optional)",
        hint="For example an NHS number or a unique pupil number.",
        called="The other number",
        limit=100,
    )
    status = Radios("Status", part_1.STATUSES.items())
    level_of_need = Radios("Level of need, in your agency’s view", part_1.LEVELS_OF_NEED.items())
    sex = Radios("Sex (optional)", part_1.SEXES.items())
    disability = Radios("Does the child have a disability? (optional)", part_1.DISABILITIES.items())
    ethnicity = Select(
        "Ethnicity (optional)",
        part_1.ETHNICITIES.items(),
        hint="For statistics only. It is counted in reports, and shown on no page but this one.",
    )
    know = Radios("Do the child and the parents know of this difference? (optional)", part_1.KNOW.items())
    voice = Text(
        "What does the child say? (optional)",
        hint="What the child wants or feels, in their words where you can. Do not name them.",
        called="What the child says",
        rows=3,
    )


class ChildrenForm(SectionForm):
    """The children."""

    introduction = (
        "A child’s names, date of birth and numbers are kept in a protected block. They are left out of e-mails, "
        "lists, page titles and reports. That somebody of your agency opens this page after a colleague wrote it "
        "is recorded. Everybody else has to say first why they need to see them, and that is recorded too.",
        "Everywhere else the child is “Child 1”. Please do the same in the rest of the form.",
    )
    children = Rows(ChildFields, "child", at_least=1, at_most=MOST_CHILDREN)


class DifferenceForm(SectionForm):
    """What the agencies differ about, and with whom."""

    responder = Select(
        "Which agency do you disagree with?",
        hint="The Business Unit checks this before it sends the form on.",
    )
    further = Checkboxes(
        "Do you disagree with further agencies? (optional)",
        hint="Each sees Part 1 and gives a reply of its own. In “The issues” you say which issue is put to which.",
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

    def offer(self, agencies: Choices, content: part_1.Content) -> None:
        """Set which agencies there are: one's own is not among them (decision 11)."""
        offered = tuple(agencies)
        self.responder.offer(offered)
        self.further.offer(offered)

    @classmethod
    def asked_again(cls, stored: part_1.Content) -> dict[str, Any]:
        """What else it is about is asked beside the main category."""
        also = [one for one in stored.get("categories", ()) if one != stored.get("primary")]
        return {**stored, "categories": also}

    def stored(self) -> Any:
        """The main category counts among the categories, once; the first agency is not a further one."""
        answers = super().stored()
        also = [one for one in answers["categories"] if one != answers["primary"]]
        further = [one for one in answers["further"] if one != answers["responder"]]
        first = [answers["primary"]] if answers["primary"] else []
        return answers | {"categories": first + also, "further": further}


class IssueFields(Keyed):
    """One numbered issue. The other agency answers each by its number."""

    position = Text("Your agency’s position", hint="What you think should happen, and why.", rows=4)
    evidence = Text("The evidence for it", hint="What was seen, heard or recorded, and when.", rows=4)
    risk = Text("The risk to the child if it stays unresolved", rows=3)
    outcome = Text("The outcome you want for the child", rows=3)
    asked = Text("What you ask the other agency to do", hint="One clear action, and by when.", rows=3)
    put_to = Checkboxes(
        "Which agencies is this issue put to?",
        hint="Each answers the issues that are put to it. If you tick none, it is put to all of them.",
    )


class IssuesForm(SectionForm):
    """The issues."""

    introduction = (
        "Write one issue for each thing you disagree about. They are numbered, and the other agency answers each.",
    )
    issues = Rows(IssueFields, "issue", at_least=1, at_most=MOST_ISSUES)

    def offer(self, agencies: Choices, content: part_1.Content) -> None:
        """To which agency an issue is put is asked only when there are several (decision 13)."""
        named = agencies_named(content)
        several = [one for one in agencies if one[0] in named]
        for row in self.issues:
            if len(several) < 2 and "put_to" in row.form:
                del row.form["put_to"]
            elif "put_to" in row.form:
                cast(Checkboxes, row.form["put_to"]).offer(several)


class StageForm(SectionForm):
    """What was tried at stage 1 or 2; the two ask the same of different people."""

    on = StoredDay("When did they speak?", called="The date", validators=[not_later_than_today])
    also_on = Line(
        "Did they speak on other dates too? (optional)", hint="List the dates.", called="Other dates"
    )
    who = Text("Who spoke with whom?", hint="Names and roles of the staff, in both agencies.", rows=2)
    how = Line("How did they speak?", hint="For example by phone, in a meeting or by e-mail.")
    said = Text("What was said and agreed?")
    met = Radios("Was a response time agreed, and was it met?", part_1.MET.items())
    response_time = Line("If one was agreed, what was it?", hint="For example, five working days.")
    outcome = Text("What came of it?", rows=3)


class StageOneForm(StageForm):
    """What the practitioners tried."""

    introduction = ("The people who work with the child, in both agencies, spoke with each other.",)


class StageTwoForm(StageForm):
    """What the managers tried."""

    introduction = ("Their managers or safeguarding leads spoke with each other.",)


class WhyForm(SectionForm):
    """What is left, and how the child is safe meanwhile."""

    unresolved = Text("Why did stages 1 and 2 not resolve it?")
    safety = Text(
        "How is the child kept safe meanwhile?",
        hint="What each agency does until this is resolved, and who checks.",
    )
    needed_by = StoredDay(
        "By when is an outcome needed? (optional)",
        hint="For example before a court hearing or a birth. The time limits of the protocol stay as they are.",
        called="The date",
    )


__all__ = [
    "FORMS",
    "SectionForm",
    "StoredDay",
    "anchor",
    "not_later_than_today",
    "shown_in",
    "whole_rows",
]

FORMS: Mapping[str, type[SectionForm]] = {
    "children": ChildrenForm,
    "people": PeopleForm,
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
    written: Any = content.get(section.key) or ([] if section.repeated else {})
    if not section.repeated:
        return FORMS[section.key].asked_again(written)
    return {section.key: whole_rows(written, identities)}


def whole_rows(written: Sequence[Mapping[str, Any]], identities: Sequence[Any]) -> list[dict[str, Any]]:
    """Rows, each with its key; children, whose identity is kept apart in the same order, with it."""
    known = {one.number: {name: getattr(one, name) for name in IDENTITY} for one in identities}
    return [{**row, **known.get(number, {})} for number, row in enumerate(merging.keyed(written), start=1)]


def anchor(lack: part_1.Missing) -> str | None:
    """Where on its section's page something missing is written: the id of its first input."""
    form = FORMS[lack.section]
    if not lack.field:
        return None
    if lack.number is None:
        field = form(formdata=None, meta={"csrf": False})[lack.field]
        return f"{field.id}-day" if isinstance(field, Day) else str(field.id)
    day = "-day" if lack.field == "date_of_birth" else ""
    return f"{lack.section}-{lack.number - 1}-{lack.field}{day}"
