"""What the Executive did among themselves: what each member holds, and the record of how it was decided.

PostgreSQL gives the views to the members who sit, the record to them and to the Business Unit's clerk, and to
everybody else nothing.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.escalations.queries.identities import Mask

_HELD = text("""
    select distinct on (v.membership_id) v.name, v.view, v.dissent, v.at
    from portal.member_view v
    where v.escalation_id = :escalation and v.proposal = coalesce(
      (select max(d.version) from portal.draft d where d.escalation_id = :escalation and d.kind = 'decision'),
      (select max(l.proposal) from portal.member_view l where l.escalation_id = :escalation))
    order by v.membership_id, v.seq desc
""")
_RECORDS = text("""
    select how, held_on, present, minutes, name, at from portal.deliberation
    where escalation_id = :escalation order by at
""")


@dataclass(frozen=True, slots=True)
class Held:
    """What one member holds of the decision as it is proposed, or was when it was signed."""

    name: str
    view: str
    dissent: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Record:
    """How the Executive came to decide, on which day, and who took part."""

    how: str
    held_on: date
    present: tuple[str, ...]
    minutes: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Deliberations:
    """What the reader may know of it. Empty for whoever may know nothing."""

    held: tuple[Held, ...] = ()
    records: tuple[Record, ...] = ()


def deliberations(session: Session, escalation: UUID, *, mask: Mask) -> Deliberations:
    """What was held and recorded, with the children masked as everywhere (decision 25)."""
    of_it = {"escalation": escalation}
    return Deliberations(
        tuple(
            Held(row.name, row.view, mask(row.dissent), row.at)
            for row in sorted(session.execute(_HELD, of_it), key=lambda row: row.at)
        ),
        tuple(
            Record(row.how, row.held_on, tuple(row.present), mask(row.minutes), row.name, row.at)
            for row in session.execute(_RECORDS, of_it)
        ),
    )
