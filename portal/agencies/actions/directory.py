"""What the Business Unit writes into the directory: agencies, their domains and sign-in services.

Whoever may is asked in `portal.business_unit.directory.actions`, and by PostgreSQL once more.
"""

import re
import unicodedata
from collections.abc import Collection
from uuid import UUID, uuid4

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from portal.agencies.actions import add_domain, add_workspace
from portal.agencies.models import (
    DirectoryChange,
    EmailDomain,
    IdentityProvider,
    Organisation,
    Workspace,
)
from portal.infra.calendar import now
from portal.protocol.actors import Actor, Kind
from portal.protocol.errors import Invalid

RESERVED = frozenset({"new", "agency"})
"""What no agency's address may end in: pages of their own stand there."""

_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended('directory', 0))")


def one_at_a_time(session: Session) -> None:
    """Wait for one's turn to change the directory, so that no two take one name."""
    session.execute(_ONE_AT_A_TIME)


def note(
    session: Session, actor: Actor, what: str, *, workspace: UUID | None = None, detail: str = ""
) -> None:
    """Keep what was changed, of which workspace, by whom and when."""
    note_by(session, actor.name, what, workspace=workspace, detail=detail)


def note_by(session: Session, name: str, what: str, *, workspace: UUID | None, detail: str) -> None:
    """The same, by whoever has this name."""
    kept = {"workspace_id": workspace, "what": what, "detail": detail, "name": name, "at": now()}
    session.execute(insert(DirectoryChange).inline().values(**kept))


def open_agency(session: Session, *, name: str, organisation: str) -> UUID:
    """Open an agency's workspace under its parent (decision 11); its people use the shared service for now.

    Raises Invalid when the name is taken.
    """
    _must_be_free(session, name)
    shared = session.scalar(
        select(IdentityProvider.id).where(IdentityProvider.shared, IdentityProvider.enabled)
    )
    return add_workspace(
        session,
        slug=_slug(session, name),
        kind=Kind.AGENCY,
        name=name,
        organisation=_as_known(session, organisation),
        provider=shared,
    )


def change_agency(session: Session, agency: UUID, *, name: str, organisation: str) -> None:
    """Call an agency by another name, or put it under another parent. Its address stays. Raises Invalid."""
    _must_be_free(session, name, but_for=agency)
    parent = session.scalar(
        select(Organisation.id).where(Organisation.name == _as_known(session, organisation))
    )
    if parent is None:
        parent = uuid4()
        session.execute(insert(Organisation).values(id=parent, name=organisation))
    session.execute(update(Workspace).where(Workspace.id == agency).values(name=name, organisation_id=parent))


def set_domains(session: Session, agency: UUID, domains: Collection[str]) -> None:
    """Let an agency have these e-mail domains and no others. Raises Invalid when another agency has one."""
    wanted = {one.lower() for one in domains}
    taken = session.execute(
        select(EmailDomain.domain, Workspace.name)
        .join(Workspace, Workspace.id == EmailDomain.workspace_id)
        .where(EmailDomain.domain.in_(wanted), EmailDomain.workspace_id != agency)
    ).first()
    if taken:
        raise Invalid({"domains": f"{taken[0]} is already an e-mail domain of {taken[1]}"})
    held = set(session.scalars(select(EmailDomain.domain).where(EmailDomain.workspace_id == agency)))
    if held - wanted:
        session.execute(delete(EmailDomain).where(EmailDomain.domain.in_(held - wanted)))
    for one in sorted(wanted - held):
        add_domain(session, one, agency)


def _must_be_free(session: Session, name: str, *, but_for: UUID | None = None) -> None:
    taken = select(Workspace.id).where(func.lower(Workspace.name) == name.lower())
    if any(one != but_for for one in session.scalars(taken)):
        raise Invalid({"name": f"There is already a workspace called {name}"})


def _as_known(session: Session, organisation: str) -> str:
    """The parent's name as it is written already, in whatever case it was typed."""
    known = select(Organisation.name).where(func.lower(Organisation.name) == organisation.lower())
    return session.scalars(known).first() or organisation


def _slug(session: Session, name: str) -> str:
    """How the agency's address ends: its name in plain letters, with a number when that is taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "agency"
    taken = set(session.scalars(select(Workspace.slug).where(Workspace.slug.startswith(stem)))) | RESERVED
    tried = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 2))
    return next(one for one in tried if one not in taken)


# Sign-in services ------------------------------------------------------------------------------------------


def save_service(
    session: Session, agency: UUID, *, name: str, issuer: str, client_id: str, client_secret: str
) -> None:
    """Keep an agency's own sign-in service, switched off until a sign-in with it has worked (PostgreSQL's word).

    Whoever is signed in with what was kept before is signed out. Raises Invalid when another has this issuer.
    """
    taken = select(IdentityProvider.name).where(
        IdentityProvider.issuer == issuer, IdentityProvider.workspace_id.is_distinct_from(agency)
    )
    if whose := session.scalar(taken):
        raise Invalid({"issuer": f"{whose} already signs in with this service"})
    values = {"name": name, "issuer": issuer, "client_id": client_id, "client_secret": client_secret}
    own = select(IdentityProvider.id).where(IdentityProvider.workspace_id == agency)
    if known := session.scalar(own):
        one = update(IdentityProvider).where(IdentityProvider.id == known)
        session.execute(one.values(enabled=False))
        session.execute(one.values(**values))
    else:
        new = {"id": uuid4(), "enabled": False, "workspace_id": agency}
        session.execute(insert(IdentityProvider).values(**new, **values))


def switch(session: Session, service: UUID, *, on: bool) -> None:
    """Switch a service on for its agency's people, or off: then every sign-in with it ends in this transaction."""
    session.execute(update(IdentityProvider).where(IdentityProvider.id == service).values(enabled=on))


def use_shared(session: Session, agency: UUID) -> bool:
    """Have an agency's people sign in with the shared service from now on, by invitation; False without one."""
    shared = session.scalar(
        select(IdentityProvider.id).where(IdentityProvider.shared, IdentityProvider.enabled)
    )
    if shared is None:
        return False
    session.execute(update(Workspace).where(Workspace.id == agency).values(identity_provider_id=shared))
    return True
