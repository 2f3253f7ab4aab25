"""The tables of the settings. Private to this feature's queries and actions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import FetchedValue
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.infra.db import Base


class SettingChange(Base):
    """One change of a setting: `version` counts those of its name, from 1."""

    __tablename__ = "setting_change"
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=FetchedValue())
    name: Mapped[str]
    version: Mapped[int]
    before: Mapped[Any] = mapped_column(JSONB)
    value: Mapped[Any] = mapped_column(JSONB)
    counts_from: Mapped[datetime]
    by_name: Mapped[str]
    at: Mapped[datetime]


class LogoRow(Base):
    """A logo by its digest. Only what is in use is handed out, by a function of the database."""

    __tablename__ = "logo"
    digest: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes]
