"""The fields that forms are made of: what a person types is kept as typed, and refused in words that help.

`needed` is the message when a field is left empty; a field without it is optional. `called` names the field
in other messages; it is the label unless the label is a question. `hint` is shown under the label.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms import fields
from wtforms.fields import choices as wtforms_choices
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from portal.protocol.written_dates import month_of
from portal.web import widgets

LINE = 300
"""Characters in a single-line field, unless it says otherwise."""

PAGE = 10_000
"""Characters in a field of many lines, unless it says otherwise."""

Choices = Iterable[tuple[str, str]]
"""What is stored and what is shown, in order."""

# The published types of WTForms do not know this class yet.
_Offered: Any = vars(wtforms_choices)["SelectChoice"]


class Line(fields.StringField):
    """One line of text. It may be empty unless `needed`, holds at most `limit` characters and no NUL."""

    widget = widgets.LINE

    def __init__(
        self,
        label: str,
        *,
        needed: str = "",
        hint: str = "",
        limit: int = LINE,
        called: str = "",
        **more: Any,
    ) -> None:
        super().__init__(label, description=hint, **more)
        self.needed, self.limit, self.called = needed, limit, called or label.rstrip("?")

    def pre_validate(self, form: BaseForm) -> None:
        """Say what is wrong with the text; nothing of it is changed, stripped or cut."""
        text = self.data or ""
        if not text.strip():
            raise StopValidation(self.needed)
        if "\0" in text:
            raise StopValidation(f"{self.called} holds a character that cannot be kept. Type it again.")
        length = len(text.replace("\r\n", "\n"))
        if length > self.limit:
            raise StopValidation(
                f"{self.called} must be {self.limit:,} characters or fewer. You typed {length:,}."
            )


class Text(Line):
    """Many lines of text, as `Line`, with a count of the characters left as the limit comes near."""

    widget = widgets.TEXT

    def __init__(self, label: str, *, limit: int = PAGE, rows: int = 5, **more: Any) -> None:
        super().__init__(label, limit=limit, **more)
        self.rows = rows

    def _value(self) -> str:
        """A browser drops the first line break of a text area, so a text that begins with one gets another."""
        text = str(self.data or "")
        return f"\n{text}" if text.startswith(("\r", "\n")) else text


class Offering(fields.SelectFieldBase):
    """What fields with choices share: what is offered may be set with the page, and only that is taken."""

    choices: Any
    before: tuple[tuple[str, str], ...] = ()

    def __init__(
        self, label: str, choices: Choices = (), *, needed: str = "", hint: str = "", **more: Any
    ) -> None:
        super().__init__(label, description=hint, **more)
        self.validate_choice = False  # each field says in its own words what is not on offer
        self.needed = needed
        self.offer(choices)

    def offer(self, choices: Choices) -> None:
        """Set what there is to choose from, when it is known only with the page."""
        self.choices = _offers([*self.before, *choices])


class Radios(Offering, fields.RadioField):
    """One of a few choices, as radio buttons. Empty is None."""

    widget = widgets.RADIOS

    def pre_validate(self, form: BaseForm) -> None:
        """Only a choice that was offered is taken."""
        _one_of(self)


class Select(Offering, fields.SelectField):
    """One of many choices, as a list to pull down; it starts at "Choose". Empty is None."""

    widget = widgets.SELECT
    before: tuple[tuple[str, str], ...] = (("", "Choose"),)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Nothing chosen is None, not an empty text."""
        self.data = (valuelist[0] or None) if valuelist else None

    def pre_validate(self, form: BaseForm) -> None:
        """Only a choice that was offered is taken."""
        _one_of(self)


class Checkboxes(Offering, fields.SelectMultipleField):
    """Any number of choices, as boxes to tick."""

    widget = widgets.CHECKBOXES

    def pre_validate(self, form: BaseForm) -> None:
        """Only choices that were offered are taken."""
        if not self.data:
            raise StopValidation(self.needed)
        if not set(self.data) <= _offered(self):
            raise StopValidation("Choose only from the list.")


class Tick(fields.BooleanField):
    """One box to tick. With `needed`, leaving it empty is refused."""

    widget = widgets.TICK

    def __init__(self, label: str, *, needed: str = "", hint: str = "", **more: Any) -> None:
        super().__init__(label, description=hint, **more)
        self.needed = needed

    def pre_validate(self, form: BaseForm) -> None:
        """A statement that must be agreed to has to be ticked."""
        if not self.data:
            raise StopValidation(self.needed)


class Upload(fields.FileField):
    """A file to send. Its type, size and safety are judged where files are stored."""

    widget = widgets.UPLOAD

    def __init__(self, label: str, *, needed: str = "", hint: str = "", **more: Any) -> None:
        super().__init__(label, description=hint, **more)
        self.needed = needed

    def pre_validate(self, form: BaseForm) -> None:
        """With `needed`, a file has to be chosen."""
        if not self.data:
            raise StopValidation(self.needed)


LAST_YEAR = 2199
"""The last year of a date that is taken: late enough for every date of a case, early enough to count on from."""


class Day(fields.Field):
    """A date as day, month and year, each in a box of its own; `data` is a date or None. A month may be named.

    The boxes are sent as <name>-day, <name>-month and <name>-year, and come back as they were typed.
    """

    widget = widgets.DayInput()
    parts = ("day", "month", "year")

    def __init__(
        self, label: str, *, needed: str = "", hint: str = "", called: str = "", **more: Any
    ) -> None:
        super().__init__(label, description=hint, **more)
        self.needed, self.called = needed, called or label.rstrip("?")
        self.typed = dict.fromkeys(self.parts, "")
        self.wrong: tuple[str, ...] = ()

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the three boxes, or the date they are to show."""
        super().process(None, data, extra_filters)
        if formdata is not None:
            self.raw_data = formdata.getlist(f"{self.name}-{self.parts[0]}")
            self.typed = {part: formdata.get(f"{self.name}-{part}", "") for part in self.parts}
            self.data = self._read()
        elif isinstance(self.data, date):
            self.typed = {part: str(getattr(self.data, part)) for part in self.parts}

    def pre_validate(self, form: BaseForm) -> None:
        """Say which box is empty, or that there is no such day."""
        empty = tuple(part for part in self.parts if not self.typed[part].strip())
        if len(empty) == len(self.parts):
            self.wrong = self.parts if self.needed else ()
            raise StopValidation(self.needed)
        if empty:
            self.wrong = empty
            raise StopValidation(f"{self.called} must include a {' and a '.join(empty)}")
        if self.data is None:
            self.wrong = self.parts
            raise StopValidation(f"{self.called} must be a real date")
        if self.data.year < 1000:
            self.wrong = ("year",)
            raise StopValidation("Year must include 4 numbers")
        if self.data.year > LAST_YEAR:
            self.wrong = ("year",)
            raise StopValidation(f"Year must be {LAST_YEAR} or earlier")

    def _read(self) -> date | None:
        try:
            return date(int(self.typed["year"]), month_of(self.typed["month"]), int(self.typed["day"]))
        except (ValueError, OverflowError):
            return None


BOXES = (Line, Day)
"""The fields to type in, which a browser sends even when they are left empty."""


def _one_of(field: Radios | Select) -> None:
    if not field.data:
        raise StopValidation(field.needed)
    if field.data not in _offered(field):
        raise StopValidation("Choose one of the list.")


def _offers(choices: Choices) -> list[Any]:
    return [_Offered(value, label) for value, label in choices]


def _offered(field: Any) -> set[str]:
    return {choice.value for choice in field.iter_choices()}
