"""What is written of roles that take two: a proposal, its decision, an ending. PostgreSQL asks for both."""

from uuid import UUID, uuid4

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from portal.agencies.actions.people import INVITATION
from portal.agencies.models import RoleProposal
from portal.agencies.queries import member
from portal.infra import outbox
from portal.infra.calendar import now
from portal.protocol.actors import Actor, Role

ROLES_OF_TWO = "roles_of_two"
"""The outbox kind of an e-mail to a manager about what another did: a proposal that waits, a role that ended."""

_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended('roles of the partnership', 0))")
_DECIDE = text("select portal.decide_role(:proposal, :confirmed, :name, :at)")
_END = text("select portal.end_role(:membership, :role)")


def one_at_a_time(session: Session) -> None:
    """Wait for one's turn to change who holds a role in the partnership's own workspaces."""
    session.execute(_ONE_AT_A_TIME)


def propose(
    session: Session,
    actor: Actor,
    *,
    workspace: UUID,
    role: Role,
    person: UUID | None,
    name: str,
    email: str,
    home: UUID,
    why: str,
) -> UUID:
    """Keep that a role is proposed. `person` is None for somebody new, who is made when it is confirmed."""
    new = uuid4()
    session.execute(
        insert(RoleProposal)
        .inline()
        .values(
            id=new,
            workspace_id=workspace,
            role=str(role),
            person_id=person,
            name=name,
            email=email,
            home_workspace_id=home,
            why=why,
            proposed_by_name=actor.name,
            proposed_at=now(),
        )
    )
    return new


def decide(session: Session, actor: Actor, proposal: UUID, *, confirmed: bool) -> UUID | None:
    """Confirm a proposal or do not; gives the membership that now holds the role."""
    asked = {"proposal": proposal, "confirmed": confirmed, "name": actor.name, "at": now()}
    found: UUID | None = session.scalar(_DECIDE, asked)
    return found


def end(session: Session, membership: UUID, role: Role) -> None:
    """End a role in one of these workspaces, and the membership with its last role."""
    session.execute(_END, {"membership": membership, "role": str(role)})


def tell_of_role(session: Session, membership: UUID, *, proposal: UUID) -> None:
    """Have whoever was given a role told so, with an invitation when they have never signed in."""
    known = member(session, membership)
    assert known is not None
    outbox.tell(
        session,
        INVITATION,
        escalation=None,
        workspace=known.workspace,
        membership=membership,
        payload={"told": True},
        dedupe=f"{INVITATION}:{membership}:{proposal}",
    )


def tell_manager(
    session: Session, membership: UUID, *, office: UUID, occasion: str, proposal: UUID | None = None
) -> None:
    """Have another manager told by e-mail that a proposal waits, or, with none, that a role was ended."""
    outbox.tell(
        session,
        ROLES_OF_TWO,
        escalation=None,
        workspace=office,
        membership=membership,
        payload={"proposal": str(proposal)} if proposal else {},
        dedupe=f"{ROLES_OF_TWO}:{occasion}:{membership}",
    )
