"""The drawing beside the chronology: what happened along one axis, and a bar for each deadline below it.

Only where things stand is worked out here; the template draws them, with words beside every colour. Lengths are in
units of a quarter of a millimetre.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from portal.executive.packs.contents import Contents, Due
from portal.protocol.clock import london_date

WIDTH = 696
"""As wide as the text of a page: 174 mm."""

AXIS = 78
"""How far below the top the axis runs: room for the months above it and the numbers of events."""

LANE = 34
FIRST_LANE = AXIS + 24
MOST_LANES = 22
"""Deadlines in one drawing: more go into a further one, since a drawing cannot break across pages."""

APART = 48
"""Events that stand nearer to each other than this share a mark, so that their numbers can be read."""

MOST_SIGNS = 36
"""Signs of what a deadline is, and of whose, beside its bar."""

MARGIN = 12
MOST_TICKS = 12
STEPS = (1, 2, 3, 6, 12, 24, 60)
"""Months between two ticks of the axis: the fewest that give no more ticks than fit."""


@dataclass(frozen=True, slots=True)
class Tick:
    """The first of a month on the axis."""

    x: float
    words: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Events that stand together, by their numbers in the table: "4", or "4–7"."""

    x: float
    words: str


@dataclass(frozen=True, slots=True)
class Lane:
    """A deadline: a bar from its start to its due date, and what ran on after it."""

    y: float
    x: float
    due_x: float
    end_x: float
    words: str
    runs: bool
    late: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """One drawing, with the words that stand for it where it cannot be seen. `made_x` is the day of the pack."""

    height: float
    made_x: float
    title: str
    words: str
    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    lanes: tuple[Lane, ...]


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    last: date

    def x(self, day: date) -> float:
        length = max((self.last - self.first).days, 1)
        return round(MARGIN + (WIDTH - 2 * MARGIN) * (day - self.first).days / length, 1)


def drawings(contents: Contents) -> tuple[Drawing, ...]:
    """The drawings of a pack: none when nothing has happened yet."""
    days = [london_date(one.at) for one in contents.events]
    if not days:
        return ()
    until = london_date(contents.frozen_at)
    scale = _scale(days, contents.deadlines, until)
    groups = _groups(contents.deadlines) or [()]
    return tuple(_drawing(scale, days, group, until) for group in groups)


def _scale(days: Sequence[date], deadlines: Sequence[Due], until: date) -> _Scale:
    all_days = [*days, until]
    for one in deadlines:
        all_days += [one.started_on, one.due_on, one.stopped_on or one.due_on]
    return _Scale(min(all_days) - timedelta(days=1), max(all_days) + timedelta(days=1))


def _groups(deadlines: Sequence[Due]) -> list[tuple[Due, ...]]:
    left = iter(deadlines)
    return list(iter(lambda: tuple(islice(left, MOST_LANES)), ()))


def _drawing(scale: _Scale, days: Sequence[date], deadlines: Sequence[Due], until: date) -> Drawing:
    lanes = tuple(_lane(scale, row, one, until) for row, one in enumerate(deadlines))
    return Drawing(
        height=FIRST_LANE + LANE * len(lanes),
        made_x=scale.x(until),
        title=_title(days, deadlines),
        words="; ".join(lane.words for lane in lanes),
        ticks=tuple(_ticks(scale)),
        marks=tuple(_marks(scale, days)),
        lanes=lanes,
    )


def _title(days: Sequence[date], deadlines: Sequence[Due]) -> str:
    events = "1 event" if len(days) == 1 else f"{len(days)} events"
    dates = "1 deadline" if len(deadlines) == 1 else f"{len(deadlines)} deadlines"
    return (
        f"Timeline of {events} and {dates}, from {_short(min(days))} to {_short(max(days))}."
        " The tables of the chronology and of the deadlines say the same in words."
    )


def _lane(scale: _Scale, row: int, due: Due, until: date) -> Lane:
    """What still runs is drawn to the day on which the pack was frozen, should it be late by then."""
    stopped = due.stopped_on or max(min(until, due.due_on), due.started_on)
    late = (due.stopped_on or until) > due.due_on
    return Lane(
        y=FIRST_LANE + LANE * row,
        x=scale.x(due.started_on),
        due_x=scale.x(due.due_on),
        end_x=scale.x((due.stopped_on or until) if late else stopped),
        words=f"{_cut(due.what)}, {_cut(due.whose)}: due {_short(due.due_on)}, {_ended(due, late)}",
        runs=due.stopped_on is None,
        late=late,
    )


def _cut(words: str) -> str:
    """What has room beside a bar: a line cannot be broken there, and the table says it whole."""
    return words if len(words) <= MOST_SIGNS else f"{words[: MOST_SIGNS - 1]}…"


def _ended(due: Due, late: bool) -> str:
    if due.stopped_on is None:
        return "overdue" if late else "running"
    return f"{due.outcome or 'ended'} {_short(due.stopped_on)}"


def _marks(scale: _Scale, days: Sequence[date]) -> Iterator[Mark]:
    """The events in their order, those that stand close together as one."""
    first, last = 0, 0
    for number in range(1, len(days) + 1):
        if number == len(days) or scale.x(days[number]) - scale.x(days[first]) >= APART:
            words = str(first + 1) if first == last else f"{first + 1}–{last + 1}"
            yield Mark(scale.x(days[first]), words)
            first = number
        last = number


def _ticks(scale: _Scale) -> Iterator[Tick]:
    months = (scale.last.year - scale.first.year) * 12 + scale.last.month - scale.first.month
    step = next((one for one in STEPS if months / one <= MOST_TICKS), STEPS[-1])
    start = scale.first.year * 12 + scale.first.month - 1
    for month in range(start - start % step + step, start + months + 1, step):
        day = date(month // 12, month % 12 + 1, 1)
        if scale.x(day) <= WIDTH - 3 * MARGIN:
            yield Tick(scale.x(day), f"{day:%b} {day.year}" if step < 12 else str(day.year))


def _short(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
