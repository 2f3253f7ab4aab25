"""The themes that the Business Unit keeps, and which of them a case has (P14)."""

from collections.abc import Set
from uuid import UUID, uuid4

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from portal.business_unit.log.models import LogCaseRow, LogTagRow, ThemeRow
from portal.business_unit.log.queries import themes, themes_of
from portal.escalations.actions.door import open_case
from portal.escalations.actions.record import OFFICE_ONLY, happened, must_be_open
from portal.infra.calendar import now
from portal.protocol.actors import Actor
from portal.protocol.errors import Invalid, NotFound
from portal.protocol.permissions import Permission

THEME = "theme"
"""The kind of tag by which a case is found by its theme."""


def add(session: Session, actor: Actor, *, name: str) -> None:
    """Add a theme to the list. Raises Invalid when there is one of this name, offered or not."""
    name = " ".join(name.split())
    if session.scalar(select(ThemeRow.id).where(func.lower(ThemeRow.name) == name.lower())):
        raise Invalid({"name": "There is a theme of this name already"})
    session.execute(insert(ThemeRow).values(id=uuid4(), name=name, added_by_name=actor.name, added_at=now()))


def withdraw(session: Session, _actor: Actor, theme: UUID) -> None:
    """Offer a theme no longer. The cases that have it keep it. NotFound when there is none."""
    _offer(session, theme, withdrawn_at=now())


def offer_again(session: Session, _actor: Actor, theme: UUID) -> None:
    """Offer a theme again that was withdrawn."""
    _offer(session, theme, withdrawn_at=None)


def _offer(session: Session, theme: UUID, *, withdrawn_at: object) -> None:
    changed = update(ThemeRow).where(ThemeRow.id == theme).values(withdrawn_at=withdrawn_at)
    if session.scalar(changed.returning(ThemeRow.id)) is None:
        raise NotFound


def set_themes(session: Session, actor: Actor, reference: str, *, version: int, chosen: Set[UUID]) -> None:
    """Say which themes a case has, whether it has ended or not. The Business Unit alone reads it.

    Raises Invalid for a theme that is not offered, unless the case has it already.
    """
    opened = open_case(session, reference, version=version)
    must_be_open(Permission.SET_THEMES, opened, actor)
    had = frozenset(themes_of(session, [opened.row.id]).get(opened.row.id, ()))
    names = {one.id: one.name for one in themes(session) if one.offered or one.id in had}
    if not chosen <= names.keys():
        raise Invalid({"themes": "Choose only from the list."})
    if chosen == had:
        return
    _tag(session, opened.row.id, added=chosen - had, taken=had - chosen)
    said = ", ".join(sorted(names[one] for one in chosen)) or "none"
    happened(session, opened, actor, event="themes", payload={"themes": said}, agencies=OFFICE_ONLY)


def _tag(session: Session, case: UUID, *, added: Set[UUID], taken: Set[UUID]) -> None:
    submitted = session.scalar(select(LogCaseRow.submitted_at).where(LogCaseRow.escalation_id == case))
    if submitted is None:
        raise NotFound
    mine = LogTagRow.escalation_id == case, LogTagRow.kind == THEME
    session.execute(delete(LogTagRow).where(*mine, LogTagRow.value.in_([str(one) for one in taken])))
    for one in sorted(added, key=str):
        session.execute(
            insert(LogTagRow).values(kind=THEME, value=str(one), submitted_at=submitted, escalation_id=case)
        )
