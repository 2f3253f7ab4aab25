"""The tables of the reports. Private to this feature's queries and actions."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, FetchedValue, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.infra.db import Base


class ReportRow(Base):
    """The report of a half-year. Its figures are here once it is issued, and stay."""

    __tablename__ = "report"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    begins: Mapped[date]
    state: Mapped[str] = mapped_column(server_default=FetchedValue())
    exact: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    shareable: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    told: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB(none_as_null=True))
    created_at: Mapped[datetime]
    issued_by: Mapped[UUID | None]
    issued_at: Mapped[datetime | None]


class WordsRow(Base):
    """What the Business Unit wrote in a section."""

    __tablename__ = "report_words"
    report_id: Mapped[UUID] = mapped_column(primary_key=True)
    section: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[str]
    version: Mapped[int] = mapped_column(server_default=FetchedValue())
    updated_by: Mapped[UUID] = mapped_column(server_default=FetchedValue())
    updated_by_name: Mapped[str]
    updated_at: Mapped[datetime]


class BehindRow(Base):
    """A case behind the figures of an issued report, and in what it was counted."""

    __tablename__ = "report_case"
    report_id: Mapped[UUID] = mapped_column(primary_key=True)
    escalation_id: Mapped[UUID] = mapped_column(primary_key=True)
    reference: Mapped[str]
    counted: Mapped[list[str]] = mapped_column(ARRAY(Text()))


class ActionRow(Base):
    """An action that the Subgroup determined when it read a report."""

    __tablename__ = "report_action"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    report_id: Mapped[UUID]
    what: Mapped[str]
    owner: Mapped[str]
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(server_default=FetchedValue())
    version: Mapped[int] = mapped_column(server_default=FetchedValue())
    recorded_by_name: Mapped[str]
    recorded_at: Mapped[datetime]


class ActionNewsRow(Base):
    """What was heard of an action."""

    __tablename__ = "report_action_news"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    action_id: Mapped[UUID]
    state: Mapped[str]
    words: Mapped[str]
    name: Mapped[str]
    at: Mapped[datetime]


class LookRow(Base):
    """That somebody opened or took an issued report."""

    __tablename__ = "report_look"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    report_id: Mapped[UUID]
    what: Mapped[str]
    version: Mapped[str]
    workspace_id: Mapped[UUID] = mapped_column(server_default=FetchedValue())
    name: Mapped[str]
    at: Mapped[datetime]
