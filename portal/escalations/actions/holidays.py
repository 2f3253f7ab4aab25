"""A day off that is known late: open deadlines move later, once, and both agencies are told (decision 5).

Taking a day back moves nothing earlier, and what has ended stays as it was.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, select, text
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations import notices, queries
from portal.escalations.actions import deadlines, silence
from portal.escalations.actions.door import Opened, agencies_about, open_again, signature
from portal.escalations.models import DeadlineRow
from portal.escalations.records import to_case
from portal.infra import history
from portal.protocol.actors import Kind, the_portal
from portal.protocol.clock import WEEKEND, Skipped, day_in_words
from portal.protocol.deadlines import CLOCK_WORDS, Clock, Deadline, recompute
from portal.protocol.escalation import Escalation
from portal.protocol.tasks import tasks

DUE_DATE_MOVED = "due_date_moved"
"""The event of the history, and of the news, that says that a due date moved."""

_RUNNING_OVER = text("""
    select distinct escalation_id from portal.deadline
    where stopped_at is null and due_on >= :first and working ->> 'working' is not null
      and exists (select from unnest((:days)::date[]) day
                  where day > (working ->> 'started_on')::date and day <= due_on)
""")


def cases_over(session: Session, days: Iterable[date]) -> list[UUID]:
    """The cases with a deadline that runs over any of these days."""
    counted = sorted(days)
    if not counted:
        return []
    return list(session.scalars(_RUNNING_OVER, {"first": counted[0], "days": counted}))


def work_out_again(session: Session, escalation: UUID) -> int:
    """Work a case's running deadlines out again with the calendar as it is now; gives how many moved.

    Each that moved later is noted in the history with the reason, its ladder planned anew, and both agencies told.

    The replies' dates come first: whether stage 3 is still complete by silence, and A's turn runs, hangs on them.
    """
    opened = open_again(session, escalation)
    moved = _move(session, opened, DeadlineRow.clock == Clock.RESPONSE)
    if moved:
        silence.take_back(session, replace(opened, case=_as_it_is_now(session, opened)))
    moved += _move(session, opened, DeadlineRow.clock != Clock.RESPONSE)
    if moved:
        now_asked = tasks(_as_it_is_now(session, opened))
        opened.row.asked = queries.asked(session, escalation, now_asked)
        session.flush()
    return moved


def _move(session: Session, opened: Opened, which: ColumnElement[bool]) -> int:
    running = session.scalars(
        select(DeadlineRow)
        .where(DeadlineRow.escalation_id == opened.row.id, DeadlineRow.stopped_at.is_(None), which)
        .order_by(DeadlineRow.started_at)
    ).all()
    return sum(_moved(session, opened, row) for row in running)


def _as_it_is_now(session: Session, opened: Opened) -> Escalation:
    session.flush()
    return to_case(session, opened.row, tuple(opened.parts.values()))


def _moved(session: Session, opened: Opened, row: DeadlineRow) -> bool:
    before = Deadline.from_json(row.working)
    after = recompute(before, opened.calendar)
    if after == before:
        return False
    deadlines.move(session, opened.case, row, after, calendar=opened.calendar, at=opened.now)
    if after.due_on == before.due_on:
        return False
    part = opened.parts.get(row.part_id) if row.part_id else None
    if part is not None and after.clock is Clock.RESPONSE:
        part.due_at = after.due_at
    _tell(session, opened, row, before, after)
    return True


def _tell(session: Session, opened: Opened, row: DeadlineRow, before: Deadline, after: Deadline) -> None:
    office = agencies.the_workspace(session, Kind.BUSINESS_UNIT)
    portal = the_portal(office.id, office.name)
    readers = _readers(opened, row)
    history.record(
        session,
        opened.row.id,
        event=DUE_DATE_MOVED,
        at=opened.now,
        payload={
            **signature(portal),
            "clock": CLOCK_WORDS[after.clock],
            "before": day_in_words(before.due_on),
            "after": day_in_words(after.due_on),
            "why": _why(before, after),
        },
        part=row.part_id,
        agencies=readers,
    )
    notices.news(
        session,
        opened.row,
        opened.case,
        event=DUE_DATE_MOVED,
        actor=portal,
        part=row.part_id,
        only=readers,
        occasion=f":{after.due_on}",
        more={"clock": after.clock, "before": before.due_on.isoformat(), "due": after.due_on.isoformat()},
    )


def _readers(opened: Opened, row: DeadlineRow) -> tuple[UUID, ...] | None:
    """Who may read that a date moved: of A's turn A alone, of a reply those whom it is about (decision 13)."""
    if row.clock == Clock.TURN and row.part_id is None:
        return (opened.case.raising,)
    about = opened.case.part(row.part_id)
    return agencies_about(opened.case, about) if about else None


def _why(before: Deadline, after: Deadline) -> str:
    """Which days are newly skipped, with their names."""
    known = {one.day for one in _skipped(before)}
    lost = (one for one in _skipped(after) if one.day not in known and one.reason != WEEKEND)
    return "; ".join(f"{day_in_words(one.day)} is {one.reason}" for one in lost)


def _skipped(deadline: Deadline) -> Iterator[Skipped]:
    for working in (deadline.working, deadline.extension):
        if working:
            yield from working.skipped
