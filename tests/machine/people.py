"""Who there is, by workspace and role, and what there is to do: the words the model is said in."""

from typing import NamedTuple

A, B, C = "alder", "birch", "cedar"
AGENCIES = (A, B, C)
OFFICE = "business_unit"

WRITERS = {"contributor", "senior_manager", "deputy"}
SIGNERS = {"senior_manager", "deputy"}
READERS = WRITERS | {"executive_contact"}
OFFICERS = {"officer", "manager"}
OFFICE_READERS = OFFICERS | {"clerk"}


class Person(NamedTuple):
    """Somebody, by workspace and role."""

    workspace: str
    role: str


class Do(NamedTuple):
    """Something to do, and the agency whose response, request or action it is about."""

    what: str
    about: str = ""


EXECUTIVE = "executive"
CHAIR, MEMBER, MEMBER_OF_B, SUBSTITUTE = (
    Person(EXECUTIVE, role) for role in ("chair", "member", "member of birch", "substitute")
)
BENCH = (CHAIR, MEMBER, MEMBER_OF_B, SUBSTITUTE)
"""The Executive, in the order in which they preside. One of them comes from B."""
SCRUTINEER = Person("scrutineer", "scrutineer")

PEOPLE = (
    *(Person(agency, role) for agency in AGENCIES for role in (
        "contributor", "senior_manager", "deputy", "administrator", "executive_contact")),
    *(Person(OFFICE, role) for role in ("officer", "manager", "clerk")),
    *BENCH,
    SCRUTINEER,
    Person("learning", "reader"),
    Person("quality", "reader"),
)  # fmt: skip
