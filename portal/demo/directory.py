"""The practice partnership as rows: its sign-in services, workspaces, people and their roles."""

from uuid import UUID

from sqlalchemy.orm import Session

from portal.agencies import actions
from portal.demo.identity.issuer import CLIENT_ID
from portal.demo.partnership import (
    PEOPLE,
    PROVIDERS,
    SHARED,
    WORKSPACES,
    Agency,
    Person,
    issuer_of,
    subject_of,
)


def add_directory(session: Session, *, identity_url: str, client_secret: str) -> dict[str, UUID]:
    """Write the directory into an empty database, as its owner; the memberships by "person workspace"."""
    providers = {
        slug: actions.add_provider(
            session,
            name=name,
            issuer=issuer_of(identity_url, slug),
            client_id=CLIENT_ID,
            client_secret=client_secret,
            shared=slug == SHARED,
        )
        for slug, name in PROVIDERS.items()
    }
    workspaces = {one.slug: _add_workspace(session, one, providers) for one in WORKSPACES}
    memberships: dict[str, UUID] = {}
    for person in PEOPLE:
        if person.memberships:
            memberships |= _add_person(session, person, workspaces, identity_url=identity_url)
    return memberships


def _add_workspace(session: Session, one: Agency, providers: dict[str, UUID]) -> UUID:
    """A workspace with no home people of its own has no service: its members sign in where they belong."""
    homes = {person.memberships[0][0] for person in PEOPLE if person.memberships}
    workspace = actions.add_workspace(
        session,
        slug=one.slug,
        kind=one.kind,
        name=one.name,
        organisation=one.parent,
        provider=providers[one.provider] if one.slug in homes else None,
    )
    if one.domain:
        actions.add_domain(session, one.domain, workspace)
    return workspace


def _add_person(
    session: Session, person: Person, workspaces: dict[str, UUID], *, identity_url: str
) -> dict[str, UUID]:
    home = workspaces[person.memberships[0][0]]
    new = actions.add_person(session, name=person.name, email=person.email, home=home)
    if person.signed_in:
        issuer = issuer_of(identity_url, person.provider)
        actions.bind_identity(session, issuer=issuer, subject=subject_of(person), person=new)
    return {
        f"{person.key} {slug}": actions.grant(session, person=new, workspace=workspaces[slug], roles=roles)
        for slug, roles in person.memberships
    }
