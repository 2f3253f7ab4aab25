"""The follow-up of what was promised: done or not, and what difference it made for the child (Part 3).

A promise is known by the response it was made in and its number there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from portal.protocol.clock import WorkingCalendar
from portal.protocol.escalation import CaseState, Escalation
from portal.protocol.replies import DONE, Done

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Promise:
    """An action that a responding agency promised, as its reply says it. `by` is an ISO date."""

    part: UUID
    number: int
    what: str
    owner: str
    by: str

    @property
    def key(self) -> str:
        """What it is known by, on a form too."""
        return f"{self.part}-{self.number}"

    def to_json(self) -> dict[str, Any]:
        """The promise as it is stored with what became of it."""
        return {
            "part": str(self.part),
            "number": self.number,
            "what": self.what,
            "owner": self.owner,
            "by": self.by,
        }


def promises(replies: Iterable[tuple[UUID, Content]]) -> tuple[Promise, ...]:
    """Every action promised in these replies, each reply given with its response, in order."""
    return tuple(_promises(replies))


def _promises(replies: Iterable[tuple[UUID, Content]]) -> Iterator[Promise]:
    for part, reply in replies:
        for number, one in enumerate(reply.get("promised", ()), start=1):
            yield Promise(part, number, one["what"], one["owner"], one["by"])


def lacks_of_follow_up(content: Content) -> dict[str, str]:
    """What a follow-up lacks, by the field that lacks it: of each promise whether it was done, and some words
    unless it was; what difference all of it made for the child.
    """
    lacks: dict[str, str] = {}
    for row, one in enumerate(content.get("promises", ())):
        if one.get("done") not in DONE:
            lacks[f"promises-{row}-done"] = f"Promise {row + 1}: say whether it was done"
        elif one["done"] != Done.DONE and not str(one.get("words") or "").strip():
            lacks[f"promises-{row}-words"] = f"Promise {row + 1}: say what you know"
    if not str(content.get("difference") or "").strip():
        lacks["difference"] = "Say what difference it made for the child"
    return lacks


def is_answered(content: Content) -> bool:
    """Whether of every promise it is known if it was done. Until then the follow-up is still asked for."""
    return all(one["done"] != Done.NOT_KNOWN for one in content["promises"])


def broken(content: Content) -> tuple[str, ...]:
    """The promises that were not done, by their keys: with one, the case may be re-opened (decision 18)."""
    return tuple(f"{one['part']}-{one['number']}" for one in content["promises"] if one["done"] == Done.NOT)


def extract(content: Content, part: UUID) -> dict[str, Any]:
    """What one of several responding agencies reads of a follow-up: what became of its own promises."""
    own: Sequence[Content] = [one for one in content["promises"] if one["part"] == str(part)]
    return {"promises": own}


def is_past_reopening(case: Escalation, today: date, calendar: WorkingCalendar) -> bool:
    """Whether what is still wrong in a resolved case is a new case now, linked to it: 20 working days after the
    follow-up date, or what its rules say, it can no longer be re-opened (decision 18).
    """
    if case.state is not CaseState.RESOLVED or case.follow_up_on is None:
        return False
    return calendar.count(case.follow_up_on, today) > case.rules.reopen
