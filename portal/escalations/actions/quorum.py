"""Whether the Executive can come to a decision: when it cannot, the Business Unit is asked for a substitute.

A quorum is out of reach, or a tie decides nothing (decision 22). Either begins and ends with what members declare
and hold, and with who they are: so it is looked at again after each of these, and by the worker every minute.
"""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.escalations import notices, queries
from portal.escalations.actions.door import Opened, as_the_portal, open_again, signature
from portal.escalations.actions.record import OFFICE_ONLY
from portal.escalations.models import EscalationRow
from portal.escalations.records import bench_of
from portal.infra import history
from portal.protocol.actors import THE_PORTAL, Actor
from portal.protocol.conflicts import Stuck, quorum_in_reach
from portal.protocol.escalation import WITH_THE_EXECUTIVE
from portal.protocol.tasks import tasks

EVENTS = {Stuck.QUORUM: "quorum_out_of_reach", Stuck.TIE: "tie"}
"""The events of the history that say so; the Business Unit and the Executive read them."""

_TIED = text("select portal.tied(:escalation)")


def look_again(session: Session, escalation: UUID) -> None:
    """Ask the Business Unit for a substitute, once, when the case newly needs one; take it back when it does not.

    Whoever acts, it is the portal that looks: one who was just recused may not read who else sits.
    """
    session.flush()
    with as_the_portal(session) as portal:
        opened = open_again(session, escalation)
        needed = _stuck(session, opened.row)
        if needed is not opened.case.substitute_needed:
            _note(session, opened, portal, needed)


def to_look_at(session: Session) -> Sequence[UUID]:
    """The cases of which it is not noted how they stand, since a member moved or lost a role; for the portal."""
    rows = session.scalars(select(EscalationRow).where(EscalationRow.state.in_(WITH_THE_EXECUTIVE)))
    return [row.id for row in rows if _stuck(session, row) != row.substitute_needed]


def _stuck(session: Session, row: EscalationRow) -> Stuck | None:
    if row.state not in WITH_THE_EXECUTIVE:
        return None
    if not quorum_in_reach(bench_of(session, row)):
        return Stuck.QUORUM
    return Stuck.TIE if session.scalar(_TIED, {"escalation": row.id}) else None


def _note(session: Session, opened: Opened, portal: Actor, needed: Stuck | None) -> None:
    case, row = opened.case, opened.row
    after = replace(case, substitute_needed=needed)
    row.substitute_needed = needed
    row.asked = queries.asked(session, row.id, tasks(after))
    session.flush()
    if needed is None:
        return
    history.record(
        session,
        row.id,
        event=EVENTS[needed],
        at=opened.now,
        payload=signature(portal),
        agencies=OFFICE_ONLY,
    )
    new = [task for task in tasks(after) if task not in tasks(case)]
    notices.ask(session, row, new=new, but_not=THE_PORTAL, occasion=f":{needed}:{opened.now.isoformat()}")
