"""What a row about an agency and somebody in it will do: add the agency, the person, or roles, or nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.business_unit.imports.fields import OF_THE_DIRECTORY, folded
from portal.business_unit.imports.reading import Choices, Mapped, Means, Planned, Reader, kind_fields
from portal.protocol.actors import ROLE_WORDS, Role
from portal.protocol.directory import AGENCY_ROLES, LONGEST_NAME, is_address

_ROLES = {
    **{folded(ROLE_WORDS[role]): str(role) for role in AGENCY_ROLES},
    **{folded(role): str(role) for role in AGENCY_ROLES},
    "executive level contact": str(Role.EXECUTIVE_CONTACT),
    "manager": str(Role.SENIOR_MANAGER),
    "admin": str(Role.ADMINISTRATOR),
}
ROLES = {str(role): ROLE_WORDS[role][:1].upper() + ROLE_WORDS[role][1:] for role in AGENCY_ROLES}
"""The roles of an agency, in the words of a list to choose from."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of an agency: by membership when the portal knows them, by the row that names them otherwise."""

    name: str
    roles: frozenset[Role]
    membership: UUID | None = None


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency as it would be before the next row; `id` is None for one that a row of the file adds."""

    name: str
    parent: str
    members: Mapping[str, Member]
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What a row adds: an agency when `parent` is given, a person or more roles when there is an address."""

    agency: str
    parent: str = ""
    name: str = ""
    email: str = ""
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What rows are held against: the agencies of the portal by their folded names."""

    agencies: Mapping[str, Agency]
    taken: frozenset[str]
    today: date

    def choices(self, key: str) -> Mapping[str, str]:
        """What a value of this field may mean."""
        return ROLES if key == "roles" else {}


def plan(rows: Iterable[Mapped], known: Known, means: Means) -> list[Planned[Entry]]:
    """What each row will do after those above it. A row of what is there already does nothing."""
    course = dict(known.agencies)
    return [_planned(row, known, means, course) for row in rows]


def _planned(row: Mapped, known: Known, means: Means, course: dict[str, Agency]) -> Planned[Entry]:
    reader = Reader(row, kind_fields(OF_THE_DIRECTORY), means, known.today)
    agency, parent = reader.text("agency", longest=LONGEST_NAME), reader.text("parent", longest=LONGEST_NAME)
    name, email = reader.text("person", longest=LONGEST_NAME), reader.text("email", longest=LONGEST_NAME)
    roles = tuple(Role(one) for one in reader.some("roles", Choices(_ROLES, "is no role of an agency")))
    there = course.get(folded(agency))
    _check_agency(reader, known, there, agency=agency, parent=parent)
    _check_person(reader, there, name=name, email=email, roles=roles)
    if reader.faults:
        return Planned(row.number, "", tuple(reader.faults))
    entry = _entry(there, Entry(agency, parent or agency, name, email, roles))
    _carry_out(course, entry, there)
    return Planned(row.number, _words(entry, there), value=entry, adds=bool(entry.parent or entry.roles))


def _check_agency(reader: Reader, known: Known, there: Agency | None, *, agency: str, parent: str) -> None:
    if there is None and folded(agency) in known.taken:
        reader.refuse("agency", f"{agency} is the name of a workspace that is no agency")
    if there and parent and folded(parent) != folded(there.parent):
        reader.refuse(
            "parent", f"{there.name} is part of {there.parent}: change that in the list of agencies"
        )


def _check_person(
    reader: Reader, there: Agency | None, *, name: str, email: str, roles: tuple[Role, ...]
) -> None:
    given = {"person": name, "email": email, "roles": roles}
    wrong = {fault.field for fault in reader.faults} | reader.row.wrong.keys()
    if any(given.values()):
        for key in (key for key, value in given.items() if not value and key not in wrong):
            reader.refuse(key, f"{reader.fields[key].label} is empty, and the row names somebody")
    if email and not is_address(email):
        reader.refuse("email", f"“{email}” is not an e-mail address")
    known = there.members.get(email.casefold()) if there else None
    if known and name and folded(known.name) != folded(name):
        reader.refuse("person", f"The e-mail address is that of {known.name}")


def _entry(there: Agency | None, said: Entry) -> Entry:
    """What is left to do of what a row says."""
    known = there.members.get(said.email.casefold()) if there else None
    roles = tuple(role for role in said.roles if not known or role not in known.roles)
    return Entry(
        there.name if there else said.agency, "" if there else said.parent, known.name if known else said.name,
        said.email, roles,
    )  # fmt: skip


def _carry_out(course: dict[str, Agency], entry: Entry, there: Agency | None) -> None:
    before = there or Agency(entry.agency, entry.parent, {})
    members = dict(before.members)
    if entry.roles:
        known = members.get(entry.email.casefold())
        held = known.roles if known else frozenset()
        who = Member(entry.name, held | set(entry.roles), known.membership if known else None)
        members[entry.email.casefold()] = who
    course[folded(entry.agency)] = Agency(before.name, before.parent, members, before.id)


def _words(entry: Entry, there: Agency | None) -> str:
    """What the row will do."""
    roles = " and ".join(ROLE_WORDS[role] for role in entry.roles)
    known = bool(there and entry.email.casefold() in there.members)
    if entry.parent:
        also = f", and {entry.name} in it as {roles}" if roles else ""
        return f"Adds the agency {entry.agency}, part of {entry.parent}{also}."
    if not roles:
        return f"Nothing: {entry.name or entry.agency} is there already."
    if known:
        return f"Gives {entry.name} of {entry.agency} the role{'s' if len(entry.roles) > 1 else ''} {roles}."
    return f"Adds {entry.name} to {entry.agency} as {roles}."
