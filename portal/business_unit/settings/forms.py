"""The forms that change a setting: one for a value that is typed, one for the logo."""

from typing import Any

from wtforms.fields import Field
from wtforms.validators import ValidationError

from portal.business_unit.settings.known import Setting
from portal.business_unit.settings.values import Wrong
from portal.escalations.forms.attachments import FileForm
from portal.infra.files.images import size_of
from portal.web.forms import Line, PortalForm, Upload

MOST_BYTES = 200 * 1024
WIDEST, HIGHEST = 1200, 400

TOO_LARGE = "The logo is larger than 200 KB. Save it smaller, and choose it again"
PNG_ONLY = (
    "The logo must be a PNG image: nothing else is taken, an SVG neither. Save it as .png, and choose that"
)


class SettingForm(PortalForm):
    """One value, as its setting asks for it."""

    value = Line("The new value", limit=2000)

    def about(self, setting: Setting) -> None:
        """Ask for this setting's value."""
        self.value.label.text = self.value.called = setting.title
        self.value.description = " ".join(filter(None, (setting.hint, f"{setting.kind.allowed}.")))

    def read(self, setting: Setting) -> tuple[bool, Any]:
        """Whether it can be the setting's value, and what is stored then; the reason stands beside the field."""
        if not self.validate_on_submit():
            return False, None
        try:
            return True, setting.kind.read(str(self.value.data or ""))
        except Wrong as wrong:
            self.value.errors = [str(wrong)]
            return False, None


class LogoForm(FileForm):
    """The words that stand for the logo, and the logo."""

    words = Line(
        "What does the logo show?",
        needed="Say what the logo shows, for whoever cannot see it",
        called="What the logo shows",
        hint="It is read out in place of the image. For example, “Logo of the Westmarch partnership”.",
        limit=120,
    )
    file = Upload(
        "Logo",
        needed="Choose the logo",
        hint=f"A PNG image of at most 200 KB and {WIDEST:,} by {HIGHEST} pixels.",
    )
    at_most_megabytes = 1

    def validate_file(self, field: Field) -> None:
        """A PNG image that is small enough, written anew from its pixels."""
        if not str(getattr(field.data, "filename", "") or "x.png").lower().endswith(".png"):
            raise ValidationError(PNG_ONLY)
        super().validate_file(field)
        if self.accepted and (why := _why_not(self.accepted.content)):
            self.accepted = None
            raise ValidationError(why)

    def _too_large(self) -> str:
        return TOO_LARGE


def _why_not(content: bytes) -> str:
    width, height = size_of(content)
    if width > WIDEST or height > HIGHEST:
        return (
            f"The logo is {width:,} by {height:,} pixels. Make it at most {WIDEST:,} by {HIGHEST}, and choose it "
            "again"
        )
    return TOO_LARGE if len(content) > MOST_BYTES else ""
