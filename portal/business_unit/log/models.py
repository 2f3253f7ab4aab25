"""The tables of the log. Private to this feature's queries and actions; the first three are kept by triggers."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.infra.db import Base


class LogCaseRow(Base):
    """A case that was submitted, without identity or text. It stays when the case is disposed of (decision 29)."""

    __tablename__ = "log_case"
    escalation_id: Mapped[UUID] = mapped_column(primary_key=True)
    reference: Mapped[str]
    imported: Mapped[bool]
    disposed_at: Mapped[datetime | None]
    raising_workspace_id: Mapped[UUID]
    state: Mapped[str]
    stage: Mapped[int]
    stage_4: Mapped[str | None]
    category: Mapped[str | None]
    categories: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    submitted_at: Mapped[datetime]
    forward_due_on: Mapped[date | None]
    forwarded_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    closed_as: Mapped[str | None]
    due_at: Mapped[datetime | None]
    waits_for: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    chases: Mapped[int]
    promised: Mapped[int]
    done: Mapped[int]
    not_done: Mapped[int]
    exception: Mapped[bool]
    early: Mapped[bool]
    on_behalf: Mapped[bool]


class LogResponseRow(Base):
    """What was asked of one responding agency, and when it answered."""

    __tablename__ = "log_response"
    part_id: Mapped[UUID] = mapped_column(primary_key=True)
    escalation_id: Mapped[UUID]
    workspace_id: Mapped[UUID]
    began_at: Mapped[datetime]
    due_on: Mapped[date | None]
    due_at: Mapped[datetime | None]
    extension_days: Mapped[int | None]
    answered_at: Mapped[datetime | None]
    on_behalf: Mapped[bool]
    state: Mapped[str]


class LogTagRow(Base):
    """One thing by which a case is found: an agency in it, its state, a category, a theme, who it is with."""

    __tablename__ = "log_tag"
    kind: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    submitted_at: Mapped[datetime] = mapped_column(primary_key=True)
    escalation_id: Mapped[UUID] = mapped_column(primary_key=True)


class ThemeRow(Base):
    """A theme of the Business Unit's list. One that is withdrawn is no longer offered."""

    __tablename__ = "theme"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    added_by_name: Mapped[str]
    added_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class LogViewRow(Base):
    """A list that somebody keeps for themselves under a name."""

    __tablename__ = "log_view"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    membership_id: Mapped[UUID]
    name: Mapped[str]
    asks: Mapped[dict[str, Any]] = mapped_column(JSONB)
    at: Mapped[datetime]


class LogExportRow(Base):
    """That somebody took a file of the log: what it was asked for, and how many cases were in it."""

    __tablename__ = "log_export"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    membership_id: Mapped[UUID]
    name: Mapped[str]
    role: Mapped[str]
    at: Mapped[datetime]
    kind: Mapped[str]
    asked: Mapped[str]
    rows: Mapped[int]
    cut: Mapped[bool]
