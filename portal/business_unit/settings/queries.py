"""What the settings are, and who changed what: for the Business Unit, which alone may read it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.business_unit.settings.known import SETTINGS, Setting
from portal.business_unit.settings.models import SettingChange
from portal.config import Settings
from portal.protocol.rules import THE_PROTOCOLS

MOST = 200
"""How many changes the page shows at most."""


@dataclass(frozen=True, slots=True)
class Current:
    """A setting as it is: its value, how often it was changed, and by whom last."""

    setting: Setting
    value: Any
    version: int = 0
    by: str = ""
    at: datetime | None = None

    @property
    def in_words(self) -> str:
        """The value, as a page says it."""
        return self.setting.kind.in_words(self.value)


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change: of which setting, from what to what, who, when, and from which moment it counts."""

    setting: Setting
    before: str
    value: str
    version: int
    by: str
    at: datetime
    counts_from: datetime


def current(session: Session, deployed: Settings) -> dict[str, Current]:
    """Every setting as it is now, by its name. The name of a workspace that is not there yet is left out."""
    newest = select(SettingChange).ext(distinct_on(SettingChange.name))
    rows = session.scalars(newest.order_by(SettingChange.name, SettingChange.version.desc()))
    changed = {row.name: row for row in rows}
    begun = _before_any_change(session, deployed)
    return {
        name: _current(setting, begun[name], changed.get(name))
        for name, setting in SETTINGS.items()
        if name in begun
    }


def changes(session: Session, name: str = "", *, since: int = 0) -> tuple[ChangeView, ...]:
    """What was changed, newest first, at most `MOST`; of one setting alone, and after one of its versions."""
    asked = select(SettingChange).where(SettingChange.version > since)
    if name:
        asked = asked.where(SettingChange.name == name)
    rows = session.scalars(asked.order_by(SettingChange.at.desc(), SettingChange.version.desc()).limit(MOST))
    return tuple(_view(row) for row in rows if row.name in SETTINGS)


def _current(setting: Setting, begun: Any, last: SettingChange | None) -> Current:
    if last is None:
        return Current(setting, begun)
    # A workspace has one name, whoever gave it: its own row says which.
    value = begun if setting.name.startswith("name_") else last.value
    return Current(setting, value, last.version, last.by_name, last.at)


def _before_any_change(session: Session, deployed: Settings) -> dict[str, Any]:
    names = {f"name_{one.kind}": one.name for one in agencies.workspaces(session)}
    as_deployed = {name: getattr(deployed, name) for name in SETTINGS if hasattr(deployed, name)}
    return {**THE_PROTOCOLS.to_json(), **as_deployed, "logo": {}, **names}


def _view(row: SettingChange) -> ChangeView:
    setting = SETTINGS[row.name]
    said = setting.kind.in_words
    return ChangeView(
        setting, said(row.before), said(row.value), row.version, row.by_name, row.at, row.counts_from
    )
