"""What must be told is a row, written in the transaction that caused it (design: PostgreSQL remembers).

A row waits, is taken, and is told, dropped or tried again. Whoever takes one holds its lock for as long as it
works on it (`Database.holding`): a worker that was stopped still has it, one that died has let go.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from portal.infra.calendar import now
from portal.infra.db import Context, Held

BACKOFF = tuple(
    timedelta(seconds=seconds) for seconds in (10, 60, 5 * 60, 15 * 60, 60 * 60, 2 * 60 * 60, 4 * 60 * 60)
)
"""How long to wait after each attempt; the last for every further one. An attempt that died waits as long."""

TRIED_FOR = timedelta(hours=72)
"""How long a row is tried again before it is given up and shown to the Business Unit."""

DIED = "The worker ended before it could say why"
"""What a row keeps whose last attempt was killed, and so wrote down nothing."""


@dataclass(frozen=True, slots=True)
class Taken:
    """An outbox row taken up: about which case, whom to tell, and what it says.

    A row without a recipient, whose `workspace` and `membership` are None, is the worker's own to do. `case` is
    that of a row about one. `still` raises when the row's lock was lost.
    """

    id: UUID
    case: UUID
    workspace: UUID
    membership: UUID
    payload: Mapping[str, Any]
    message_id: str
    still: Callable[[], None]

    @property
    def context(self) -> Context:
        """Through whose eyes the row is carried: its recipient's."""
        return Context(workspace=self.workspace, membership=self.membership)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row: told, no longer to be told, or to be taken up again at an instant."""

    told: bool = False
    again_at: datetime | None = None


TOLD, DROPPED = Outcome(told=True), Outcome()


def later(at: datetime) -> Outcome:
    """Not now: a reminder outside the hours of sending, or whose date moved."""
    return Outcome(again_at=at)


_INSERT = text("""
    insert into portal.outbox
      (id, kind, escalation_id, workspace_id, membership_id, payload, dedupe_key, created_at, not_before)
    values (:id, :kind, :escalation, :workspace, :membership, :payload, :dedupe, :now, :now)
    on conflict do nothing
""").bindparams(bindparam("payload", type_=JSONB()))


def tell(
    session: Session,
    kind: str,
    *,
    escalation: UUID | None,
    payload: Mapping[str, Any],
    dedupe: str,
    workspace: UUID | None = None,
    membership: UUID | None = None,
) -> UUID | None:
    """Write down that this person is to be told this; the bell is rung for it after the commit.

    `dedupe` names the occasion: the same one twice is told once. Nothing of a child belongs in `payload`
    (decision 26): the worker reads what it needs as the recipient. Without a recipient it is the worker's to do.
    Gives the row, or None when it was there before.
    """
    row = uuid4()
    written = session.connection().execute(
        _INSERT,
        {
            "id": row,
            "kind": kind,
            "escalation": escalation,
            "workspace": workspace,
            "membership": membership,
            "payload": dict(payload),
            "dedupe": dedupe,
            "now": now(),
        },
    )
    if not written.rowcount:
        return None
    ring_for(session, [row])
    return row


def ring_for(session: Session, rows: Sequence[UUID]) -> None:
    """Have the bell rung for these rows, after the commit."""
    session.info.setdefault("told", []).extend(rows)


# The life of a row, as the worker lives it ----------------------------------------------------------------

_TAKE = text("""
    update portal.outbox set tried_at = :now, attempts = attempts + 1, trying_since = coalesce(trying_since, :now),
      not_before = :now + (:backoff)[least(attempts + 1, :longest)],
      message_id = coalesce(message_id, :message_id)
    where id = :id and sent_at is null and dropped_at is null and failed_at is null and not_before <= :now
    returning id, kind, escalation_id, workspace_id, membership_id, payload, message_id
""")
_WAITING = text("""
    select id from portal.outbox
    where sent_at is null and dropped_at is null and failed_at is null and not_before <= :until
    order by not_before limit :most
""")
_IS_WAITING = text("""
    select exists (select from portal.outbox
      where kind = :kind and sent_at is null and dropped_at is null and failed_at is null)
