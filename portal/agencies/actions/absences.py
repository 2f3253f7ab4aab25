"""When a member of an agency is away, and who is told in their place (decision 9).

Being away takes no right away: whoever is back early, or looks in, signs as before.
"""

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import func, insert, text, update
from sqlalchemy.orm import Session

from portal.agencies.models import Absence
from portal.agencies.queries import MemberView, member, people, senior_managers
from portal.infra.calendar import now
from portal.protocol.actors import Actor, Role
from portal.protocol.clock import days_in_words, london_date
from portal.protocol.errors import Invalid, NotAllowed, NotFound

NOT_YOURS = "You can record your own absence. An administrator of your agency records a colleague’s."

_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended('absence ' || :membership, 0))")


def whose(session: Session, actor: Actor, membership: UUID) -> MemberView:
    """The member whose absence the actor may record or end: their own, or an administrator any.

    Raises NotFound for nobody of this agency, NotAllowed for a colleague's.
    """
    known = member(session, membership)
    if known is None or known.workspace != actor.workspace:
        raise NotFound
    if membership != actor.membership and Role.ADMINISTRATOR not in actor.roles:
        raise NotAllowed(NOT_YOURS)
    return known


def record(
    session: Session, actor: Actor, membership: UUID, *, starts_on: date, ends_on: date, cover: UUID | None
) -> None:
    """Record that a member is away from the first day to the last, both included.

    `cover` is told in their place: another member who may sign. Raises what `whose` does, and Invalid for days
    that end before they begin, are over, or are known already, and for a cover who cannot sign.
    """
    known = whose(session, actor, membership)
    session.execute(_ONE_AT_A_TIME, {"membership": str(membership)})
    if ends_on < starts_on:
        raise Invalid({"ends_on": "The last day must be the first day or a later one"})
    if ends_on < london_date(now()):
        raise Invalid({"ends_on": "The last day must be today or in the future"})
    _not_known_already(session, known, starts_on=starts_on, ends_on=ends_on)
    signers = {one.membership for one in senior_managers(session, actor.workspace)} - {membership}
    if cover is not None and cover not in signers:
        raise Invalid({"cover": "Choose another senior manager or deputy of your agency"})
    session.execute(
        insert(Absence).values(
            id=uuid4(),
            membership_id=membership,
            starts_on=starts_on,
            ends_on=ends_on,
            cover_membership_id=cover,
        )
    )


def end(session: Session, actor: Actor, of: UUID) -> None:
    """End an absence early, or take back one that has not begun: from now on they are told as before.

    Raises NotFound when it is over, and what `whose` does.
    """
    known = people.absence(session, of)
    if known is None:
        raise NotFound
    whose(session, actor, known.membership)
    session.execute(
        update(Absence).where(Absence.id == of, Absence.ended_at.is_(None)).values(ended_at=func.now())
    )


def _not_known_already(session: Session, known: MemberView, *, starts_on: date, ends_on: date) -> None:
    for one in people.absences_of(session, known.membership):
        if one.starts_on <= ends_on and starts_on <= one.ends_on:
            raise Invalid(
                {
                    "starts_on": f"{known.name} is already away {days_in_words(one.starts_on, one.ends_on)}."
                    " End that absence first"
                }
            )
