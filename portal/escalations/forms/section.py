"""What the forms of Part 1’s sections share: rows with keys, what they showed, how what is typed is stored."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from secrets import token_hex
from typing import Any, ClassVar

from wtforms.fields import HiddenField
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from portal.infra.calendar import now
from portal.protocol import merging, part_1
from portal.protocol.clock import london_date
from portal.web.fields import Choices, Day
from portal.web.forms import Checkboxes, Part, PortalForm, Rows, leaves

OLDEST = timedelta(days=26 * 366)
"""A care leaver may be 25."""
LATEST_BIRTH, LONG_EXPECTED = timedelta(days=305), timedelta(days=60)
"""A child is expected within ten months; its expected date may have passed while the form is written."""

_KEY = re.compile(r"[0-9a-z]{1,32}")


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


def a_childs_date(form: Any, field: Any) -> None:
    """The birth of a child or care leaver; of an unborn child the expected date. Anything else is a slip."""
    today = london_date(now())
    unborn = form.status.data == part_1.UNBORN
    if unborn and not today - LONG_EXPECTED <= field.data <= today + LATEST_BIRTH:
        message = "The expected date must be within the next ten months"
    elif not unborn and field.data > today:
        message = (
            "The date of birth must be today or in the past. If the child is not born yet, choose “Unborn”"
        )
    elif not unborn and field.data < today - OLDEST:
        message = "Check the date of birth. It is not that of a child or a care leaver"
    else:
        return
    field.wrong = field.parts
    raise ValidationError(message)


class Keyed(Part):
    """A row that is known by its key, however often it is moved."""

    key = HiddenField(default=lambda: token_hex(8))


class SectionForm(PortalForm):
    """One section of Part 1. `introduction` stands above the questions, each of `headings` above its field.

    `was` is a digest of every field as it was shown; `beside` names the fields that somebody else changed too.
    """

    introduction: ClassVar[tuple[str, ...]] = ()
    headings: ClassVar[Mapping[str, str]] = {}
    was = HiddenField()
    beside = HiddenField()

    def offer(self, agencies: Choices, content: part_1.Content) -> None:
        """Set which agencies there are to choose from, where that is asked, in view of the whole draft."""

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
            return {field.name: _plain(field) for field in self.questions()}
        return [
            row for row in self.typed_rows() if any(_typed(row[name]) for name in row if name != part_1.KEY)
        ]

    def typed_rows(self) -> list[dict[str, Any]]:
        """Every row as it is stored, the empty ones too, each with a key of its own."""
        found: list[dict[str, Any]] = []
        for row in self.rows() or ():
            values = {field.short_name: _plain(field) for field in row.form}
            taken = {one[part_1.KEY] for one in found}
            if not _KEY.fullmatch(str(values[part_1.KEY])) or values[part_1.KEY] in taken:
                values[part_1.KEY] = token_hex(8)
            found.append(values)
        return found

    def valid_part(self, before: Any) -> Any:
        """What was typed, but where a field is not valid, what is stored of it now: for saving while typing."""
        stored = self.stored()
        if self.rows() is None:
            return {**stored, **{name: before.get(name, "") for name in self.errors if name in stored}}
        known = {row[part_1.KEY]: row for row in merging.keyed(before)}
        wrong = dict(zip((row[part_1.KEY] for row in self.typed_rows()), self._wrong_in_rows(), strict=True))
        return [
            {**row, **{name: known.get(row[part_1.KEY], {}).get(name, "") for name in wrong[row[part_1.KEY]]}}
            for row in stored
        ]

    def not_valid(self) -> list[str]:
        """The fields that are not valid, each in words with what is wrong."""
        return [f"{_called(field)}: {field.errors[0]}" for field in leaves(self) if field.errors]

    def _wrong_in_rows(self) -> Iterator[list[str]]:
        for row in self.rows() or ():
            yield [field.short_name for field in row.form if field.errors]

    def remember(self) -> None:
        """Keep what is shown, so that a later save knows what was touched."""
        self.was.data = merging.shown(self.stored()).written()


def _called(field: Any) -> str:
    return str(getattr(field, "called", "") or field.label.text).rstrip("?")


def _plain(field: Any) -> Any:
    """As JSON holds it: a date as ISO text, nothing as an empty text."""
    if isinstance(field, Checkboxes):
        return list(field.data or ())
    if isinstance(field.data, date):
        return field.data.isoformat()
    return "" if field.data is None else field.data


def _typed(value: Any) -> bool:
    return bool(value.strip() if isinstance(value, str) else value)
