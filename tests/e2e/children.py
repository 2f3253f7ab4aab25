"""The child of the browser's tests, who is plainly invented, and what of it no address and no title may tell."""

from typing import NamedTuple


class Child(NamedTuple):
    """A child as typed into the form."""

    name: str
    born: str
    number: str


CHILD = Child("Merryn Sampleson", "27 3 2019", "TEST-77-4411")
SIBLING = Child("Jory Sampleson", "5 11 2021", "TEST-77-4412")

SECRETS: tuple[str, ...] = (
    *("Merryn", "Jory", "Sampleson", "TEST-77", "27-3-2019", "5-11-2021"),
    *("2019-03-27", "2021-11-05", "27 March 2019", "5 November 2021"),
    *("Testwick", "WM-0001"),
)
"""Those above, in every way they may be written; the last two are of the practice case."""
