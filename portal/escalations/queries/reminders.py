"""What reminders of a case's dates went (decision 7), read from what happened and from the notes of chases.

The Business Unit reads of every date, an agency of its own alone. No statement of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from portal.escalations.queries.cases import DeadlineView
from portal.escalations.queries.notes import NoteView
from portal.escalations.queries.record import Happened
from portal.protocol.actors import Actor, Kind
from portal.protocol.clock import day_in_words, london_date
from portal.protocol.events import HOW_CHASED
from portal.protocol.reminders import LADDERS


def concerns(one: DeadlineView, reader: Actor) -> bool:
    """Whether a deadline runs and binds the reader's workspace; for the Business Unit, whomever it binds."""
    return one.running and (reader.kind is Kind.BUSINESS_UNIT or one.workspace == reader.workspace)


def reminders(
    deadlines: Sequence[DeadlineView],
    reader: Actor,
    *,
    timeline: Sequence[Happened],
    notes: Sequence[NoteView],
    names: Mapping[UUID, str],
) -> dict[UUID, tuple[str, ...]]:
    """Of each deadline that concerns the reader: what was sent and when an agency was chased, the newest last."""
    return {
        one.id: tuple(words for _, words in sorted((*_reminded(one, timeline), *_chased(one, notes, names))))
        for one in deadlines
        if concerns(one, reader)
    }


def _reminded(one: DeadlineView, timeline: Sequence[Happened]) -> Iterator[tuple[datetime, str]]:
    """A row whose details were disposed of no longer says of which deadline it was."""
    for row in timeline:
        told = row.reminded
        if told and (told.clock, told.part) == (one.deadline.clock, one.part) and row.at >= one.started_at:
            yield (
                row.at,
                f"{told.did} by e-mail on {day_in_words(london_date(row.at))}, by the portal: {told.whom}",
            )


def _chased(
    one: DeadlineView, notes: Sequence[NoteView], names: Mapping[UUID, str]
) -> Iterator[tuple[datetime, str]]:
    """A chase is of an agency, and so of each of its deadlines about which agencies are reminded at all."""
    for note in notes:
        if note.kind == "chase" and note.whom == names[one.workspace] and LADDERS[one.deadline.clock]:
            on = day_in_words(note.happened_on or london_date(note.at))
            if note.at >= one.started_at:
                yield note.at, f"Chased {HOW_CHASED[note.about]} on {on}, by {note.by}, {note.workspace}"
