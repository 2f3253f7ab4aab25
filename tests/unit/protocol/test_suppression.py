"""No figure under 5, and none that can be worked out: each choice attacked by a solver that knows nothing."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.protocol.suppression import LEAST, Figure, Standing, Unprotected, withheld
from tests.unit.protocol.attack import Attack

ROOM = 8
"""How far above its true value the attacker looks for another. Below it, down to 0."""

Equations = Sequence[Mapping[str, int]]


def _attack(
    figures: Sequence[Figure], equations: Equations, hidden: frozenset[str], *, strict: bool = False
) -> list[str]:
    """The figures that the attacker finds out: all but those published are unknown to them."""
    unknown = [one for one in figures if one.key in hidden or one.standing is Standing.UNPUBLISHED]
    bounds = {one.key: _bounds(one, strict=strict and one.key in hidden) for one in unknown}
    attack = Attack({one.key: one.value for one in figures}, equations, bounds)
    return [key for key in sorted(hidden) if not attack.can_be_another(key)]


def _bounds(figure: Figure, *, strict: bool) -> tuple[int, int]:
    most = figure.value + ROOM if figure.at_most is None else figure.at_most
    if not strict or figure.at_most is not None:
        return 0, most
    return (0, LEAST - 1) if figure.value < LEAST else (LEAST, most)


def _square(cells: Sequence[Sequence[int]]) -> tuple[list[Figure], list[dict[str, int]]]:
    """A table with totals of rows and columns; how many there are in all is always published."""
    rows, columns = range(len(cells)), range(len(cells[0]))
    figures = [Figure(f"{r}{c}", cells[r][c]) for r in rows for c in columns]
    figures += [Figure(f"{r}+", sum(cells[r])) for r in rows]
    figures += [Figure(f"+{c}", sum(row[c] for row in cells)) for c in columns]
    figures.append(Figure("++", sum(map(sum, cells)), Standing.KNOWN))
    equations = [{**{f"{r}{c}": 1 for c in columns}, f"{r}+": -1} for r in rows]
    equations += [{**{f"{r}{c}": 1 for r in rows}, f"+{c}": -1} for c in columns]
    equations += [{**{f"{r}+": 1 for r in rows}, "++": -1}, {**{f"+{c}": 1 for c in columns}, "++": -1}]
    return figures, equations


CELL = st.one_of(st.integers(0, 4), st.integers(0, 12))
SQUARE = st.integers(1, 3).flatmap(
    lambda columns: st.lists(st.lists(CELL, min_size=columns, max_size=columns), min_size=1, max_size=4)
).filter(lambda cells: sum(map(sum, cells)) >= 10)  # fmt: skip


@given(SQUARE)
@settings(max_examples=120, deadline=None)
def test_no_cell_of_a_table_with_totals_is_found_out(cells: list[list[int]]) -> None:
    figures, equations = _square(cells)
    hidden = withheld(figures, equations)
    assert {one.key for one in figures if one.value < LEAST and one.standing is Standing.PLANNED} <= hidden
    assert "++" not in hidden
    assert _attack(figures, equations, hidden) == []


@st.composite
def _halves(draw: st.DrawFn) -> list[tuple[int, int, int]]:
    """Half-years one after the other: how many are open as each begins, are submitted in it and end in it."""
    halves, open_now = [], draw(CELL)
    for _ in range(draw(st.integers(5, 7))):
        submitted = draw(CELL)
        ended = draw(st.integers(0, open_now + submitted))
        halves.append((open_now, submitted, ended))
        open_now += submitted - ended
    return halves


def _trend(
    halves: Sequence[tuple[int, int, int]], at: int, known: Mapping[str, int | None]
) -> tuple[list[Figure], list[dict[str, int]]]:
    """Four half-years up to one of them: what each carries in and out, with what was published before."""
    values: dict[str, int] = {}
    equations = []
    for number in range(at - 3, at + 1):
        open_now, submitted, ended = halves[number]
        values |= {f"open{number}": open_now, f"submitted{number}": submitted, f"ended{number}": ended}
        values[f"open{number + 1}"] = open_now + submitted - ended
        equations.append(
            {f"open{number}": 1, f"submitted{number}": 1, f"ended{number}": -1, f"open{number + 1}": -1}
        )
    figures = []
    for key, value in values.items():
        few = 9 if key.startswith("submitted") and value < 10 else None
        before = Standing.PLANNED
        if key in known:
            before = Standing.WITHHELD if known[key] is None else Standing.KNOWN
        figures.append(Figure(key, value, before, few))
    return figures, equations


@given(_halves())
@settings(max_examples=120, deadline=None)
def test_nothing_is_found_out_from_report_after_report(halves: list[tuple[int, int, int]]) -> None:
    """Each report tells of four half-years, three of which the one before told of too: all are read together."""
    known: dict[str, int | None] = {}
    together: dict[str, Figure] = {}
    equations: list[dict[str, int]] = []
    for at in range(3, len(halves)):
        figures, told = _trend(halves, at, known)
        hidden = withheld(figures, told)
        known |= {one.key: None if one.key in hidden else one.value for one in figures}
        together |= {one.key: one for one in figures}
        equations += [one for one in told if one not in equations]
        unknown = frozenset(key for key, value in known.items() if value is None)
        assert _attack(list(together.values()), equations, unknown) == []


def test_the_attacker_finds_what_is_withheld_alone() -> None:
    """The solver is worth something: it reads a single gap, and one that bounds close."""
    figures, equations = _square([[3, 20], [30, 40]])
    assert _attack(figures, equations, frozenset({"00"})) == ["00"]
    assert _attack(figures, equations, frozenset({"00", "01"})) == ["00", "01"]
    assert _attack(figures, equations, frozenset({"00", "01", "10", "11"})) == []
    closed = [Figure("a", 4, at_most=4), Figure("b", 4, at_most=4), Figure("all", 8, Standing.KNOWN)]
    assert _attack(closed, [{"a": 1, "b": 1, "all": -1}], frozenset({"a", "b"})) == ["a", "b"]


def test_a_figure_is_withheld_with_the_least_that_hides_it() -> None:
    figures, equations = _square([[3, 20], [30, 40]])
    assert withheld(figures, equations) == {"00", "01", "10", "11"}
    one_gap = [Figure("a", 3), Figure("b", 7), Figure("c", 50), Figure("all", 60, Standing.KNOWN)]
    assert withheld(one_gap, [{"a": 1, "b": 1, "c": 1, "all": -1}]) == {"a", "b"}
    two_gaps = [Figure("a", 3), Figure("b", 2), Figure("c", 55), Figure("all", 60, Standing.KNOWN)]
    assert withheld(two_gaps, [{"a": 1, "b": 1, "c": 1, "all": -1}]) == {"a", "b"}


def test_zero_is_withheld_too() -> None:
    assert withheld([Figure("a", 0), Figure("b", 5)], []) == {"a"}


def test_gaps_that_could_only_be_4_each_are_not_enough() -> None:
    """8 in two gaps under 5 is 4 and 4: whoever can tell the small ones apart must not know it."""
    figures = [Figure("a", 4), Figure("b", 4), Figure("c", 30), Figure("all", 38, Standing.KNOWN)]
    equations = [{"a": 1, "b": 1, "c": 1, "all": -1}]
    hidden = withheld(figures, equations)
    assert hidden == {"a", "b", "c"}
    assert _attack(figures, equations, hidden, strict=True) == []


def test_what_was_published_before_gives_the_rest_away() -> None:
    """Of 3 and 20 that come to 23, the 20 stands in the last report: then nothing hides the 3."""
    before = [Figure("a", 3), Figure("b", 20, Standing.KNOWN), Figure("all", 23, Standing.KNOWN)]
    with pytest.raises(Unprotected):
        withheld(before, [{"a": 1, "b": 1, "all": -1}])


def test_what_was_withheld_before_stays_so_and_is_kept_from_being_worked_out() -> None:
    """The last report withheld what was carried out, 30, to hide that 3 ended. This one must not give it away."""
    figures = [
        Figure("open", 30, Standing.WITHHELD), Figure("submitted", 20), Figure("ended", 12), Figure("next", 38),
    ]  # fmt: skip
    equations = [{"open": 1, "submitted": 1, "ended": -1, "next": -1}]
    hidden = withheld(figures, equations)
    assert hidden == {"open", "ended"}
    assert _attack(figures, equations, hidden) == []


def test_a_figure_in_three_equations_is_refused() -> None:
    with pytest.raises(ValueError, match="more than two equations"):
        withheld([Figure("a", 1)], [{"a": 1}, {"a": 1}, {"a": 1}])
