"""What happened to a case and by when what was due, as a pack prints them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from portal.escalations import queries
from portal.escalations.queries import CaseView, Happened
from portal.executive.gathering.readers import Readers
from portal.executive.packs.contents import Due, Event, Row
from portal.protocol.clock import london_date
from portal.protocol.deadlines import CLOCK_WORDS
from portal.protocol.events import CARE_OF_RECORDS, REDACTED_COPY

IN_NO_PACK = CARE_OF_RECORDS | {
    "declare", "deliberate", "propose", "give_view", "tie", "keep_out", "let_in", REDACTED_COPY,
}  # fmt: skip
"""What stands in the history and in no pack: what the Executive does among itself, whom an agency keeps from a
case, that a redacted copy was supplied, and the care of the record. `portal.pack_edition` (migration 0025) leaves
out the same.
"""


def happened(session: Session, escalation: UUID, readers: Readers) -> tuple[Happened, ...]:
    """Everything that happened, oldest first."""
    found = queries.timeline(session, escalation, mask=readers.mask, told=readers.told)
    return tuple(one for one in reversed(found) if one.event not in IN_NO_PACK)


def events(found: Sequence[Happened], readers: Readers) -> tuple[Event, ...]:
    """As the chronology tells of it, with the reasons that were given."""
    return tuple(Event(one.at, one.words, _who(one, readers), one.reasons) for one in found)


def rows(found: Sequence[Happened], readers: Readers) -> tuple[Row, ...]:
    """The rows of the history, by their numbers in the chain."""
    return tuple(Row(one.seq, one.at, one.words, _who(one, readers)) for one in found)


def _who(one: Happened, readers: Readers) -> str:
    return readers.somebody(one.by, one.role, one.workspace)


def deadlines(view: CaseView) -> tuple[Due, ...]:
    """Each deadline with its working (decision 6)."""
    return tuple(
        Due(
            CLOCK_WORDS[one.deadline.clock],
            one.whose,
            london_date(one.started_at),
            one.deadline.due_on,
            one.deadline.sentences(),
            london_date(one.stopped_at) if one.stopped_at else None,
        )
        for one in view.deadlines
    )
