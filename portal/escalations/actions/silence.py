"""Stage 3 complete by silence: the last due date has passed with a reply missing, so it is A's turn (section 4).

A passed date moves nothing: the case stays where it is, and A may conclude or ask. What is noted here is that A is
asked, and by when.
"""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations import notices, queries
from portal.escalations.actions import deadlines
from portal.escalations.actions.door import Opened, open_again, signature
from portal.escalations.models import DeadlineRow
from portal.infra import history
from portal.protocol.actors import THE_PORTAL, Kind, the_portal
from portal.protocol.clock import london_date
from portal.protocol.deadlines import Clock, begin
from portal.protocol.escalation import CaseState
from portal.protocol.tasks import tasks
from portal.protocol.turns import turn_began

SILENCE = "silence"
"""The event of the history that says so."""

SILENCE_TAKEN_BACK = "silence_taken_back"
"""The event of the history that says that a reply may come in time after all."""


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
    turn = begin(Clock.TURN, began, opened.calendar, rules=case.rules)
    deadlines.begin(
        session,
        case,
        turn,
        part=None,
        workspace=case.raising,
        at=began,
        calendar=opened.calendar,
        agencies=(case.raising,),
    )
    session.flush()
    row.asked = queries.asked(session, row.id, tasks(after))
    session.flush()
    _record(session, opened, SILENCE)
    new = [task for task in tasks(after) if task not in tasks(case)]
    notices.ask(session, row, new=new, but_not=THE_PORTAL, occasion=f":{london_date(began)}")


def take_back(session: Session, opened: Opened) -> None:
    """Take the note back when a due date moved, so that a reply may come in time: it is not A's turn (section 4).

    What was noted was true when it was noted; when the new due date passes in silence, it is noted again.
    `opened.case` is the case with its dates as they are now.
    """
    case, row = opened.case, opened.row
    if not case.silent or case.stage_3_complete(opened.now):
        return
    row.silent_since = None
    session.execute(
        update(DeadlineRow)
        .where(
            DeadlineRow.escalation_id == row.id,
            DeadlineRow.clock == Clock.TURN,
            DeadlineRow.part_id.is_(None),
            DeadlineRow.stopped_at.is_(None),
        )
        .values(stopped_at=opened.now)
    )
    session.flush()
    _record(session, opened, SILENCE_TAKEN_BACK)


def _record(session: Session, opened: Opened, event: str) -> None:
    office = agencies.the_workspace(session, Kind.BUSINESS_UNIT)
    history.record(
        session,
        opened.row.id,
        event=event,
        at=opened.now,
        payload=signature(the_portal(office.id, office.name)),
        agencies=(opened.case.raising,),
    )
