"""A half-year's figures in both versions: what adds up, what is withheld, and whole reports attacked together."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.protocol import report_tables as tables
from portal.protocol.choices import CATEGORIES
from portal.protocol.gate import QUESTIONS
from portal.protocol.half_year import HalfYear, half_year_named
from portal.protocol.report import Counted, Version, exact, shareable
from portal.protocol.report_counts import Counts, Days, Volumes
from portal.protocol.report_tables import counted
from tests.unit.protocol.attack import Attack

AGENCIES = ("Alder", "Birch", "Cedar")
FIRST = HalfYear(date(2024, 4, 1))
ROOM = 8


def _halves(many: int) -> list[HalfYear]:
    halves = [FIRST]
    while len(halves) < many:
        halves.append(halves[-1].after)
    return halves


@st.composite
def _spread(draw: st.DrawFn, total: int, names: Iterable[str]) -> dict[str, int]:
    """A number of things, each under one name."""
    chosen = draw(st.lists(st.sampled_from(sorted(names)), min_size=total, max_size=total))
    return {name: chosen.count(name) for name in set(chosen)}


@st.composite
def _volumes(draw: st.DrawFn) -> list[Volumes]:
    open_now, lived = draw(st.integers(0, 12)), []
    for half in _halves(5):
        submitted = draw(st.one_of(st.integers(0, 12), st.integers(10, 40)))
        ended = draw(st.integers(0, open_now + submitted))
        lived.append(Volumes(half, open_now, 0, submitted, ended, open_now + submitted - ended))
        open_now += submitted - ended
    return lived


@st.composite
def _counts(draw: st.DrawFn, volumes: list[Volumes]) -> Counts:
    submitted = volumes[-1].submitted
    asked = draw(_spread(draw(st.integers(0, submitted + 6)), AGENCIES))
    outcomes = draw(_spread(submitted, tables.OUTCOMES))
    requests = draw(_spread(draw(st.integers(0, 12)), set(tables.REQUESTS) - {"decided"}))
    more = draw(_spread(draw(st.integers(0, 10)), CATEGORIES))
    main = draw(_spread(submitted, CATEGORIES))
    return Counts(
        half=volumes[-1].half,
        volumes=volumes,
        agencies=AGENCIES,
        raised=draw(_spread(submitted, AGENCIES)),
        asked=asked,
        categories={name: main.get(name, 0) + more.get(name, 0) for name in main | more},
        primary=main,
        forwarded=draw(_spread(submitted, tables.FORWARDED)),
        replies=draw(_spread(sum(asked.values()), tables.REPLIES)),
        outcomes=outcomes,
        requests=requests | {"decided": outcomes.get("decided", 0)},
        promises={"promised": 12, "done": 7, "not_done": draw(st.integers(0, 5))},
        gate=draw(_spread(draw(st.integers(0, 20)), [one.key for one in QUESTIONS])),
    )


def _found_out(counts: list[Counted], shared: list[Version]) -> list[str]:
    """What an attacker who has every report works out of what they withhold."""
    truth = {key: value for one in counts for key, value in one.figures.items()}
    said: dict[str, int | None] = {}
    for version in shared:
        said |= {key: value for key, value in version.figures.items() if said.get(key) is None}
    bounds = {
        key: (0, 9 if key.startswith("submitted/") and value < 10 else value + ROOM)
        for key, value in truth.items()
        if said.get(key) is None
    }
    equations = [dict(one) for each in counts for one in each.equations]
    attack = Attack(truth, [one for at, one in enumerate(equations) if one not in equations[:at]], bounds)
    return [key for key, value in said.items() if value is None and not attack.can_be_another(key)]


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_decision_28_nothing_is_worked_out_from_a_report_and_the_one_before_it(data: st.DataObject) -> None:
    volumes = data.draw(_volumes())
    first = counted(data.draw(_counts(volumes[:4])))
    then = counted(data.draw(_counts(volumes[1:])))
    shared = shareable(first, before={})
    next_shared = shareable(then, before=shared.figures)
    assert [one.words_alone for one in (shared, next_shared)] == [
        one.submitted < 10 for one in (volumes[3], volumes[4])
    ]
    small = [
        key
        for version in (shared, next_shared)
        for key, value in version.figures.items()
        if value is not None and value < 5
    ]
    assert small == []
    assert _found_out([first, then], [shared, next_shared]) == []


def _report(submitted: int, **more: Any) -> Counted:
    half = half_year_named("2026-04")
    assert half
    volumes = [Volumes(half, 20, 0, submitted, 10, 10 + submitted)]
    every: Mapping[str, Any] = {
        "raised": {"Alder": submitted},
        "outcomes": {"resolved": submitted},
        "forwarded": {"in_time": submitted},
        "categories": {"thresholds": submitted},
    }
    return counted(Counts(half=half, volumes=volumes, agencies=AGENCIES, **{**every, **more}))


@pytest.mark.parametrize(
    ("submitted", "alone"), [(0, True), (1, True), (4, True), (9, True), (10, False), (400, False)]
)
def test_decision_28_words_alone_below_10_cases(submitted: int, alone: bool) -> None:
    found = _report(submitted)
    assert shareable(found, before={}).words_alone is alone
    assert exact(found).figures["submitted/2026-04"] == submitted


def test_a_table_that_counts_fewer_than_10_is_left_out_of_the_shareable_version() -> None:
    found = _report(40, gate={"conduct": 9}, promises={"promised": 10, "done": 5, "not_done": 5})
    captions = [table.caption for table in shareable(found, before={}).tables]
    assert "What the first questions stopped" not in captions
    assert "Actions promised in replies" in captions
    assert "What the first questions stopped" in [table.caption for table in exact(found).tables]


def test_a_median_is_shared_where_its_whole_table_is_and_the_range_never() -> None:
    days = Days(4, 1, 9, 40)
    whole = dict.fromkeys(tables.FORWARDED, 8)
    found = _report(8 * len(whole), forwarded=whole, forwarded_after=days)
    (sent, *_) = shareable(found, before={}).of("timeliness")
    assert [one.text for one in sent.remarks] == ["Half took 4 working days or less."]
    found = _report(40, forwarded={"in_time": 38, "late": 2}, forwarded_after=days)
    (sent, *_) = shareable(found, before={}).of("timeliness")
    assert sent.remarks == ()
    assert [one.text for one in exact(found).of("timeliness")[0].remarks][1] == (
        "The shortest took 1 working day, the longest 9 working days."
    )


def test_a_version_is_stored_and_read_back_as_it_was() -> None:
    found = _report(40)
    for version in (exact(found), shareable(found, before={})):
        assert Version.from_json(version.to_json()) == version


def test_every_equation_holds() -> None:
    found = _report(40, requests={"asked": 3, "declined": 9}, gate={"conduct": 9, "one_agency": 2})
    assert {sum(times * found.figures[key] for key, times in one.items()) for one in found.equations} == {0}
