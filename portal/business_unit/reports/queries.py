"""What is known of the reports: which there are, one with its words, the Subgroup's actions. Nothing writes."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.business_unit.reports import counting
from portal.business_unit.reports.models import (
    ActionNewsRow,
    ActionRow,
    BehindRow,
    LookRow,
    ReportRow,
    WordsRow,
)
from portal.infra.calendar import calendar_for
from portal.protocol.errors import NotFound
from portal.protocol.half_year import HalfYear
from portal.protocol.report import Counted, Version, exact, shareable
from portal.protocol.report_actions import ACTION_STATES, ActionState
from portal.protocol.report_tables import counted

ISSUED = "issued"
PAGE = 100
"""How many cases behind a report one page shows."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is written in a section. Version 0: nothing yet."""

    text: str = ""
    version: int = 0
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What a report says of one of the Subgroup's earlier actions. It names no person who recorded anything."""

    what: str
    owner: str
    due_on: str
    stands: str
    words: str

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """As it was stored with the report."""
        return cls(**stored)

    def to_json(self) -> dict[str, Any]:
        """As it is stored."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Listed:
    """A report as a list names it."""

    half: HalfYear
    issued_at: datetime | None
    created_at: datetime
    actions: int
    open_actions: int

    @property
    def issued(self) -> bool:
        """Whether it was issued."""
        return self.issued_at is not None


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report in both versions, its words by section, and the earlier actions it tells of."""

    id: UUID
    half: HalfYear
    issued_at: datetime | None
    exact: Version
    shareable: Version
    told: tuple[Told, ...]
    words: Mapping[str, Words] = field(default_factory=dict)

    def version(self, name: str) -> Version:
        """The one that an address names: exact or shareable."""
        return self.exact if name == "exact" else self.shareable


@dataclass(frozen=True, slots=True)
class ActionView:
    """An action of the Subgroup, with what was heard of it, the newest first."""

    id: UUID
    half: HalfYear
    what: str
    owner: str
    due_on: date
    state: str
    version: int
    recorded_at: datetime
    news: tuple[ActionNewsRow, ...] = ()

    @property
    def stands(self) -> str:
        """How it stands, in words."""
        return ACTION_STATES[self.state]


def listed(session: Session) -> list[Listed]:
    """The reports that this workspace may see, the newest half-year first."""
    is_open = func.count(ActionRow.id).filter(ActionRow.state == ActionState.OPEN)
    rows = session.execute(
        select(ReportRow.begins, ReportRow.issued_at, ReportRow.created_at, func.count(ActionRow.id), is_open)
        .outerjoin(ActionRow, ActionRow.report_id == ReportRow.id)
        .group_by(ReportRow.id)
        .order_by(ReportRow.begins.desc())
    )
    return [Listed(HalfYear(row[0]), *row[1:]) for row in rows]


def row_of(session: Session, half: HalfYear) -> ReportRow:
    """The report of a half-year; NotFound when there is none that this workspace may see."""
    found = session.scalar(select(ReportRow).where(ReportRow.begins == half.begins))
    if found is None:
        raise NotFound
    return found


def report(session: Session, half: HalfYear) -> ReportView:
    """One report: as it was issued, or a draft counted now. NotFound when there is none to see here."""
    row = row_of(session, half)
    if row.state == ISSUED:
        assert row.exact is not None
        assert row.shareable is not None
        both = Version.from_json(row.exact), Version.from_json(row.shareable)
        told = tuple(map(Told.from_json, row.told or ()))
    else:
        both = both_versions(session, figures(session, half))
        told = told_of(session, half)
    return ReportView(row.id, half, row.issued_at, *both, told, words(session, row.id))


def figures(session: Session, half: HalfYear, *, freeze_for: UUID | None = None) -> Counted:
    """Everything that is counted of a half-year, now. With `freeze_for` the cases are kept with that report."""
    calendar = calendar_for(agencies.closures(session))
    return counted(
        counting.count(session, half, calendar, issued=issued_figures(session), freeze_for=freeze_for)
    )


def both_versions(session: Session, found: Counted) -> tuple[Version, Version]:
    """What was counted in its two versions, the shareable one given every one before it (decision 28)."""
    return exact(found), shareable(found, before=shared_before(session))


def issued_figures(session: Session) -> dict[str, int]:
    """The exact figures of every report that was issued: a later one repeats them as they were told."""
    every: dict[str, int] = {}
    for stored in _issued(session, ReportRow.exact):
        every |= stored["figures"]
    return every


