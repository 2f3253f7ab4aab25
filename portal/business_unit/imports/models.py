"""The tables of imports. Private to this package."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, FetchedValue, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.infra.db import Base


class UploadRow(Base):
    """A file on its way in: its content until the columns are chosen, then the rows of those alone."""

    __tablename__ = "import_upload"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    begun_by: Mapped[UUID] = mapped_column(server_default=FetchedValue())
    begun_at: Mapped[datetime]
    kind: Mapped[str]
    ending: Mapped[str]
    content: Mapped[bytes | None] = mapped_column(deferred=True)
    sheets: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    sheet: Mapped[str | None]
    headings: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    above: Mapped[int]
    rows: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB(none_as_null=True))
    means: Mapped[dict[str, dict[str, str]]] = mapped_column(JSONB)


class TakenRow(Base):
    """That an import was taken, and that it was taken back."""

    __tablename__ = "import_taken"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    rows: Mapped[int]
    left_out: Mapped[int]
    membership_id: Mapped[UUID] = mapped_column(server_default=FetchedValue())
    name: Mapped[str]
    at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]
    taken_back_by_name: Mapped[str | None]
