"""Random walks over the protocol: whatever anybody does, in any order, no case is stuck and no decision breaks.

A walk is a list of numbers, each choosing somebody and one of the things open to them, so that Hypothesis can
make a failing one short. PORTAL_WALKS=2000 tries that many, new ones on every run.
"""

import os
import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.protocol.escalation import ENDED, CaseState, Escalation, PartState
from portal.protocol.moves import open_actions
from portal.protocol.rows import Action
from portal.protocol.states import TRANSITIONS
from tests.unit.protocol.cases import BENCH, CALENDAR, PEOPLE, case, part, seat
from tests.unit.protocol.course import Course
from tests.unit.protocol.laws import check_case, check_move
from tests.unit.protocol.walk import Walk

LONG_RUN = os.environ.get("PORTAL_WALKS")
WALKS = settings(
    max_examples=int(LONG_RUN or 50),
    derandomize=not LONG_RUN,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
SEEDS, STEPS = 300, 80
choices = st.lists(st.integers(0, 2**24), min_size=30, max_size=STEPS)


@WALKS
@given(choices)
def test_no_walk_breaks_a_law(walk: list[int]) -> None:
    Walk().goes(walk)


@WALKS
@given(choices)
def test_from_everywhere_there_is_a_way_out_though_every_agency_falls_silent(walk: list[int]) -> None:
    course = Walk()
    course.goes(walk)
    if course.case.state is CaseState.DRAFT:  # only A knows of it
        assert _opened(course, "A contributor") >= {Action.DISCARD}
        return
    course.silence()
    assert course.case.state in ENDED


def test_the_walks_go_everywhere() -> None:
    done: Counter[int] = Counter()
    reached = {CaseState.DRAFT}
    for seed in range(SEEDS):
        numbers, course = random.Random(seed), Walk()
        course.goes(numbers.randrange(2**24) for _ in range(STEPS))
        done.update(TRANSITIONS.index(moved.row) for moved in course.moves)
        reached |= {moved.after.state for moved in course.moves}
    assert reached == set(CaseState)
    assert [row.action for number, row in enumerate(TRANSITIONS) if not done[number]] == []


def _opened(course: Course, person: str) -> set[Action]:
    return {action for action, _ in open_actions(course.case, PEOPLE[person], course.now, CALENDAR)}


# The laws can fail ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "broken",
    [
        case(part("B response", PartState.AWAITED), state=CaseState.ANSWERED),
        case(part("B response", PartState.RECEIVED), state=CaseState.FORWARDED),
        case(part("B response", PartState.ASKED), state=CaseState.FORWARDED),
        case(part("B response", PartState.RECEIVED), state=CaseState.REFERRED),
        case(part("B response", PartState.RECEIVED), state=CaseState.UNRESOLVED, raising_withdrew=True),
        case(part("A referral", PartState.REFERRED), state=CaseState.UNRESOLVED),
        case(part("A referral", PartState.ASKED), state=CaseState.WITHDRAWN),
    ],
)
def test_a_case_that_breaks_a_law_is_noticed(broken: Escalation) -> None:
    with pytest.raises(AssertionError):
        check_case(Course(broken))


def test_a_clock_left_running_is_noticed() -> None:
    course = Course(case(state=CaseState.DRAFT))
    course.does("A senior", Action.SIGN_OFF)
    check_case(course)
    course.change(state=CaseState.WITHDRAWN)
    with pytest.raises(AssertionError):
        check_case(course)


def test_a_decision_without_a_majority_is_noticed() -> None:
    course = Course(case(part("A referral", PartState.REFERRED), state=CaseState.ACCEPTED))
    moved = course.does("E chair", Action.DECIDE)
    check_move(moved, course)
    one_view = tuple(seat(name, order, declared=True) for order, name in enumerate(("E chair", "E member")))
    for bench in (BENCH[:1], one_view):
        tampered = type(moved)(
            moved.row, case(state=CaseState.ACCEPTED, bench=bench), moved.after, moved.started, moved.stopped
        )
        with pytest.raises(AssertionError):
            check_move(tampered, course)