def shared_before(session: Session) -> dict[str, int | None]:
    """Every figure of the shareable reports so far; None where each of them withheld it."""
    before: dict[str, int | None] = {}
    for stored in _issued(session, ReportRow.shareable):
        before |= {key: value for key, value in stored["figures"].items() if before.get(key) is None}
    return before


def _issued(session: Session, column: Any) -> Sequence[Mapping[str, Any]]:
    return session.scalars(select(column).where(ReportRow.state == ISSUED).order_by(ReportRow.begins)).all()


def half_of(session: Session, report_id: UUID) -> HalfYear | None:
    """The half-year of a report; None when this workspace may not see it."""
    begins = session.scalar(select(ReportRow.begins).where(ReportRow.id == report_id))
    return HalfYear(begins) if begins else None


def words(session: Session, report_id: UUID) -> dict[str, Words]:
    """What is written in each section."""
    rows = session.scalars(select(WordsRow).where(WordsRow.report_id == report_id))
    return {one.section: Words(one.words, one.version, one.updated_by_name, one.updated_at) for one in rows}


def latest_issued(session: Session) -> HalfYear | None:
    """The newest half-year whose report was issued."""
    begins = session.scalar(select(func.max(ReportRow.begins)).where(ReportRow.state == ISSUED))
    return HalfYear(begins) if begins else None


def actions_of(session: Session, half: HalfYear) -> list[ActionView]:
    """The Subgroup's actions on one report, the first due first."""
    return _actions(session, ReportRow.begins == half.begins)


def action(session: Session, half: HalfYear, action_id: UUID) -> ActionView:
    """One action; NotFound when that report has none such."""
    found = _actions(session, ReportRow.begins == half.begins, ActionRow.id == action_id)
    if not found:
        raise NotFound
    return found[0]


def told_of(session: Session, half: HalfYear) -> tuple[Told, ...]:
    """What a report tells of earlier actions: all of the last report's, and what was left open before."""
    last = session.scalar(
        select(func.max(ReportRow.begins)).where(ReportRow.state == ISSUED, ReportRow.begins < half.begins)
    )
    if last is None:
        return ()
    due = (ReportRow.begins == last) | (ActionRow.state == ActionState.OPEN)
    return tuple(
        Told(one.what, one.owner, one.due_on.isoformat(), one.stands, one.news[0].words if one.news else "")
        for one in _actions(session, ReportRow.begins < half.begins, due)
    )


def _actions(session: Session, *which: Any) -> list[ActionView]:
    rows = session.execute(
        select(ActionRow, ReportRow.begins)
        .join(ReportRow, ReportRow.id == ActionRow.report_id)
        .where(*which)
        .order_by(ActionRow.due_on, ActionRow.recorded_at, ActionRow.id)
    ).all()
    heard: dict[UUID, list[ActionNewsRow]] = {}
    for one in session.scalars(
        select(ActionNewsRow)
        .where(ActionNewsRow.action_id.in_([row.id for row, _ in rows]))
        .order_by(ActionNewsRow.at.desc())
    ):
        heard.setdefault(one.action_id, []).append(one)
    return [
        ActionView(
            row.id, HalfYear(begins), row.what, row.owner, row.due_on, row.state, row.version, row.recorded_at,
            tuple(heard.get(row.id, ())),
        )
        for row, begins in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Behind:
    """The cases behind an issued report: how many there are, one page of them, and where the next begins."""

    many: int
    cases: tuple[tuple[str, tuple[str, ...]], ...]
    next_after: str


def behind(session: Session, report_id: UUID, *, after: str = "") -> Behind:
    """The cases behind the figures of an issued report, by reference."""
    many = session.scalar(select(func.count()).where(BehindRow.report_id == report_id)) or 0
    rows = session.execute(
        select(BehindRow.reference, BehindRow.counted)
        .where(BehindRow.report_id == report_id, BehindRow.reference > after)
        .order_by(BehindRow.reference)
        .limit(PAGE + 1)
    ).all()
    shown = tuple((row.reference, tuple(row.counted)) for row in rows[:PAGE])
    return Behind(many, shown, shown[-1][0] if len(rows) > PAGE else "")


@dataclass(frozen=True, slots=True)
class LookView:
    """That somebody opened or took an issued report."""

    name: str
    workspace: str
    what: str
    version: str
    at: datetime


def looks(session: Session, report_id: UUID) -> list[LookView]:
    """Who opened or took a report, the newest first; the Business Unit alone sees any (decision 27)."""
    names = {one.id: one.name for one in agencies.workspaces(session)}
    rows = session.scalars(
        select(LookRow).where(LookRow.report_id == report_id).order_by(LookRow.at.desc()).limit(PAGE)
    )
    return [LookView(row.name, names[row.workspace_id], row.what, row.version, row.at) for row in rows]
