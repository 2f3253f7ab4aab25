"""Changing a setting: the change is kept with who made it, and what follows from it is the database's (0024)."""

from hashlib import sha256
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.business_unit.settings.clash import clash
from portal.business_unit.settings.models import LogoRow, SettingChange
from portal.business_unit.settings.queries import Current, current
from portal.config import Settings
from portal.infra.calendar import now
from portal.protocol.actors import Actor
from portal.protocol.errors import Invalid, NotAllowed, NotFound, Stale
from portal.protocol.permissions import PERMISSIONS, Permission, could, who_may

_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended('settings', 0))")
_NOT_FOR_LONG = text("set local lock_timeout = '5s'")

FIELD = "value"


def change(
    session: Session, actor: Actor, name: str, *, value: Any, version: int, deployed: Settings
) -> Current:
    """Change a setting that was at this version; gives what it was.

    Raises NotFound for a name that no setting has, Stale when somebody changed it meanwhile, Invalid for what it
    is already, or what cannot stand beside the others.
    """
    _must_keep(session, actor)
    every = current(session, deployed)
    if name not in every:
        raise NotFound
    was = every[name]
    if was.version != version:
        raise Stale("Somebody changed this setting while you were writing.")
    if why := _why_not(session, was, value, every):
        raise Invalid({FIELD: why})
    moment = now()
    session.execute(insert(SettingChange).inline().values(
        name=name, version=version + 1, before=was.value, value=value, counts_from=moment,
        by_name=actor.name, at=moment,
    ))  # fmt: skip
    return was


def change_logo(
    session: Session, actor: Actor, *, content: bytes, words: str, version: int, deployed: Settings
) -> Current:
    """Show another logo, with words that stand for it. Raises as `change` does."""
    digest = sha256(content).hexdigest()
    value = {"digest": digest, "words": words}
    was = change(session, actor, "logo", value=value, version=version, deployed=deployed)
    session.execute(
        postgresql.insert(LogoRow).inline().values(digest=digest, content=content).on_conflict_do_nothing()
    )
    return was


def _must_keep(session: Session, actor: Actor) -> None:
    clauses = PERMISSIONS[Permission.KEEP_SETTINGS]
    if not could(clauses, actor):
        raise NotAllowed(who_may(clauses))
    session.execute(_NOT_FOR_LONG)
    session.execute(_ONE_AT_A_TIME)


def _why_not(session: Session, was: Current, value: Any, every: dict[str, Current]) -> str:
    if value == was.value:
        return "It is this already. Enter another value, or leave it as it is"
    if was.setting.name.startswith("name_") and value in {
        one.name for one in agencies.workspaces(session) if f"name_{one.kind}" != was.setting.name
    }:
        return "Another workspace has this name"
    return clash(was.setting.name, value, {name: one.value for name, one in every.items()})
