"""What changes who may come in: sign-ins, invitations, and the directory itself."""

import secrets
from collections.abc import Iterable
from datetime import date
from uuid import UUID, uuid4

from itsdangerous import BadData, URLSafeSerializer, URLSafeTimedSerializer
from sqlalchemy import insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.orm import Session

from portal.agencies.models import (
    Closure,
    EmailDomain,
    Identity,
    IdentityProvider,
    Membership,
    MembershipRole,
    Organisation,
    Person,
    Workspace,
)
from portal.agencies.queries.sign_in import digest
from portal.infra.calendar import now
from portal.infra.db import Base
from portal.infra.oidc import Identity as Claimed
from portal.protocol.actors import ROLES_OF_KIND, Kind, Role

# Signing in ----------------------------------------------------------------------------------------------


def sign_in(session: Session, identity: Claimed, *, invitation: UUID | None, hours: int) -> str | None:
    """Begin a sign-in for whoever the provider says this is; the token that stands for it, or None: nobody.

    An open invitation binds the identity to the person invited, when it comes from that person's own agency's
    service (decision 9). An agency's own service may bring somebody new, without a role.
    """
    person = session.scalar(
        text("select portal.recognise(:issuer, :subject, :name, :email, :invitation)"),
        {
            "issuer": identity.issuer,
            "subject": identity.subject,
            "name": identity.name or identity.email or "Name not given",
            "email": identity.email,
            "invitation": invitation,
        },
    )
    if person is None:
        return None
    token = secrets.token_urlsafe(32)
    session.execute(
        text("select portal.begin_sign_in(:person, :issuer, :subject, :digest, :hours)"),
        {
            "person": person,
            "issuer": identity.issuer,
            "subject": identity.subject,
            "digest": digest(token),
            "hours": hours,
        },
    )
    return token


def tried(session: Session, service: UUID, identity: Claimed) -> bool:
    """Keep that a sign-in with a service that is not in use yet has worked; False when it is in use by now."""
    asked = {"service": service, "as": in_words(identity), "at": now()}
    return bool(session.scalar(text("select portal.service_tried(:service, :as, :at)"), asked))


def in_words(identity: Claimed) -> str:
    """Whom a sign-in service says that somebody is, in one line."""
    known = [one for one in (identity.name, identity.email) if one]
    return ", ".join(known) or f"somebody whom it calls {identity.subject}"


def act_for(session: Session, token: str, membership: UUID) -> bool:
    """Act for one of one's workspaces from now on; False when the membership is not one's own."""
    asked = {"digest": digest(token), "membership": membership}
    return bool(session.scalar(text("select portal.act_for(:digest, :membership)"), asked))


def sign_out(session: Session, token: str) -> None:
    """End a sign-in, everywhere its cookie was copied to."""
    session.execute(text("select portal.end_sign_in(:digest)"), {"digest": digest(token)})


# Invitations ---------------------------------------------------------------------------------------------


def invite(session: Session, membership: UUID, path: str) -> UUID:
    """Invite a member, in that member's own context, to sign in for the first time and land on `path`.

    Asked again within a day it is the same invitation, so that an e-mail sent twice carries one link. It lasts
    30 days and is used once.
    """
    same = {"membership": membership, "path": path}
    found: UUID | None = session.scalar(_SAME_INVITATION, same)
    if found:
        return found
    invitation = uuid4()
    session.execute(_INVITE, same | {"id": invitation})
    return invitation


_SAME_INVITATION = text(
    "select id from portal.invitation where membership_id = :membership and path = :path"
    " and used_at is null and created_at > now() - interval '1 day' order by created_at limit 1"
)
_INVITE = text("insert into portal.invitation (id, membership_id, path) values (:id, :membership, :path)")


def invitation_token(secret_key: str, invitation: UUID) -> str:
    """What an invitation's link carries: its id, signed, the same each time. The database keeps no secret."""
    return str(_signer(secret_key).dumps(invitation.hex))


def read_invitation(secret_key: str, token: str) -> UUID | None:
    """The invitation a token was made for; None when we did not make it."""
    try:
        return UUID(_signer(secret_key).loads(token))
    except (BadData, ValueError):
        return None


