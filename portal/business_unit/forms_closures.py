"""The form that closes a day."""

from wtforms.fields import HiddenField

from portal.web.forms import Day, Line, PortalForm


class ClosureForm(PortalForm):
    """Which day nobody works on, and why. `checked` is the day whose consequences were shown, once they were."""

    day = Day("Which day?", needed="Enter the day", called="The day", hint="For example, 27 3 2027.")
    reason = Line(
        "Why does nobody work on it?",
        needed="Say why nobody works on it",
        called="The reason",
        hint="Agencies read this where a due date was worked out: “Friday 4 December is …”. For example, "
        "“the office’s training day”. Name no person.",
        limit=100,
    )
    checked = HiddenField()

    @property
    def was_checked(self) -> bool:
        """Whether what follows from closing this very day was on the page. Ask after `validate_on_submit`."""
        return self.day.data is not None and self.checked.data == self.day.data.isoformat()

    @property
    def why(self) -> str:
        """The reason, on one line, without space around it."""
        return " ".join(str(self.reason.data).split())
