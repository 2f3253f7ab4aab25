"""What an agency's administrator keeps: who its people are and which roles they hold (decision 9).

The database says once more who may, and of which agency: each of these is done by one administrator at a time,
who is asked again, once it is their turn, whether they still are one.
"""

from collections.abc import Collection
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select, text, update
from sqlalchemy.orm import Session

from portal.agencies.actions import add_person as write_person
from portal.agencies.models import DirectoryConfirmation, Membership, MembershipRole
from portal.agencies.queries import MemberView, member, members, people
from portal.infra import outbox
from portal.infra.calendar import now
from portal.protocol.actors import SIGNING_ROLES, Actor, Role
from portal.protocol.clock import london_date
from portal.protocol.directory import AGENCY_ROLES
from portal.protocol.errors import Invalid, NotAllowed, NotFound, Stale
from portal.protocol.permissions import PERMISSIONS, Permission, who_may

INVITATION = "invitation"
"""The outbox kind of the e-mail that invites somebody new without there being a case."""

_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended('people ' || :workspace, 0))")
_IS_ADMINISTRATOR = text("select portal.is_administrator()")


def add(session: Session, actor: Actor, *, name: str, email: str, roles: Collection[Role]) -> UUID:
    """Name somebody new of the administrator's own agency, with roles, and invite them; gives the membership.

    Raises Invalid when the agency already has somebody with this e-mail address.
    """
    _keeping(session, actor)
    waiting = next(
        (one for one in people.without_role(session) if one.email.casefold() == email.casefold()), None
    )
    if waiting:
        raise Invalid(
            {
                "email": f"{waiting.name} has this e-mail address, and is among those without a role. Give them a"
                " role from the page People instead"
            }
        )
    return enter(session, actor.workspace, name=name, email=email, roles=roles)


def enter(session: Session, workspace: UUID, *, name: str, email: str, roles: Collection[Role]) -> UUID:
    """Write somebody new into an agency, with roles, and invite them, for whoever may; gives the membership.

    Raises Invalid when the agency already has somebody with this e-mail address.
    """
    if known := people.with_address(session, workspace, email):
        raise Invalid({"email": f"{known.name} already holds a role here with this e-mail address"})
    person = write_person(session, name=name, email=email, home=workspace)
    membership = _join(session, workspace, person)
    _grant(session, membership, roles)
    invite(session, membership, workspace=workspace)
    return membership


def give_role(session: Session, actor: Actor, person: UUID, *, roles: Collection[Role]) -> None:
    """Give roles to somebody of the agency who holds none: who signed in by its own service, or came back.

    Raises NotFound when there is nobody like that any more.
    """
    _keeping(session, actor)
    if person not in {one.person for one in people.without_role(session)}:
        raise NotFound
    live = select(Membership.id).where(
        Membership.person_id == person,
        Membership.workspace_id == actor.workspace,
        Membership.ended_at.is_(None),
    )
    membership = session.scalar(live) or _join(session, actor.workspace, person)
    if membership == actor.membership:
        raise NotAllowed(own_roles(session, actor))
    _grant(session, membership, roles)


def set_roles(
    session: Session,
    actor: Actor,
    membership: UUID,
    *,
    version: int,
    roles: Collection[Role],
    sure: bool = False,
) -> None:
    """Let a member hold these roles and no others, from their next request on.

    Raises NotFound for nobody of this agency, NotAllowed for oneself, Stale when the roles changed since the form
    was made, Invalid (`sure`) when nobody would be a senior manager any more and that was not confirmed.
    """
    known = _other(session, actor, membership)
    if people.version(session, actor.workspace, membership=membership) != version:
        raise Stale(
            f"Somebody changed the roles of {known.name} while you were looking. Open the page again to see"
            " which they hold now, then choose."
        )
    if not sure and leaves_no_senior_manager(session, known, roles):
        raise Invalid({"sure": "Confirm that your agency is to be without a senior manager"})
    _end_roles(session, actor, membership, keeping=roles)
    _grant(session, membership, set(roles) - known.roles)


def end_membership(session: Session, actor: Actor, membership: UUID, *, sure: bool = False) -> None:
    """End somebody's membership and every role of it: their next request finds them without any.

    Raises as `set_roles` does.
    """
    known = _other(session, actor, membership)
    if not sure and leaves_no_senior_manager(session, known, ()):
        raise Invalid({"sure": "Confirm that your agency is to be without a senior manager"})
    _end_roles(session, actor, membership, keeping=())
    session.execute(
        update(Membership)
        .where(Membership.id == membership, Membership.ended_at.is_(None))
        .values(ended_at=func.now(), ended_by=actor.membership)
    )


