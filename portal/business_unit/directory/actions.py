"""Agencies and their first people, as the Business Unit opens them (decisions 9 and 11).

Each function does one whole thing in the transaction it is given, and asks again whether its actor may.
"""

import re
from collections.abc import Collection
from uuid import UUID

from sqlalchemy.orm import Session

from portal.agencies.actions import confirming
from portal.agencies.actions import directory as write
from portal.agencies.actions import people as keeping
from portal.agencies.queries import WorkspaceView, workspace
from portal.agencies.queries import directory as read
from portal.agencies.queries.people import last_confirmation
from portal.protocol.actors import ROLE_WORDS, Actor, Kind, Role
from portal.protocol.directory import AGENCY_ROLES, LONGEST_NAME, is_address
from portal.protocol.errors import Invalid, NotAllowed, NotFound, Stale
from portal.protocol.permissions import PERMISSIONS, Permission, could, who_may

MOST_DOMAINS = 20

_DOMAIN = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+")


def add_agency(
    session: Session, actor: Actor, *, name: str, organisation: str, domains: Collection[str] = ()
) -> UUID:
    """Open an agency under its parent organisation, with its e-mail domains (decision 11); gives its workspace.

    Its people sign in with the shared service, by invitation, until its own is connected (P4). Raises Invalid
    naming `name`, `organisation` or `domains`; NotAllowed.
    """
    must(actor, Permission.KEEP_AGENCIES)
    write.one_at_a_time(session)
    known = _named(name, organisation)
    new = write.open_agency(session, **known)
    write.set_domains(session, new, _domains(domains))
    write.note(session, actor, "Opened the agency", workspace=new, detail=f"Part of {known['organisation']}")
    return new


def change_agency(
    session: Session,
    actor: Actor,
    *,
    agency: UUID,
    version: int,
    name: str,
    organisation: str,
    domains: Collection[str],
) -> None:
    """Change an agency's name, parent organisation and e-mail domains.

    Raises as `add_agency`, NotFound, and Stale when somebody changed it since the form was made.
    """
    must(actor, Permission.KEEP_AGENCIES)
    write.one_at_a_time(session)
    if read.version(session, agency) != version:
        raise Stale(
            "Somebody changed this agency while you were looking. Open the page again to see how it is now."
        )
    before, known, wanted = the_agency(session, agency), _named(name, organisation), _domains(domains)
    write.change_agency(session, agency, **known)
    write.set_domains(session, agency, wanted)
    was = f"Was called {before.name}. " if before.name != known["name"] else ""
    detail = f"{was}Part of {known['organisation']}. E-mail domains: {', '.join(sorted(wanted)) or 'none'}"
    write.note(session, actor, "Changed the agency", workspace=agency, detail=detail)


def add_person(
    session: Session, actor: Actor, *, agency: UUID, name: str, email: str, roles: Collection[Role]
) -> UUID:
    """Name somebody new of an agency, with roles, and invite them by e-mail; gives the membership (decision 9).

    Raises Invalid naming `name`, `email` (no address, or the agency already has somebody with it) or `roles`;
    NotFound when there is no such agency; NotAllowed.
    """
    must(actor, Permission.KEEP_AGENCIES)
    the_agency(session, agency)
    keeping.one_at_a_time(session, agency)
    name, email = " ".join(name.split()), email.strip()
    if not name or len(name) > LONGEST_NAME:
        raise Invalid({"name": f"Enter a name of {LONGEST_NAME} characters or fewer"})
    if not is_address(email):
        raise Invalid(
            {"email": "Enter an e-mail address in the correct format, like name@organisation.example"}
        )
    if not roles or not set(roles) <= AGENCY_ROLES.keys():
        raise Invalid({"roles": "Choose at least one role of an agency"})
    new = keeping.enter(session, agency, name=name, email=email, roles=roles)
    given = ", ".join(ROLE_WORDS[role] for role in AGENCY_ROLES if role in roles)
    write.note(session, actor, "Added a person", workspace=agency, detail=f"{name}: {given}")
    return new


def chase(session: Session, actor: Actor, *, agency: UUID) -> int:
    """Ask an agency once more to confirm who holds its roles (decision 9); gives how many people are asked.

    Nobody is asked twice a day. Raises Invalid when nobody there could confirm it; NotFound, NotAllowed.
    """
    must(actor, Permission.KEEP_AGENCIES)
    the_agency(session, agency)
    if not last_confirmation(session, agency).overdue:
        raise Invalid({"once": "The agency has confirmed its list by now, so it was not asked again"})
    asked = confirming.chase(session, agency)
    if not asked:
        raise Invalid(
            {
                "once": "Nobody in this agency can confirm the list: it has no administrator and no senior manager"
            }
        )
    write.note(session, actor, "Asked for the list of people to be confirmed", workspace=agency)
    return asked


def must(actor: Actor, permission: Permission) -> None:
    """Raise NotAllowed, saying who may, unless this actor does."""
    if not could(PERMISSIONS[permission], actor):
        raise NotAllowed(who_may(PERMISSIONS[permission]))


def the_agency(session: Session, agency: UUID) -> WorkspaceView:
    """The agency; NotFound for any other workspace, and for none."""
    found = workspace(session, agency)
    if found.kind is not Kind.AGENCY:
        raise NotFound
    return found


def _named(name: str, organisation: str) -> dict[str, str]:
    """Both names on one line, as they are kept; raises Invalid for one that is empty or too long."""
    named = {"name": " ".join(name.split()), "organisation": " ".join(organisation.split())}
    if empty := [one for one, words in named.items() if not words]:
        raise Invalid({one: f"Enter the {_CALLED[one]}" for one in empty})
    if long := [one for one, words in named.items() if len(words) > LONGEST_NAME]:
        raise Invalid({one: f"The {_CALLED[one]} must be {LONGEST_NAME} characters or fewer" for one in long})
    return named


_CALLED = {"name": "agency’s name", "organisation": "parent organisation"}


def _domains(domains: Collection[str]) -> set[str]:
    """Domains as they are kept, in small letters and without what stands before them; raises Invalid."""
    wanted = {one.strip().removeprefix("@").lower() for one in domains if one.strip()}
    if wrong := sorted(one for one in wanted if len(one) > 253 or not _DOMAIN.fullmatch(one)):
        raise Invalid({"domains": f"“{wrong[0][:80]}” is not an e-mail domain, like organisation.example"})
    if len(wanted) > MOST_DOMAINS:
        raise Invalid({"domains": f"An agency can have {MOST_DOMAINS} e-mail domains at most"})
    return wanted
