"""A small partnership for tests: three agencies and the partnership's own workspaces, with one person a role."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import text

from portal.agencies import actions as agencies
from portal.infra.db import Context, Database
from portal.protocol.actors import ROLES_OF_KIND, Actor, Kind, Role
from tests.engines import Logins

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


def build(logins: Logins) -> Partnership:
    """Make the partnership in an empty database."""
    partnership = Partnership(logins, Database(logins.web_url, pool_size=4))
    owner = Database(logins.owner_url, pool_size=1)
    with owner.work() as session:
        session.execute(text("set local role portal_owner"))
        for slug in AGENCIES:
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
            )
        for kind in PARTNERSHIP:
            partnership.workspaces[kind] = agencies.add_workspace(
                session, slug=kind, kind=kind, name=f"The {kind}", organisation="Partnership"
            )
        for slug, workspace in partnership.workspaces.items():
            kind = Kind(slug) if slug in list(Kind) else Kind.AGENCY
            for role in sorted(ROLES_OF_KIND[kind]):
                name = f"{slug} {role}"
                person = agencies.add_person(
                    session, name=name, email=f"{role}@{slug}.example", home=workspace
                )
                membership = agencies.grant(session, person=person, workspace=workspace, roles=[role])
                agencies.bind_identity(
                    session, issuer=f"http://127.0.0.1/{slug}", subject=role, person=person
                )
                partnership.people[slug, role] = Actor(
                    person,
                    membership,
                    workspace,
                    kind,
                    name,
                    frozenset({role}),
                    f"{slug.capitalize()} Agency",
                )
    owner.engine.dispose()
    return partnership