def invite_again(session: Session, actor: Actor, membership: UUID) -> None:
    """E-mail the invitation to somebody who has never signed in once more; at most once a day."""
    _other(session, actor, membership)
    invite(session, membership, workspace=actor.workspace)


def confirm(session: Session, actor: Actor, *, version: int) -> None:
    """Say that the list of role-holders is right today (decision 9).

    Raises Stale when it changed since the page was made, NotAllowed for who neither keeps it nor signs.
    """
    one_at_a_time(session, actor.workspace)
    me = member(session, actor.membership)
    if me is None or not me.roles & {Role.ADMINISTRATOR, Role.SENIOR_MANAGER}:
        raise NotAllowed(who_may(PERMISSIONS[Permission.CONFIRM_PEOPLE]))
    if people.version(session, actor.workspace) != version:
        raise Stale("The list of people changed while you were reading it. Read it again, then confirm it.")
    session.execute(insert(DirectoryConfirmation).values(id=uuid4(), confirmed_by_name=actor.name, at=now()))


def leaves_no_senior_manager(session: Session, known: MemberView, roles: Collection[Role]) -> bool:
    """Whether a member who keeps only these roles was the last senior manager of their agency."""
    if Role.SENIOR_MANAGER not in known.roles or Role.SENIOR_MANAGER in roles:
        return False
    others = (one for one in members(session, known.workspace) if one.membership != known.membership)
    return not any(Role.SENIOR_MANAGER in one.roles for one in others)


def left_to_sign(session: Session, known: MemberView) -> list[str]:
    """The names of those who would still sign for the agency without this member."""
    return [
        one.name
        for one in members(session, known.workspace)
        if one.membership != known.membership and not SIGNING_ROLES.isdisjoint(one.roles)
    ]


def own_roles(session: Session, actor: Actor) -> str:
    """Why nobody changes their own roles, and whom to ask instead."""
    others = [
        one.name
        for one in people.administrators(session, actor.workspace)
        if one.membership != actor.membership
    ]
    ask = f"Ask {' or '.join(others)}, who keeps your agency’s people too, or" if others else "Ask"
    return f"Nobody changes their own roles. {ask} the Business Unit."


def one_at_a_time(session: Session, workspace: UUID) -> None:
    """Wait for one's turn to change the people of a workspace."""
    session.execute(_ONE_AT_A_TIME, {"workspace": str(workspace)})


def _keeping(session: Session, actor: Actor) -> None:
    """Wait for one's turn; then raise NotAllowed unless one is still an administrator."""
    one_at_a_time(session, actor.workspace)
    if not session.scalar(_IS_ADMINISTRATOR):
        raise NotAllowed(who_may(PERMISSIONS[Permission.KEEP_PEOPLE]))


def _other(session: Session, actor: Actor, membership: UUID) -> MemberView:
    """Somebody else of the administrator's own agency, who holds a role now."""
    _keeping(session, actor)
    known = member(session, membership)
    if known is None or known.workspace != actor.workspace:
        raise NotFound
    if membership == actor.membership:
        raise NotAllowed(own_roles(session, actor))
    return known


def _join(session: Session, workspace: UUID, person: UUID) -> UUID:
    new = uuid4()
    session.execute(insert(Membership).values(id=new, person_id=person, workspace_id=workspace))
    return new


def _grant(session: Session, membership: UUID, roles: Collection[Role]) -> None:
    """`granted_by` and the time are the database's to write."""
    for role in (role for role in AGENCY_ROLES if role in roles):
        session.execute(insert(MembershipRole).values(membership_id=membership, role=role))


def _end_roles(session: Session, actor: Actor, membership: UUID, *, keeping: Collection[Role]) -> None:
    session.execute(
        update(MembershipRole)
        .where(
            MembershipRole.membership_id == membership,
            MembershipRole.ended_at.is_(None),
            MembershipRole.role.not_in([str(role) for role in keeping]),
        )
        .values(ended_at=func.now(), ended_by=actor.membership)
    )


def invite(session: Session, membership: UUID, *, workspace: UUID) -> None:
    """Have a member e-mailed what they were given, with an invitation if they never signed in; once a day."""
    outbox.tell(
        session,
        INVITATION,
        escalation=None,
        workspace=workspace,
        membership=membership,
        payload={},
        dedupe=f"{INVITATION}:{membership}:{london_date(now())}",
    )
