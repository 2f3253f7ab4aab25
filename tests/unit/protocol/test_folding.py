"""Words that stand together begin at the same places in a plain text as in one with marks that show nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.protocol.folding import folded_apart

JOINED = st.text(st.sampled_from("abAB éÉßαΑ1-’\n"), max_size=12)
SOFT_HYPHEN = "\u00ad"


@pytest.mark.parametrize(
    ("typed", "apart"),
    [("ChloeSmithson", "chloe smithson"), ("CSmithson", "c smithson"), ("ZoëÉlan", "zoe elan")],
)
def test_words_are_taken_apart_at_their_capitals(typed: str, apart: str) -> None:
    found = folded_apart(typed)
    assert found is not None
    assert found.text == apart


@given(JOINED)
def test_a_mark_at_the_end_changes_no_place_where_words_are_taken_apart(text: str) -> None:
    plain, marked = folded_apart(text), folded_apart(text + SOFT_HYPHEN)
    assert (plain and (plain.text, plain.begins)) == (marked and (marked.text, marked.begins))
