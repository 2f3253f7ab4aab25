"""What the Business Unit does at stage 3: return a form for completion, or send it on (P8)."""

from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations.actions.door import Told, advance, open_case
from portal.protocol.actors import SIGNING_ROLES, Actor
from portal.protocol.errors import Invalid
from portal.protocol.rows import Action


def send_back(session: Session, actor: Actor, reference: str, *, version: int, reasons: str) -> None:
    """Return the form to A for completion, saying what is missing; the 2 days stop (decision 2).

    Between A and the Business Unit: no responding agency reads this row of the history.
    """
    opened = open_case(session, reference, version=version)
    told = Told({"reasons": reasons}, agencies=(opened.case.raising,))
    advance(session, opened, action=Action.SEND_BACK, actor=actor, reasons=reasons, told=told)


def forward(
    session: Session, actor: Actor, reference: str, *, version: int, to: UUID, apart: bool = False
) -> None:
    """Send the form to a named role-holder of B, and so acknowledge it to A by that name (P8).

    `to` is the membership that receives it. B's 10 working days start, whatever the Business Unit took
    (decision 3). `apart` confirms that two agencies of one parent organisation are separate (decision 11), and
    is kept in the history. Raises Invalid when it is needed and not given, when that person may not receive the
    form, or is of the raising agency.
    """
    opened = open_case(session, reference, version=version)
    receiver = agencies.member(session, to)
    if receiver is None or SIGNING_ROLES.isdisjoint(receiver.roles):
        raise Invalid({"to": "Choose a senior manager or deputy of the responding agency."})
    agency, raising = (agencies.workspace(session, one) for one in (receiver.workspace, opened.case.raising))
    same_parent = agency.organisation == raising.organisation
    if same_parent and not apart:
        raise Invalid({"apart": "Confirm that the two are separate, or choose another agency"})
    told = Told(
        {"to": receiver.name, "agency": agency.name, "same_parent": same_parent},
        addressees={receiver.workspace: (receiver.membership, receiver.name)},
    )
    advance(
        session, opened, action=Action.FORWARD, actor=actor, told=told,
        agencies=(receiver.workspace,), able=frozenset({receiver.workspace}), new_ids=(uuid4(),),
    )  # fmt: skip
