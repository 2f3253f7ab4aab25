"""The columns of the log: what each says of a case. A list and the file of it say the same."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.business_unit.log.asking import ALWAYS
from portal.business_unit.log.queries.rows import Logged
from portal.protocol.clock import last_day, london_date

Cell = str | int | date | None

STAGE_4: Mapping[str, str] = {
    "asked": "asked for",
    "referred": "referred",
    "accepted": "accepted",
    "declined": "declined",
    "withdrawn": "withdrawn",
    "decided": "decided",
}
"""How stage 4 stands."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, and what it says."""

    words: str
    of: Callable[[Logged], Cell]


def _list(of: Callable[[Logged], Sequence[str]]) -> Callable[[Logged], Cell]:
    return lambda one: "; ".join(of(one))


def _stage(one: Logged) -> str:
    return f"{one.stage}: {STAGE_4[one.stage_4]}" if one.stage_4 else str(one.stage)


COLUMNS: Mapping[str, Column] = {
    ALWAYS: Column("Reference", lambda one: one.reference),
    "stands": Column("Where it stands", lambda one: one.stands),
    "stage": Column("Stage", _stage),
    "category": Column("About", lambda one: one.category),
    "categories": Column("Every category", _list(lambda one: one.categories)),
    "raising": Column("Raised by", lambda one: one.raising),
    "responding": Column("Asked to reply", _list(lambda one: one.responding)),
    "answers": Column("How they replied", _list(lambda one: [each.words for each in one.answers])),
    "waits_for": Column("Who it is with", _list(lambda one: one.waits_for)),
    "due": Column("Due", lambda one: last_day(one.due_at) if one.due_at else None),
    "submitted": Column("Submitted", lambda one: london_date(one.submitted_at)),
    "forwarded": Column("Sent on", lambda one: london_date(one.forwarded_at) if one.forwarded_at else None),
    "ended": Column("Ended", lambda one: london_date(one.ended_at) if one.ended_at else None),
    "themes": Column("Themes", _list(lambda one: one.themes)),
    "chases": Column("Chases", lambda one: one.chases),
    "promised": Column("Actions promised", lambda one: one.promised),
    "done": Column("Promised and done", lambda one: one.done),
    "not_done": Column("Promised and not done", lambda one: one.not_done),
    "marks": Column("Marks", _list(lambda one: one.marks)),
}
"""In the order in which they are shown."""


def chosen(show: Sequence[str]) -> dict[str, Column]:
    """The columns of a list, the reference first."""
    return {key: column for key, column in COLUMNS.items() if key == ALWAYS or key in show}
