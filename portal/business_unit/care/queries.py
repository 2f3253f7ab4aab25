"""The records that the Business Unit keeps: until when each is kept, what holds it, what was disposed of.

A child's date of birth is read here to work out a date, and goes no further (`portal.protocol.retention`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from portal.business_unit.care.models import DisposalRow
from portal.escalations import queries
from portal.escalations.queries.identities import mask_for_all
from portal.protocol.clock import end_of_day, london_date
from portal.protocol.escalation import STATE_WORDS, CaseState
from portal.protocol.retention import SOON, YEARS, Ended, Retention, Standing, retention, years_after

MOST = 100
"""How many records one list shows."""

_RECORDS = """
    select e.id, e.reference, w.name as raising, e.state, e.ended_at, e.first_submitted_at,
      array(select c.date_of_birth from portal.child c
            where c.escalation_id = e.id and c.version = e.part_1_version) as born,
      h.id as hold, h.reason as hold_reason, h.put_on_by_name, h.put_on_at,
      d.id as proposal, d.reason as proposal_reason, d.because, d.proposed_by_name, d.proposed_at,
      m.person_id as proposer
    from portal.escalation e
    join portal.workspace w on w.id = e.raising_workspace_id
    left join portal.legal_hold h on h.escalation_id = e.id and h.lifted_at is null
    left join portal.disposal d
      on d.escalation_id = e.id and d.withdrawn_at is null and d.disposed_at is null
    left join portal.membership m on m.id = d.proposed_by
    where e.first_submitted_at is not null and {which}
"""
_ONE = text(_RECORDS.format(which="e.reference = :reference"))
_ENDED_BEFORE = text(_RECORDS.format(which="e.ended_at < :before and e.disposed_at is null"))
_HELD = text(_RECORDS.format(which="h.id is not null order by h.put_on_at limit :most"))
_PROPOSED = text(_RECORDS.format(which="d.id is not null order by d.proposed_at limit :most"))


@dataclass(frozen=True, slots=True)
class HoldView:
    """A hold that is on."""

    id: UUID
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A disposal that waits to be confirmed. `person` proposed it, and so cannot confirm it."""

    id: UUID
    reason: str
    because: str
    by: str
    person: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Record:
    """The record of a case: where the case stands, until when it is kept, what holds it, what was proposed."""

    case: UUID
    reference: str
    raising: str
    stands: str
    ended_at: datetime | None
    kept: Retention
    hold: HoldView | None
    proposal: ProposalView | None

    def standing(self, today: date) -> Standing:
        """Where it stands in its time."""
        return self.kept.standing(today)


@dataclass(frozen=True, slots=True)
class Disposed:
    """What stays of the record of a case: that it was disposed of, when, why, and by whom."""

    reference: str
    because: str
    reason: str
    proposed_by: str
    proposed_at: datetime
    confirmed_by: str
    at: datetime


def record(session: Session, reference: str) -> Record | None:
    """The record of a case that this workspace may see; None when there is none."""
    row = session.execute(_ONE, {"reference": reference}).one_or_none()
    return _records(session, [row])[0] if row else None


def to_review(session: Session, today: date) -> list[Record]:
    """The cases whose date has passed or comes soon, the soonest first, without those on hold or proposed."""
    last = years_after(today + SOON, -YEARS) + timedelta(days=1)
    rows = session.execute(_ENDED_BEFORE, {"before": end_of_day(last)}).all()
    due = [
        one
        for one in map(_unmasked, rows)
        if one.proposal is None and one.standing(today) in (Standing.PASSED, Standing.SOON)
    ]
    return sorted(due, key=lambda one: (one.kept.until or today, one.reference))


def held(session: Session) -> list[Record]:
    """The cases on which a hold is, the oldest hold first."""
    return _records(session, session.execute(_HELD, {"most": MOST}).all())


def proposed(session: Session) -> list[Record]:
    """The cases of which a disposal waits to be confirmed, the oldest proposal first."""
    return _records(session, session.execute(_PROPOSED, {"most": MOST}).all())


def disposed_of(session: Session, reference: str) -> Disposed | None:
    """What stays of a case that was disposed of; None of every other."""
    row = session.scalars(
        select(DisposalRow).where(DisposalRow.reference == reference, DisposalRow.disposed_at.is_not(None))
    ).one_or_none()
    return _disposed(row) if row else None


def disposals(session: Session) -> list[Disposed]:
    """What was disposed of, the newest first."""
    done = select(DisposalRow).where(DisposalRow.disposed_at.is_not(None))
    rows = session.scalars(done.order_by(DisposalRow.disposed_at.desc(), DisposalRow.id).limit(MOST))
    return [_disposed(row) for row in rows]


def proposal(session: Session, reference: str, proposal: UUID) -> DisposalRow | None:
    """What became of one proposal of this case, for whoever comes to it too late."""
    return session.scalars(
        select(DisposalRow).where(DisposalRow.id == proposal, DisposalRow.reference == reference)
    ).one_or_none()


def _disposed(row: DisposalRow) -> Disposed:
    assert row.disposed_at is not None
    return Disposed(
        reference=row.reference,
        because=row.because,
        reason=row.reason,
        proposed_by=row.proposed_by_name,
        proposed_at=row.proposed_at,
        confirmed_by=row.confirmed_by_name or "",
        at=row.disposed_at,
    )


def _records(session: Session, rows: Iterable[Row[Any]]) -> list[Record]:
    """Reasons are masked with the children of every case listed (decision 25)."""
    rows = list(rows)
    mask = mask_for_all(session, [row.id for row in rows])
    return [_record(row, mask) for row in rows]


def _unmasked(row: Row[Any]) -> Record:
    """Of one whose reasons are not shown."""
    return _record(row, lambda text: text)


def _record(row: Row[Any], mask: queries.Mask) -> Record:
    ended = london_date(row.ended_at) if row.ended_at else None
    rule = Ended(london_date(row.first_submitted_at), ended, tuple(row.born), held=row.hold is not None)
    return Record(
        case=row.id,
        reference=row.reference,
        raising=row.raising,
        stands=STATE_WORDS[CaseState(row.state)],
        ended_at=row.ended_at,
        kept=retention(rule),
        hold=HoldView(row.hold, mask(row.hold_reason), row.put_on_by_name, row.put_on_at)
        if row.hold
        else None,
        proposal=ProposalView(
            row.proposal,
            mask(row.proposal_reason),
            row.because,
            row.proposed_by_name,
            row.proposer,
            row.proposed_at,
        )
        if row.proposal
        else None,
    )
