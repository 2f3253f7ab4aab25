"""The forms that bring a file: what all have in common, and the one that attaches it.

The file comes last, so that what was typed is known whatever becomes of it.
"""

from typing import Any

from werkzeug.datastructures import FileStorage
from wtforms.fields import Field
from wtforms.validators import ValidationError

from portal.escalations.actions.attachments import Described
from portal.infra.files import OFFERED, Accepted, Refused, accept
from portal.protocol.attachments import TYPES
from portal.web import uploads
from portal.web.forms import Line, PortalForm, Radios, Tick, Upload

MEGABYTE = 1024 * 1024
CHOOSE_AGAIN = "Choose the file again: your browser did not keep it"
CUT_SHORT = "The file did not arrive whole, because the upload stopped halfway. Choose it again"


class FileForm(PortalForm):
    """A form that brings a file, as its last field. `accepted` is the file once the form is valid."""

    file: Upload
    at_most_megabytes = 0
    accepted: Accepted | None = None

    def take_at_most(self, megabytes: int) -> None:
        """Set how large a file may be, and say so beside the field."""
        self.at_most_megabytes = megabytes
        self.file.description = f"Up to {megabytes} MB: {OFFERED}."

    def validate_file(self, field: Field) -> None:
        """Judge the file by its name and its content together."""
        if uploads.trouble():
            return
        sent = field.data
        if not isinstance(sent, FileStorage):
            raise ValidationError("Choose a file")
        content = sent.stream.read(self.at_most_megabytes * MEGABYTE + 1)
        if len(content) > self.at_most_megabytes * MEGABYTE:
            raise ValidationError(self._too_large())
        try:
            self.accepted = accept(sent.filename or "", content)
        except Refused as refused:
            raise ValidationError(str(refused)) from refused

    def validate(self, extra_validators: Any = None) -> bool:
        """Say what became of the file on its way, and to choose it again when something else is wrong."""
        valid = bool(super().validate(extra_validators))
        trouble = uploads.trouble()
        if trouble:
            self.file.errors = [self._too_large() if trouble == uploads.TOO_LONG else CUT_SHORT]
            return False
        if not valid and self.accepted:
            self.file.errors = [CHOOSE_AGAIN]
        return valid

    def _too_large(self) -> str:
        return (
            f"The file is larger than {self.at_most_megabytes} MB. Make it smaller, or attach it in parts, and"
            " choose it again"
        )


class AttachmentForm(FileForm):
    """What somebody says of a file, and the file."""

    title = Line(
        "Title",
        needed="Give the file a title",
        hint="What it is, in a few words. Do not name the child or their family: everyone who reads the form"
        " reads the title and the name of the file.",
        limit=200,
    )
    kind = Radios("What is it?", TYPES.items(), needed="Choose what the file is")
    author = Line(
        "Who wrote it?",
        needed="Say who wrote it",
        hint="A role and a team, or a name.",
        called="Who wrote it",
    )
    third_party = Radios(
        "Does it hold information about anybody else?",
        [("yes", "Yes"), ("no", "No")],
        needed="Say whether it holds information about anybody else",
        hint="Third-party information: about somebody who is neither a child of this case nor a parent or carer,"
        " or that somebody gave in confidence.",
    )
    minimum = Tick(
        "The file holds no more than is needed for this case.",
        needed="Confirm that the file holds no more than is needed",
    )
    file = Upload("File", needed="Choose a file")

    def described(self) -> Described:
        """What was said of the file. Ask after `validate_on_submit`."""
        return Described(
            title=str(self.title.data).strip(),
            author=str(self.author.data).strip(),
            type=str(self.kind.data),
            third_party=self.third_party.data == "yes",
            minimum=bool(self.minimum.data),
        )
