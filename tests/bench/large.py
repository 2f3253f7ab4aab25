"""A case as large as the form has room for in practice: 20 issues, 50 rows of history, 20 files; and a usual one.

Both are answered, and both came about as people make them: each through the portal's own actions.
"""

from typing import Any

from portal.escalations import queries
from portal.escalations.actions import attachments, part_1, record, replies
from portal.escalations.actions.attachments import Described, Limits
from portal.infra.files import accept
from portal.protocol.actors import Actor
from portal.protocol.attachments import Paper
from tests.files import text_file
from tests.partnership import Partnership
from tests.way import ISSUE, REPLY, Way

ISSUES, HISTORY, FILES = 20, 50, 20
WORDS = "We think that more is needed than is offered now, for what was seen at home and at school. "
"""Of an issue's longer answers each is of some 90 words, of a reply's reasons some 50."""
ROOM = Limits(at_most=30, scanned=False)


def usual(partnership: Partnership) -> Way:
    """An answered case with one issue and no file."""
    return Way(partnership).answered()


def large(partnership: Partnership) -> Way:
    """An answered case with as many issues, rows of history and files as the module names."""
    way = Way(partnership).started()
    way.do(
        way.contributor, part_1.write, way.reference, sections={"issues": [_issue(n) for n in range(ISSUES)]}
    )
    for number in range(FILES // 2):
        attach(way, way.contributor, Paper.PART_1, number)
    way.do(way.manager, part_1.sign_off, way.reference, version=way.version(way.manager))
    way.sent_on()
    for number in range(FILES // 2, FILES):
        attach(way, way.responder, Paper.PART_2, number)
    way.do(
        way.responder, replies.respond, way.reference, version=way.version(way.responder), content=_reply()
    )
    for number in range(HISTORY - len(happened(way))):
        body = f"Addition {number + 1}. {WORDS}"
        way.do(way.manager, record.add, way.reference, kind="addendum", about="part_1", part=None, body=body)
    return way


def attach(way: Way, actor: Actor, paper: Paper, number: int) -> None:
    """Attach a text to a part of the form."""
    file = accept(f"meeting-{number + 1}.txt", text_file(f"Meeting {number + 1}. {WORDS}"))
    described = Described(f"Minutes of meeting {number + 1}", "A. Worker", "minutes", False, minimum=True)
    way.do(
        actor, attachments.add, way.reference, paper=paper, file=file, described=described, limits=ROOM
    )  # fmt: skip


def happened(way: Way) -> tuple[queries.Happened, ...]:
    """The history of the case as its senior manager reads it."""
    partnership = way.partnership
    with partnership.database.reading(partnership.context(way.manager)) as session:
        case = queries.case(session, way.manager, way.reference).case
        return queries.timeline(session, case.id)


def _issue(number: int) -> dict[str, Any]:
    longer = {name: ISSUE[name] + " " + WORDS * 5 for name in ("position", "evidence")}
    return {**ISSUE, **longer, "asked": f"Hold meeting {number + 1}."}


def _reply() -> dict[str, Any]:
    answer = {"position": "partly", "reasons": "Some of it is so. " + WORDS * 3}
    return {**REPLY, "answers": {str(number): answer for number in range(1, ISSUES + 1)}}
