"""The statements by which the log is read in the order of an index, from a place on (keyset).

Their limits are written into them, so that PostgreSQL plans for a page and not for a whole table; what is asked of
each case besides is a look-up by key, which it cannot turn into a join of whole tables.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, literal_column, or_, select, true, tuple_, union_all
from sqlalchemy.sql.selectable import FromClause

from portal.business_unit.log.asking import Asking, Order, Place
from portal.business_unit.log.models import LogCaseRow, LogTagRow
from portal.business_unit.log.queries.searching import Condition, Tag
from portal.protocol.clock import end_of_day

LOOKED_AT = 1_000
"""How many cases one page looks through, where several things are asked of each."""

_CASE, _TAG = LogCaseRow.__table__.c, LogTagRow.__table__.c
_LAST_SIGN = "\U0010ffff"
_AS_INDEXED: Any = literal_column("portal.log_case.reference using ~<~")
_DAY = timedelta(days=1)

Rows = Select[Any, Any, Any]
"""`key`, by which the list is ordered, `submitted_at` and `escalation_id` of each case."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a list is found. `lead` is the condition whose cases are read; None: all, in their order.

    `few`: so few have it that all of them are read and put in order. `others` are looked up case by case.
    """

    asking: Asking
    moment: datetime
    lead: Condition | None = None
    few: bool = False
    others: tuple[Condition, ...] = ()

    @property
    def order(self) -> Order:
        """The order asked for."""
        return self.asking.ordered

    @property
    def by_submission(self) -> bool:
        """Whether that is the order in which tags are kept."""
        return self.order.column == "submitted_at"

    @property
    def looks_up(self) -> bool:
        """Whether something is asked of each case that the rows read do not say themselves."""
        dated = bool(self.asking.since or self.asking.until)
        return bool(self.others) or (
            not self.few
            and (
                (dated and not self.by_submission) or (self.asking.overdue and self.order.column != "due_at")
            )
        )


def rows_at_most(number: int) -> Any:
    """A limit as part of the statement."""
    return literal_column(str(number))


def page_of(plan: Plan, *, at: Place | None, forward: bool, most: int, looking_at: int = LOOKED_AT) -> Rows:
    """At most `most` cases of the list from a place on; backwards in the opposite order."""
    looked = rows_of(plan, at=at, forward=forward, most=looking_at if plan.looks_up else most).subquery()
    holds = [_holds(one, looked) for one in plan.others]
    if not plan.few and plan.looks_up:
        holds += list(_dates(plan, looked))
    found = select(looked.c.key, looked.c.submitted_at, looked.c.escalation_id).where(*holds)
    return _ordered(found, plan, looked.c.key, looked.c.escalation_id, forward=forward, most=most)


def rows_of(plan: Plan, *, at: Place | None, forward: bool, most: int) -> Rows:
    """The cases that are read, before anything is looked up, in the order of the list from a place on."""
    if plan.few:
        assert plan.lead
        return _few(plan, plan.lead, at=at, forward=forward, most=most)
    if plan.lead is None:
        return _from_the_log(plan, at=at, forward=forward, most=most)
    streams = [_from_tag(plan, tag, at=at, forward=forward, most=most) for tag in plan.lead.tags]
    streams += [
        _from_references(plan, one, at=at, forward=forward, most=most) for one in plan.lead.references
    ]
    if len(streams) == 1:
        return streams[0]
    every = union_all(*(select(*one.subquery().c) for one in streams)).subquery()
    once = select(every.c.key, every.c.submitted_at, every.c.escalation_id).distinct()
    return _ordered(once, plan, every.c.key, every.c.escalation_id, forward=forward, most=most)


def having(condition: Condition, asking: Asking, *, most: int) -> Select[Any]:
    """The cases that meet a condition, each once, at most so many, in no order."""
    each: list[Select[Any]] = [
        select(_TAG.escalation_id)
        .where(*_is(tag), *_submitted(_TAG.submitted_at, asking))
        .limit(rows_at_most(most))
        for tag in condition.tags
    ]
    each += [
        select(_CASE.escalation_id)
        .where(*_begins(one), *_submitted(_CASE.submitted_at, asking))
        .limit(rows_at_most(most))
        for one in condition.references
    ]
    every = union_all(*(select(*one.subquery().c) for one in each)).subquery()
    return select(every.c.escalation_id).distinct().limit(rows_at_most(most))


# Where rows are read from ---------------------------------------------------------------------------------


def _from_the_log(plan: Plan, *, at: Place | None, forward: bool, most: int) -> Rows:
    key = _CASE[plan.order.column]
    found = select(key.label("key"), _CASE.submitted_at, _CASE.escalation_id).where(*_only(plan))
    return _page(found, plan, key, _CASE.escalation_id, at=at, forward=forward, most=most)


def _from_tag(plan: Plan, tag: Tag, *, at: Place | None, forward: bool, most: int) -> Rows:
    key = _TAG.submitted_at
    found = select(key.label("key"), _TAG.submitted_at, _TAG.escalation_id)
    found = found.where(*_is(tag), *_submitted(key, plan.asking))
    return _page(found, plan, key, _TAG.escalation_id, at=at, forward=forward, most=most)


def _from_references(plan: Plan, begun: str, *, at: Place | None, forward: bool, most: int) -> Rows:
    """Those that begin in this way are few, and are put in order: of more than `LOOKED_AT`, the first."""
    begin = select(_CASE.submitted_at, _CASE.escalation_id).where(*_begins(begun))
    few = begin.order_by(_AS_INDEXED).limit(rows_at_most(LOOKED_AT)).subquery()
    key = few.c.submitted_at
    found = select(key.label("key"), key, few.c.escalation_id).where(*_submitted(key, plan.asking))
    return _page(found, plan, key, few.c.escalation_id, at=at, forward=forward, most=most)


def _few(plan: Plan, lead: Condition, *, at: Place | None, forward: bool, most: int) -> Rows:
    key = _CASE[plan.order.column]
    few = having(lead, plan.asking, most=LOOKED_AT + 1).subquery()
    found = (
        select(key.label("key"), _CASE.submitted_at, _CASE.escalation_id)
        .join(few, few.c.escalation_id == _CASE.escalation_id)
        .where(*_only(plan), *_submitted(_CASE.submitted_at, plan.asking))
    )
    if plan.asking.overdue:
        found = found.where(_CASE.due_at <= plan.moment)
    return _page(found, plan, key, _CASE.escalation_id, at=at, forward=forward, most=most)


def _only(plan: Plan) -> Iterator[ColumnElement[bool]]:
    """What the order itself leaves out, or narrows."""
    key = _CASE[plan.order.column]
    if plan.by_submission:
        yield from _submitted(key, plan.asking)
    else:
        yield key.is_not(None)
    if plan.order.column == "due_at" and plan.asking.overdue:
        yield key <= plan.moment


def _page(
    found: Rows, plan: Plan, key: Any, case: Any, *, at: Place | None, forward: bool, most: int
) -> Rows:
    if at:
        here, place = tuple_(key, case), tuple_(literal(at.at, key.type), literal(at.case, case.type))
        found = found.where(here < place if plan.order.descending is forward else here > place)
    return _ordered(found, plan, key, case, forward=forward, most=most)


def _ordered(found: Rows, plan: Plan, key: Any, case: Any, *, forward: bool, most: int) -> Rows:
    down = plan.order.descending is forward
    order = (key.desc(), case.desc()) if down else (key.asc(), case.asc())
    return found.order_by(*order).limit(rows_at_most(most))


# What is asked of a case ----------------------------------------------------------------------------------


def _is(tag: Tag) -> tuple[ColumnElement[bool], ...]:
    kind, value = tag
    return _TAG.kind == kind, _TAG.value == value


def _begins(begun: str) -> tuple[ColumnElement[bool], ...]:
    """Between two texts, byte by byte, as the index has them: row-level security lets no `like` use it."""
    return (
        _CASE.reference.bool_op("~>=~")(begun),
        _CASE.reference.bool_op("~<~")(begun + _LAST_SIGN),
    )


def _submitted(at: Any, asking: Asking) -> Iterator[ColumnElement[bool]]:
    """Between the first and the last day asked for, in London."""
    if asking.since:
        yield at >= end_of_day(asking.since - _DAY)
    if asking.until:
        yield at < end_of_day(asking.until)


def _dates(plan: Plan, of: FromClause) -> Iterator[ColumnElement[bool]]:
    yield from _submitted(of.c.submitted_at, plan.asking)
    if plan.asking.overdue:
        late = select(true()).where(_CASE.escalation_id == of.c.escalation_id, _CASE.due_at <= plan.moment)
        yield _looked_up(late, of)


def _holds(condition: Condition, of: FromClause) -> ColumnElement[bool]:
    kinds: dict[str, list[str]] = {}
    for kind, value in condition.tags:
        kinds.setdefault(kind, []).append(value)
    tagged = (_has_tag(kind, values, of) for kind, values in kinds.items())
    begun = (_looked_up(_has_reference(one, of), of) for one in condition.references)
    return or_(*tagged, *begun)


def _has_tag(kind: str, values: Sequence[str], of: FromClause) -> ColumnElement[bool]:
    value = _TAG.value == values[0] if len(values) == 1 else _TAG.value.in_(values)
    here = _TAG.submitted_at == of.c.submitted_at, _TAG.escalation_id == of.c.escalation_id
    return _looked_up(select(true()).where(_TAG.kind == kind, value, *here), of)


def _has_reference(begun: str, of: FromClause) -> Select[Any]:
    return select(true()).where(_CASE.escalation_id == of.c.escalation_id, *_begins(begun))


def _looked_up(one: Select[Any], of: FromClause) -> ColumnElement[bool]:
    """A look-up that stays one."""
    return one.limit(rows_at_most(1)).correlate(of).scalar_subquery().is_(True)
