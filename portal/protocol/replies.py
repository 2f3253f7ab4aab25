"""Part 2 of the form, an agency B's reply, and Part 3, A's conclusion: what each needs to be signed (section 3)."""

from collections.abc import Mapping, Sequence
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


def missing_from_reply(content: Content, issues: Sequence[Content]) -> tuple[str, ...]:
    """What Part 2 lacks: an answer with reasons to every issue, level of need, actions taken, a proposal (P9)."""
    answers: Mapping[str, Content] = content.get("answers", {})
    lacks = []
    for number in range(1, len(issues) + 1):
        answer = answers.get(str(number), {})
        if answer.get("position") not in POSITIONS:
            lacks.append(f"Issue {number}: say whether you agree")
        if not str(answer.get("reasons") or "").strip():
            lacks.append(f"Issue {number}: give your reasons")
    if not str(content.get("level_of_need") or "").strip():
        lacks.append("Say which level of need the child has in your view")
    if not str(content.get("actions_taken") or "").strip():
        lacks.append("Say what further actions you have taken")
    if content.get("proposed") not in RESULTS:
        lacks.append("Say whether you propose that the difference is resolved")
    return tuple(lacks)


def missing_from_conclusion(content: Content, issues: Sequence[Content]) -> tuple[str, ...]:
    """What Part 3 lacks: a result for every issue, one overall, reasons unless resolved, who was told when."""
    results: Mapping[str, str] = content.get("results", {})
    lacks = [
        f"Issue {number}: say whether it is resolved"
        for number in range(1, len(issues) + 1)
        if results.get(str(number)) not in RESULTS
    ]
    if content.get("overall") not in RESULTS:
        lacks.append("Say whether the difference is resolved overall")
    if content.get("overall") != Result.RESOLVED and not str(content.get("reasons") or "").strip():
        lacks.append("Give your reasons")
    if not content.get("practitioner_told_on"):
        lacks.append("Say when the practitioner was told")
    if not content.get("on_record"):
        lacks.append("Confirm that the outcome is on the child's record")
    return tuple(lacks)


def resolves(content: Content) -> bool:
    """Anything but "resolved" overall is unresolved (section 3, Part 3)."""
    return content.get("overall") == Result.RESOLVED
