"""The child of the browser's tests, who is plainly invented, and what of it no address and no title may tell."""

from typing import NamedTuple


class Child(NamedTuple):
    """A child as typed into the form."""

    name: str
    born: str
    number: str


CHILD = Child("Merryn Sampleson", "27 3 2019", "TEST-77-4411")
SIBLING = Child("Jory Sampleson", "5 11 2021", "TEST-77-4412")

SECRETS: tuple[str, ...] = tuple(
    told
    for child in (CHILD, SIBLING)
    for told in (*child.name.split(), child.number, "-".join(reversed(child.born.split())))
) + ("2019-03-27", "2021-11-05", "27 March 2019", "5 November 2021")
