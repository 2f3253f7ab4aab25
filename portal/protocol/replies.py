"""Part 2 of the form, agency B's reply, and Part 3, A's conclusion: what each needs to be signed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

Content = Mapping[str, Any]


class Position(StrEnum):
    """B's answer to one issue."""

    AGREE = "agree"
    PARTLY = "partly"
    DISAGREE = "disagree"


POSITIONS: dict[str, str] = {
    Position.AGREE: "We agree",
    Position.PARTLY: "We partly agree",
    Position.DISAGREE: "We do not agree",
}


class Result(StrEnum):
    """Whether an issue, or the whole, is resolved: proposed by B, concluded by A alone (decision 14)."""

    RESOLVED = "resolved"
    PARTLY = "partly"
    NOT = "not"


RESULTS: dict[str, str] = {
    Result.RESOLVED: "Resolved",
    Result.PARTLY: "Partly resolved",
    Result.NOT: "Not resolved",
}


PROMISE: dict[str, str] = {
    "what": "what will be done",
    "owner": "who will do it",
    "by": "by when",
}
"""What an action promised must say. The last date promised sets the follow-up (section 3)."""

STATEMENTS: dict[str, str] = {
    "taken": "Each action that we say was taken has been taken.",
    "on_record": "This difference and our reply are on our record of the child.",
    "minimum": "The reply says no more about the child and the family than the other agency needs to know.",
}
"""What a senior manager states with their signature under Part 2."""


def lacks_of_reply(content: Content, issues: Sequence[Content]) -> dict[str, str]:
    """What Part 2 lacks, by the field that lacks it: an answer with reasons to every issue, level of need,
    actions taken, a proposal; of an action promised: what, who and by when (P9, section 3).
    """
    lacks = _lacks_of_answers(content.get("answers", {}), len(issues))
    if _is_blank(content, "level_of_need"):
        lacks["level_of_need"] = "Say which level of need the child has in your view"
    if _is_blank(content, "actions_taken"):
        lacks["actions_taken"] = "Say what further actions you have taken"
    lacks |= _lacks_of_promises(content.get("promised", ()))
    if content.get("proposed") not in RESULTS:
        lacks["proposed"] = "Say whether you propose that the difference is resolved"
    return lacks


def _lacks_of_answers(answers: Mapping[str, Content], issues: int) -> dict[str, str]:
    lacks = {}
    for number in range(1, issues + 1):
        answer, field = answers.get(str(number), {}), f"answers-{number - 1}"
        if answer.get("position") not in POSITIONS:
            lacks[f"{field}-position"] = f"Issue {number}: say whether you agree"
        if _is_blank(answer, "reasons"):
            lacks[f"{field}-reasons"] = f"Issue {number}: give your reasons"
    return lacks


def _lacks_of_promises(promised: Sequence[Content]) -> dict[str, str]:
    return {
        f"promised-{number - 1}-{field}": f"Action promised {number}: say {words}"
        for number, promise in enumerate(promised, start=1)
        for field, words in PROMISE.items()
        if _is_blank(promise, field)
    }


def lacks_of_conclusion(content: Content, issues: Sequence[Content]) -> dict[str, str]:
    """What Part 3 lacks, by the field that lacks it: a result for every issue, one overall, reasons unless
    resolved, when the practitioner was told, that it is on the child's record (section 3).
    """
    results: Mapping[str, str] = content.get("results", {})
    lacks = {
        f"results-{number - 1}-result": f"Issue {number}: say whether it is resolved"
        for number in range(1, len(issues) + 1)
        if results.get(str(number)) not in RESULTS
    }
    if content.get("overall") not in RESULTS:
        lacks["overall"] = "Say whether the difference is resolved overall"
    elif not resolves(content) and _is_blank(content, "reasons"):
        lacks["reasons"] = "Give your reasons"
    if not content.get("practitioner_told_on"):
        lacks["practitioner_told_on"] = "Say when the practitioner was told"
    if not content.get("on_record"):
        lacks["on_record"] = "Confirm that the outcome is on the child's record"
    return lacks


def _is_blank(content: Content, field: str) -> bool:
    return not str(content.get(field) or "").strip()


def promised_dates(replies: Iterable[Content]) -> tuple[date, ...]:
    """The dates by which actions were promised in these replies: the last of them sets the follow-up."""
    promises = (promise for reply in replies for promise in reply.get("promised", ()))
    return tuple(date.fromisoformat(promise["by"]) for promise in promises if promise.get("by"))


def resolves(content: Content) -> bool:
    """Anything but "resolved" overall is unresolved (section 3, Part 3)."""
    return content.get("overall") == Result.RESOLVED
