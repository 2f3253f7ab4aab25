"""The forms of Part 2, B's reply: as it is written, its signature, and who signed one that came by e-mail.

None of the fields of a reply is `needed`: what it lacks is said in one place, by `portal.protocol.replies`, and
put beside the field it names. A draft may be saved half-written.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar

from wtforms.fields import FormField, HiddenField

from portal.escalations.forms.people import an_address
from portal.escalations.forms.section import StoredDay, not_later_than_today
from portal.protocol.part_1 import LEVELS_OF_NEED
from portal.protocol.replies import PEOPLE, POSITIONS, RESULTS, STATEMENTS, in_rows
from portal.web.fields import Choices
from portal.web.forms import Day, Line, Part, PortalForm, Radios, Rows, Text, Tick, leaves

MOST_ISSUES = 50
MOST_ACTIONS = 20

Content = dict[str, Any]
Numbered = Sequence[tuple[int, Mapping[str, Any]]]
"""Issues of Part 1, each with its number there."""


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


class Person(Part):
    """Somebody at the agency with whom others can speak."""

    name = Line("Name")
    role = Line("Role")
    team = Line("Team (optional)", called="Team")
    phone = Line("Telephone number (optional)", called="The telephone number", limit=100)
    email = Line("E-mail address (optional)", called="The e-mail address", validators=[an_address])


class Answer(Part):
    """B's answer to one issue."""

    position = Radios("Do you agree?", POSITIONS.items())
    reasons = Text("Your reasons", rows=6)


class Taken(Part):
    """One action that B has taken."""

    what = Text("What was done", rows=2, limit=1_000)
    who = Line("Who did it", hint="A role and a team, or a name.")
    on = StoredDay(
        "When",
        hint="For example, 27 3 2026.",
        called="The date of an action taken",
        validators=[not_later_than_today],
    )


class Promise(Part):
    """One action that B promises."""

    what = Text("What will be done", rows=2, limit=1_000)
    owner = Line("Who will do it", hint="A role and a team, or a name.")
    by = StoredDay("By when", hint="For example, 27 3 2027.", called="The date of an action promised")


class Declined(Part):
    """One action that B was asked for and declines."""

    what = Text("What you will not do", rows=2, limit=1_000)
    reason = Text("Why", rows=3)


class ReplyForm(PortalForm):
    """Part 2. Its `version` is the draft's. `issues` are those that the agency answers, in order.

    `given_on` is the day of the reply, where it is known: nothing is promised for a day before it.
    """

    issues: Numbered = ()
    given_on: date | None = None

    practitioner = FormField(Person, "Practitioner")
    manager = FormField(Person, "Manager")
    answers = PerIssue(Answer, "answer", at_least=0, at_most=MOST_ISSUES)
    level_of_need = Radios(
        "Which level of need does the child have, in your view?",
        LEVELS_OF_NEED.items(),
        hint="If it differs between the children, choose the highest, and say which child in your reasons.",
    )
    disputed = Text(
        "Facts in Part 1 that you dispute (optional)",
        hint="Say which statement is not right, and what is.",
        called="Facts that you dispute",
    )
    taken = Rows(Taken, "action taken", at_least=0, at_most=MOST_ACTIONS)
    none_taken = Text(
        "If you have taken no further action, say why",
        hint="Leave this empty when you have added an action above.",
        called="Why you have taken no further action",
        rows=3,
    )
    promised = Rows(Promise, "action promised", at_least=0, at_most=MOST_ACTIONS)
    declined = Rows(Declined, "action declined", at_least=0, at_most=MOST_ACTIONS)
    meeting = Line("Offer to meet (optional)", hint="Say who could meet, and when.", limit=1_000)
    proposed = Radios("Is the difference resolved, in your view?", RESULTS.items())

    LEVELS: ClassVar = LEVELS_OF_NEED
    TEXTS: ClassVar = ("level_of_need", "disputed", "none_taken", "meeting", "proposed")
    ACTIONS: ClassVar = ("taken", "promised", "declined")

    def validate(self, extra_validators: Any = None) -> bool:
        """As its parent; and no action is promised for a day that had passed."""
        valid = bool(super().validate(extra_validators))
        days: list[Any] = [one.form["by"] for one in self.promised]
        late = [one for one in days if self.given_on and one.data and one.data < self.given_on]
        for field in late:
            field.wrong = field.parts
            field.errors = [*field.errors, f"{field.called} must be today or in the future"]
        return valid and not late

    def content(self) -> Content:
        """The reply as it is stored. An action of which nothing was typed is left out."""
        numbers = (str(number) for number, _ in self.issues)
        return {
            **{person: _stored(getattr(self, person).data) for person in PEOPLE},
            "answers": {number: dict(one) for number, one in zip(numbers, self.answers.data, strict=True)},
            **{name: getattr(self, name).data for name in self.TEXTS},
            **{
                name: [_stored(row) for row in getattr(self, name).data if _any(row)] for name in self.ACTIONS
            },
        }

    def valid_part(self, before: Mapping[str, Any]) -> Content:
        """The reply as it is stored, but where a field is not valid, what is stored of it now: for saving while
        it is typed. Ask after `validate`.
        """
        known = _shown(self.issues, before)
        for field in leaves(self):
            if field.errors and not isinstance(field, HiddenField | Rows):
                field.process_data(_found(known, field.name))
        too_many = [name for name in self.ACTIONS if len(getattr(self, name).entries) > MOST_ACTIONS]
        return self.content() | {name: known.get(name, []) for name in too_many}

    def questions_about(self, issues: Numbered) -> None:
        """Name each answer's questions after its issue."""
        self.issues = issues
        for (number, _), answer in zip(issues, self.answers, strict=True):
            answer["position"].label.text = f"Issue {number}: do you agree?"
            answer["reasons"].label.text = f"Issue {number}: your reasons"


