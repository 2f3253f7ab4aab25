"""Legal holds and disposals (migration 0025)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import FetchedValue
from sqlalchemy.orm import Mapped, mapped_column

from portal.infra.db import Base


class LegalHoldRow(Base):
    """A hold, by which a case is kept past its date, and how it was lifted."""

    __tablename__ = "legal_hold"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    escalation_id: Mapped[UUID]
    reason: Mapped[str]
    put_on_by_name: Mapped[str]
    put_on_at: Mapped[datetime]
    lifted_because: Mapped[str | None]
    lifted_by: Mapped[UUID | None]
    lifted_by_name: Mapped[str | None]
    lifted_at: Mapped[datetime | None]


class DisposalRow(Base):
    """A disposal that was proposed, and what became of it. `because`: how the date was worked out."""

    __tablename__ = "disposal"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    escalation_id: Mapped[UUID]
    reference: Mapped[str] = mapped_column(server_default=FetchedValue())
    because: Mapped[str]
    reason: Mapped[str]
    proposed_by: Mapped[UUID] = mapped_column(server_default=FetchedValue())
    proposed_by_name: Mapped[str]
    proposed_at: Mapped[datetime]
    withdrawn_because: Mapped[str | None]
    withdrawn_by: Mapped[UUID | None]
    withdrawn_by_name: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]
    confirmed_by_name: Mapped[str | None]
    disposed_at: Mapped[datetime | None]
