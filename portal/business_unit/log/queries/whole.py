"""The whole picture of one case: its clocks, how long it was in whose hands, and what became of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.business_unit.log.models import LogCaseRow
from portal.business_unit.log.queries.rows import Logged, case_of, logged
from portal.escalations import queries as cases
from portal.escalations.queries import CaseView
from portal.infra.calendar import calendar_for, now
from portal.protocol.actors import Actor
from portal.protocol.clock import WorkingCalendar, london_date
from portal.protocol.deadlines import Clock
from portal.protocol.elapsed import Hand, Stood, by_hand
from portal.protocol.errors import NotFound
from portal.protocol.escalation import PartKind, PartState


@dataclass(frozen=True, slots=True)
class InHand:
    """How many working days a case was with somebody, and whether it is still."""

    whose: str
    days: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class SentOn:
    """The Business Unit's own two days: by when it was to send the form on first, and when it did (P8)."""

    due: date
    on: date | None

    @property
    def words(self) -> str:
        """ "in time", "late", or nothing while neither is known."""
        if self.on is None:
            return ""
        return "in time" if self.on <= self.due else "late"


@dataclass(frozen=True, slots=True)
class Learned:
    """What an agency wrote of what was learned, when it concluded."""

    agency: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What is read of a case that is there itself: of none from before the portal, and of none disposed of."""

    view: CaseView
    calendar: WorkingCalendar
    hands: tuple[InHand, ...]
    elapsed: int
    chases: tuple[cases.NoteView, ...]
    calls: tuple[cases.NoteView, ...]
    learned: tuple[Learned, ...]
    links: tuple[cases.LinkView, ...]
    looks: tuple[cases.Look, ...]
    how_many_looks: int


@dataclass(frozen=True, slots=True)
class Whole:
    """One case of the log, and what is read of it where it is there."""

    row: Logged
    sent_on: SentOn | None
    opened: Opened | None


def whole(session: Session, actor: Actor, reference: str) -> Whole:
    """Everything about one case; NotFound when the log has none of this reference that the actor may see."""
    case = case_of(session, reference)
    if case is None:
        raise NotFound
    rows = logged(session, [case])
    if not rows:
        raise NotFound
    (row,) = rows
    is_there = not (row.imported or row.disposed_at)
    return Whole(row, _sent_on(session, row), _opened(session, actor, reference) if is_there else None)


def _sent_on(session: Session, row: Logged) -> SentOn | None:
    due = session.scalar(select(LogCaseRow.forward_due_on).where(LogCaseRow.escalation_id == row.id))
    if due is None:
        return None
    return SentOn(due, london_date(row.forwarded_at) if row.forwarded_at else None)


def _opened(session: Session, actor: Actor, reference: str) -> Opened:
    view = cases.case(session, actor, reference)
    calendar, until = calendar_for(agencies.closures(session)), view.ended_at or now()
    notes = cases.notes(session, view.case.id, mask=view.mask)
    began = view.submitted_at or until
    return Opened(
        view,
        calendar,
        hands=tuple(_hands(view, cases.stood(session, view.case.id), calendar, until)),
        elapsed=calendar.count(london_date(began), london_date(until)),
        chases=tuple(one for one in notes if one.kind == "chase"),
        calls=tuple(one for one in notes if one.kind in ("call", "note", "assessment", "holding_reply")),
        learned=tuple(_learned(view)),
        links=cases.links(session, view.case.id, mask=view.mask),
        looks=cases.looks(session, view.case.id, workspace=actor.workspace, mask=view.mask)[:LOOKS_SHOWN],
        how_many_looks=cases.how_many_looks(session, view.case.id),
    )


LOOKS_SHOWN = 10


def _hands(
    view: CaseView, stood: Sequence[Stood], calendar: WorkingCalendar, until: datetime
) -> Iterator[InHand]:
    """The Business Unit's, A's, each B's from the day the form went to it, and the Executive's."""
    days = by_hand(stood, until, calendar)
    yield InHand("The Business Unit", days.get(Hand.BUSINESS_UNIT, 0))
    yield InHand(view.raising, days.get(Hand.RAISING, 0), "since it was first submitted")
    yield from _with_each_b(view, calendar, until)
    if Hand.EXECUTIVE in days:
        yield InHand("The Executive", days[Hand.EXECUTIVE])


def _with_each_b(view: CaseView, calendar: WorkingCalendar, until: datetime) -> Iterator[InHand]:
    for one in view.parts:
        if one.part.kind is not PartKind.RESPONSE:
            continue
        stopped = [
            each.stopped_at
            for each in view.deadlines
            if each.part == one.part.id and each.deadline.clock is Clock.RESPONSE and each.stopped_at
        ]
        awaited = one.part.state is PartState.AWAITED
        ended = one.part.answered_at or (until if awaited else max(stopped, default=until))
        note = (
            "no longer asked"
            if one.part.state is PartState.REPLACED
            else ""
            if not awaited
            else "not answered"
        )
        yield InHand(one.agency, calendar.count(london_date(one.part.began_at), london_date(ended)), note)


def _learned(view: CaseView) -> Iterator[Learned]:
    for paper in view.documents:
        if paper.kind == "part_3" and paper.content.get("learning"):
            yield Learned(paper.agency, paper.signed_at, paper.content["learning"])
