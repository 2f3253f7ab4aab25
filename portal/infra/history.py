"""The record of every case: rows are added here. The database's own trigger chains them (migration 0004)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, TIMESTAMP, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

_INSERT = text(
    "insert into portal.history (escalation_id, event, part_id, agencies, at, payload)"
    " values (:escalation, :event, :part, :agencies, :at, :payload)"
).bindparams(
    bindparam("agencies", type_=ARRAY(Uuid())),
    bindparam("at", type_=TIMESTAMP(timezone=True)),
    bindparam("payload", type_=JSONB()),
)


def record(
    session: Session,
    escalation: UUID,
    *,
    event: str,
    at: datetime,
    payload: Mapping[str, Any],
    part: UUID | None = None,
    agencies: Sequence[UUID] | None = None,
) -> None:
    """Add a row to a case's history (P5), in the transaction that caused it.

    `agencies` are those that may read the row; None, every one in the case's audience.
    """
    session.execute(
        _INSERT,
        {
            "escalation": escalation,
            "event": event,
            "part": part,
            "agencies": list(agencies) if agencies is not None else None,
            "at": at,
            "payload": dict(payload),
        },
    )
