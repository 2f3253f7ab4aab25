"""A reference and a month are read as people type them."""

import pytest

from portal.protocol.references import reference_of
from portal.protocol.written_dates import month_of


@pytest.mark.parametrize(
    "typed",
    ["RPD-YS9Z-3A8E", "rpd ys9z 3a8e", "RPDYS9Z3A8E", " rpd-ys9z3a8e ", "RPD–YS9Z–3A8E", "rpd_ys9z.3a8e"],
)
def test_a_reference_is_the_same_however_it_is_typed(typed: str) -> None:
    assert reference_of(typed) == "RPD-YS9Z-3A8E"


@pytest.mark.parametrize(
    "typed", ["", "RPD", "RPD-YS9Z-3A8", "RPD-YS9Z-3A8EE", "XPD-YS9Z-3A8E", "RPD-YS0Z-3A8E", "ſ"]
)
def test_what_can_be_no_reference_is_none(typed: str) -> None:
    assert reference_of(typed) == ""


@pytest.mark.parametrize(
    ("typed", "month"),
    [("3", 3), ("03", 3), ("march", 3), ("Mar", 3), ("MAR.", 3), (" sept ", 9), ("September", 9), ("jul", 7)],
)
def test_a_month_may_be_named(typed: str, month: int) -> None:
    assert month_of(typed) == month


@pytest.mark.parametrize("typed", ["", "ma", "Marchy", "mars", "m", "1a"])
def test_what_names_no_month_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        month_of(typed)
