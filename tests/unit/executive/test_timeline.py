"""The drawing of a chronology: everything is in it, in order, within the page, and nothing over anything else."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from portal.executive.packs.contents import Contents, Due, Event
from portal.executive.packs.timeline import APART, MOST_LANES, MOST_TICKS, WIDTH, drawings
from tests import packs

DAYS = st.integers(min_value=0, max_value=3_000)
FIRST = datetime(2026, 1, 5, 9, tzinfo=UTC)


def _contents(events: list[int], deadlines: list[tuple[int, int, int | None]]) -> Contents:
    return replace(
        packs.contents(),
        events=tuple(Event(FIRST + timedelta(days=one), "Something", "Somebody") for one in sorted(events)),
        deadlines=tuple(_due(*one) for one in deadlines),
        frozen_at=FIRST + timedelta(days=3_000),
    )


def _due(start: int, length: int, ran: int | None) -> Due:
    began = FIRST.date() + timedelta(days=start)
    stopped = None if ran is None else began + timedelta(days=ran)
    return Due("Reply", "An agency", began, began + timedelta(days=length), (), stopped, "answered")


@given(
    st.lists(DAYS, min_size=1, max_size=60),
    st.lists(st.tuples(DAYS, st.integers(0, 90), st.none() | st.integers(0, 200)), max_size=50),
)
def test_everything_is_drawn_within_the_page(
    events: list[int], deadlines: list[tuple[int, int, int | None]]
) -> None:
    drawn = drawings(_contents(events, deadlines))
    assert sum(len(one.lanes) for one in drawn) == len(deadlines)
    for one in drawn:
        assert len(one.lanes) <= MOST_LANES
        assert len(one.ticks) <= MOST_TICKS + 1
        places = [mark.x for mark in one.marks] + [tick.x for tick in one.ticks] + [one.made_x]
        places += [x for lane in one.lanes for x in (lane.x, lane.due_x, lane.end_x)]
        assert all(0 <= x <= WIDTH for x in places)
        assert all(later.x - earlier.x >= APART for earlier, later in pairwise(one.marks))
        assert all(lane.late == (lane.end_x > lane.due_x) for lane in one.lanes if lane.end_x != lane.due_x)


@given(st.lists(DAYS, min_size=1, max_size=60))
def test_every_event_has_its_number(events: list[int]) -> None:
    (one,) = drawings(_contents(events, []))
    numbers = [mark.words.split("–") for mark in one.marks]
    told = [number for ends in numbers for number in range(int(ends[0]), int(ends[-1]) + 1)]
    assert told == list(range(1, len(events) + 1))


def test_what_is_drawn_is_said_in_words() -> None:
    (one,) = drawings(packs.contents())
    assert one.title == (
        "Timeline of 9 events and 3 deadlines, from 23 Nov 2026 to 2 Jan 2027. The tables of the chronology and of"
        " the deadlines say the same in words."
    )
    assert one.words == (
        "The Business Unit’s check, Business Unit: due 25 Nov 2026, sent on 24 Nov 2026;"
        " Reply, Westmarch Children’s Social Care: due 8 Dec 2026, answered 14 Dec 2026;"
        " Decision, Executive: due 1 Feb 2027, running"
    )


def test_one_that_still_runs_after_its_date_is_overdue() -> None:
    due = Due("Reply", "An agency", date(2026, 11, 24), date(2026, 12, 8), ())
    (one,) = drawings(replace(packs.contents(), deadlines=(due,)))
    assert one.words.endswith("due 8 Dec 2026, overdue")
    assert one.lanes[0].late


def test_a_name_that_is_longer_than_its_line_is_cut() -> None:
    due = Due("Reply " * 20, "An agency " * 20, date(2026, 11, 24), date(2026, 12, 8), ())
    (one,) = drawings(replace(packs.contents(), deadlines=(due,)))
    assert one.lanes[0].words.startswith("Reply Reply Reply Reply Reply Reply…, An agency")
    assert len(one.lanes[0].words) < 110


def test_nothing_is_drawn_of_nothing() -> None:
    assert drawings(replace(packs.contents(), events=())) == ()
