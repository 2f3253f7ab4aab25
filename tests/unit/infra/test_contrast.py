"""How well white is read on a colour, against the figures that WCAG and its users give."""

import pytest

from portal.infra.contrast import against_white, darker, is_colour, is_readable


@pytest.mark.parametrize(
    ("colour", "ratio"),
    [
        ("#000000", 21.0),
        ("#ffffff", 1.0),
        ("#767676", 4.54),
        ("#777777", 4.48),
        ("#0000ff", 8.59),
        ("#ff0000", 4.0),
    ],
)
def test_the_ratio_is_that_of_wcag(colour: str, ratio: float) -> None:
    assert against_white(colour) == pytest.approx(ratio, abs=0.005)
    assert is_readable(colour) is (ratio >= 4.5)


def test_the_shade_below_the_marking_is_read_better_still() -> None:
    assert darker("#17494d") == "#103335"
    assert against_white(darker("#767676")) > against_white("#767676")


@pytest.mark.parametrize(
    "text", ["17494d", "#17494", "#17494d0", "#17494D", "#17494g", "red", "", "#17494d;}"]
)
def test_nothing_else_is_a_colour(text: str) -> None:
    assert not is_colour(text)
