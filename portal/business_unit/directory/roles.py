"""Roles in the workspaces of the Executive, the Scrutineer, the Business Unit and the Subgroups take two to give.

One manager of the Business Unit proposes, another confirms, and neither is the person concerned. A role is ended
by one manager at once, since whoever should no longer read must not go on until a second is found; the others
are told.
"""

from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from portal.agencies.actions import directory as log
from portal.agencies.actions import roles as write
from portal.agencies.queries import MemberView, member, members, the_workspace, workspace
from portal.agencies.queries import directory as services
from portal.agencies.queries import roles as read
from portal.agencies.queries.roles import ProposalView
from portal.business_unit.directory.actions import must
from portal.protocol.actors import ROLE_WORDS, ROLES_OF_KIND, Actor, Kind, Role
from portal.protocol.errors import Invalid, NotAllowed, NotFound, Stale
from portal.protocol.permissions import Permission

ALWAYS_LEFT = 2
"""How many managers the Business Unit always has: with fewer nothing could be confirmed any more."""

ENDED = "Ended a role"
"""What the directory's log says of it."""

TAKES_TWO = "Whoever proposed a role does not confirm it. Another manager of the Business Unit does."
NOT_ONES_OWN = (
    "Nobody proposes, confirms or ends a role of their own. Another manager of the Business Unit does."
)


def propose(
    session: Session,
    actor: Actor,
    *,
    kind: Kind,
    role: Role,
    name: str,
    email: str,
    home: UUID | None,
    partnership: bool,
    why: str,
) -> UUID:
    """Propose that somebody is to hold a role; the other managers are told that it waits.

    Who is known by this address keeps their name and home. Somebody new signs in at `home`, an agency, or with the
    `partnership` when they work for none. Raises Invalid naming `email`, `role`, `name` or `home`; NotAllowed.
    """
    must(actor, Permission.KEEP_ROLES_OF_TWO)
    write.one_at_a_time(session)
    if kind is Kind.AGENCY or role not in ROLES_OF_KIND[kind]:
        raise Invalid({"role": "Choose the role"})
    at, known = the_workspace(session, kind), read.known_by_address(session, email, home=home)
    if known and known.person == actor.person:
        raise NotAllowed(NOT_ONES_OWN)
    _must_be_new(session, at.id, role, email)
    new = write.propose(
        session,
        actor,
        workspace=at.id,
        role=role,
        person=known.person if known else None,
        name=known.name if known else _needed(name),
        email=email,
        home=known.home if known else home or _home_of(session, at.id, partnership=partnership),
        why=why,
    )
    _tell_others(session, actor, occasion=f"proposed:{new}", proposal=new)
    return new


def decide(session: Session, actor: Actor, proposal: UUID, *, confirmed: bool) -> ProposalView:
    """Confirm what another manager proposed, or do not; whoever now holds the role is told by e-mail.

    Not to confirm takes one: whoever proposed it may take it back. Raises NotFound, NotAllowed for whoever
    proposed it and whom it concerns, Stale when it was decided meanwhile.
    """
    must(actor, Permission.KEEP_ROLES_OF_TWO)
    write.one_at_a_time(session)
    known = the_proposal(session, proposal)
    if known.confirmed is not None:
        raise Stale(
            f"{known.decided_by_name} has decided this proposal meanwhile. Open the page Roles again."
        )
    if confirmed:
        may_confirm(session, actor, known)
    membership = write.decide(session, actor, proposal, confirmed=confirmed)
    if membership:
        write.tell_of_role(session, membership, proposal=proposal)
    return known


def may_confirm(session: Session, actor: Actor, known: ProposalView) -> None:
    """Raise NotAllowed for whoever proposed it, and for whom it concerns; Invalid when its proposer left since."""
    if known.proposed_by == actor.person:
        raise NotAllowed(TAKES_TWO)
    of = known.person
    if of is None:
        somebody = read.known_by_address(session, known.email, home=None)
        of = somebody.person if somebody else None
    if of == actor.person:
        raise NotAllowed(NOT_ONES_OWN)
    office = the_workspace(session, Kind.BUSINESS_UNIT).id
    if known.proposed_by not in {one.person for one in read.managers(session, office)}:
        raise Invalid(
            {"once": f"{known.proposed_by_name} is no manager any more. Have another manager propose it"}
        )


def end(session: Session, actor: Actor, *, membership: UUID, role: Role) -> MemberView:
    """End a role at once; the other managers are told by e-mail. Gives who held it.

    Raises NotFound when nobody holds it, NotAllowed for one's own, Invalid for the last two managers.
    """
    must(actor, Permission.KEEP_ROLES_OF_TWO)
    write.one_at_a_time(session)
    known = the_holder(session, membership, role)
    if known.person == actor.person:
        raise NotAllowed(NOT_ONES_OWN)
    office = the_workspace(session, Kind.BUSINESS_UNIT).id
    if role is Role.MANAGER and len(read.managers(session, office)) <= ALWAYS_LEFT:
        raise Invalid({"once": "The Business Unit has to have two managers. Have another confirmed first"})
    write.end(session, membership, role)
    detail = f"{known.name}: {ROLE_WORDS[role]}"
    log.note(session, actor, ENDED, workspace=known.workspace, detail=detail)
    _tell_others(session, actor, occasion=f"ended:{uuid4()}")
    return known


def the_proposal(session: Session, of: UUID) -> ProposalView:
    """The proposal; NotFound when there is none."""
    found = read.proposal(session, of)
    if found is None:
        raise NotFound
    return found


def the_holder(session: Session, membership: UUID, role: Role) -> MemberView:
    """Who holds this role in one of the partnership's own workspaces; NotFound for anybody else."""
    known = member(session, membership)
    if known is None or role not in known.roles or workspace(session, known.workspace).kind is Kind.AGENCY:
        raise NotFound
    return known


def _must_be_new(session: Session, at: UUID, role: Role, email: str) -> None:
    address = email.casefold()
    for one in members(session, at):
        if one.email.casefold() == address and role in one.roles:
            raise Invalid({"email": f"{one.name} holds this role already"})
    for waiting in read.waiting(session):
        if (waiting.workspace, waiting.role, waiting.email.casefold()) == (at, role, address):
            raise Invalid({"email": f"{waiting.proposed_by_name} has proposed this already, and it waits"})


def _needed(name: str) -> str:
    if not name:
        raise Invalid({"name": "Enter their name: nobody with this e-mail address is known here"})
    return name


def _home_of(session: Session, at: UUID, *, partnership: bool) -> UUID:
    """Where somebody signs in who works for no agency: with the workspace's service, else the Business Unit's."""
    if not partnership:
        raise Invalid({"home": "Choose where they sign in: nobody with this e-mail address is known here"})
    if services.service_in_use(session, at):
        return at
    return the_workspace(session, Kind.BUSINESS_UNIT).id


def _tell_others(session: Session, actor: Actor, *, occasion: str, proposal: UUID | None = None) -> None:
    office = the_workspace(session, Kind.BUSINESS_UNIT).id
    for one in read.managers(session, office):
        if one.person != actor.person:
            write.tell_manager(session, one.membership, office=office, occasion=occasion, proposal=proposal)
