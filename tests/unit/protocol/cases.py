"""Plainly invented people and one case, for the tests of the protocol: who there is, and how a case is made."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5

from portal.protocol.actors import Actor, Kind, Role
from portal.protocol.clock import WorkingCalendar, end_of_day, london_date
from portal.protocol.conflicts import Seat, View
from portal.protocol.escalation import CaseState, Escalation, Part, PartKind, PartState, Request

CALENDAR = WorkingCalendar({date(2027, 1, 1): "New Year's Day", date(2027, 3, 26): "Good Friday"})
NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)
"""A Monday."""

_NAMES = UUID("5a4f3f0e-3b5f-4a4e-9d0b-0d6f6f5f1a11")


def named(name: str) -> UUID:
    """The same identifier for the same name, always."""
    return uuid5(_NAMES, name)


A, B = named("A"), named("B")


def _person(name: str, workspace: str, kind: Kind, *roles: Role) -> Actor:
    return Actor(
        person=named(f"person {name}"),
        membership=named(name),
        workspace=named(workspace),
        kind=kind,
        name=name,
        roles=frozenset(roles),
    )


_AGENCY_ROLES = {
    "contributor": (Role.CONTRIBUTOR,),
    "senior": (Role.SENIOR_MANAGER,),
    "deputy": (Role.DEPUTY,),
    "administrator": (Role.ADMINISTRATOR,),
    "contact": (Role.EXECUTIVE_CONTACT,),
    "nobody": (),
}
_OFFICE_ROLES = {
    "officer": (Role.OFFICER,),
    "manager": (Role.MANAGER,),
    "clerk": (Role.CLERK,),
    "nobody": (),
}
_EXECUTIVE_ROLES = {
    "chair": (Role.CHAIR,),
    "member": (Role.MEMBER,),
    "substitute": (Role.SUBSTITUTE,),
    "recused": (Role.MEMBER,),
    "undeclared": (Role.MEMBER,),
    "unseated": (Role.CHAIR, Role.MEMBER),
    "nobody": (),
}

PEOPLE: dict[str, Actor] = {
    person.name: person
    for person in (
        *(
            _person(f"{agency} {role}", agency, Kind.AGENCY, *roles)
            for agency in ("A", "B", "C", "OLD", "STRANGER")
            for role, roles in _AGENCY_ROLES.items()
        ),
        *(_person(f"BU {role}", "BU", Kind.BUSINESS_UNIT, *roles) for role, roles in _OFFICE_ROLES.items()),
        *(_person(f"E {role}", "E", Kind.EXECUTIVE, *roles) for role, roles in _EXECUTIVE_ROLES.items()),
        _person("S scrutineer", "SCRUTINEER", Kind.SCRUTINEER, Role.SCRUTINEER),
        _person("S another", "ANOTHER SCRUTINEER", Kind.SCRUTINEER, Role.SCRUTINEER),
        _person("S nobody", "SCRUTINEER", Kind.SCRUTINEER),
        _person("L reader", "LEARNING", Kind.LEARNING, Role.READER),
        _person("Q reader", "QUALITY", Kind.QUALITY, Role.READER),
        # Roles that do not exist in their workspace count for nothing there.
        _person("A with every other role", "A", Kind.AGENCY, *set(Role) - {Role(r) for r in (
            "contributor", "senior_manager", "deputy", "administrator", "executive_contact")}),
        _person("BU with agency roles", "BU", Kind.BUSINESS_UNIT, Role.SENIOR_MANAGER, Role.CONTRIBUTOR),
    )
}  # fmt: skip
"""Every kind of person in every relation to the case: A raised it, B and C respond, OLD was replaced."""


def seat(name: str, order: int, **given: Any) -> Seat:
    """A place on the case for somebody of the Executive."""
    return Seat(PEOPLE[name].membership, order, **given)


BENCH = (
    seat("E chair", 0, declared=True, view=View.FOR),
    seat("E member", 1, declared=True, view=View.FOR),
    seat("E substitute", 2, declared=True, view=View.AGAINST),
    seat("E recused", 3, declared=True, conflict=True),
    seat("E undeclared", 4),
)


def part(name: str, state: PartState, **given: Any) -> Part:
    """A part by a name of the form "B response"; one that is awaited has ten days left."""
    owner, kind = name.split()
    given.setdefault("began_at", NOW)
    if kind == PartKind.RESPONSE:
        given.setdefault("due_at", end_of_day(CALENDAR.add(london_date(given["began_at"]), 10)))
    return Part(id=named(name), kind=PartKind(kind), workspace=named(owner), state=state, **given)


def case(*parts: Part, state: CaseState = CaseState.FORWARDED, **given: Any) -> Escalation:
    """A case that A raised, with the bench above unless another is given."""
    given.setdefault("bench", BENCH)
    return Escalation(id=named("case"), raising=A, state=state, parts=parts, **given)


def request(part_name: str | None = None, **given: Any) -> Request:
    """A request with all that any action may need, about a part by its name."""
    generous: dict[str, Any] = {
        "now": NOW,
        "calendar": CALENDAR,
        "reasons": "Because it is so.",
        "exclusion": "A complaint about conduct",
        "promise_broken": True,
        "clerical": True,
        "extra_days": 3,
        "form_attached": True,
        "answered_at": given.get("now", NOW),
    }
    return Request(part=named(part_name) if part_name else None, **{**generous, **given})


def later(days: int, moment: datetime = NOW) -> datetime:
    """The same time of day, a number of working days later."""
    day = london_date(moment)
    return moment + (CALENDAR.add(day, days) - day)


def ids(*names: str) -> tuple[UUID, ...]:
    """Identifiers by their names."""
    return tuple(map(named, names))


def names_of(people: Iterable[str]) -> set[str]:
    """The people of these groups, by the words of the protocol."""
    return {person for group in people for person in GROUPS[group]}


def _of(agency: str, *roles: str) -> set[str]:
    return {f"{agency} {role}" for role in roles}


GROUPS: dict[str, set[str]] = {
    "contributor of A": _of("A", "contributor", "senior", "deputy"),
    "senior manager of A": _of("A", "senior", "deputy"),
    "senior manager of B": _of("B", "senior", "deputy"),
    "senior manager of C": _of("C", "senior", "deputy"),
    "Business Unit": _of("BU", "officer", "manager"),
    "Executive member without a conflict": _of("E", "chair", "member", "substitute"),
    "presiding member": {"E chair"},
    "Scrutineer": {"S scrutineer"},
}
"""Who is meant by the words of the table, here where B's part is the one spoken of. Written by hand."""
