"""The children of the browser's tests, plainly invented, and what of them no address and no title may tell."""

from datetime import timedelta
from typing import NamedTuple

from tests.days import today


class Child(NamedTuple):
    """A child as typed into the form."""

    name: str
    born: str
    number: str


CHILD = Child("Merryn Sampleson", "27 3 2019", "TEST-77-4411")


def unborn() -> Child:
    """A sibling who is expected in four months from today, whenever that is."""
    expected = today() + timedelta(days=120)
    return Child("Jorwenna Sampleson", f"{expected.day} {expected.month} {expected.year}", "TEST-77-4412")


SECRETS: tuple[str, ...] = (
    *("Merryn", "Jorwenna", "Sampleson", "TEST-77", "27-3-2019", "2019-03-27", "27 March 2019"),
    *("Testwick", "WM-0001", "Steren", "Mockworth"),
)
"""What is told of them, in every way it may be written; the last are of practice cases.

None is so short that the random letters of a sign-in's address would hold it by chance.
"""
