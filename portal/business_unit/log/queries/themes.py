"""The themes that the Business Unit keeps, and those of a case."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.business_unit.log.models import LogTagRow, ThemeRow
from portal.infra.db import asked_once


@dataclass(frozen=True, slots=True)
class ThemeView:
    """A theme. One that is no longer offered stays with the cases that have it."""

    id: UUID
    name: str
    offered: bool


def themes(session: Session) -> tuple[ThemeView, ...]:
    """Every theme, by name."""
    return asked_once(session, themes, _themes)


def _themes(session: Session) -> tuple[ThemeView, ...]:
    rows = session.scalars(select(ThemeRow).order_by(ThemeRow.name))
    return tuple(ThemeView(row.id, row.name, row.withdrawn_at is None) for row in rows)


def themes_of(session: Session, cases: Collection[UUID]) -> Mapping[UUID, tuple[UUID, ...]]:
    """The themes that each of these cases has."""
    rows = session.execute(
        select(LogTagRow.escalation_id, LogTagRow.value).where(
            LogTagRow.escalation_id.in_(cases), LogTagRow.kind == "theme"
        )
    )
    found: dict[UUID, tuple[UUID, ...]] = {}
    for case, theme in rows:
        found[case] = (*found.get(case, ()), UUID(theme))
    return found
