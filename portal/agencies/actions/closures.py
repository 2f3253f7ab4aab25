"""The days on which the partnership does not work, beside weekends and bank holidays (decisions 1 and 5).

The Business Unit adds and takes away; each change is kept with who made it. What follows for open deadlines is the
worker's to do, from the days that were not known when they were last worked out.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import uuid4

from sqlalchemy import delete, insert, select, text
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

_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended('closures', 0))")


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
    """
    fresh = newly_off(session)
    if not fresh or outbox.is_waiting(session, DAYS_OFF):
        return 0
    _have_dates_moved(session, now().isoformat())
    return len(fresh)


def newly_off(session: Session) -> dict[date, str]:
    """The days off, from `HOW_FAR_BACK` on, that were not known when the due dates were last worked out."""
    known = set(session.scalars(select(KnownHoliday.day)))
    return {day: reason for day, reason in _days_off(session).items() if day not in known}


def remember_days_off(session: Session, worked_out: Mapping[date, str]) -> None:
    """Note the days with which every open deadline has now been worked out, and forget those taken back."""
    session.execute(delete(KnownHoliday).where(KnownHoliday.day.not_in(_days_off(session))))
    if worked_out:
        rows = [{"day": day, "reason": reason} for day, reason in worked_out.items()]
        session.execute(postgresql.insert(KnownHoliday).values(rows).on_conflict_do_nothing())


def _days_off(session: Session) -> dict[date, str]:
    first = london_date(now()) - HOW_FAR_BACK
    every = {**closures(session), **bank_holidays()}
    return {day: reason for day, reason in every.items() if day >= first}
