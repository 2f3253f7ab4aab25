"""What is interrupted: each flow is a row of data, from where its case stands to whose steps are counted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from portal.escalations.actions import replies
from portal.protocol.actors import Role
from tests.integration.routes.door import SIGNED_2
from tests.partnership import Partnership
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
class Flow:
    """One flow: how its case came there, what is done with it, and whose steps are counted."""

    name: str
    act: str
    stage: Callable[[Way], Way]
    form: Form
    steps_of: str


def _submitted(way: Way) -> Way:
    return way.submitted()


def _with_a_reply_written(way: Way) -> Way:
    way.forwarded()
    way.do(way.responder, replies.save_reply, way.reference, version=0, content=REPLY)
    return way


FORWARD = Form(
    ("business_unit", Role.OFFICER),
    "/business-unit/cases/{case}/forward",
    {"to-0-person": ("birch", Role.SENIOR_MANAGER)},
)
RESPOND = Form(("birch", Role.SENIOR_MANAGER), "/cases/{case}/part-2/sign-off", SIGNED_2)

FLOWS: Mapping[str, Flow] = {
    flow.name: flow
    for flow in (
        Flow("forwarding", "forward", _submitted, FORWARD, "web"),
        Flow("responding", "respond", _with_a_reply_written, RESPOND, "web"),
        Flow("sending", "forward", _submitted, FORWARD, "worker"),
    )
}
"""Sending is forwarding, seen from the worker: its steps, not those of the page, are counted."""
