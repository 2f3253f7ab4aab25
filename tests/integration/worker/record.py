"""What the history of a case says, in the words in which somebody reads it."""

from portal.escalations import queries
from portal.protocol.actors import Actor
from tests.way import Way


def history(way: Way, reader: Actor | None = None, *, beginning: str = "") -> list[str]:
    """What begins with these words, or all of it; to the Business Unit, unless another reader is named."""
    who = reader or way.officer
    with way.partnership.database.reading(way.partnership.context(who)) as session:
        case = queries.case(session, who, way.reference).case
        return [one.words for one in queries.timeline(session, case.id) if one.words.startswith(beginning)]
