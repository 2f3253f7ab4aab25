"""What is kept beside the log: each person's own views of it, and who took a file of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.business_unit.log.models import LogExportRow, LogViewRow
from portal.protocol.errors import NotFound

EXPORTS_SHOWN = 100

KINDS: Mapping[str, str] = {"xlsx": "Excel", "csv": "CSV"}
"""Each kind of file as a page names it."""


@dataclass(frozen=True, slots=True)
class SavedView:
    """A list to be found again: what its address asks, beyond the usual."""

    id: UUID
    name: str
    asks: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Export:
    """A file of the log that was taken. `cut`: the list was longer than a file may be."""

    at: datetime
    name: str
    role: str
    kind: str
    asked: str
    rows: int
    cut: bool


def views(session: Session) -> tuple[SavedView, ...]:
    """The actor's own, by name: nobody else's are there to be seen."""
    rows = session.scalars(select(LogViewRow).order_by(LogViewRow.name, LogViewRow.id))
    return tuple(SavedView(row.id, row.name, row.asks) for row in rows)


def view(session: Session, which: UUID) -> SavedView:
    """One of the actor's own; NotFound when it is none."""
    found = next((one for one in views(session) if one.id == which), None)
    if found is None:
        raise NotFound
    return found


def exports(session: Session) -> tuple[Export, ...]:
    """The files that were taken last, newest first (decision 27)."""
    rows = session.scalars(
        select(LogExportRow).order_by(LogExportRow.at.desc(), LogExportRow.id).limit(EXPORTS_SHOWN)
    )
    return tuple(
        Export(row.at, row.name, row.role, KINDS[row.kind], row.asked, row.rows, row.cut) for row in rows
    )
