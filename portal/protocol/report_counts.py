"""What is counted for a six-monthly report, and what each figure is called (P14, decision 28)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from portal.protocol.clock import working_days_in_words
from portal.protocol.half_year import HalfYear

TREND = 4
"""Over how many half-years the volumes are shown."""

VOLUMES: dict[str, str] = {
    "carried_in": "Open as the half-year began",
    "added": "Opened again, or taken over, since the last report",
    "submitted": "Submitted",
    "ended": "Ended",
    "carried_out": "Open as the half-year ended",
}
"""The cases of a half-year, as `Volumes` has them."""

FORWARDED: dict[str, str] = {
    "in_time": "Sent on by the first date",
    "returned": "Sent on later, because the form had been returned for completion",
    "late": "Sent on late",
    "never": "Ended without being sent on",
    "waiting": "Still to be sent on",
    "unknown": "Not known, of cases taken over from the earlier log",
}
"""What became of the Business Unit’s 2 working days (P8)."""

REPLIES: dict[str, str] = {
    "met": "Met",
    "met_extended": "Met, with the date extended",
    "missed": "Missed",
    "none": "No response",
    "running": "Not yet due",
    "unknown": "Not known, of cases taken over from the earlier log",
}
"""What became of the 10 working days of those asked (P9, decision 4)."""

OUTCOMES: dict[str, tuple[int, str]] = {
    "open_3": (3, "Still open at stage 3"),
    "resolved": (3, "Resolved"),
    "withdrawn_3": (3, "Withdrawn at stage 3"),
    "out_of_scope": (3, "Closed: outside the protocol"),
    "no_further_contact": (3, "Closed: no further contact"),
    "no_further_step": (3, "Closed: no further step"),
    "closed_3": (3, "Closed, the reason not recorded"),
    "executive": (4, "With the Executive"),
    "open_4": (4, "Still open, no longer with the Executive"),
    "withdrawn_4": (4, "Withdrawn at stage 4"),
    "closed_4": (4, "Resolved or closed, no longer with the Executive"),
    "decided": (4, "Decided by the Executive"),
}
"""Where the cases of a half-year stand now, by the stage that they reached."""

REQUESTS: dict[str, str] = {
    "asked": "Asked, and not yet referred",
    "referred": "Referred to the Executive",
    "accepted": "Accepted as exceptional",
    "declined": "Declined",
    "withdrawn": "Withdrawn",
    "decided": "Decided",
}
"""How far the requests for stage 4 came (P10, P11)."""

PROMISES: dict[str, str] = {"done": "Done", "not_done": "Not done", "not_said": "Not yet said"}

FLAGS: dict[str, str] = {
    "imported": "Taken over from the log that was kept before the portal",
    "on_behalf": "Entered by the Business Unit on behalf of an agency",
    "exception": "Signed by somebody who wrote it or held stage 2, with a reason",
    "early": "With a request for stage 4 before stage 3 was complete",
}


@dataclass(frozen=True, slots=True)
class Days:
    """How many working days something took: the median, the fewest and the most, of `of` that ended."""

    median: float
    fewest: int
    most: int
    of: int

    @property
    def middle(self) -> str:
        """The median in words: 8 working days, 8.5 working days."""
        whole = int(self.median)
        return working_days_in_words(whole) if whole == self.median else f"{self.median:g} working days"


@dataclass(frozen=True, slots=True)
class Volumes:
    """The cases of one half-year: open as it began, submitted and ended in it, open as it ended.

    `added`: open as it began, and not told of before, since they were opened again or taken over later.
    """

    half: HalfYear
    carried_in: int
    added: int
    submitted: int
    ended: int
    carried_out: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted of one half-year. `volumes`: of four half-years, the newest last."""

    half: HalfYear
    volumes: Sequence[Volumes]
    agencies: Sequence[str] = ()
    raised: Mapping[str, int] = field(default_factory=dict)
    asked: Mapping[str, int] = field(default_factory=dict)
    pairs: Mapping[tuple[str, str], int] = field(default_factory=dict)
    replaced: int = 0
    categories: Mapping[str, int] = field(default_factory=dict)
    primary: Mapping[str, int] = field(default_factory=dict)
    themes: Mapping[str, int] = field(default_factory=dict)
    forwarded: Mapping[str, int] = field(default_factory=dict)
    forwarded_after: Days | None = None
    replies: Mapping[str, int] = field(default_factory=dict)
    replied_after: Days | None = None
    outcomes: Mapping[str, int] = field(default_factory=dict)
    requests: Mapping[str, int] = field(default_factory=dict)
    promises: Mapping[str, int] = field(default_factory=dict)
    gate: Mapping[str, int] = field(default_factory=dict)
    flags: Mapping[str, int] = field(default_factory=dict)
    chases: int = 0
