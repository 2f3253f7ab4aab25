"""The half-years that are counted and reported: 1 April to 30 September, 1 October to 31 March (decision 28)."""

from dataclasses import dataclass
from datetime import date, timedelta

APRIL, OCTOBER = 4, 10
_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True, slots=True)
class HalfYear:
    """One half-year, known by the day it begins on."""

    begins: date

    @property
    def ends(self) -> date:
        """Its last day."""
        if self.begins.month == APRIL:
            return date(self.begins.year, 9, 30)
        return date(self.begins.year + 1, 3, 31)

    @property
    def named(self) -> str:
        """As an address names it: 2026-04, 2026-10."""
        return f"{self.begins:%Y-%m}"

    @property
    def after(self) -> "HalfYear":
        """The one that follows."""
        return half_year_of(self.ends + _DAY)

    @property
    def before(self) -> "HalfYear":
        """The one before."""
        return half_year_of(self.begins - _DAY)

    @property
    def words(self) -> str:
        """As a page names it: April to September 2026, October 2026 to March 2027."""
        begins = "April" if self.begins.month == APRIL else f"October {self.begins.year}"
        return f"{begins} to {self.ends:%B %Y}"


def half_year_of(day: date) -> HalfYear:
    """The half-year that a day in London falls into."""
    if APRIL <= day.month < OCTOBER:
        return HalfYear(date(day.year, APRIL, 1))
    return HalfYear(date(day.year if day.month >= OCTOBER else day.year - 1, OCTOBER, 1))


def half_year_named(name: str) -> HalfYear | None:
    """The half-year that an address names; None when it names none."""
    found = next((month for month in (APRIL, OCTOBER) if name[4:] == f"-{month:02}"), None)
    if found is None or not (name[:4].isascii() and name[:4].isdigit() and int(name[:4])):
        return None
    return HalfYear(date(int(name[:4]), found, 1))
