"""What is asked of the log, in words: above a list, beside a saved view, and with a file that was taken."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.business_unit.log.asking import ROLES, WORDS_OF_STATE, Asking
from portal.business_unit.log.queries.searching import is_searched
from portal.business_unit.log.queries.themes import themes
from portal.protocol.clock import day_in_words
from portal.protocol.part_1 import CATEGORIES


def words_of(session: Session, asking: Asking) -> tuple[str, ...]:
    """Each thing that is asked; nothing when every case is meant."""
    names = {one.id: one.name for one in agencies.workspaces(session)}
    names |= {one.id: one.name for one in themes(session)}
    return tuple(_words(asking, names))


def _words(asking: Asking, names: dict[UUID, str]) -> Iterator[str]:
    if is_searched(asking.q):
        yield f"found by “{asking.q}”"
    if asking.agency:
        yield f"{names[asking.agency]} {ROLES[asking.role]}"
    if asking.stage:
        yield f"stage {asking.stage}"
    if asking.state:
        words = WORDS_OF_STATE[asking.state]
        yield words[:1].lower() + words[1:]
    if asking.category:
        yield f"category: {CATEGORIES[asking.category]}"
    if asking.theme:
        yield f"theme: {names[asking.theme]}"
    if asking.hand:
        yield f"with {names[asking.hand]}"
    if asking.overdue:
        yield "overdue"
    if asking.since:
        yield f"submitted from {day_in_words(asking.since)}"
    if asking.until:
        yield f"submitted until {day_in_words(asking.until)}"
