"""What must be told is a row, written in the transaction that caused it (design: PostgreSQL remembers)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

_INSERT = text(
    "insert into portal.outbox (id, kind, escalation_id, workspace_id, membership_id, payload, dedupe_key)"
    " values (:id, :kind, :escalation, :workspace, :membership, :payload, :dedupe)"
    " on conflict do nothing"
).bindparams(bindparam("payload", type_=JSONB()))


def tell(
    session: Session,
    kind: str,
    *,
    escalation: UUID | None,
    workspace: UUID,
    membership: UUID,
    payload: Mapping[str, Any],
    dedupe: str,
) -> None:
    """Write down that this person is to be told this; the bell is rung for it after the commit.

    `dedupe` names the occasion: the same one twice is told once. Nothing of a child belongs in `payload`
    (decision 26): the worker reads what it needs as the recipient.
    """
    row = uuid4()
    session.execute(
        _INSERT,
        {
            "id": row,
            "kind": kind,
            "escalation": escalation,
            "workspace": workspace,
            "membership": membership,
            "payload": dict(payload),
            "dedupe": dedupe,
        },
    )
    session.info.setdefault("told", []).append(row)
