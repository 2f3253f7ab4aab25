"""What reminders of a case's dates went (decision 7), and what became of those that did not.

To whom an e-mail was written is read from what happened, what became of it from its outbox row, chases from their
notes. The Business Unit reads of every date, an agency of its own alone.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from uuid import UUID

from sqlalchemy.orm import Session

from portal.escalations.queries.case_view import DeadlineView
from portal.escalations.queries.letters import Letter, letters
from portal.escalations.queries.notes import NoteView
from portal.escalations.queries.record import Happened, Reminded
from portal.protocol.actors import Actor, Kind
from portal.protocol.clock import day_in_words, london_date
from portal.protocol.events import HOW_CHASED
from portal.protocol.reminders import LAPSING, Nudge

DID: Mapping[Nudge, str] = {
    Nudge.REMINDER: "Reminded",
    Nudge.PROMPT: "Reminded",
    Nudge.CHASE: "Chased",
    Nudge.NOTICE: "Told",
}
"""What was done once the e-mail of a step was sent."""

DUE: Mapping[Nudge, str] = {
    Nudge.REMINDER: "Reminder",
    Nudge.PROMPT: "Reminder",
    Nudge.CHASE: "Chase",
    Nudge.NOTICE: "Notice",
}
"""What the step is called whose e-mail was not sent, or not yet."""


def concerns(one: DeadlineView, reader: Actor) -> bool:
    """Whether a deadline runs and binds the reader's workspace; for the Business Unit, whomever it binds."""
    return one.running and (reader.kind is Kind.BUSINESS_UNIT or one.workspace == reader.workspace)


def reminders(
    session: Session,
    escalation: UUID,
    deadlines: Sequence[DeadlineView],
    reader: Actor,
    *,
    timeline: Sequence[Happened],
    notes: Sequence[NoteView],
    names: Mapping[UUID, str],
) -> dict[UUID, tuple[str, ...]]:
    """Of each deadline that concerns the reader: what became of each reminder and when an agency was chased, the
    newest last."""
    ours = {one.id: _written_about(one, timeline) for one in deadlines if concerns(one, reader)}
    named = chain.from_iterable(told.letters for rows in ours.values() for _, told in rows)
    became = letters(session, escalation, named)
    overtaken = {row.overtaken for row in timeline if row.overtaken}
    return {
        one.id: tuple(words for _, words in sorted((
            *(each for at, told in ours[one.id] for each in _what_became(at, told, became, overtaken)),
            *_chased(one, notes, names),
        )))
        for one in deadlines
        if one.id in ours
    }  # fmt: skip


def _written_about(one: DeadlineView, timeline: Sequence[Happened]) -> list[tuple[datetime, Reminded]]:
    """A row whose details were disposed of no longer says of which deadline it was."""
    return [
        (row.at, row.reminded)
        for row in timeline
        if row.reminded
        and (row.reminded.clock, row.reminded.part) == (one.deadline.clock, one.part)
        and row.at >= one.started_at
    ]


def _what_became(
    at: datetime, told: Reminded, became: Mapping[UUID, Letter], overtaken: Collection[UUID]
) -> Iterator[tuple[datetime, str]]:
    """Whom the e-mails of a step reached and when; those of which the same is to be said together."""
    same: dict[tuple[str, str], tuple[datetime, list[str]]] = {}
    for letter, name in told.letters.items():
        moment, words = _of_letter(at, told.nudge, became[letter], overtaken=letter in overtaken)
        same.setdefault(words, (moment, []))[1].append(name)
    for (before, after), (moment, names) in same.items():
        yield moment, f"{before}{', '.join(names)}{told.where}{after}"


def _of_letter(
    at: datetime, nudge: Nudge, letter: Letter, *, overtaken: bool
) -> tuple[datetime, tuple[str, str]]:
    """When, and what stands before and after the name of whom it was for."""
    if letter.sent_at:
        return letter.sent_at, (f"{DID[nudge]} by e-mail on {_day(letter.sent_at)}, by the portal: ", "")
    due = f"{DUE[nudge]} of {_day(at)}: e-mail to "
    if letter.failed_at:
        return at, (due, " not sent: it could not be delivered, and was given up")
    if not letter.dropped_at:
        return at, (due, " waiting to be sent")
    why = "a later reminder took its place" if overtaken else "it was no longer for them"
    return at, (due, f" not sent: {why}")


def _day(moment: datetime) -> str:
    return day_in_words(london_date(moment))


def _chased(
    one: DeadlineView, notes: Sequence[NoteView], names: Mapping[UUID, str]
) -> Iterator[tuple[datetime, str]]:
    """A chase is of an agency, and so of each of its deadlines about which agencies are reminded at all."""
    for note in notes:
        if note.kind == "chase" and note.whom == names[one.workspace] and one.deadline.clock not in LAPSING:
            on = day_in_words(note.happened_on or london_date(note.at))
            if note.at >= one.started_at:
                yield note.at, f"Chased {HOW_CHASED[note.about]} on {on}, by {note.by}, {note.workspace}"
