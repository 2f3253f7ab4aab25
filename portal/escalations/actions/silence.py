"""Stage 3 complete by silence: the last due date has passed with a reply missing, so it is A's turn (section 4).

A passed date moves nothing: the case stays where it is, and A may conclude or ask. What is noted here is that A is
asked, and by when.
"""

from dataclasses import replace
from uuid import UUID

from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations import notices, queries
from portal.escalations.actions import deadlines
from portal.escalations.actions.door import Opened, open_again, signature
from portal.infra import history
from portal.protocol.actors import THE_PORTAL, Kind, the_portal
from portal.protocol.deadlines import Clock, begin
from portal.protocol.escalation import CaseState
from portal.protocol.guards import turn_began
from portal.protocol.tasks import tasks

SILENCE = "silence"
"""The event of the history that says so."""


def look_again(session: Session, escalation: UUID) -> None:
    """Ask once more after a response came, or need no longer come: the one that is missing may be overdue."""
    note_silence(session, open_again(session, escalation))


def note_silence(session: Session, opened: Opened) -> None:
    """Note, once, that stage 3 is complete by silence: A's turn begins with the last due date, and A is asked.

    Nothing when a reply may still come in time, or everything is in. `opened.case` is the case as it is then.
    """
    case, row = opened.case, opened.row
    began = turn_began(case, opened.now)
    if case.state is not CaseState.FORWARDED or case.silent or case.raising_withdrew or began is None:
        return
    row.silent_since = began
    after = replace(case, silent=True)
    turn = begin(Clock.TURN, began, opened.calendar)
    deadlines.begin(
        session, row.id, turn, part=None, workspace=case.raising, at=began, calendar=opened.calendar
    )
    session.flush()
    row.asked = queries.asked(session, row.id, tasks(after))
    session.flush()
    office = agencies.the_workspace(session, Kind.BUSINESS_UNIT)
    history.record(
        session,
        row.id,
        event=SILENCE,
        at=opened.now,
        payload=signature(the_portal(office.id, office.name)),
        agencies=(case.raising,),
    )
    new = [task for task in tasks(after) if task not in tasks(case)]
    notices.ask(session, row, new=new, but_not=THE_PORTAL)