def _signer(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt="portal.invitation")


def trial_token(secret_key: str, service: UUID) -> str:
    """What a link carries with which a service that is not in use yet is tried. It lasts a week."""
    return str(_trials(secret_key).dumps(service.hex))


def read_trial(secret_key: str, token: str) -> UUID | None:
    """The service that a link is for; None when we did not make it, or too long ago."""
    try:
        return UUID(_trials(secret_key).loads(token, max_age=TRIAL_SECONDS))
    except (BadData, ValueError):
        return None


TRIAL_SECONDS = 7 * 24 * 3600


def _trials(secret_key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret_key, salt="portal.trial")


# The directory, as its owner writes it -------------------------------------------------------------------


def add_provider(
    session: Session, *, name: str, issuer: str, client_id: str, client_secret: str, shared: bool = False
) -> UUID:
    """Trust a sign-in service. A shared one lets in only people who were invited (P4)."""
    return _add(
        session,
        IdentityProvider,
        name=name,
        issuer=issuer,
        client_id=client_id,
        client_secret=client_secret,
        shared=shared,
        enabled=True,
    )


def add_workspace(
    session: Session,
    *,
    slug: str,
    kind: Kind,
    name: str,
    organisation: str,
    provider: UUID | None = None,
    own: bool = False,
) -> UUID:
    """Open a workspace under its parent organisation, which is made when it is new (decision 11).

    `provider` is the service its people sign in with, the shared one where there is no own; None for a
    workspace whose members all sign in elsewhere. `own`: it is this workspace's and no other's.
    """
    session.execute(insert_or(Organisation).values(id=uuid4(), name=organisation).on_conflict_do_nothing())
    parent = session.scalars(select(Organisation.id).where(Organisation.name == organisation)).one()
    new = _add(
        session,
        Workspace,
        slug=slug,
        kind=kind,
        name=name,
        organisation_id=parent,
        identity_provider_id=provider,
    )
    if provider and own:
        session.execute(
            update(IdentityProvider).where(IdentityProvider.id == provider).values(workspace_id=new)
        )
    return new


def add_domain(session: Session, domain: str, workspace: UUID) -> None:
    """Send the owners of these e-mail addresses to this workspace's sign-in service."""
    session.execute(insert(EmailDomain).values(domain=domain.lower(), workspace_id=workspace))


def add_closure(session: Session, day: date, reason: str) -> None:
    """Count a day as one on which nobody works (decision 1)."""
    session.execute(insert(Closure).values(day=day, reason=reason))


def add_person(session: Session, *, name: str, email: str, home: UUID) -> UUID:
    """Name a person of a workspace, before or without their having signed in."""
    return _add(session, Person, name=name, email=email, home_workspace_id=home)


def bind_identity(session: Session, *, issuer: str, subject: str, person: UUID) -> None:
    """Let the person sign in as this (issuer, subject), as their first sign-in would have done (decision 9)."""
    session.execute(insert(Identity).values(issuer=issuer, subject=subject, person_id=person))


def grant(
    session: Session, *, person: UUID, workspace: UUID, roles: Iterable[Role], granted_by: UUID | None = None
) -> UUID:
    """Make a person a member of a workspace with these roles; no roles give no access.

    Raises ValueError for a role that its kind of workspace does not have.
    """
    kind = session.scalars(select(Workspace.kind).where(Workspace.id == workspace)).one()
    if strange := set(roles) - ROLES_OF_KIND[Kind(kind)]:
        raise ValueError(f"A workspace of kind {kind} has no {', '.join(sorted(strange))}.")
    membership = _add(session, Membership, person_id=person, workspace_id=workspace)
    for role in sorted(set(roles)):
        session.execute(
            insert(MembershipRole).values(membership_id=membership, role=role, granted_by=granted_by)
        )
    return membership


def _add(session: Session, table: type[Base], **values: object) -> UUID:
    new = uuid4()
    session.execute(insert(table).values(id=new, **values))
    return new
