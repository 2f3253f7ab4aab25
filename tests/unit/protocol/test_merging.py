"""Two people in one section: nothing that either typed is lost, and what one left alone is the other’s."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portal.protocol.merging import keyed, merge, read, shown, theirs_beside

NAMES = ("position", "evidence", "risk")
TEXTS = some.sampled_from(["", "a", "b", "c", "two\nlines", "李", "\0"]) | some.text(max_size=3)
ROW = some.fixed_dictionaries(dict.fromkeys(NAMES, TEXTS))


@some.composite
def rows(draw: some.DrawFn, keys: tuple[str, ...]) -> list[dict[str, Any]]:
    """Rows of some of these keys, in any order."""
    chosen = draw(some.lists(some.sampled_from(keys), unique=True))
    return [{"key": key, **draw(ROW)} for key in chosen]


BASE = rows(("1", "2", "3"))
MINE, THEIRS = rows(("1", "2", "3", "mine")), rows(("1", "2", "3", "theirs"))


def written(was: list[dict[str, Any]], now: list[dict[str, Any]]) -> set[str]:
    """The texts that somebody typed: what stands there now and did not stand in that field before."""
    before = {row["key"]: row for row in was}
    return {
        row[name]
        for row in now
        for name in NAMES
        if row[name] and before.get(row["key"], {}).get(name, "").replace("\r\n", "\n") != row[name]
    }


@given(base=BASE, mine=MINE, theirs=THEIRS)
def test_no_typed_text_of_either_is_ever_lost(base: Any, mine: Any, theirs: Any) -> None:
    merged = merge(shown(base), mine=mine, theirs=theirs)
    texts = {row[name] for row in merged.content for name in NAMES}
    beside = {text for _, text in theirs_beside(merged, theirs)}
    assert written(base, mine) <= texts
    assert written(base, theirs) <= texts | beside


@given(base=BASE, mine=MINE, theirs=THEIRS)
def test_every_row_stands_once_and_none_comes_from_nowhere(base: Any, mine: Any, theirs: Any) -> None:
    keys = [row["key"] for row in merge(shown(base), mine=mine, theirs=theirs).content]
    assert len(set(keys)) == len(keys)
    assert set(keys) <= {row["key"] for row in [*mine, *theirs]}


@given(base=BASE, mine=MINE)
def test_who_is_alone_gets_what_they_typed(base: Any, mine: Any) -> None:
    merged = merge(shown(base), mine=mine, theirs=base)
    assert (merged.content, merged.conflicts) == (mine, frozenset())


@given(base=BASE, theirs=THEIRS)
def test_who_touched_nothing_takes_what_they_saved(base: Any, theirs: Any) -> None:
    merged = merge(shown(base), mine=base, theirs=theirs)
    assert (merged.content, merged.conflicts) == (theirs, frozenset())


@given(base=BASE, mine=MINE, theirs=THEIRS)
def test_what_a_form_carries_says_the_same_when_it_comes_back(base: Any, mine: Any, theirs: Any) -> None:
    was = shown(base)
    assert merge(read(was.written()), mine=mine, theirs=theirs) == merge(was, mine=mine, theirs=theirs)


@given(
    mine=MINE,
    theirs=THEIRS,
    carried=some.text() | some.sampled_from(["[]", "{}", "[[1]]", "[[1,2]]", "null"]),
)
def test_a_form_that_does_not_say_what_it_showed_loses_nothing_either(
    mine: Any, theirs: Any, carried: str
) -> None:
    merged = merge(read(carried), mine=mine, theirs=theirs)
    texts = {row[name] for row in merged.content for name in NAMES}
    beside = {text for _, text in theirs_beside(merged, theirs)}
    assert written([], mine) <= texts
    assert written([], theirs) <= texts | beside


WAS = {"unresolved": "They said no.", "safety": ""}


@pytest.mark.parametrize(
    ("mine", "theirs", "content", "conflicts"),
    [
        ({"safety": "Mine"}, {"unresolved": "Theirs"}, {"safety": "Mine", "unresolved": "Theirs"}, []),
        ({"safety": "Mine"}, {"safety": "Theirs"}, {"safety": "Mine"}, ["safety"]),
        ({"safety": "Same"}, {"safety": "Same"}, {"safety": "Same"}, []),
        ({"unresolved": ""}, {"unresolved": "More"}, {"unresolved": ""}, ["unresolved"]),
        ({"unresolved": ""}, {}, {"unresolved": ""}, []),
        ({}, {"not_done": "Why"}, {"not_done": "Why"}, []),
    ],
)
def test_a_section_without_rows(mine: Any, theirs: Any, content: Any, conflicts: list[str]) -> None:
    merged = merge(shown(WAS), mine=WAS | mine, theirs=WAS | theirs)
    assert merged.content == WAS | content
    assert sorted(name for _, name in merged.conflicts) == conflicts


def issue(key: str, position: str) -> dict[str, Any]:
    return {"key": key, "position": position}


THREE = [issue("1", "one"), issue("2", "two"), issue("3", "three")]


def test_a_row_that_one_changed_and_the_other_took_away_is_kept() -> None:
    changed = [issue("1", "one"), issue("2", "more"), issue("3", "three")]
    without = [issue("1", "one"), issue("3", "three")]
    for mine, theirs in ((changed, without), (without, changed)):
        merged = merge(shown(THREE), mine=mine, theirs=theirs)
        assert merged.content == changed
    assert merge(shown(THREE), mine=without, theirs=THREE).content == without


def test_new_rows_of_both_follow_what_they_followed_and_a_moved_row_stays_moved() -> None:
    mine = [issue("3", "three"), issue("m", "mine"), issue("1", "one"), issue("2", "two")]
    theirs = [*THREE, issue("t", "theirs")]
    for first, second in ((mine, theirs), (theirs, mine)):
        merged = merge(shown(THREE), mine=first, theirs=second)
        assert sorted(row["key"] for row in merged.content) == ["1", "2", "3", "m", "t"]
    merged = merge(shown(THREE), mine=mine, theirs=theirs)
    assert "".join(row["key"] for row in merged.content) == "3tm12"


def test_the_ends_of_lines_that_a_browser_sends_touch_nothing() -> None:
    was = shown({"said": "One\nTwo"})
    assert merge(was, mine={"said": "One\r\nTwo"}, theirs={"said": "Three"}).content == {"said": "Three"}


def test_a_row_without_a_key_is_known_by_its_number_and_no_two_share_one() -> None:
    assert [row["key"] for row in keyed([{}, {"key": "a"}, {"key": "a"}, {}])] == ["1", "a", "ax", "4"]
    assert shown([{"position": "p"}]) == shown([{"key": "1", "position": "p"}])
