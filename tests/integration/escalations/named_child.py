"""A case whose text names its child, and what is looked for where that has to be masked."""

from portal.escalations import queries
from portal.escalations.actions import office, part_1
from tests.pages import Pages
from tests.way import ISSUE, Way, full

NAME, BORN, NUMBER = "Jordana O'Brien-Testperson", "2019-02-03", "REC-77 123"
CHILD = {
    "name": NAME,
    "date_of_birth": BORN,
    "record_number": NUMBER,
    "known_as": "Jojobell",
    "other_number": "NHS 900 800 7001",
}
WRITTEN = "jordana's mother said that OBrien-Testperson (3rd Feb 2019, rec77123) and Jojobell were seen."
MASKED = (
    "[child 1’s name]'s mother said that [child 1’s name] ([child 1’s date of birth], [child 1’s record number])"
    " and [child 1’s name] were seen."
)
PIECES = ("jordana", "testperson", "jojobell", "3rd feb", "rec77123", "77 123", "900 800")


def named(pages: Pages, **child: str) -> Way:
    """A draft about this child, whose name is typed into it."""
    way = pages.way().started()
    write(way, 1, CHILD | child)
    sections = full(pages.partnership.workspaces["birch"])
    written = sections | {"issues": [ISSUE | {"position": WRITTEN}]}
    way.do(way.contributor, part_1.write, way.reference, sections=written)
    return way


def write(way: Way, version: int, child: dict[str, str]) -> None:
    """Write the identity of the only child."""
    facts = {"status": "child_in_need", "level_of_need": "3"}
    way.do(
        way.contributor,
        part_1.save_children,
        way.reference,
        version=version,
        identities=[child],
        facts=[facts],
    )


def submitted(pages: Pages, **child: str) -> Way:
    """The same, signed off."""
    way = named(pages, **child)
    way.do(way.manager, part_1.sign_off, way.reference, version=way.version(way.manager))
    return way


def forwarded(pages: Pages, **child: str) -> Way:
    """The same, sent on to birch."""
    way = submitted(pages, **child)
    send_on(way)
    return way


def send_on(way: Way) -> None:
    """Send it on to birch."""
    way.do(
        way.officer,
        office.forward,
        way.reference,
        version=way.version(way.officer),
        to=[way.responder.membership],
    )


def renamed(pages: Pages) -> Way:
    """A case sent back, its child's name corrected, signed again and forwarded: the old name still in its text."""
    way = submitted(pages)
    version = way.version(way.officer)
    way.do(way.officer, office.send_back, way.reference, version=version, reasons="Say more.")
    with pages.partnership.database.reading(pages.partnership.context(way.contributor)) as session:
        version = queries.draft(
            session, way.see(way.contributor).case.id, kind="part_1", workspace=way.contributor.workspace
        ).versions["children"]
    write(way, version, CHILD | {"name": "Renamed Somebody", "known_as": ""})
    way.do(way.manager, part_1.sign_off, way.reference, version=way.version(way.manager))
    send_on(way)
    return way


def holds(answer: str) -> list[str]:
    """Which pieces of the identity an answer holds."""
    return [piece for piece in PIECES if piece in answer.lower()]
