"""Carries out the rows about agencies and people, by the actions that the Business Unit has for one at a time."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.agencies.actions import directory as write
from portal.agencies.actions import more_roles
from portal.agencies.queries import people
from portal.business_unit.directory import actions
from portal.business_unit.imports.directory import Entry
from portal.business_unit.imports.fields import folded
from portal.protocol.actors import ROLE_WORDS, Actor, Kind


def enter(session: Session, actor: Actor, entries: Iterable[Entry]) -> None:
    """Add the agencies and the people, and give the roles, in the order of the rows.

    Raises Invalid or NotFound when the directory is another than the rows were planned for.
    """
    known = {folded(one.name): one.id for one in agencies.workspaces(session, Kind.AGENCY)}
    for entry in entries:
        if entry.parent:
            new = actions.add_agency(session, actor, name=entry.agency, organisation=entry.parent)
            known[folded(entry.agency)] = new
        if entry.roles:
            _person(session, actor, known[folded(entry.agency)], entry)


def _person(session: Session, actor: Actor, agency: UUID, entry: Entry) -> None:
    there = people.with_address(session, agency, entry.email)
    if there is None:
        actions.add_person(
            session, actor, agency=agency, name=entry.name, email=entry.email, roles=entry.roles
        )
        return
    more_roles.give(session, agency, there.membership, roles=entry.roles)
    given = ", ".join(ROLE_WORDS[role] for role in entry.roles)
    write.note(session, actor, "Gave further roles", workspace=agency, detail=f"{there.name}: {given}")
