"""Working days, counted a second time: plain Python that imports nothing of the portal (decision 1)."""

from datetime import date, timedelta

BANK_HOLIDAYS = {
    date(2027, 1, 1), date(2027, 3, 26), date(2027, 3, 29), date(2027, 5, 3), date(2027, 5, 31),
    date(2027, 8, 30), date(2027, 12, 27), date(2027, 12, 28),
    date(2028, 1, 3), date(2028, 4, 14), date(2028, 4, 17), date(2028, 5, 1), date(2028, 5, 29),
    date(2028, 8, 28), date(2028, 12, 25), date(2028, 12, 26),
}  # fmt: skip
"""England and Wales, for as long as a case of these tests may last."""


def is_working(day: date) -> bool:
    """Monday to Friday, less the bank holidays (decision 1)."""
    return day.weekday() < 5 and day not in BANK_HOLIDAYS


def working_days_later(day: date, days: int) -> date:
    """Day 0 is the day itself, day 1 the next working day (decision 1)."""
    while days:
        day += timedelta(days=1)
        days -= is_working(day)
    return day


def working_days_between(first: date, last: date) -> int:
    """How many working days came after the first, the last included. None when it lies before."""
    days = (last - first).days
    return sum(is_working(first + timedelta(days=number)) for number in range(1, days + 1))


def a_working_day(day: date, last: date) -> date:
    """The day, or the next that is worked on; the one before when that would be too late."""
    if is_working(day):
        return day
    following = working_days_later(day, 1)
    while following > last or not is_working(following):
        following -= timedelta(days=1)
    return following
