"""The days on which the partnership does not work, beside weekends and bank holidays (decisions 1 and 5).

The Business Unit adds and takes away; each change is kept with who made it. What follows for open deadlines is the
worker's to do, from the days that were not known when they were last worked out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from portal.agencies.models import Closure, ClosureChange, KnownHoliday
from portal.agencies.queries import closures
from portal.infra import outbox
from portal.infra.calendar import LAST_YEAR, bank_holidays, calendar_for, now
from portal.protocol.actors import Actor
from portal.protocol.clock import day_in_words, london_date
from portal.protocol.errors import Invalid, NotAllowed, NotFound
from portal.protocol.permissions import PERMISSIONS, Permission, could, who_may

DAYS_OFF = "calendar"
"""The outbox kind of a change of the days off, for the worker to work open deadlines out again."""

HOW_FAR_BACK = timedelta(days=60)
"""A day that has passed can still be named: the office was closed by snow, and deadlines ran over it."""

_STAND_STILL = text("select pg_advisory_xact_lock_shared(hashtextextended('closures', 0))")
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended('closures', 0))")
_NOT_FOR_LONG = text("set local lock_timeout = '5s'")
"""Whoever waits to change the days off keeps every case waiting."""


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day off, why, and how often the Business Unit has closed it: more than once when it was taken back."""

    reason: str
    closed: int


def stand_still(session: Session) -> None:
    """Let nobody change the days off before this transaction ends.

    Asked before a case is locked. A due date that is worked out meanwhile either counts with a day, or is there to
    be found when the worker looks for what runs over it.
    """
    session.execute(_STAND_STILL)


def close(session: Session, actor: Actor, *, day: date, reason: str) -> None:
    """Count a day as one on which nobody works; open deadlines that run over it move later (decision 5).

    Raises Invalid for a day that does not count anyway, is too long ago, or too far ahead.
    """
    _must_keep(session, actor)
    check(session, day)
    session.execute(insert(Closure).values(day=day, reason=reason))
    _note(session, actor, day=day, reason=reason, added=True)


def reopen(session: Session, actor: Actor, *, day: date) -> None:
    """Count a day as a working day again. No due date becomes earlier (decision 5). NotFound when it counts."""
    _must_keep(session, actor)
    reason = session.scalar(delete(Closure).where(Closure.day == day).returning(Closure.reason))
    if reason is None:
        raise NotFound
    _note(session, actor, day=day, reason=reason, added=False)


def check(session: Session, day: date) -> None:
    """Raise Invalid when a day cannot be closed: for the page that says what would follow, before it is done."""
    if why := _why_not(session, day):
        raise Invalid({"day": why})


def _must_keep(session: Session, actor: Actor) -> None:
    clauses = PERMISSIONS[Permission.KEEP_CLOSURES]
    if not could(clauses, actor):
        raise NotAllowed(who_may(clauses))
    session.execute(_NOT_FOR_LONG)
    session.execute(_ONE_AT_A_TIME)


def _why_not(session: Session, day: date) -> str:
    calendar = calendar_for(closures(session))
    if not calendar.is_working(day):
        return f"{day_in_words(day)} is not a working day: {calendar.skipped(day).reason}"
    if day < london_date(now()) - HOW_FAR_BACK:
        return f"The day must not be more than {HOW_FAR_BACK.days} days ago"
    if day.year > LAST_YEAR:
        return f"The day must be before {LAST_YEAR + 1}"
    return ""


def _note(session: Session, actor: Actor, *, day: date, reason: str, added: bool) -> None:
    change = uuid4()
    kept = {"day": day, "reason": reason, "added": added, "name": actor.name, "at": now()}
    session.execute(insert(ClosureChange).values(**kept))
    _have_dates_moved(session, str(change))


def _have_dates_moved(session: Session, occasion: str) -> None:
    outbox.tell(session, DAYS_OFF, escalation=None, payload={}, dedupe=f"{DAYS_OFF}:{occasion}")


# What the worker asks --------------------------------------------------------------------------------------


def follow(session: Session) -> int:
    """Have open deadlines worked out again when there are days off that were not known; gives how many.

    It is written down for whoever carries the outbox, since each case has to be waited for; once, while it waits.
    Asked as the Business Unit, as `newly_off`.
    """
    fresh = newly_off(session)
    if not fresh or outbox.is_waiting(session, DAYS_OFF):
        return 0
    _have_dates_moved(session, now().isoformat())
    return len(fresh)


def newly_off(session: Session) -> dict[date, DayOff]:
    """The days off, from `HOW_FAR_BACK` on, that were not known when the due dates were last worked out.

    So is one that was taken back since and closed again: a date may have been worked out in between. Asked as the
    Business Unit, which alone reads what was changed.
    """
    known = {row.day: row.closed for row in session.execute(select(KnownHoliday.day, KnownHoliday.closed))}
    return {day: off for day, off in _days_off(session).items() if known.get(day) != off.closed}


def remember_days_off(session: Session, worked_out: Mapping[date, DayOff]) -> None:
    """Note the days with which every open deadline has now been worked out, and forget those taken back."""
    session.execute(delete(KnownHoliday).where(KnownHoliday.day.not_in(_days_off(session))))
    if worked_out:
        rows = [{"day": day, "reason": one.reason, "closed": one.closed} for day, one in worked_out.items()]
        known = postgresql.insert(KnownHoliday).values(rows)
        anew = {"reason": known.excluded.reason, "closed": known.excluded.closed}
        session.execute(known.on_conflict_do_update(index_elements=[KnownHoliday.day], set_=anew))


def _days_off(session: Session) -> dict[date, DayOff]:
    first = london_date(now()) - HOW_FAR_BACK
    times = select(ClosureChange.day, func.count().label("closed")).where(
        ClosureChange.added, ClosureChange.day >= first
    )
    closed = {row.day: row.closed for row in session.execute(times.group_by(ClosureChange.day))}
    every = {**closures(session), **bank_holidays()}
    return {day: DayOff(reason, closed.get(day, 0)) for day, reason in every.items() if day >= first}
