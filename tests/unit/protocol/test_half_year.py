"""Half-years run from April to September and from October to March (decision 28)."""

from datetime import date

import pytest

from portal.protocol.half_year import half_year_of


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-04-01", "April to September 2026"),
        ("2026-09-30", "April to September 2026"),
        ("2026-10-01", "October 2026 to March 2027"),
        ("2026-12-31", "October 2026 to March 2027"),
        ("2027-01-01", "October 2026 to March 2027"),
        ("2027-03-31", "October 2026 to March 2027"),
        ("2027-04-01", "April to September 2027"),
    ],
)
def test_decision_28_every_day_belongs_to_its_half_year(day: str, words: str) -> None:
    half = half_year_of(date.fromisoformat(day))
    assert half.words == words
    assert half.begins <= date.fromisoformat(day) <= half.ends
