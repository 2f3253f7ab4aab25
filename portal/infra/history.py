"""The record of every case: rows are added here, and their chain is checked here.

The chain itself is made by the database's own trigger (migration 0004). `verify` works it out again in
Python, from the rows alone, so that the two have to agree.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, TIMESTAMP, Uuid, bindparam, create_engine, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from portal.infra.db import engine_url

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


@dataclass(frozen=True, slots=True)
class Fault:
    """The first row of a case's history that is not as it was written."""

    reference: str
    seq: int
    what: str


_ROWS = text("""
    select e.reference, h.escalation_id, h.seq, h.event, h.part_id, h.agencies,
      (extract(epoch from h.at) * 1000000)::bigint as at,
      (extract(epoch from h.recorded_at) * 1000000)::bigint as recorded_at,
      h.workspace_id, h.membership_id, h.payload::text as payload, h.salt, h.digest, h.previous, h.hash,
      c.seq as head_seq, c.hash as head_hash,
      lead(h.seq) over (partition by h.escalation_id order by h.seq) is null as last
    from portal.history h
    join portal.escalation e on e.id = h.escalation_id
    left join portal.history_head c on c.escalation_id = h.escalation_id
    order by h.escalation_id, h.seq
""")

_LOST = text("""
    select e.reference, c.seq from portal.escalation e
    left join portal.history_head c on c.escalation_id = e.id
    where not exists (select from portal.history h where h.escalation_id = e.id)
""")


def verify(database_url: str) -> tuple[int, list[Fault]]:
    """Check every case's chain; gives the rows read and, for each damaged case, its first bad row.

    Needs the owner's database URL, since it reads every case.
    """
    engine = create_engine(engine_url(database_url))
    try:
        with engine.connect() as connection:
            connection.execute(text("set role portal_owner"))
            rows = connection.execution_options(yield_per=1000).execute(_ROWS).mappings()
            count, faults = _check(rows)
            lost = connection.execute(_LOST).all()
    finally:
        engine.dispose()
    faults += [Fault(one.reference, one.seq or 1, "every row of this case is gone") for one in lost]
    return count, faults


def _check(rows: Iterator[Any]) -> tuple[int, list[Fault]]:
    count, faults = 0, []
    case, seq, previous, damaged = None, 0, b"", False
    for row in rows:
        count += 1
        if row["escalation_id"] != case:
            case, seq, damaged = row["escalation_id"], 0, False
            previous = hashlib.sha256(str(case).encode()).digest()
        if damaged:
            continue
        seq += 1
        what = _what_is_wrong(row, seq, previous)
        previous = bytes(row["hash"])
        if what:
            damaged = True
            faults.append(Fault(row["reference"], seq, what))
    return count, faults


def _what_is_wrong(row: Mapping[str, Any], seq: int, previous: bytes) -> str:
    if row["seq"] != seq:
        return "a row is missing here"
    if bytes(row["previous"]) != previous:
        return "it does not follow from the row before"
    if row["payload"] is not None:
        digest = hashlib.sha256(bytes(row["salt"]) + row["payload"].encode()).digest()
        if digest != bytes(row["digest"]):
            return "its content was changed"
    if hashlib.sha256(_line(row)).digest() != bytes(row["hash"]):
        return "the row was changed"
    if row["last"] and (row["head_seq"], bytes(row["head_hash"] or b"")) != (seq, bytes(row["hash"])):
        return "rows after it are gone"
    return ""


def _line(row: Mapping[str, Any]) -> bytes:
    """The row as the chain hashes it; the same line as `portal.history_line` in the database."""
    agencies = ",".join(str(one) for one in row["agencies"]) if row["agencies"] is not None else "-"
    fields = (
        row["escalation_id"], row["seq"], row["event"], row["part_id"] or "-", agencies, row["at"],
        row["recorded_at"], row["workspace_id"], row["membership_id"], bytes(row["digest"]).hex(),
        bytes(row["previous"]).hex(),
    )  # fmt: skip
    return "|".join(str(field) for field in fields).encode()
