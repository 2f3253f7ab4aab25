"""What every form has in common: its one-time key, the version it was made from, where its errors show."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from flask import g, request
from flask_wtf import FlaskForm
from wtforms import Form
from wtforms.fields import Field, FieldList, FormField, HiddenField
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from portal.protocol.errors import Invalid
from portal.web.fields import BOXES, Checkboxes, Day, Line, Radios, Select, Text, Tick, Upload

__all__ = [
    "Caution",
    "Checkboxes",
    "Day",
    "Line",
    "Part",
    "PortalForm",
    "Radios",
    "Rows",
    "Select",
    "Text",
    "Tick",
    "Upload",
]

NOT_OURS = "This form is not complete. Open the page again and type it there."


class Part(Form):
    """The fields of one row of `Rows`: one child, one issue."""


if TYPE_CHECKING:
    # The checker must know what rows hold; WTForms itself cannot be told.
    RowList = FieldList[FormField[Part]]
else:
    RowList = FieldList


class Rows(RowList):
    """Rows of the same fields. They are added and taken away by buttons, with or without JavaScript.

        issues = Rows(IssueFields, "issue", at_least=1, at_most=20)

    In the template: `{% for issue in form.issues %}{{ issue.form.position }}`, buttons named "remove", "up" and
    "down" with the value `issue.name`, and one named "add" with the value `form.issues.name`.
    """

    def __init__(
        self, part: type[Part], label: str, *, at_least: int = 1, at_most: int = 50, **more: Any
    ) -> None:
        super().__init__(FormField(part), label, min_entries=at_least, **more)
        self.at_most = at_most
        self.begin_at: int | None = None
        """The number of the row that a button was about, where its reader goes on; 0 when none is left."""

    @property
    def full(self) -> bool:
        """Whether there are as many as there may be."""
        return len(self.entries) >= self.at_most

    def validate(self, form: BaseForm, extra_validators: Any = ()) -> bool:
        """More rows than there may be are refused and shown; nothing of them is cut off."""
        valid = bool(super().validate(form, extra_validators))
        if len(self.entries) <= self.at_most:
            return valid
        over = len(self.entries) - self.at_most
        self.errors = [
            f"There can be {self.at_most} at most, and there are {len(self.entries)}. Remove {over}."
        ]
        return False

    def add(self) -> None:
        """Add an empty row, unless there are as many as there may be."""
        if not self.full:
            self.append_entry()
        self.begin_at = len(self.entries)

    def move(self, name: str, by: int) -> None:
        """Move the row of that name up (-1) or down (1), unless it is the first or the last."""
        place = next((at for at, row in enumerate(self.entries) if row.name == name), None)
        if place is not None and 0 <= place + by < len(self.entries):
            self.entries.insert(place + by, self.entries.pop(place))
            cast(Any, self)._compact_indices()
            self.begin_at = place + by + 1

    def remove(self, name: str) -> None:
        """Take away the row of that name, unless it is the last that there must be. Another takes its place."""
        place = next((at for at, row in enumerate(self.entries) if row.name == name), None)
        if place is not None and len(self.entries) > self.min_entries:
            cast(Any, self).pop_entry(place)
            self.begin_at = min(place + 1, len(self.entries))


@dataclass(frozen=True, slots=True)
class Caution:
    """Something that the writer of a form is told before it is taken. It is no refusal. `key` stands for it."""

    key: str
    words: str


class PortalForm(FlaskForm):
    """The base of every form: protected from forgery, sent once, and never over a newer version.

    `once` is made with the page and stays the same when the form comes back with errors, so that sending twice
    is acting once. `version` is that of the case or part the page showed: `SignOffForm(version=case.version)`.
    `cautioned` holds the keys of what its writer was told already, on the way to this form or while they typed.
    """

    once = HiddenField(default=lambda: uuid4().hex)
    version = HiddenField(default="0")
    cautioned = HiddenField()
    cautions: tuple[Caution, ...] = ()

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        g.form_of_this_request = self

    def validate_once(self, field: Field) -> None:
        """The one-time key came with the form, as we made it."""
        _as_we_sent_it(field, r"[0-9a-f]{32}")

    def validate_version(self, field: Field) -> None:
        """The version came with the form, and is a whole number."""
        _as_we_sent_it(field, r"[0-9]{1,18}")

    def validate(self, extra_validators: Any = None) -> bool:
        """As its parent, of a whole form alone: what did not come was not emptied by anybody."""
        valid = bool(super().validate(extra_validators))
        if self.whole:
            return valid
        self.form_errors.append(NOT_OURS)
        return False

    @property
    def whole(self) -> bool:
        """Whether it came with its fields. A browser sends a box even when it is empty: where none of a form, or
        of a row that there must be, came, nobody emptied them.
        """
        return all(any(box.raw_data for box in boxes) for boxes in _boxes(self) if boxes)

    @property
    def seen_version(self) -> int:
        """The version that the person was looking at. Ask after `validate_on_submit`."""
        return int(str(self.version.data))

    def made_anew(self) -> None:
        """Take the versions of the page as it is shown now in place of those sent; the rest stays as typed.

        For a form that was made again for a case that changed meanwhile: sent again, it is taken.
        """
        for field in self:
            if field.short_name in ("version", "read"):
                field.data = field.object_data

    @property
    def asks_for_text(self) -> bool:
        """Whether a person writes words of their own into it."""
        return any(isinstance(field, Line) for field in leaves(self))

    def new_to_its_writer(self, found: Sequence[Caution]) -> bool:
        """Whether there is a caution here that the writer was not told yet: then show the form with them, once.

        Sent again, it is taken as it is.
        """
        told, keys = str(self.cautioned.data or "").split(), {one.key for one in found}
        self.cautions, self.cautioned.data = tuple(found), " ".join(sorted(keys))
        return not keys <= set(told)

    def rows_changed(self) -> bool:
        """Whether a button to add, move or take away a row was pressed; if so it is done.

        Show the form again then, with all that was typed, and validate nothing yet.
        """
        pressed = {name: request.form.get(name, "") for name in ("add", "remove", "up", "down")}
        for field in (each for each in self if isinstance(each, Rows)):
            if pressed["add"] == field.name:
                field.add()
            field.remove(pressed["remove"])
            field.move(pressed["up"], -1)
            field.move(pressed["down"], 1)
        return any(pressed.values())

    def refuse(self, invalid: Invalid) -> None:
        """Put what an action refused beside its field; what belongs to no field goes to the summary.

        A row's field is named as in the page: "issues-0-position".
        """
        fields = {field.name: field for field in leaves(self)}
        for name, message in invalid.fields.items():
            if name in fields:
                fields[name].errors = [*fields[name].errors, message]
            else:
                self.form_errors.append(message)

    def error_list(self) -> list[dict[str, str]]:
        """The errors as the summary shows them: each once, in the order of the page, linked to its field."""
        found = [{"text": error, "href": "#main-content"} for error in self.form_errors]
        for field in leaves(self):
            href = "#main-content" if isinstance(field, HiddenField) else f"#{_first_input(field)}"
            found += [{"text": error, "href": href} for error in field.errors[:1]]
        return [entry for at, entry in enumerate(found) if entry not in found[:at]]


def _boxes(form: BaseForm) -> Iterator[list[Field]]:
    """The boxes of a form, and those of each of its rows."""
    yield [field for field in form if isinstance(field, BOXES)]
    for field in form:
        rows = field.entries if isinstance(field, FieldList) else [field]
        for row in rows:
            if isinstance(row, FormField):
                yield from _boxes(row.form)


def _as_we_sent_it(field: Field, pattern: str) -> None:
    """A hidden field that did not come would be filled with its default, so what came is what is looked at."""
    if not re.fullmatch(pattern, str((field.raw_data or [""])[0])):
        raise ValidationError(NOT_OURS)


def leaves(form: BaseForm) -> Iterator[Field]:
    """Every field a person fills in, those inside rows included, in the order of the page."""
    for field in form:
        yield from _leaves_of(field)


def _leaves_of(field: Field) -> Iterator[Field]:
    if isinstance(field, FormField):
        yield from leaves(field.form)
    elif isinstance(field, FieldList):
        for entry in field.entries:
            yield from _leaves_of(entry)
        if field.errors and all(isinstance(error, str) for error in field.errors):
            yield field
    else:
        yield field


def _first_input(field: Field) -> str:
    if isinstance(field, Day):
        return f"{field.id}-{(field.wrong or field.parts)[0]}"
    return field.id
