"""The tables of the Executive. Private to this feature's queries and actions."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, FetchedValue, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.infra.db import Base


class DeclarationRow(Base):
    """What somebody declared before any paper opened. `found` and `recused` are the database's to write."""

    __tablename__ = "declaration"
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=FetchedValue())
    escalation_id: Mapped[UUID]
    interests: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    words: Mapped[str]
    found: Mapped[list[str]] = mapped_column(ARRAY(Text()), server_default=FetchedValue())
    recused: Mapped[bool] = mapped_column(server_default=FetchedValue())
    membership_id: Mapped[UUID]
    name: Mapped[str]
    role: Mapped[str]
    at: Mapped[datetime]


class SubstituteRow(Base):
    """A member named by the Business Unit to sit on one case (decision 22)."""

    __tablename__ = "substitute"
    escalation_id: Mapped[UUID] = mapped_column(primary_key=True)
    membership_id: Mapped[UUID] = mapped_column(primary_key=True)
    named_by_name: Mapped[str]
    at: Mapped[datetime]


class ViewRow(Base):
    """What a member held of one version of the decision proposed."""

    __tablename__ = "member_view"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    escalation_id: Mapped[UUID]
    proposal: Mapped[int]
    view: Mapped[str]
    dissent: Mapped[str]
    membership_id: Mapped[UUID]
    name: Mapped[str]
    at: Mapped[datetime]


class DeliberationRow(Base):
    """A meeting or a written procedure of the Executive: when, and who was present."""

    __tablename__ = "deliberation"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    escalation_id: Mapped[UUID]
    how: Mapped[str]
    held_on: Mapped[date]
    present: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    minutes: Mapped[str]
    name: Mapped[str]
    at: Mapped[datetime]


class RedactedCopyRow(Base):
    """A copy of an attachment that names nobody who must not be named, supplied by the Business Unit."""

    __tablename__ = "redacted_copy"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    escalation_id: Mapped[UUID]
    attachment_id: Mapped[UUID]
    workspace_id: Mapped[UUID]
    name: Mapped[str]
    vouched: Mapped[bool]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[bytes]
    state: Mapped[str]
    reason: Mapped[str]
    added_by_name: Mapped[str]
    added_at: Mapped[datetime]
    scanned_at: Mapped[datetime | None]


class RedactedContentRow(Base):
    """What is in a redacted copy. Read by nobody but the scanner until it is known to be clean."""

    __tablename__ = "redacted_content"
    copy_id: Mapped[UUID] = mapped_column(ForeignKey(RedactedCopyRow.id), primary_key=True)
    content: Mapped[bytes]
