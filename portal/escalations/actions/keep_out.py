"""An agency keeps one of its people from one case, and lets them in again: its own affair, and kept as such.

Whoever is kept out gets the same answer as for a case that does not exist. The database says once more who may
(`portal.bar`), and no other workspace reads the row of the history.
"""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations import notices
from portal.escalations.actions.door import Opened, open_case, signature
from portal.infra import history
from portal.protocol.actors import CASE_ROLES, Actor
from portal.protocol.errors import Invalid
from portal.protocol.permissions import Permission, check
from portal.protocol.tasks import Ask, tasks

_BAR = text("select portal.bar(:case, :membership, :kept_out)")


def keep_out(
    session: Session, actor: Actor, reference: str, *, version: int, whom: UUID, reasons: str
) -> None:
    """Keep a colleague from a case, with a reason that only the agency's own people read, from their next request.

    What was asked of them is told to whoever stands in. Raises Invalid for oneself, for somebody of another
    agency or without a case role, for who is kept out already, and when nobody could sign Part 1 then
    (decision 10).
    """
    opened = open_case(session, reference, version=version)
    check(Permission.KEEP_OUT, actor, opened.case)
    known = _colleague(session, actor, whom)
    if whom in opened.row.barred:
        raise Invalid({"whom": f"{known.name} is kept out of this case already"})
    before = _told(session, opened, actor)
    try:
        session.execute(_BAR, {"case": opened.row.id, "membership": whom, "kept_out": True})
    except IntegrityError:
        raise Invalid(
            {"whom": f"You wrote Part 1, so nobody but {known.name} could sign it off. Name another first"}
        ) from None
    session.refresh(opened.row)
    for ask, membership in _told(session, opened, actor) - before:
        if membership != actor.membership:
            notices.tell(session, opened.row, ask, workspace=actor.workspace, membership=membership)
    _record(session, opened, actor, event="keep_out", whom=known.name, reasons=reasons)


def let_in(session: Session, actor: Actor, reference: str, *, version: int, whom: UUID, reasons: str) -> None:
    """Let a colleague into a case again, from their next request on. Raises Invalid for who is not kept out."""
    opened = open_case(session, reference, version=version)
    check(Permission.LET_IN, actor, opened.case)
    known = _colleague(session, actor, whom)
    if whom not in opened.row.barred:
        raise Invalid({"whom": f"{known.name} is not kept out of this case"})
    session.execute(_BAR, {"case": opened.row.id, "membership": whom, "kept_out": False})
    session.refresh(opened.row)
    _record(session, opened, actor, event="let_in", whom=known.name, reasons=reasons)


def _colleague(session: Session, actor: Actor, whom: UUID) -> agencies.MemberView:
    known = agencies.member(session, whom)
    if whom == actor.membership:
        raise Invalid({"whom": "You cannot keep yourself out. Ask another senior manager of your agency"})
    if known is None or known.workspace != actor.workspace or CASE_ROLES.isdisjoint(known.roles):
        raise Invalid({"whom": "Choose somebody of your agency who works on its cases"})
    return known


def _told(session: Session, opened: Opened, actor: Actor) -> set[tuple[Ask, UUID]]:
    return notices.told_of_asks(session, opened.row, tasks(opened.case), workspace=actor.workspace)


def _record(session: Session, opened: Opened, actor: Actor, *, event: str, whom: str, reasons: str) -> None:
    opened.row.version += 1
    history.record(
        session,
        opened.row.id,
        event=event,
        at=opened.now,
        payload={**signature(actor), "whom": whom, "reasons": reasons},
        agencies=[actor.workspace],
    )
