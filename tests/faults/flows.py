"""What is interrupted: each flow is a row of data, from where its case stands to whose steps are counted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import text

from portal.escalations.actions import replies
from portal.infra import calendar
from portal.protocol.actors import Role
from portal.protocol.clock import LONDON, london_date
from tests.integration.routes.door import SIGNED_2
from tests.partnership import Partnership, as_owner
from tests.way import REPLY, Way


@dataclass(frozen=True)
class Form:
    """A form that somebody opens, fills in and sends; `{case}` is the reference, and values may be people."""

    by: tuple[str, Role]
    path: str
    fields: Mapping[str, str | tuple[str, Role]]

    def filled(self, partnership: Partnership) -> dict[str, str]:
        """The fields, each person by their membership."""
        return {
            name: value if isinstance(value, str) else str(partnership.who(*value).membership)
            for name, value in self.fields.items()
        }


@dataclass(frozen=True)
class Due:
    """A step of the response's ladder that falls due, which nobody asks for."""

    step: str


@dataclass(frozen=True)
class Flow:
    """One flow: how its case came there, what begins it, and whose steps are counted. `act` is the checker's."""

    name: str
    act: str
    stage: Callable[[Way], Way]
    begins: Form | Due
    steps_of: frozenset[str]


def _started(way: Way) -> Way:
    return way.started()


def _submitted(way: Way) -> Way:
    return way.submitted()


def _with_a_reply_written(way: Way) -> Way:
    way.forwarded()
    way.do(way.responder, replies.save_reply, way.reference, version=0, content=REPLY)
    return way


_UNTIL_IT_IS_LET = """
    update portal.nudge set at = at + interval '10 years' where at < now() + interval '1 year'
"""


def _soon_due(way: Way) -> Way:
    """Forwarded nine working days ago; what is to be sent of its ladder waits until a trial lets it fall due."""
    today = london_date(calendar.now())
    began = datetime.combine(calendar.calendar_for({}).add(today, -9), time(10), tzinfo=LONDON)
    with calendar.at(began):
        way.forwarded()
    with as_owner(way.partnership.logins) as session:
        session.execute(text(_UNTIL_IT_IS_LET))
    return way


FORWARD = Form(
    ("business_unit", Role.OFFICER),
    "/business-unit/cases/{case}/forward",
    {"to-0-person": ("birch", Role.SENIOR_MANAGER)},
)
RESPOND = Form(("birch", Role.SENIOR_MANAGER), "/cases/{case}/part-2/sign-off", SIGNED_2)

ASK = Form(("alder", Role.CONTRIBUTOR), "/cases/{case}/part-1/check", {"of": ("alder", Role.SENIOR_MANAGER)})

WEB, BELL = frozenset({"web"}), frozenset({"listener", "job"})
WORKER = BELL | {"heartbeat"}
"""Whose steps are counted: the page's; what the bell reaches, and what carries a row; all of the worker's."""

FLOWS: Mapping[str, Flow] = {
    flow.name: flow
    for flow in (
        Flow("forwarding", "forward", _submitted, FORWARD, WEB),
        Flow("responding", "respond", _with_a_reply_written, RESPOND, WEB),
        Flow("sending", "ask", _started, ASK, BELL),
        Flow("reminding", "remind", _soon_due, Due("due-2"), WORKER),
    )
}
"""Sending begins with a form of which one letter comes, and counts the steps of what carries it; reminding
begins with the time."""
