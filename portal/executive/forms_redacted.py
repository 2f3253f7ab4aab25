"""The form by which the Business Unit supplies a redacted copy of an attachment."""

from portal.escalations.forms.attachments import FileForm
from portal.web.forms import Tick, Upload


class RedactedForm(FileForm):
    """The Business Unit's word, and the file."""

    vouched = Tick(
        "The copy names no child, and nobody who must not be named. I have looked through every page of it.",
        needed="Confirm that the copy names no child and nobody who must not be named",
    )
    file = Upload("Redacted copy", needed="Choose a file")
