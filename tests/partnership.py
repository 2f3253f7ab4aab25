"""A small partnership for tests: three agencies and the partnership's own workspaces, with one person a role."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.agencies import actions as agencies
from portal.infra.db import Context, Database
from portal.protocol.actors import ROLES_OF_KIND, Actor, Kind, Role
from tests.engines import Logins, Template

AGENCIES = ("alder", "birch", "cedar")
PARTNERSHIP = (Kind.BUSINESS_UNIT, Kind.EXECUTIVE, Kind.SCRUTINEER, Kind.LEARNING, Kind.QUALITY)


@dataclass
class Partnership:
    """Its database as the web role sees it, its workspaces by slug, its people by (slug, role)."""

    logins: Logins
    database: Database
    workspaces: dict[str, UUID] = field(default_factory=dict)
    people: dict[tuple[str, Role], Actor] = field(default_factory=dict)

    def who(self, slug: str, role: Role) -> Actor:
        """The person of a workspace who holds this role."""
        return self.people[slug, role]

    @staticmethod
    def context(actor: Actor) -> Context:
        """The context in which an actor's transactions run."""
        return Context(workspace=actor.workspace, membership=actor.membership)


_OWNERS: dict[Logins, Database] = {}
"""The owner's connections to the databases that are open, kept: to sign in costs more than most questions."""


@contextmanager
def as_owner(logins: Logins) -> Iterator[Session]:
    """A transaction of the owner, for what no page may do."""
    owner = _OWNERS.get(logins) or Database(logins.owner_url, pool_size=1)
    with owner.work() as session:
        session.execute(text("set local role portal_owner"))
        yield session
    if logins not in _OWNERS:
        owner.engine.dispose()


@contextmanager
def _owned(logins: Logins) -> Iterator[None]:
    _OWNERS[logins] = Database(logins.owner_url, pool_size=2)
    try:
        yield
    finally:
        _OWNERS.pop(logins).engine.dispose()


@contextmanager
def founded(template: Template, agency_slugs: Iterable[str] = AGENCIES) -> Iterator[Partnership]:
    """A partnership in a database of its own, gone at the end: a copy of one that is built once in a run."""
    filled, built = _built(template, tuple(agency_slugs))
    with filled.copy() as logins, _owned(logins):
        database = Database(logins.web_url, pool_size=4, identity_key=b"test")
        yield Partnership(logins, database, dict(built.workspaces), dict(built.people))
        database.engine.dispose()


@cache
def _built(template: Template, agency_slugs: tuple[str, ...]) -> tuple[Template, Partnership]:
    filled = template.filled("_".join(agency_slugs))
    built = build(filled.logins(filled.name), agency_slugs)
    built.database.engine.dispose()
    return filled, built


def build(logins: Logins, agency_slugs: Iterable[str] = AGENCIES) -> Partnership:
    """Make the partnership in an empty database."""
    partnership = Partnership(logins, Database(logins.web_url, pool_size=4, identity_key=b"test"))
    with as_owner(logins) as session:
        for slug in agency_slugs:
            _open_agency(session, partnership, slug)
        for kind in PARTNERSHIP:
            partnership.workspaces[kind] = agencies.add_workspace(
                session, slug=kind, kind=kind, name=f"The {kind}", organisation="Partnership"
            )
        for slug in partnership.workspaces:
            for role in sorted(ROLES_OF_KIND[_kind(slug)]):
                one = join(session, partnership, slug, role, roles=[role])
                agencies.bind_identity(
                    session, issuer=f"http://127.0.0.1/{slug}", subject=role, person=one.person
                )
                partnership.people[slug, role] = one
    return partnership


def join(
    session: Session, partnership: Partnership, slug: str, mailbox: str, *, roles: Collection[Role]
) -> Actor:
    """Name a person "<slug> <mailbox>" in a workspace, and make them a member with these roles."""
    workspace, name = partnership.workspaces[slug], f"{slug} {mailbox}"
    person = agencies.add_person(session, name=name, email=f"{mailbox}@{slug}.example", home=workspace)
    membership = agencies.grant(session, person=person, workspace=workspace, roles=roles)
    kind, agency = _kind(slug), f"{slug.capitalize()} Agency"
    return Actor(person, membership, workspace, kind, name, frozenset(roles), agency)


def _kind(slug: str) -> Kind:
    return Kind(slug) if slug in list(Kind) else Kind.AGENCY


def _open_agency(session: Session, partnership: Partnership, slug: str) -> None:
    provider = agencies.add_provider(
        session, name=slug, issuer=f"http://127.0.0.1/{slug}", client_id="portal", client_secret="-"
    )
    partnership.workspaces[slug] = agencies.add_workspace(
        session,
        slug=slug,
        kind=Kind.AGENCY,
        name=f"{slug.capitalize()} Agency",
        organisation=f"{slug} parent",
        provider=provider,
        own=True,
    )
