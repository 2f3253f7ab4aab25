"""How dates and times read on a page: Europe/London, in words, the same everywhere."""

from datetime import date, datetime
from functools import partial

from flask import Flask

from portal.protocol.clock import clock_time, day_in_words, days_in_words, london_date, when


def local_date(value: date | datetime) -> date:
    """The day in London on which a moment falls; a plain date is already one.

    Raises ValueError for a time without a time zone.
    """
    return london_date(value) if isinstance(value, datetime) else value


def full_date(value: date | datetime) -> str:
    """Wednesday 25 November 2026"""
    return day_in_words(local_date(value))


def short_date(value: date | datetime) -> str:
    """25 Nov 2026"""
    day = local_date(value)
    return f"{day.day} {day:%b %Y}"


def iso_date(value: str) -> str:
    """A date as it is stored, 2026-11-25, in words; anything else, such as an expected month, as it was typed."""
    try:
        return full_date(date.fromisoformat(value))
    except ValueError:
        return value


def init(app: Flask) -> None:
    """Offer the above to templates as filters: date, short_date, time, when, iso_date; days, short_days of two."""
    app.jinja_env.filters.update(
        date=full_date,
        short_date=short_date,
        time=clock_time,
        when=when,
        iso_date=iso_date,
        days=days_in_words,
        short_days=partial(days_in_words, words=short_date),
    )
