"""Brings a file in, step by step; nothing of it is taken before the last, and then all of it or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from portal.agencies.actions import directory
from portal.business_unit.imports import adding, entering, queries
from portal.business_unit.imports.fields import FIELDS, Kind
from portal.business_unit.imports.models import TakenRow, UploadRow
from portal.business_unit.imports.queries import UploadView
from portal.business_unit.imports.reading import Means, Planned, as_kept, mapped
from portal.infra import sheets
from portal.infra.calendar import now
from portal.protocol.actors import Actor
from portal.protocol.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from portal.protocol.permissions import PERMISSIONS, Permission, could, who_may

_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended('imports', 0))")
_MOST = 10**17

CHOSEN_ALREADY = "The columns of this file were chosen already. To choose others, choose the file again."

CHANGED = (
    "What the rows would do has changed since the page was made: the log or the list of agencies is another now."
    " Open the page again and read what each row will do."
)


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that was read: how its name ends, the sheets that hold something, and what is in the only one."""

    ending: str
    content: bytes
    names: tuple[str, ...]
    only: sheets.Sheet | None


def bring(session: Session, actor: Actor, *, kind: Kind, file: Brought) -> UUID:
    """Keep a file on its way in."""
    must(Permission.IMPORT, actor)
    new, read = uuid4(), _as_read(file.only) if file.only else {"sheet": None, "headings": [], "above": 0}
    kept = {"ending": file.ending, "content": file.content, "sheets": list(file.names), **read}
    session.execute(insert(UploadRow).values(id=new, begun_at=now(), kind=str(kind), **kept))
    return new


def choose_sheet(session: Session, actor: Actor, upload: UUID, *, sheet: str) -> None:
    """Read this sheet of the workbook. Raises Invalid (`sheet`) for one that cannot be taken."""
    must(Permission.IMPORT, actor)
    row = _row(session, upload)
    try:
        read = sheets.read(f"sheet.{row.ending}", _content(row), sheet=sheet)
    except sheets.Refused as refused:
        raise Invalid({"sheet": str(refused)}) from None
    _set(session, upload, **_as_read(read))


def choose_columns(session: Session, actor: Actor, upload: UUID, *, columns: Mapping[str, int]) -> None:
    """Keep these columns, by the field that each holds, and nothing else of the file."""
    must(Permission.IMPORT, actor)
    row = _row(session, upload)
    if row.sheet is None:
        raise NotFound
    fields = FIELDS[Kind(row.kind)]
    lacking = {field.key: f"Choose the column of “{field.label}”" for field in fields
               if field.needed and field.key not in columns}  # fmt: skip
    if lacking:
        raise Invalid(lacking)
    kept = mapped(sheets.read(f"sheet.{row.ending}", _content(row), sheet=row.sheet), columns)
    if not kept:
        raise Invalid({field.key: "No row holds anything in the columns chosen" for field in fields[:1]})
    _set(session, upload, rows=as_kept(kept), content=None, headings=[])


def say_what_is_meant(session: Session, actor: Actor, upload: UUID, *, means: Means) -> None:
    """Keep what values mean that the portal does not know, beside what was said before."""
    must(Permission.IMPORT, actor)
    row = _row(session, upload)
    both = {key: {**row.means.get(key, {}), **means.get(key, {})} for key in {*row.means, *means}}
    _set(session, upload, means=both)


def discard(session: Session, actor: Actor, upload: UUID) -> None:
    """Throw a file away that was not taken. Nothing of it is kept."""
    must(Permission.IMPORT, actor)
    _row(session, upload)
    session.execute(delete(UploadRow).where(UploadRow.id == upload))


def take(session: Session, actor: Actor, upload: UUID, *, version: int, leave_out: bool) -> int:
    """Take every row that can be taken, in one; gives how many. `version`: that of what the page said they do.

    Raises Stale when they would do something else by now, Invalid (`leave_out`) while rows are wrong and nobody
    said to leave them out, WrongState when there is nothing to take.
    """
    must(Permission.IMPORT, actor)
    session.execute(_ONE_AT_A_TIME)
    view = queries.upload(session, upload)
    if view.kind is Kind.DIRECTORY:
        directory.one_at_a_time(session)
    planned = queries.plan_of(session, view)
    if version_of(planned) != version:
        raise Stale(CHANGED)
    good = [row for row in planned if not row.faults and row.adds]
    wrong = sum(bool(row.faults) for row in planned)
    if not good:
        raise WrongState("No row of the file adds anything, so there is nothing to import.")
    if wrong and not leave_out:
        raise Invalid(
            {"leave_out": "Correct the rows that cannot be imported, or say that they are left out"}
        )
    _take(session, actor, view, good, left_out=wrong)
    session.execute(delete(UploadRow).where(UploadRow.id == upload))
    return len(good)


def take_back(session: Session, actor: Actor, taken: UUID) -> None:
    """Take an import of old cases out of the log again, whole. Raises WrongState when that cannot be done."""
    must(Permission.TAKE_BACK_IMPORT, actor)
    session.execute(_ONE_AT_A_TIME)
    if why := queries.why_not_back(session, taken):
        raise WrongState(why)
    adding.take_back(session, taken, name=actor.name, at=now())


def version_of(planned: Sequence[Planned[Any]]) -> int:
    """A number that is another when any row would do something else, or for another reason cannot."""
    told = repr([(row.number, row.words, row.why) for row in planned])
    return int(sha256(told.encode()).hexdigest(), 16) % _MOST


def must(permission: Permission, actor: Actor) -> None:
    """Raise NotAllowed for whoever may not."""
    clauses = PERMISSIONS[permission]
    if not could(clauses, actor):
        raise NotAllowed(who_may(clauses))


def _take(
    session: Session, actor: Actor, view: UploadView, good: Sequence[Planned[Any]], *, left_out: int
) -> None:
    new = uuid4()
    session.execute(
        insert(TakenRow).values(
            id=new, kind=str(view.kind), rows=len(good), left_out=left_out, name=actor.name, at=now()
        )
    )
    values = [row.value for row in good if row.value]
    if view.kind is Kind.CASES:
        adding.add_cases(session, new, values, calendar=queries.working_calendar(session))
        return
    try:
        entering.enter(session, actor, values)
    except (Invalid, NotFound):
        raise Stale(CHANGED) from None


def _row(session: Session, upload: UUID) -> UploadRow:
    """The file, held until the end; what a day has passed over is gone for everybody."""
    queries.upload(session, upload)
    row = session.scalars(select(UploadRow).where(UploadRow.id == upload).with_for_update()).one_or_none()
    if row is None:
        raise NotFound
    return row


def _content(row: UploadRow) -> bytes:
    if row.content is None:
        raise WrongState(CHOSEN_ALREADY)
    return row.content


def _as_read(sheet: sheets.Sheet) -> dict[str, Any]:
    return {"sheet": sheet.name, "headings": list(sheet.headings), "above": sheet.above}


def _set(session: Session, upload: UUID, **values: Any) -> None:
    session.execute(update(UploadRow).where(UploadRow.id == upload).values(**values))
