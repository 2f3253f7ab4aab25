"""Reads what is on its way in, what was taken, and what rows are held against."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.business_unit.imports import directory, old_cases
from portal.business_unit.imports.fields import FIELDS, Kind, folded
from portal.business_unit.imports.models import TakenRow, UploadRow
from portal.business_unit.imports.reading import Mapped, Planned, as_mapped
from portal.infra.calendar import calendar_for, now
from portal.protocol import actors
from portal.protocol.clock import WorkingCalendar, london_date
from portal.protocol.errors import NotFound

KEPT_FOR = timedelta(days=1)
"""How long a file that was brought may wait to be taken."""

MOST_TAKEN = 200
"""How many imports a page lists."""


@dataclass(frozen=True, slots=True)
class UploadView:
    """A file on its way in, without its content. `headings` are known once its sheet is; `rows` once mapped."""

    id: UUID
    kind: Kind
    sheets: tuple[str, ...]
    sheet: str | None
    headings: tuple[str, ...]
    above: int
    rows: list[Mapped] | None
    means: dict[str, dict[str, str]]
    begun_at: datetime


@dataclass(frozen=True, slots=True)
class TakenView:
    """An import that was taken: by whom, when, how many rows, and whether it was taken back."""

    id: UUID
    kind: Kind
    rows: int
    left_out: int
    name: str
    at: datetime
    taken_back_at: datetime | None
    taken_back_by_name: str | None


def upload(session: Session, of: UUID) -> UploadView:
    """A file that the actor brought within a day. Raises NotFound."""
    row = session.get(UploadRow, of)
    if row is None or row.begun_at < now() - KEPT_FOR:
        raise NotFound
    return _upload(row)


def _upload(row: UploadRow) -> UploadView:
    return UploadView(
        row.id,
        Kind(row.kind),
        tuple(row.sheets),
        row.sheet,
        tuple(row.headings),
        row.above,
        None if row.rows is None else as_mapped(row.rows),
        row.means,
        row.begun_at,
    )


def begun(session: Session) -> list[UploadView]:
    """The files that the actor brought within a day and has not imported, the newest first."""
    rows = session.scalars(
        select(UploadRow).where(UploadRow.begun_at >= now() - KEPT_FOR).order_by(UploadRow.begun_at.desc())
    )
    return [_upload(row) for row in rows]


def taken(session: Session) -> list[TakenView]:
    """The imports that were taken, newest first, at most `MOST_TAKEN`."""
    rows = session.scalars(select(TakenRow).order_by(TakenRow.at.desc(), TakenRow.id).limit(MOST_TAKEN))
    return [_taken(row) for row in rows]


def one_taken(session: Session, of: UUID) -> TakenView:
    """An import that was taken. Raises NotFound."""
    row = session.get(TakenRow, of)
    if row is None:
        raise NotFound
    return _taken(row)


def known_of_cases(session: Session, rows: Iterable[Mapped]) -> old_cases.Known:
    """What these rows of an old log are held against."""
    spaces = agencies.workspaces(session, actors.Kind.AGENCY)
    named = {folded(one.slug): str(one.id) for one in spaces} | {
        folded(one.name): str(one.id) for one in spaces
    }
    return old_cases.Known(
        agencies=named,
        names={str(one.id): one.name for one in spaces},
        themed={str(one): name for one, name in _themes(session).items()},
        references=_in_the_log(session, rows),
        themes={folded(name): str(one) for one, name in _themes(session).items()},
        today=london_date(now()),
    )


def known_of_directory(session: Session, rows: Iterable[Mapped]) -> directory.Known:
    """What these rows about agencies and people are held against."""
    named = {folded(row.cells.get("agency", "")) for row in rows}
    spaces = agencies.workspaces(session)
    return directory.Known(
        agencies={
            folded(one.name): _agency(session, one, whole=folded(one.name) in named)
            for one in spaces
            if one.kind is actors.Kind.AGENCY
        },
        taken=frozenset(folded(one.name) for one in spaces),
        today=london_date(now()),
    )


def plan_of(session: Session, view: UploadView) -> list[Planned[Any]]:
    """What each row of a file would do if it was taken now, or why it cannot."""
    rows = view.rows or []
    if view.kind is Kind.CASES:
        return list(old_cases.plan(rows, known_of_cases(session, rows), view.means))
    return list(directory.plan(rows, known_of_directory(session, rows), view.means))


def working_calendar(session: Session) -> WorkingCalendar:
    """The days that count."""
    return calendar_for(agencies.closures(session))


def why_not_back(session: Session, of: UUID) -> str:
    """Why an import cannot be taken back; "" when it can. Raises NotFound."""
    one = one_taken(session, of)
    if one.kind is not Kind.CASES:
        return "Agencies and people that were imported are changed one by one, in the directory."
    if one.taken_back_at:
        return f"{one.taken_back_by_name} took this import back already."
    if session.scalar(text("select portal.import_is_reported(:import)"), {"import": of}):
        return "A report that was issued counts cases of this import, so it stays."
    return ""


def choices_of(session: Session, view: UploadView) -> dict[str, Mapping[str, str]]:
    """What a value of each field may mean; nothing where there is no choice."""
    known = known_of_cases(session, ()) if view.kind is Kind.CASES else known_of_directory(session, ())
    return {field.key: known.choices(field.key) for field in FIELDS[view.kind]}


def _agency(session: Session, one: agencies.WorkspaceView, *, whole: bool) -> directory.Agency:
    """An agency, with its people where a row is about it."""
    people = agencies.members(session, one.id) if whole else []
    members = {
        member.email.casefold(): directory.Member(member.name, member.roles, member.membership)
        for member in people
    }
    return directory.Agency(one.name, one.organisation, members, one.id)


def _themes(session: Session) -> dict[UUID, str]:
    """The themes that the Business Unit offers."""
    offered = text("select id, name from portal.theme where withdrawn_at is null")
    return {row.id: row.name for row in session.execute(offered)}


def _in_the_log(session: Session, rows: Iterable[Mapped]) -> frozenset[str]:
    asked = [folded(row.cells.get("reference", "")) for row in rows]
    found = text("select reference_key from portal.import_case where reference_key = any(:asked)")
    return frozenset(session.scalars(found, {"asked": asked}))


def _taken(row: TakenRow) -> TakenView:
    return TakenView(
        row.id,
        Kind(row.kind),
        row.rows,
        row.left_out,
        row.name,
        row.at,
        row.taken_back_at,
        row.taken_back_by_name,
    )