def reply_form(issues: Numbered, *, content: Mapping[str, Any] | None = None, version: int = 0) -> ReplyForm:
    """Part 2 with an answer for each issue: of `content` as it is stored; without it, as it was sent."""
    form = ReplyForm(data=_shown(issues, content or {}), version=version)
    form.questions_about(issues)
    return form


def _shown(issues: Numbered, content: Mapping[str, Any]) -> Content:
    stored = in_rows(content)
    answers = stored.get("answers", {})
    return {**stored, "answers": [answers.get(str(number), {}) for number, _ in issues]}


class AskReplyForm(PortalForm):
    """Which senior manager is asked to sign Part 2. Its `version` is the case's."""

    of = Radios("Who do you ask to sign it?", needed="Choose who you ask to sign it")

    def offer(self, people: Choices) -> None:
        """Set who may be asked: by membership, with the name to show."""
        self.of.offer(people)


class SignReplyForm(PortalForm):
    """The signature under Part 2. Its `version` is the case's; `read` is that of the draft that was read."""

    read = HiddenField(default="0")
    taken = Tick(STATEMENTS["taken"], needed="Confirm that each action was taken")
    on_record = Tick(STATEMENTS["on_record"], needed="Confirm that it is on your record of the child")
    minimum = Tick(STATEMENTS["minimum"], needed="Confirm that it says no more than is needed")


class EnterReplyForm(PortalForm):
    """Who signed the reply that an agency sent by e-mail, and when it was sent (decision 20). Its `version` is the
    case's; `read` is that of the draft that was read.
    """

    desk: Any = None
    labels: Mapping[str, Any] = MappingProxyType({})
    notices: tuple[str, ...] = ()

    read = HiddenField(default="0")
    signer_name = Line("Name", needed="Say who signed the reply at the agency")
    signer_role = Line("Role", needed="Say what their role is")
    answered_on = Day(
        "On which day did the agency send it?",
        needed="Say on which day the agency sent its reply",
        hint="Whether the reply is late is counted by this day. For example, 27 3 2026.",
        called="The day the reply was sent",
        validators=[not_later_than_today],
    )

    def show(self, desk: Any, *, labels: Mapping[str, Any]) -> None:
        """Set what was written down, which stands above the questions."""
        self.desk, self.labels = desk, labels
        self.notices = desk.noticed(reply_form(desk.issues, content=desk.content))

    @property
    def signature(self) -> Content:
        """Who signed it at the agency. Ask after `validate_on_submit`."""
        signer = {"name": self.signer_name.data, "role": self.signer_role.data, "on": self.answered_on.data}
        return {"signed_at_agency_by": _stored(signer)}


class WithdrawForm(PortalForm):
    """Why A withdraws."""

    reasons = Text(
        "Why are you withdrawing the case?",
        needed="Say why you are withdrawing the case",
        hint="Everyone who can see the case can read this.",
    )


def _found(known: Any, name: str) -> Any:
    """What is stored of a field that is named as on the page: "promised-0-by"."""
    for step in name.split("-"):
        if isinstance(known, Mapping):
            known = known.get(step)
        elif isinstance(known, list) and step.isdecimal() and int(step) < len(known):
            known = known[int(step)]
        else:
            return None
    return known


def _stored(row: Mapping[str, Any]) -> Content:
    """As JSON holds it: a date as ISO text, nothing as an empty text."""
    return {
        name: value.isoformat() if isinstance(value, date) else value or "" for name, value in row.items()
    }


def _any(row: Mapping[str, Any]) -> bool:
    return any(value.strip() if isinstance(value, str) else value for value in row.values())
