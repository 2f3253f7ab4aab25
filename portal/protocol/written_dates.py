"""The ways in which people write one day: 2019-02-03, 3/2/19, 03.02.2019, 3rd Feb 2019, February 3 2019."""

import re
from datetime import date

_MONTHS = (
    "jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may", "june?", "july?", "aug(?:ust)?",
    "sept?(?:ember)?", "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?",
)  # fmt: skip
_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
SHORTEST_NAME = 3
_OF_A_SHEET = (
    re.compile(
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2})?)?"
    ),
    re.compile(
        r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[-/. ]+(?P<month>\d{1,2}|[a-z]{3,9}\.?)[-/., ]+(?P<year>\d{4}|\d{2})"
    ),
)
_THIS_CENTURY = 2000
_JOINED = r"[\s.,/_·'-]{0,3}"
_NUMERIC = r"\s?[/._·\s-]\s?"


def pattern_of(day: date) -> re.Pattern[str]:
    """A pattern for a folded text that finds this day however it is written, and no other day."""
    return re.compile(rf"(?<!\d)(?:{'|'.join(_ways(day))})(?![\d])")


def day_and_month_of(day: date) -> re.Pattern[str]:
    """A pattern for a folded text that finds this day of this month, by the month's name, where no year follows:
    28 June, June 28th. In digits alone it would be found in many a number.
    """
    the_day = rf"0?{day.day}(?:\s?(?:st|nd|rd|th))?"
    ends = r"(?!\s?(?:st|nd|rd|th)\b)(?![a-z\d])"
    name = rf"(?<![a-z]){_MONTHS[day.month - 1]}(?![a-z])"
    no_year = rf"(?!{_JOINED}\d{{2}})"
    first = rf"(?<!\d){the_day}(?:{_JOINED}of)?{_JOINED}{name}{no_year}"
    then = rf"(?<!\d\s){name}{_JOINED}(?:the\s)?{the_day}{ends}{no_year}"
    return re.compile(f"{first}|{then}")


def month_in_short(day: date) -> str:
    """What every way to write a month by its name begins with."""
    return _NAMES[day.month - 1][:SHORTEST_NAME]


def month_of(written: str) -> int:
    """The number of a month that is written as a number or by its name, whole or cut short: 3, March, mar.

    Raises ValueError for anything else.
    """
    name = written.strip().rstrip(".").lower()
    if len(name) < SHORTEST_NAME:
        return int(name)
    return next((number for number, month in enumerate(_NAMES, start=1) if month.startswith(name)), 0) or int(
        name
    )


def day_written(text: str) -> date:
    """The day that a cell of a sheet holds: 2026-11-25, 25/11/2026, 25.11.26, 25 Nov 2026. The day comes first.

    Raises ValueError for what is no day, or not written in one of these ways.
    """
    folded = " ".join(text.lower().split())
    for pattern in _OF_A_SHEET:
        if found := pattern.fullmatch(folded):
            year = int(found["year"])
            year += _THIS_CENTURY if len(found["year"]) == len("26") else 0
            return date(year, month_of(found["month"]), int(found["day"]))
    raise ValueError(text)


def _ways(day: date) -> tuple[str, ...]:
    the_day, month, name = f"0?{day.day}", f"0?{day.month}", rf"{_MONTHS[day.month - 1]}"
    ordinal = rf"{the_day}(?:\s?(?:st|nd|rd|th))?(?:{_JOINED}of)?"
    year = rf"(?:{day.year:04}|'?{day.year % 100:02})"
    return (
        rf"{day.year:04}{_NUMERIC}{month}{_NUMERIC}{the_day}",
        rf"{the_day}{_NUMERIC}{month}{_NUMERIC}{year}",
        rf"{ordinal}{_JOINED}{name}{_JOINED}{year}",
        rf"(?<![a-z]){name}{_JOINED}(?:the\s)?{ordinal}{_JOINED}(?<!\d){year}",
        rf"{day.year:04}{_JOINED}{name}{_JOINED}{the_day}",
        rf"{day.year:04}{day.month:02}{day.day:02}",
        rf"{day.day:02}{day.month:02}{day.year:04}",
        f"{day:%d%m%y}",
        f"{day:%y%m%d}",
    )
