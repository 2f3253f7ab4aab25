"""A case that the Business Unit sent on, and what tests of its steps read of it: what is due, said and noted."""

from datetime import UTC, date, datetime
from uuid import UUID

from portal.escalations import queries
from portal.escalations.actions import office
from portal.infra.calendar import at
from portal.protocol.actors import Actor
from portal.protocol.deadlines import Clock
from tests.pages import Pages
from tests.way import Way

THURSDAY = datetime(2026, 12, 24, 11, 0, tzinfo=UTC)
"""The form is sent on; the reply is due on Tuesday 12 January 2027."""
ALDER, BIRCH, CEDAR = (f"senior_manager@{slug}.example" for slug in ("alder", "birch", "cedar"))


def forwarded(pages: Pages, *others: Actor) -> Way:
    """A case that birch answers, and these others."""
    with at(THURSDAY):
        way = pages.way().submitted()
        to = [one.membership for one in (way.responder, *others)]
        way.do(way.officer, office.forward, way.reference, version=way.version(way.officer), to=to)
    return way


def part_of(way: Way, of: Actor) -> UUID:
    """The part of the form that an agency answers."""
    parts = way.see(way.officer).case.parts
    return next(one.id for one in parts if one.workspace == of.workspace)


def page_of(way: Way, step: str, part: UUID | None = None) -> str:
    """A step of the case, of one of its parts where it has several."""
    return f"/business-unit/cases/{way.reference}/{step}" + (f"/{part}" if part else "")


def due(way: Way, part: UUID) -> list[date]:
    """By when the reply of this part is due, while that runs."""
    clocks = (one for one in way.see(way.officer).deadlines if one.part == part and one.running)
    return [one.deadline.due_on for one in clocks if one.deadline.clock is Clock.RESPONSE]


def timeline(way: Way, reader: Actor) -> list[str]:
    """What happened in the case, as somebody reads it, newest first."""
    with way.partnership.database.reading(way.partnership.context(reader)) as session:
        return [one.words for one in queries.timeline(session, way.see(reader).case.id)]


def notes(way: Way, reader: Actor) -> list[queries.NoteView]:
    """The notes of the case that somebody reads."""
    with way.partnership.database.reading(way.partnership.context(reader)) as session:
        return list(queries.notes(session, way.see(reader).case.id))
