"""How long a case is kept (decision 29), worked by hand, and what its working must never tell (decision 25)."""

from datetime import date, timedelta

import pytest

from portal.protocol.clock import day_in_words
from portal.protocol.retention import Ended, Retention, Standing, retention, years_after

SUBMITTED, ENDED = date(2026, 3, 2), date(2026, 11, 23)


def _kept(*born: str, ended: date | None = ENDED, held: bool = False) -> Retention:
    return retention(Ended(SUBMITTED, ended, born, held))


@pytest.mark.parametrize(
    ("born", "until", "shown"),
    [
        (("2019-02-03",), "2044-02-03", "2044"),
        (("2019-02-03", "2012-05-06"), "2044-02-03", "2044"),
        (("2007-11-24",), "2032-11-24", "2032"),
        (("2007-11-23",), "2032-11-23", "Tuesday 23 November 2032"),
        (("2007-01-01",), "2032-11-23", "Tuesday 23 November 2032"),
        (("2001-01-01",), "2032-11-23", "Tuesday 23 November 2032"),
        (("2016-02-29",), "2041-03-01", "2041"),
        # Not born yet when the form was submitted: the expected date
        (("2026-08-15",), "2051-08-15", "2051"),
        (("2012-05-06", "2026-08-15"), "2051-08-15", "2051"),
        # What cannot be read, or cannot be right: the latest that is possible
        (("in spring",), "2051-12-27", "2051"),
        (("",), "2051-12-27", "2051"),
        ((), "2051-12-27", "2051"),
        (("2019-02-30",), "2051-12-27", "2051"),
        (("20190203",), "2051-12-27", "2051"),
        (("1919-02-03",), "2051-12-27", "2051"),
        (("2091-02-03",), "2051-12-27", "2051"),
        (("2019-02-03", "not known"), "2051-12-27", "2051"),
    ],
)
def test_decision_29_the_later_of_the_25th_birthday_and_six_years_after_the_end(
    born: tuple[str, ...], until: str, shown: str
) -> None:
    kept = _kept(*born)
    assert (kept.until, kept.shown) == (date.fromisoformat(until), shown)


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [("2028-02-29", 6, "2034-03-01"), ("2028-02-29", 4, "2032-02-29"), ("2027-02-28", 1, "2028-02-28")],
)
def test_an_anniversary_of_a_leap_day_is_the_later_day(day: str, years: int, expected: str) -> None:
    assert years_after(date.fromisoformat(day), years) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("today", "standing"),
    [
        (date(2032, 5, 23), Standing.LATER),
        (date(2032, 5, 24), Standing.SOON),
        (date(2032, 11, 23), Standing.SOON),
        (date(2032, 11, 24), Standing.PASSED),
    ],
)
def test_the_day_itself_has_to_pass(today: date, standing: Standing) -> None:
    assert _kept("2007-01-01").standing(today) is standing
    assert _kept("2007-01-01", held=True).standing(today) is Standing.HELD


def test_an_open_case_has_no_date() -> None:
    kept = _kept("2001-01-01", ended=None)
    assert (kept.until, kept.shown, kept.standing(date(2090, 1, 1))) == (None, "", Standing.OPEN)
    assert kept.working == ("The case is open: its time begins when it ends.",)
    assert _kept("2001-01-01", ended=None, held=True).standing(date(2090, 1, 1)) is Standing.HELD


def test_decision_6_the_working_is_said() -> None:
    assert _kept("2019-02-03").working == (
        "The case ended on Monday 23 November 2026; 6 years after is Tuesday 23 November 2032.",
        "The youngest child turns 25 in 2044, which is later, and so decides.",
    )
    assert _kept("2001-01-01", held=True).working[1:] == (
        "The youngest child turns 25 no later than that.",
        "A legal hold keeps it until the hold is lifted, whatever the date.",
    )
    assert "expected date stands for the birthday" in _kept("2026-08-15").working[1]
    assert "cannot be read, or cannot be right" in _kept("1019-02-03").working[1]


@pytest.mark.parametrize("days", range(0, 9000, 97))
def test_decision_25_nothing_that_is_shown_tells_a_birthday(days: int) -> None:
    """Neither the day and month, nor in which year a child was born whose birthday decides nothing."""
    born = date(2002, 1, 1) + timedelta(days)
    kept = _kept(born.isoformat())
    said = " ".join((*kept.working, kept.shown))
    birthday = years_after(born, 25)
    assert born.isoformat() not in said
    assert day_in_words(born) not in said
    if kept.by_birthday:
        assert day_in_words(birthday) not in said
        assert f"{birthday:%d %B}" not in said.replace("23 November", "")
    elif birthday.year != 2032:
        assert str(birthday.year) not in said
