"""The forms of an import: the file, its sheet, its columns, what values mean, and taking it."""

from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.datastructures import FileStorage
from wtforms.fields import Field as FormsField
from wtforms.validators import ValidationError

from portal.business_unit.imports.actions import Brought
from portal.business_unit.imports.fields import FIELDS, Kind, folded, guessed
from portal.business_unit.imports.reading import Means
from portal.infra import sheets
from portal.infra.files import names
from portal.protocol.errors import Invalid
from portal.web import uploads
from portal.web.forms import PortalForm, Radios, Select, Tick, Upload

MEGABYTES = 10
MEGABYTE = 1024 * 1024
MOST_MEANINGS = 60
"""How many values that the portal does not know one page asks about."""

TOO_LARGE = f"The file is larger than {MEGABYTES} MB. Leave only what is to be imported, and choose it again"
CUT_SHORT = "The file did not arrive whole, because the upload stopped halfway. Choose it again"


class FileForm(PortalForm):
    """The file. `brought` is what is in it, once the form is valid."""

    file = Upload(
        "File",
        needed="Choose a file",
        hint=f"Up to {MEGABYTES} MB and {sheets.MOST_ROWS:,} rows: {sheets.OFFERED}.",
    )
    brought: Brought | None = None

    def validate_file(self, field: FormsField) -> None:
        """Read it, no further than it may be long. One with a single sheet that holds something is read whole."""
        if uploads.trouble():
            return
        if not isinstance(field.data, FileStorage):
            raise ValidationError("Choose a file")
        content = field.data.stream.read(MEGABYTES * MEGABYTE + 1)
        if len(content) > MEGABYTES * MEGABYTE:
            raise ValidationError(TOO_LARGE)
        try:
            self.brought = _brought(names.shown(field.data.filename or ""), content)
        except sheets.Refused as refused:
            raise ValidationError(str(refused)) from refused

    def validate(self, extra_validators: Any = None) -> bool:
        """Say what became of the file on its way."""
        valid = bool(super().validate(extra_validators))
        if trouble := uploads.trouble():
            self.file.errors = [TOO_LARGE if trouble == uploads.TOO_LONG else CUT_SHORT]
            return False
        return valid


class SheetForm(PortalForm):
    """Which sheet of the workbook."""

    sheet = Radios("Which sheet is to be read?", needed="Choose the sheet")


class TakeForm(PortalForm):
    """Take what the page shows. The box is drawn when there are rows that cannot be taken."""

    leave_out = Tick("Leave out the rows that cannot be imported, and import the others.")


class ColumnsForm(PortalForm):
    """Which column holds what, a list of the headings for each field of the kind."""

    kind: Kind

    def chosen(self) -> dict[str, int]:
        """The number of the column by field, for those for which one was chosen."""
        found = {field.key: self[_of(field.key)].data for field in FIELDS[self.kind]}
        return {key: int(column) for key, column in found.items() if column}

    def refuse_of(self, invalid: Invalid) -> None:
        """Put what is wrong with a field beside its list."""
        self.refuse(Invalid({_of(key): words for key, words in invalid.fields.items()}))


def columns_form(kind: Kind, headings: Sequence[str]) -> ColumnsForm:
    """The form for these headings, with what they probably mean chosen already."""
    fields: dict[str, Any] = {
        _of(field.key): Select(
            field.label if field.needed else f"{field.label} (optional)",
            [(str(column), heading) for column, heading in enumerate(headings)],
            needed=f"Choose the column of “{field.label}”" if field.needed else "",
            hint=field.hint,
        )
        for field in FIELDS[kind]
    }
    found = {_of(key): str(column) for key, column in guessed(kind, headings).items()}
    form: ColumnsForm = type("ColumnsOf", (ColumnsForm,), {**fields, "kind": kind})(data=found)
    return form


class MeaningsForm(PortalForm):
    """What each value means that the portal does not know."""

    asked: tuple[tuple[str, str], ...]

    def chosen(self) -> Means:
        """By field, what was said of its values."""
        found: dict[str, dict[str, str]] = {}
        for number, (key, value) in enumerate(self.asked):
            if said := self[_value(number)].data:
                found.setdefault(key, {})[folded(value)] = said
        return found

    def of(self, key: str) -> list[FormsField]:
        """The lists of one field."""
        return [self[_value(number)] for number, (of, _) in enumerate(self.asked) if of == key]


def meanings_form(
    unknown: Mapping[str, Sequence[str]], choices: Mapping[str, Mapping[str, str]]
) -> MeaningsForm:
    """The form for these values, no more than `MOST_MEANINGS` of them at once."""
    asked = tuple((key, value) for key, values in unknown.items() if choices[key] for value in values)[
        :MOST_MEANINGS
    ]
    lists: dict[str, Any] = {
        _value(number): Select(value, choices[key].items()) for number, (key, value) in enumerate(asked)
    }
    form: MeaningsForm = type("MeaningsOf", (MeaningsForm,), {**lists, "asked": asked})()
    return form


def _brought(name: str, content: bytes) -> Brought:
    found = sheets.names(name, content)
    only = sheets.read(name, content, sheet=found[0]) if len(found) == 1 else None
    return Brought(names.extension_of(name), content, found, only)


def _of(key: str) -> str:
    return f"of_{key}"


def _value(number: int) -> str:
    return f"value_{number}"