""")
_TOLD = text("update portal.outbox set sent_at = :now where id = :id")
_DROPPED = text("update portal.outbox set dropped_at = :now where id = :id")
_LATER = text("""
    update portal.outbox set not_before = :again_at, trying_since = null, attempts = attempts - 1
    where id = :id
""")
_FAILED = text("""
    update portal.outbox set last_error = :error,
      failed_at = case when :now - trying_since >= :tried_for then :now end
    where id = :id returning failed_at is not null
""")
_GIVE_UP_DEAD = text("""
    with dead as materialized (
      select id from portal.outbox
      where sent_at is null and dropped_at is null and failed_at is null
        and trying_since <= :now - (:tried_for)::interval - (:longest)::interval
        and tried_at >= trying_since + (:tried_for)::interval
      for update skip locked)
    update portal.outbox o set failed_at = :now, last_error = :error from dead
    where o.id = dead.id and pg_try_advisory_xact_lock(hashtextextended('outbox ' || dead.id, 0))
    returning o.id, o.kind, o.escalation_id, o.workspace_id, o.membership_id
""")
_TRY_AGAIN = text("""
    update portal.outbox set failed_at = null, not_before = :now, trying_since = null
    where id = :id and failed_at is not null and sent_at is null
    returning id
""")


def is_waiting(session: Session, kind: str) -> bool:
    """Whether anything of this kind waits to be done."""
    return bool(session.scalar(_IS_WAITING, {"kind": kind}))


def waiting(session: Session, *, until: datetime, most: int = 200) -> Sequence[UUID]:
    """The rows that may be taken up, the eldest first."""
    return session.scalars(_WAITING, {"until": until, "most": most}).all()


def take(session: Session, row: UUID, lock: Held, *, host: str) -> tuple[str, Taken] | None:
    """Take a row up under its lock, with its kind; None when it is done, or not to be tried yet.

    Its Message-ID is made once, so that a message sent twice can be told.
    """
    taken = session.execute(
        _TAKE,
        {
            "id": row,
            "now": now(),
            "backoff": list(BACKOFF),
            "longest": len(BACKOFF),
            "message_id": f"<{row}@{host}>",
        },
    ).one_or_none()
    return (taken.kind, _taken(taken, lock)) if taken else None


def _taken(row: Row[*tuple[Any, ...]], lock: Held) -> Taken:
    return Taken(
        row.id,
        row.escalation_id,
        row.workspace_id,
        row.membership_id,
        row.payload,
        row.message_id,
        lock.still,
    )


def put_down(session: Session, row: UUID, outcome: Outcome) -> None:
    """Write down what became of a row that was taken up."""
    if outcome.again_at:
        session.execute(_LATER, {"id": row, "again_at": outcome.again_at})
    else:
        session.execute(_TOLD if outcome.told else _DROPPED, {"id": row, "now": now()})


def failed(session: Session, row: UUID, *, error: str) -> bool:
    """Write down why an attempt failed. It is tried again, for as long as `TRIED_FOR`; whether it was given up."""
    asked = {"id": row, "error": error, "now": now(), "tried_for": TRIED_FOR}
    return bool(session.scalar(_FAILED, asked))


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A row that was given up without a word from whoever carried it: what it was, and for whom."""

    id: UUID
    kind: str
    case: UUID
    workspace: UUID
    membership: UUID


def give_up_dead(session: Session) -> Sequence[GivenUp]:
    """Give up every row whose attempts were all killed, so that none could write down that it failed.

    Its time has passed, and the longest wait after it; it was tried when its time was over, and nobody holds it.
    One that waited for a worker meanwhile is tried first.
    """
    asked = {"now": now(), "tried_for": TRIED_FOR, "longest": BACKOFF[-1], "error": DIED}
    return [GivenUp(*row) for row in session.execute(_GIVE_UP_DEAD, asked)]


def try_again(session: Session, row: UUID) -> bool:
    """Have a row tried again that was given up; whether there was one."""
    found = session.execute(_TRY_AGAIN, {"id": row, "now": now()}).one_or_none() is not None
    if found:
        ring_for(session, [row])
    return found
