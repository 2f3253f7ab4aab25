"""Part 4 of the form: the request, by A or a B, that the Executive decide (P10, decision 15)."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from portal.protocol.clock import WorkingCalendar, london_date
from portal.protocol.escalation import CaseState, Escalation, PartState
from portal.protocol.rules import THE_PROTOCOLS, Rules

Content = Mapping[str, Any]

PART_4 = "part_4"
"""Its name among the papers of a case."""


class Ground(StrEnum):
    """Why the Executive is asked."""

    NO_RESPONSE = "no_response"
    NOT_RESOLVED = "not_resolved"
    PROMISE_BROKEN = "promise_broken"
    CANNOT_WAIT = "cannot_wait"


GROUNDS: dict[str, str] = {
    Ground.NO_RESPONSE: "No response came",
    Ground.NOT_RESOLVED: "The response does not resolve the difference",
    Ground.PROMISE_BROKEN: "An action that was promised was not done",
    Ground.CANNOT_WAIT: "The child cannot wait for the response",
}

STANDS: dict[PartState, str] = {
    PartState.ASKED: "With the Business Unit, to be checked",
    PartState.RETURNED: "Returned for completion",
    PartState.REFERRED: "Referred to the Executive",
    PartState.DECLINED: "Declined by the Executive",
    PartState.WITHDRAWN: "Withdrawn",
}
"""Where a request stands, as a page says it."""

TEXTS: dict[str, str] = {
    "exceptional": "Say what makes it exceptional",
    "tried": "Say what was tried since the response",
    "safety": "Say what keeps the child safe meanwhile",
}
"""What a request must say of the whole, each with what to tell who left it out."""


def grounds_that_apply(case: Escalation, now: datetime) -> tuple[Ground, ...]:
    """The grounds that the case bears out: silence only when somebody is silent, a reply only when one came, and
    that it cannot be waited for while it may still come (an early request, decision 15).
    """
    return tuple(_grounds(case, now))


def _grounds(case: Escalation, now: datetime) -> Iterator[Ground]:
    if any(part.overdue(now) for part in case.awaited):
        yield Ground.NO_RESPONSE
    if not case.stage_3_complete(now):
        yield Ground.CANNOT_WAIT
    if any(part.state is PartState.RECEIVED for part in case.responses):
        yield from (Ground.NOT_RESOLVED, Ground.PROMISE_BROKEN)


def why_not_ask(case: Escalation, asker: UUID, now: datetime) -> str:
    """Why an agency may not ask for referral now, in words; "" when the table lets it (decision 15)."""
    if own := next((request for request in case.requests if request.workspace == asker), None):
        return "" if own.state is PartState.RETURNED else "Your agency has already asked for referral."
    if case.state in (CaseState.REFERRED, CaseState.ACCEPTED):
        return "The case is with the Executive. Your agency can join with a request of its own."
    if asker == case.raising and case.state is CaseState.UNRESOLVED:
        return ""
    if not case.stage_3_complete(now):
        return (
            "A reply is still awaited and not overdue. Until then the case can be referred only if every agency "
            "agrees: ask for an early referral."
        )
    if asker == case.raising:
        return "Your agency may ask once it has concluded that the difference is not resolved."
    if any(response.workspace == asker for response in case.awaited):
        return "Your agency may ask once it has replied."
    return ""


def lacks_of_request(content: Content, numbers: Collection[int], grounds: Collection[str]) -> dict[str, str]:
    """What a request lacks, by the field that lacks it (section 3, Part 4).

    `numbers` are the issues that its agency may put to the Executive; one at least is outstanding, and for each
    that is, the decision sought is said.
    """
    lacks: dict[str, str] = {}
    if content.get("ground") not in grounds:
        lacks["ground"] = "Choose why you ask"
    outstanding = content.get("outstanding", {})
    if not outstanding:
        lacks["issues-0-stands"] = "Choose at least one issue that is outstanding"
    for row, number in enumerate(numbers):
        sought = outstanding.get(str(number))
        if sought is not None and not str(sought).strip():
            lacks[f"issues-{row}-sought"] = f"Issue {number}: say which decision you ask for"
    for field, words in TEXTS.items():
        if not str(content.get(field) or "").strip():
            lacks[field] = words
    return lacks


def last_day_to_comment(
    asked_at: datetime, calendar: WorkingCalendar, *, rules: Rules = THE_PROTOCOLS
) -> date:
    """The other agency may comment within 5 working days of the request, or what the case's rules say; referral
    does not wait (Part 4)."""
    return calendar.add(london_date(asked_at), rules.comment)
