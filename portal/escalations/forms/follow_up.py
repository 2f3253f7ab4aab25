"""The forms that come after the conclusion: following up what was promised, and re-opening the case."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from portal.escalations.forms.replies import PerIssue
from portal.protocol.clock import day_in_words
from portal.protocol.follow_up import Promise
from portal.protocol.replies import DONE
from portal.web.fields import Choices
from portal.web.forms import Checkboxes, Part, PortalForm, Radios, Text

MOST_PROMISES = 400


class Kept(Part):
    """What became of one promise."""

    done = Radios("Was it done?", DONE.items())
    words = Text("What do you know of it?", called="What you know of it", rows=3)


class FollowUpForm(PortalForm):
    """What became of each promise. Its `version` is the case's; `asked` are the promises, each with its agency."""

    asked: Sequence[tuple[str, Promise]] = ()

    promises = PerIssue(Kept, "promise", at_least=0, at_most=MOST_PROMISES)
    difference = Text(
        "What difference did all of it make for the child?",
        hint="What is better now, what is not, and how you know. Do not name the child.",
        called="The difference it made for the child",
    )

    def answers(self) -> dict[str, dict[str, str]]:
        """What was said of each promise, by its key."""
        return {
            promise.key: {"done": row["done"] or "", "words": row["words"] or ""}
            for (_, promise), row in zip(self.asked, self.promises.data, strict=True)
        }


def follow_up_form(asked: Sequence[tuple[str, Promise]], *, version: int, before: Any = None) -> FollowUpForm:
    """A question for each promise, with what was said `before` where it was."""
    known = {f"{one['part']}-{one['number']}": one for one in (before or {}).get("promises", ())}
    rows = [
        {name: known.get(promise.key, {}).get(name) for name in ("done", "words")} for _, promise in asked
    ]
    form = FollowUpForm(
        data={"promises": rows, "difference": (before or {}).get("difference", "")}, version=version
    )
    form.asked = asked
    for number, row in enumerate(form.promises, start=1):
        row["done"].label.text = f"Promise {number}: was it done?"
        row["words"].label.text = f"Promise {number}: what do you know of it?"
    return form


class ReopenForm(PortalForm):
    """Why A re-opens the case. Its `version` is the case's."""

    not_done = Checkboxes("Which promised actions were not done?", needed="Choose at least one action")
    reasons = Text(
        "Why do you re-open the case?",
        needed="Say why you re-open the case",
        hint="Everyone who can see the case can read this. Do not name the child.",
    )

    def offer(self, promises: Choices) -> None:
        """Set which promises there are: by key, with their words."""
        self.not_done.offer(promises)


def in_words(agency: str, promise: Promise) -> str:
    """A promise on one line."""
    by = f", by {day_in_words(date.fromisoformat(promise.by))}" if promise.by else ""
    return f"{agency}: {promise.what} ({promise.owner}{by})"
