"""Part 2 of the form, agency B's reply, and Part 3, A's conclusion: what each needs to be signed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

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


class Done(StrEnum):
    """What became of an action that was promised."""

    DONE = "done"
    NOT = "not_done"
    NOT_KNOWN = "not_known"


DONE: dict[str, str] = {
    Done.DONE: "Done",
    Done.NOT: "Not done",
    Done.NOT_KNOWN: "Not yet known",
}

PEOPLE: dict[str, str] = {"practitioner": "practitioner", "manager": "manager"}
"""Whom of B the reply names, so that A knows with whom to speak."""

PERSON: dict[str, str] = {"name": "name", "role": "role"}
"""What the reply must say of each of them; their team, telephone number and e-mail address may be given."""

TAKEN: dict[str, str] = {"what": "what was done", "who": "who did it", "on": "when"}
"""What an action taken must say."""

PROMISE: dict[str, str] = {
    "what": "what will be done",
    "owner": "who will do it",
    "by": "by when",
}
"""What an action promised must say. The last date promised sets the follow-up (section 3)."""

DECLINED: dict[str, str] = {"what": "what you will not do", "reason": "why"}
"""What an action declined must say."""

STATEMENTS: dict[str, str] = {
    "taken": "Each action that we say was taken has been taken.",
    "on_record": "This difference and our reply are on our record of the child.",
    "minimum": "The reply says no more about the child and the family than the other agency needs to know.",
}
"""What a senior manager states with their signature under Part 2."""


def put_to(issues: Sequence[Content], agency: UUID, responding: Collection[UUID]) -> tuple[int, ...]:
    """The numbers of the issues that one of the responding agencies answers (decision 13).

    An issue names in `put_to` the agencies that it is put to; naming none, it is put to all. When none of those
    named responds any more, it goes to whoever came in their place, which no issue names; else to all. Who would
    answer nothing answers everything.
    """
    named = [frozenset(map(UUID, issue.get("put_to") or ())) & frozenset(responding) for issue in issues]
    in_their_place = frozenset(responding) - frozenset().union(*named)
    own = tuple(
        number
        for number, (issue, agencies) in enumerate(zip(issues, named, strict=True), start=1)
        if not issue.get("put_to") or agency in (agencies or in_their_place or responding)
    )
    return own or tuple(range(1, len(issues) + 1))


def lacks_of_reply(content: Content, numbers: Sequence[int], *, on: date | None) -> dict[str, str]:
    """What Part 2 lacks, by the field that lacks it: who replies, an answer with reasons to every issue of these
    numbers, level of need, actions taken or why none, a proposal; all that must be said of each action (P9,
    section 3). `on` is the day of the reply, before which nothing can be promised; None, not yet known.
    """
    lacks = {
        f"{person}-{field}": f"Give the {called}’s {words}"
        for person, called in PEOPLE.items()
        for field, words in PERSON.items()
        if _is_blank(content.get(person) or {}, field)
    }
    lacks |= _lacks_of_answers(content.get("answers", {}), numbers)
    if _is_blank(content, "level_of_need"):
        lacks["level_of_need"] = "Say which level of need the child has in your view"
    if not content.get("taken") and _is_blank(content, "none_taken"):
        lacks["taken"] = "Say what further actions you have taken, or why you have taken none"
    for rows, called, required in _ACTIONS:
        lacks |= _lacks_of_rows(content.get(rows, ()), rows, called, required)
    lacks |= _promised_before(content, on)
    if content.get("proposed") not in RESULTS:
        lacks["proposed"] = "Say whether you propose that the difference is resolved"
    return lacks


_ACTIONS = (
    ("taken", "Action taken", TAKEN),
    ("promised", "Action promised", PROMISE),
    ("declined", "Action declined", DECLINED),
)


def _promised_before(content: Content, on: date | None) -> dict[str, str]:
    """Each promise for a day that had passed when the reply was given."""
    return {
        f"promised-{number - 1}-by": f"Action promised {number}: the date must not be before the day of the reply"
        for number, promise in enumerate(content.get("promised", ()), start=1)
        if on and not _is_blank(promise, "by") and date.fromisoformat(promise["by"]) < on
    }


def _lacks_of_answers(answers: Mapping[str, Content], numbers: Sequence[int]) -> dict[str, str]:
    lacks = {}
    for row, number in enumerate(numbers):
        answer, field = answers.get(str(number), {}), f"answers-{row}"
        if answer.get("position") not in POSITIONS:
            lacks[f"{field}-position"] = f"Issue {number}: say whether you agree"
        if _is_blank(answer, "reasons"):
            lacks[f"{field}-reasons"] = f"Issue {number}: give your reasons"
    return lacks


def _lacks_of_rows(
    rows: Sequence[Content], name: str, called: str, required: Mapping[str, str]
) -> dict[str, str]:
    return {
        f"{name}-{number - 1}-{field}": f"{called} {number}: say {words}"
        for number, row in enumerate(rows, start=1)
        for field, words in required.items()
        if _is_blank(row, field)
    }


def in_rows(content: Content) -> dict[str, Any]:
    """A reply as it is written now: one of before said in one text what was done, and what was declined."""
    now = dict(content)
    if text := now.pop("actions_taken", ""):
        now["taken"] = [{"what": text, "who": "", "on": ""}]
    if isinstance(text := now.get("declined"), str):
        now["declined"] = [{"what": text, "reason": ""}] if text else []
    return now


def lacks_of_conclusion(
    content: Content, issues: Sequence[Content], *, several: bool = False
) -> dict[str, str]:
    """What Part 3 lacks, by the field that lacks it: a result for every issue, one overall that does not
    contradict them, reasons unless resolved, when the practitioner was told, that it is on the child's record
    (section 3).

    With `several` responding agencies each reads its own issues alone, so an issue that is not resolved says why.
    """
    lacks: dict[str, str] = {}
    for number in range(1, len(issues) + 1):
        result = content.get("results", {}).get(str(number))
        if result not in RESULTS:
            lacks[f"results-{number - 1}-result"] = f"Issue {number}: say whether it is resolved"
        elif several and result != Result.RESOLVED and _is_blank(content.get("why", {}), str(number)):
            lacks[f"results-{number - 1}-why"] = f"Issue {number}: give your reasons"
    if content.get("overall") not in RESULTS:
        lacks["overall"] = "Say whether the difference is resolved overall"
    elif resolves(content) and (left := _not_resolved(content, len(issues))):
        lacks["overall"] = (
            f"Issue {left} is not resolved, so the difference is not resolved as a whole. Change one of the two"
        )
    elif not resolves(content) and _is_blank(content, "reasons"):
        lacks["reasons"] = "Give your reasons"
    if not content.get("practitioner_told_on"):
        lacks["practitioner_told_on"] = "Say when the practitioner was told"
    if not content.get("on_record"):
        lacks["on_record"] = "Confirm that the outcome is on the child's record"
    return lacks


def _not_resolved(content: Content, issues: int) -> int:
    """The number of the first issue that is said not to be resolved, wholly at least; 0 when there is none."""
    results = content.get("results", {})
    others = {Result.PARTLY, Result.NOT}
    return next((number for number in range(1, issues + 1) if results.get(str(number)) in others), 0)


OF_ALL = ("overall", "practitioner_told_on", "on_record")
"""What every responding agency reads of Part 3, beside its own issues."""


def extract(content: Content, numbers: Iterable[int]) -> dict[str, Any]:
    """What one of several responding agencies reads of Part 3: its own issues, and what became of the whole
    (decision 13). What A says of the whole may speak of the others, so it stays with A and the Business Unit.
    """
    own = [str(number) for number in numbers]
    of_issues = {
        name: {number: content[name][number] for number in own if content.get(name, {}).get(number)}
        for name in ("results", "why")
    }
    return {**of_issues, **{name: content[name] for name in OF_ALL if name in content}}


def _is_blank(content: Content, field: str) -> bool:
    return not str(content.get(field) or "").strip()


def promised_dates(replies: Iterable[Content]) -> tuple[date, ...]:
    """The dates by which actions were promised in these replies: the last of them sets the follow-up."""
    promises = (promise for reply in replies for promise in reply.get("promised", ()))
    return tuple(date.fromisoformat(promise["by"]) for promise in promises if promise.get("by"))


def resolves(content: Content) -> bool:
    """Anything but "resolved" overall is unresolved (section 3, Part 3)."""
    return content.get("overall") == Result.RESOLVED
