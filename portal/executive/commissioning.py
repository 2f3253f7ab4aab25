"""Commissions: the Independent Scrutineer is directed, or a review is asked of the Subgroup (P12, decision 23)."""

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations.actions.door import Told, advance, open_case
from portal.escalations.actions.signing import Paper, sign
from portal.protocol.actors import Actor, Kind
from portal.protocol.rows import Action
from portal.protocol.summary import COMMISSION

WHO: dict[Action, Kind] = {
    Action.COMMISSION_SUMMARY: Kind.SCRUTINEER,
    Action.COMMISSION_REVIEW: Kind.LEARNING,
}
"""Who is commissioned by which action."""


def commission(
    session: Session,
    actor: Actor,
    reference: str,
    *,
    version: int,
    how: Action,
    question: str,
    due_on: date | None,
) -> None:
    """Direct the Scrutineer, or ask the Subgroup, a question with a due date. The parties read that, and by when.

    The question itself is read by who was asked, the Executive and the Business Unit.
    """
    opened = open_case(session, reference, version=version)
    part, asked = uuid4(), agencies.the_workspace(session, WHO[how])
    content = {"question": question, "due_on": due_on and due_on.isoformat(), "asked": asked.name}
    sign(
        session,
        opened,
        action=how,
        actor=actor,
        paper=Paper(COMMISSION, 1, content, part=part),
        payload={"due_on": content["due_on"]},
        agencies=(asked.id,),
        new_ids=(part,),
        due_on=due_on,
    )


def recall(session: Session, actor: Actor, reference: str, *, version: int, how: Action, part: UUID) -> None:
    """Recall a summary or a review that is not in yet; its clock ends."""
    opened = open_case(session, reference, version=version)
    advance(session, opened, action=how, actor=actor, part=part, told=Told({}))


def report_review(
    session: Session, actor: Actor, reference: str, *, version: int, part: UUID, outcome: str
) -> None:
    """Report what came of a review, for the Subgroup. It outlives the case, because it is learning."""
    opened = open_case(session, reference, version=version)
    told = Told({"reasons": outcome}, agencies=())
    advance(session, opened, action=Action.REPORT_REVIEW, actor=actor, part=part, told=told)
