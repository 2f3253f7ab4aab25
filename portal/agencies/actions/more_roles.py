"""Gives somebody of an agency further roles, as the Business Unit does it with many at once (decision 9)."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from portal.agencies.actions import people
from portal.agencies.models import MembershipRole
from portal.agencies.queries import member
from portal.protocol.actors import Role
from portal.protocol.directory import AGENCY_ROLES
from portal.protocol.errors import NotFound


def give(session: Session, workspace: UUID, membership: UUID, *, roles: Collection[Role]) -> None:
    """Let a member of this agency hold these roles too, and tell them by e-mail. NotFound for nobody of it."""
    people.one_at_a_time(session, workspace)
    known = member(session, membership)
    if known is None or known.workspace != workspace:
        raise NotFound
    for role in (role for role in AGENCY_ROLES if role in roles and role not in known.roles):
        session.execute(insert(MembershipRole).values(membership_id=membership, role=role))
    people.invite(session, membership, workspace=workspace)
