"""What reminders of a case's dates went, and when the next will go (decision 7).

The Business Unit reads of every date, an agency of its own alone. Two statements, however many dates there are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from portal.escalations.models import DeadlineRow, HistoryRow, NudgeRow
from portal.escalations.queries.cases import DeadlineView
from portal.escalations.queries.notes import NoteView
from portal.protocol.actors import Actor, Kind
from portal.protocol.clock import day_in_words, london_date
from portal.protocol.deadlines import Clock
from portal.protocol.events import HOW_CHASED
from portal.protocol.reminders import LADDERS

_CLOCK, _NUDGE, _HISTORY = DeadlineRow.__table__.c, NudgeRow.__table__.c, HistoryRow.__table__.c
_RUNNING = (
    select(
        *(_CLOCK.id, _CLOCK.clock, _CLOCK.part_id, _CLOCK.workspace_id, _CLOCK.started_at, _CLOCK.due_on),
        func.min(_NUDGE.at).label("next_at"),
    )
    .outerjoin_from(DeadlineRow.__table__, NudgeRow.__table__, _NUDGE.deadline_id == _CLOCK.id)
    .where(_CLOCK.escalation_id == bindparam("escalation"), _CLOCK.stopped_at.is_(None))
    .group_by(_CLOCK.id)
    .order_by(_CLOCK.started_at, _CLOCK.due_at)
)
_REMINDED = (
    select(_HISTORY.at, _HISTORY.part_id, _HISTORY.payload)
    .where(_HISTORY.escalation_id == bindparam("escalation"), _HISTORY.event == "remind")
    .order_by(_HISTORY.seq)
)


@dataclass(frozen=True, slots=True)
class Running:
    """A deadline that runs: what names it, whom it binds, and when something is sent about it next, if ever."""

    id: UUID
    clock: Clock
    part: UUID | None
    workspace: UUID
    started_at: datetime
    due_on: date
    next_at: datetime | None

    @property
    def next_on(self) -> date | None:
        """The day on which something is sent next."""
        return london_date(self.next_at) if self.next_at else None


@dataclass(frozen=True, slots=True)
class Reminders:
    """Of one deadline: what was sent and when an agency was chased, each in words, the newest last."""

    running: Running
    sent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RemindersOfCase:
    """Those of every running deadline that the reader may read of."""

    found: Mapping[tuple[Clock, UUID | None, UUID], Reminders] = field(default_factory=dict)

    def of(self, one: DeadlineView) -> Reminders | None:
        """Those of this deadline; None when they are not the reader's to read."""
        return self.found.get((one.deadline.clock, one.part, one.workspace)) if one.running else None


def running(session: Session, escalation: UUID, reader: Actor) -> tuple[Running, ...]:
    """The deadlines that run and bind the reader's workspace; for the Business Unit, whomever they bind."""
    rows = session.execute(_RUNNING, {"escalation": escalation})
    every = (Running(one.id, Clock(one.clock), *one[2:]) for one in rows)
    return tuple(
        one for one in every if reader.kind is Kind.BUSINESS_UNIT or one.workspace == reader.workspace
    )


def reminders(
    session: Session, escalation: UUID, reader: Actor, *, notes: Sequence[NoteView], names: Mapping[UUID, str]
) -> RemindersOfCase:
    """What was sent about each deadline that runs, and what will be next. `notes`: those of the case."""
    mine = running(session, escalation, reader)
    rows = session.execute(_REMINDED, {"escalation": escalation}).all() if mine else []
    sent = [(one.at, one.part_id, one.payload or {}) for one in rows]
    return RemindersOfCase(
        {
            (one.clock, one.part, one.workspace): Reminders(
                one, tuple(words for _, words in sorted((*_reminded(one, sent), *_chased(one, notes, names))))
            )
            for one in mine
        }
    )


def _reminded(
    one: Running, sent: Sequence[tuple[datetime, UUID | None, Mapping[str, Any]]]
) -> Iterator[tuple[datetime, str]]:
    """A row whose details were disposed of no longer says of which deadline it was."""
    for at, part, payload in sent:
        if (payload.get("clock"), part) == (one.clock, one.part) and at >= one.started_at:
            whom = payload["whom"].rstrip(",")
            yield at, f"{payload['did']} by e-mail on {day_in_words(london_date(at))}, by the portal: {whom}"


def _chased(
    one: Running, notes: Sequence[NoteView], names: Mapping[UUID, str]
) -> Iterator[tuple[datetime, str]]:
    """A chase is of an agency, and so of each of its deadlines about which agencies are reminded at all."""
    for note in notes:
        if note.kind == "chase" and note.whom == names[one.workspace] and LADDERS[one.clock]:
            on = day_in_words(note.happened_on or london_date(note.at))
            if note.at >= one.started_at:
                yield note.at, f"Chased {HOW_CHASED[note.about]} on {on}, by {note.by}, {note.workspace}"
