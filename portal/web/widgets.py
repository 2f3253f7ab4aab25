"""How fields are drawn: the design system's own widgets, told the few things that they leave out."""

from typing import Any

from flask import current_app
from govuk_frontend_wtf.wtforms_widgets import (
    GovCharacterCount,
    GovCheckboxesInput,
    GovCheckboxInput,
    GovFileInput,
    GovRadioInput,
    GovSelect,
    GovTextInput,
)
from markupsafe import Markup

COUNT_FROM_PERCENT = 75
"""How full a field of many lines is when the count of characters left appears."""

DATE_INPUT = "govuk_frontend_jinja/components/date-input/macro.html"

Parameters = dict[str, Any]


class Drawn:
    """A widget of the design system, given what it is not told by itself. A template's `params` come last."""

    def __init__(self, widget: Any, *, group: bool = False) -> None:
        self.widget, self.group = widget, group

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        kwargs.setdefault("id", field.id)
        kwargs["params"] = self.additions(field) | kwargs.get("params", {})
        drawing: Markup = self.widget(field, **kwargs)
        return drawing

    def additions(self, field: Any) -> Parameters:
        """A bold label or legend, and no hint where there is none to give."""
        hint = {"text": field.description} if field.description else None
        name = {"text": field.label.text}
        if self.group:
            legend = name | {"classes": "govuk-fieldset__legend--s"}
            return {"hint": hint, "fieldset": {"legend": legend}, "idPrefix": field.id}
        return {"hint": hint, "label": name | {"classes": "govuk-label--s"}}


class DrawnText(Drawn):
    """Many lines: as many rows as the field asks for, and a count as its limit comes near."""

    def additions(self, field: Any) -> Parameters:
        """Those of every field, its size and its limit."""
        size = {
            "rows": field.rows,
            "maxlength": field.limit,
            "threshold": COUNT_FROM_PERCENT,
            "textareaDescriptionText": f"You can enter up to {field.limit:,} characters",
        }
        return super().additions(field) | size


class DayInput:
    """Three boxes in a group: day, month, year, as they were typed, the wrong ones marked."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        legend = {"text": field.label.text, "classes": "govuk-fieldset__legend--s"}
        params = {
            "id": field.id,
            "fieldset": {"legend": legend},
            "hint": {"text": field.description} if field.description else None,
            "errorMessage": {"text": field.errors[0]} if field.errors else None,
            "items": [_box(field, part) for part in field.parts],
        } | kwargs.get("params", {})
        date_input: Any = current_app.jinja_env.get_template(DATE_INPUT).module
        drawing: Markup = date_input.govukDateInput(params)
        return drawing


def _box(field: Any, part: str) -> Parameters:
    width = "govuk-input--width-4" if part == "year" else "govuk-input--width-2"
    return {
        "id": f"{field.id}-{part}",
        "name": f"{field.name}-{part}",
        "label": part.capitalize(),
        "value": field.typed[part],
        "classes": f"{width} govuk-input--error" if field.errors and part in field.wrong else width,
    }


LINE = Drawn(GovTextInput())
TEXT = DrawnText(GovCharacterCount())
RADIOS = Drawn(GovRadioInput(), group=True)
CHECKBOXES = Drawn(GovCheckboxesInput(), group=True)
TICK = Drawn(GovCheckboxInput(), group=True)
SELECT = Drawn(GovSelect())
UPLOAD = Drawn(GovFileInput())
