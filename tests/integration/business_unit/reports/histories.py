"""A count of a half-year made from the cases' histories alone, with nothing of the portal's own counting.

It reads each case's rows in their order, as a person would, and knows the bank holidays of 2026 by heart.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text

from tests.partnership import Partnership, as_owner

OFF = {
    date(2026, month, day)
    for month, day in ((1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28))
}
ENDED = {"resolved", "withdrawn", "closed", "decided"}
STAGE_4 = {
    "ask_referral": "asked", "ask_early_referral": "asked", "refer": "referred", "accept": "accepted",
    "decline": "declined", "withdraw_referral": "withdrawn", "decide": "decided",
}  # fmt: skip
_HISTORY = text("""
    select h.escalation_id, h.event, h.at, h.payload, w.name from portal.history h
    join portal.workspace w on w.id = h.workspace_id order by h.escalation_id, h.seq
""")
_PAPERS = text("select escalation_id, kind, content from portal.document order by signed_at")


def london(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo("Europe/London")).date()


def passed(start: date, end: date) -> int:
    """The working days after `start`, up to and including `end`."""
    days = (start + timedelta(days=one + 1) for one in range((end - start).days))
    return sum(day.weekday() < 5 and day not in OFF for day in days)


def due(start: date, days: int) -> date:
    day = start
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5 and day not in OFF
    return day


@dataclass
class Reply:
    """One agency that was asked."""

    agency: str
    began: date
    due: date
    extended: bool = False
    answered: date | None = None


@dataclass
class Case:
    """What its history says of a case."""

    raising: str = ""
    submitted: date | None = None
    forwarded: date | None = None
    returned: bool = False
    state: str = ""
    ended: date | None = None
    closed_as: str = ""
    referred: bool = False
    stage_4: str = ""
    replies: list[Reply] = field(default_factory=list)
    papers: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def happened(self, event: str, on: date, payload: dict[str, Any], by: str) -> None:
        """One row of the history."""
        self.state = payload.get("state", self.state)
        if event == "sign_off" and self.submitted is None:
            self.submitted, self.raising = on, by
        if event == "send_back":
            self.returned = True
        if event == "forward":
            self.forwarded = self.forwarded or on
            self.replies.append(Reply(payload["agency"], on, due(on, 10)))
        if event == "grant_extension":
            one = self.replies[0]
            one.extended, one.due = True, due(one.due, int(payload["words"].split()[0]))
        if event == "respond":
            next(one for one in self.replies if one.agency == by).answered = on
        if event in STAGE_4:
            self.referred |= event == "refer"
            self.stage_4 = STAGE_4[event]
        if event == "close_out_of_scope":
            self.closed_as = "out_of_scope"
        self.ended = on if self.state in ENDED and self.ended is None else self.ended


def cases(partnership: Partnership) -> Iterator[Case]:
    """Every case that was ever submitted."""
    with as_owner(partnership.logins) as session:
        rows, papers = session.execute(_HISTORY).all(), session.execute(_PAPERS).all()
    for identifier, happened in groupby(rows, key=lambda row: row[0]):
        case = Case(papers=[(kind, content) for of, kind, content in papers if of == identifier])
        for _, event, moment, payload, by in happened:
            case.happened(event, london(moment), payload, by)
        if case.submitted:
            yield case


def count(partnership: Partnership, begins: date, ends: date, *, today: date) -> dict[str, int]:
    """The figures of a half-year by kind and name; what was not met is not there."""
    every = list(cases(partnership))
    mine = [one for one in every if one.submitted and begins <= one.submitted <= ends]
    counted: Counter[str] = Counter()
    for one in every:
        assert one.submitted
        counted["carried_in"] += one.submitted < begins and (one.ended is None or one.ended >= begins)
        counted["ended"] += one.ended is not None and begins <= one.ended <= ends
        counted["carried_out"] += one.submitted <= ends and (one.ended is None or one.ended > ends)
    for one in mine:
        counted["submitted"] += 1
        counted[f"raised/{one.raising}"] += 1
        counted[f"forwarded/{_forwarded(one)}"] += 1
        counted[f"outcome/{_outcome(one)}"] += 1
        if one.stage_4:
            counted[f"request/{one.stage_4}"] += 1
        for reply in one.replies:
            counted[f"put_to/{reply.agency}"] += 1
            counted[f"pair/{one.raising} → {reply.agency}"] += 1
            counted[f"replied/{_reply(one, reply, today)}"] += 1
        for kind, content in one.papers:
            counted["promised"] += len(content.get("promised", ())) if kind == "part_2" else 0
            told = content["promises"] if kind == "follow_up" else ()
            for became in ("done", "not_done"):
                counted[f"promise/{became}"] += sum(promise["done"] == became for promise in told)
    counted["promise/not_said"] = counted["promised"] - counted["promise/done"] - counted["promise/not_done"]
    counted["replies"] = sum(len(one.replies) for one in mine)
    return {key: number for key, number in counted.items() if number}


def took(partnership: Partnership, begins: date, ends: date) -> tuple[list[int], list[int]]:
    """The working days that the Business Unit took to send forms on, and agencies to reply."""
    mine = [one for one in cases(partnership) if one.submitted and begins <= one.submitted <= ends]
    sent = [passed(one.submitted, one.forwarded) for one in mine if one.submitted and one.forwarded]
    came = [passed(reply.began, reply.answered) for one in mine for reply in one.replies if reply.answered]
    return sorted(sent), sorted(came)


def in_words(days: list[int]) -> list[str]:
    """What a report says of them."""

    def words(number: float) -> str:
        return "1 working day" if number == 1 else f"{number:g} working days"

    return [
        f"Half took {words(median(days))} or less.",
        f"The shortest took {words(days[0])}, the longest {words(days[-1])}.",
    ]


def _forwarded(case: Case) -> str:
    assert case.submitted
    if case.forwarded is None:
        return "never" if case.ended else "waiting"
    if case.forwarded <= due(case.submitted, 2):
        return "in_time"
    return "returned" if case.returned else "late"


def _reply(case: Case, reply: Reply, today: date) -> str:
    if reply.answered is None:
        return "none" if case.ended or reply.due < today else "running"
    if reply.answered > reply.due:
        return "missed"
    return "met_extended" if reply.extended else "met"


def _outcome(case: Case) -> str:
    if not case.referred:
        named = {"withdrawn": "withdrawn_3", "closed": case.closed_as, "resolved": "resolved"}
        return named.get(case.state, "open_3")
    if case.state in ("referred", "accepted"):
        return "executive"
    named = {"decided": "decided", "withdrawn": "withdrawn_4", "closed": "closed_4", "resolved": "closed_4"}
    return named.get(case.state, "open_4")
