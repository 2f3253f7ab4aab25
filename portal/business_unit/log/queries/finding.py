"""Which cases of the log a page lists, found in the same time however many there are.

A list is read from the place where its page begins, never counted through. Where several things are asked, the
rarest of them leads and the others are looked up; a page then looks through so many cases at most, says how far it
has looked, and the next page goes on there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from portal.business_unit.log.asking import Asking, Place
from portal.business_unit.log.models import LogCaseRow
from portal.business_unit.log.queries.searching import Condition, conditions
from portal.business_unit.log.queries.streams import LOOKED_AT, Plan, having, page_of, rows_at_most, rows_of
from portal.infra.calendar import now

ON_A_PAGE = 50

COUNTED = 500
"""How far a list is counted."""

EVERYTHING = 100_000_000
"""How many cases are looked through for a file: as many as there are."""

_CASE = LogCaseRow.__table__.c
_Found = Row[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """The cases of one page. `previous` and `next` are the places where those pages begin.

    `looked_until`: no further than there was looked for this page, and the next one goes on.
    """

    cases: tuple[UUID, ...] = ()
    previous: Place | None = None
    next: Place | None = None
    looked_until: Place | None = None


def find(
    session: Session, asking: Asking, *, after: Place | None = None, before: Place | None = None
) -> Found:
    """A page of the list: its first, the one after a place, or the one before it."""
    plan = planned(session, asking)
    if plan is None:
        return Found()
    if before is None:
        return _forward(session, plan, after)
    found, reached = _read(session, plan, at=before, forward=False)
    if len(found) <= ON_A_PAGE and not reached:
        return _forward(session, plan, None)  # what is left before it is the beginning
    shown = found[:ON_A_PAGE]
    first = _place(shown[-1]) if len(found) > ON_A_PAGE else reached
    return Found(
        tuple(row.escalation_id for row in reversed(shown)),
        previous=first,
        next=_place(shown[0]) if shown else None,
    )


def _forward(session: Session, plan: Plan, after: Place | None) -> Found:
    found, reached = _read(session, plan, at=after, forward=True)
    shown = found[:ON_A_PAGE]
    last = _place(shown[-1]) if len(found) > ON_A_PAGE else reached
    return Found(
        tuple(row.escalation_id for row in shown),
        previous=_place(shown[0]) if after and shown else None,
        next=last,
        looked_until=reached,
    )


def _read(
    session: Session, plan: Plan, *, at: Place | None, forward: bool
) -> tuple[Sequence[_Found], Place | None]:
    """The page and one case more; and the place to which was looked, when that ended before the page was full."""
    found = session.execute(page_of(plan, at=at, forward=forward, most=ON_A_PAGE + 1)).all()
    if len(found) > ON_A_PAGE or not plan.looks_up or plan.few:
        return found, None
    looked = rows_of(plan, at=at, forward=forward, most=LOOKED_AT).subquery()
    last = session.execute(select(looked).offset(rows_at_most(LOOKED_AT - 1))).first()
    return found, _place(last) if last else None


def _place(row: _Found) -> Place:
    return Place(row.key, row.escalation_id)


def all_of(session: Session, asking: Asking, *, most: int) -> list[UUID]:
    """Every case of the list, in its order, however long that takes to look for: at most so many."""
    plan = planned(session, asking)
    if plan is None:
        return []
    whole = page_of(plan, at=None, forward=True, most=most, looking_at=EVERYTHING)
    return [row.escalation_id for row in session.execute(whole)]


def count(session: Session, asking: Asking) -> int | None:
    """How many cases the list has, at most one more than `COUNTED`; None when they would have to be looked for."""
    plan = planned(session, asking)
    if plan is None:
        return 0
    if plan.looks_up and not plan.few:
        return None
    few = page_of(plan, at=None, forward=True, most=COUNTED + 1).subquery()
    return session.scalar(select(func.count()).select_from(few))


# What leads -----------------------------------------------------------------------------------------------


def planned(session: Session, asking: Asking) -> Plan | None:
    """How to find the list; None when no case can be in it."""
    wanted, moment = conditions(session, asking), now()
    if any(one.finds_nothing for one in wanted):
        return None
    plan = Plan(asking, moment)
    if not wanted:
        return plan
    if len(wanted) == 1 and plan.by_submission and not asking.overdue:
        return Plan(asking, moment, wanted[0])
    counted = [_how_many(session, one, asking) for one in wanted]
    rarest = min(range(len(wanted)), key=counted.__getitem__)
    lead, others = wanted[rarest], (*wanted[:rarest], *wanted[rarest + 1 :])
    if counted[rarest] <= LOOKED_AT:
        return Plan(asking, moment, lead, few=True, others=others)
    if plan.by_submission:
        return Plan(asking, moment, lead, others=others)
    return Plan(asking, moment, others=wanted)


def _how_many(session: Session, condition: Condition, asking: Asking) -> int:
    few = having(condition, asking, most=LOOKED_AT + 1).subquery()
    return session.scalar(select(func.count()).select_from(few)) or 0
