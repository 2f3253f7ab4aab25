"""Who on the Executive sits, who presides, whether there is a quorum, and what carries (decisions 21 and 22)."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.protocol.conflicts import (
    QUORUM,
    Seat,
    View,
    carries,
    has_quorum,
    presiding,
    quorum_in_reach,
    sitting,
)
from tests.unit.protocol.cases import named

CHAIR, FIRST, SECOND = (
    Seat(named(name), order, declared=True) for order, name in enumerate(("chair", "first", "second"))
)
FOR, AGAINST = View.FOR, View.AGAINST

seats = st.builds(
    Seat,
    st.uuids(),
    st.integers(0, 9),
    declared=st.booleans(),
    conflict=st.booleans(),
    view=st.sampled_from([None, FOR, AGAINST]),
)
benches = st.lists(seats, max_size=7, unique_by=(lambda one: one.membership, lambda one: one.order))


def _recused(seat: Seat) -> Seat:
    return replace(seat, conflict=True)


def _undeclared(seat: Seat) -> Seat:
    return replace(seat, declared=False)


def _held(*views: View | None) -> tuple[Seat, ...]:
    return tuple(Seat(named(f"{n}"), n, declared=True, view=view) for n, view in enumerate(views))


def test_only_those_who_declared_and_have_no_conflict_sit() -> None:
    assert sitting([_recused(CHAIR), _undeclared(FIRST), SECOND]) == (SECOND,)
    assert sitting([_recused(_undeclared(CHAIR))]) == ()


@pytest.mark.parametrize("bench", list(permutations((CHAIR, FIRST, SECOND))))
def test_the_chair_presides_whatever_order_the_bench_is_in(bench: tuple[Seat, ...]) -> None:
    assert presiding(bench) == CHAIR.membership


def test_the_presiding_role_passes_to_the_next_without_a_conflict() -> None:
    assert presiding([_recused(CHAIR), FIRST, SECOND]) == FIRST.membership
    assert presiding([_recused(CHAIR), _recused(FIRST), SECOND]) == SECOND.membership
    assert presiding([_undeclared(CHAIR), FIRST]) == FIRST.membership
    assert presiding([_recused(CHAIR), _undeclared(FIRST)]) is None
    assert presiding([]) is None


def test_the_quorum_is_two_members_without_a_conflict() -> None:
    assert QUORUM == 2
    assert has_quorum([CHAIR, FIRST])
    assert not has_quorum([CHAIR])
    assert not has_quorum([CHAIR, _recused(FIRST), _undeclared(SECOND)])


@pytest.mark.parametrize(
    ("bench", "in_reach"),
    [
        ([CHAIR, FIRST], True),
        ([_undeclared(CHAIR), _undeclared(FIRST)], True),
        ([CHAIR, _undeclared(FIRST), _recused(SECOND)], True),
        ([CHAIR, _recused(FIRST), _recused(_undeclared(SECOND))], False),
        ([CHAIR], False),
        ([], False),
    ],
)
def test_a_quorum_is_in_reach_while_two_have_no_conflict_those_who_have_yet_to_declare_included(
    bench: list[Seat], in_reach: bool
) -> None:
    assert quorum_in_reach(bench) is in_reach


@pytest.mark.parametrize(
    ("views", "carried"),
    [
        ((), False),
        ((None, None), False),
        ((FOR, None), False),
        ((FOR, FOR), True),
        ((FOR, FOR, None), True),
        ((FOR, AGAINST), False),
        ((AGAINST, FOR), False),
        ((FOR, FOR, AGAINST), True),
        ((FOR, AGAINST, AGAINST), False),
        ((AGAINST, None), False),
    ],
)
def test_a_decision_needs_more_for_than_against_and_the_chair_has_no_casting_vote(
    views: tuple[View | None, ...], carried: bool
) -> None:
    assert carries(_held(*views)) is carried


def test_the_view_of_someone_who_does_not_sit_counts_for_nothing() -> None:
    chair, first, second = _held(FOR, FOR, AGAINST)
    assert carries([chair, first, _recused(second)])
    assert not carries([chair, _recused(first), second])
    assert not carries([chair, _recused(first)])
    assert not carries([_undeclared(chair), first])


@given(benches, seats)
def test_another_recused_member_changes_nothing(bench: list[Seat], other: Seat) -> None:
    more = [*bench, _recused(other)]
    assert sitting(more) == sitting(bench)
    assert (presiding(more), has_quorum(more), carries(more)) == (
        presiding(bench),
        has_quorum(bench),
        carries(bench),
    )


@given(benches)
def test_whoever_presides_sits_and_nobody_who_sits_stands_before(bench: list[Seat]) -> None:
    order = {one.membership: one.order for one in bench}
    free = [one.order for one in bench if one.declared and not one.conflict]
    president = presiding(bench)
    assert (president is None) == (not free)
    assert president is None or order[president] == min(free)
