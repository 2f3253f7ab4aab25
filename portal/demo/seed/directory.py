"""The practice partnership's workspaces, sign-in services and people, as the directory's owner writes them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.agencies import actions
from portal.agencies.actions import absences
from portal.agencies.actions import people as keeping
from portal.agencies.queries import people as kept
from portal.demo.partnership import (
    AWAY,
    CONFIRMED,
    PEOPLE,
    PROVIDERS,
    SHARED,
    WORKSPACES,
    Agency,
    Person,
    issuer_of,
    subject_of,
    workspace,
)
from portal.infra.calendar import at, now
from portal.infra.db import Context, Database
from portal.protocol.actors import Actor
from portal.protocol.clock import london_date

CLIENT = "portal"
"""What the portal is called by every practice sign-in service."""


@dataclass(frozen=True, slots=True)
class Directory:
    """The partnership as it was written: workspaces by slug, and people as they act, by key and slug."""

    workspaces: Mapping[str, UUID]
    actors: Mapping[tuple[str, str], Actor]

    def actor(self, key: str, slug: str = "") -> Actor:
        """A person acting for their own workspace, or for another that they are a member of."""
        if slug:
            return self.actors[key, slug]
        return next(actor for (person, _), actor in self.actors.items() if person == key)


def seed_directory(owner_url: str, *, identity_url: str, client_secret: str) -> Directory:
    """Write the partnership of `portal.demo.partnership` into a migrated database without one.

    `owner_url` is that of a login which may act as portal_owner. Whoever is `signed_in` is bound to the
    identity that the practice provider under `identity_url` gives them; the others are still to be invited.
    """
    database = Database(owner_url, pool_size=1)
    try:
        with database.work() as session:
            session.execute(text("set local role portal_owner"))
            services = _add_services(session, identity_url, client_secret)
            workspaces = _add_workspaces(session, services)
            _add_domains(session, workspaces)
            members = [person for person in PEOPLE if person.memberships]
            actors = dict(
                one for each in members for one in _add_person(session, each, workspaces, identity_url)
            )
        directory = Directory(workspaces, actors)
        _keep_people(database, directory)
    finally:
        database.engine.dispose()
    return directory


def _keep_people(database: Database, directory: Directory) -> None:
    """Who is away now, and when each agency last said that its list is right, each by one of its own people."""
    today = london_date(now())
    for one in AWAY:
        away = directory.actors[one.person, one.agency]
        cover = directory.actors[one.cover, one.agency].membership if one.cover else None
        first, last = today - timedelta(one.since), today + timedelta(one.until)
        with _acting(database, away) as session:
            absences.record(session, away, away.membership, starts_on=first, ends_on=last, cover=cover)
    for slug, (key, days_ago) in CONFIRMED.items():
        keeper = directory.actors[key, slug]
        with at(now() - timedelta(days_ago)), _acting(database, keeper) as session:
            version = kept.version(session, keeper.workspace)
            keeping.confirm(session, keeper, version=version)


@contextmanager
def _acting(database: Database, actor: Actor) -> Iterator[Session]:
    """A transaction of the owner's in somebody's context, so that what they write is theirs."""
    with database.work(Context(workspace=actor.workspace, membership=actor.membership)) as session:
        session.execute(text("set local role portal_owner"))
        yield session


def _add_services(session: Session, identity_url: str, client_secret: str) -> dict[str, UUID]:
    return {
        slug: actions.add_provider(
            session,
            name=name,
            issuer=issuer_of(identity_url, slug),
            client_id=CLIENT,
            client_secret=client_secret,
            shared=slug == SHARED,
        )
        for slug, name in PROVIDERS.items()
    }


def _add_workspaces(session: Session, services: Mapping[str, UUID]) -> dict[str, UUID]:
    """A workspace that is nobody's home has no service: its members sign in where they come from."""
    homes = {_home(person) for person in PEOPLE if person.memberships}
    return {
        one.slug: actions.add_workspace(
            session,
            slug=one.slug,
            kind=one.kind,
            name=one.name,
            organisation=one.parent,
            provider=services[one.provider] if one.slug in homes else None,
            own=one.own_provider,
        )
        for one in WORKSPACES
    }


def _add_domains(session: Session, workspaces: Mapping[str, UUID]) -> None:
    homes = {person.email.partition("@")[2]: _home(person) for person in PEOPLE if person.memberships}
    for domain, slug in homes.items():
        actions.add_domain(session, domain, workspaces[slug])


def _add_person(
    session: Session, person: Person, workspaces: Mapping[str, UUID], identity_url: str
) -> Iterator[tuple[tuple[str, str], Actor]]:
    identifier = actions.add_person(
        session, name=person.name, email=person.email, home=workspaces[_home(person)]
    )
    if person.signed_in:
        issuer = issuer_of(identity_url, person.provider)
        actions.bind_identity(session, issuer=issuer, subject=subject_of(person), person=identifier)
    for slug, roles in person.memberships:
        of: Agency = workspace(slug)
        membership = actions.grant(session, person=identifier, workspace=workspaces[slug], roles=roles)
        actor = Actor(identifier, membership, workspaces[slug], of.kind, person.name, roles, of.name)
        yield (person.key, slug), actor


def _home(person: Person) -> str:
    """The slug of the workspace a person comes from: the first they are a member of."""
    return person.memberships[0][0]
