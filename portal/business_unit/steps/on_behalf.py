"""A reply that the responding agency sent by e-mail, entered by the Business Unit on its behalf (decision 20)."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from portal.escalations.actions import replies
from portal.escalations.forms.replies import OnBehalfForm, on_behalf_form
from portal.escalations.routes.replies import own_issues
from portal.escalations.routes.steps import At, Next, Step
from portal.protocol.clock import day_in_words, last_day
from portal.protocol.permissions import Permission
from portal.protocol.rows import Action


def _next(at: At) -> Next:
    agency, raising = at.response.agency, at.view.raising
    others = [one for one in at.view.case.awaited if one.id != at.response.part.id]
    then = "" if others else f" {raising} then says whether the difference is resolved."
    return Next(
        f"{raising} reads the reply at once, and that the Business Unit entered it on behalf of {agency}. It can "
        f"no longer be changed, and {agency} can no longer give another.{then}",
        (agency, raising, "The Business Unit"),
    )


def _intro(at: At) -> Sequence[str]:
    due_at, agency = at.response.part.due_at, at.response.agency
    due = f" It was due by {day_in_words(last_day(due_at))}." if due_at else ""
    return (
        f"Enter the reply exactly as {agency} sent it by e-mail, signed by a senior manager of theirs.{due} Do "
        "not name the child or their family.",
    )


def _enter(session: Session, at: At, form: OnBehalfForm) -> None:
    assert form.answered_on.data is not None
    replies.respond_on_behalf(
        session, at.me, at.view.reference, version=form.seen_version, part=at.response.part.id,
        content=form.content(), answered_on=form.answered_on.data,
    )  # fmt: skip


STEPS: Sequence[Step] = (
    Step(
        what=Permission.REPLY_ON_BEHALF,
        path="reply",
        title="Enter a reply that came by e-mail",
        button="Enter the reply",
        form=lambda at: on_behalf_form(own_issues(at.view, at.response), version=at.view.version),
        intro=_intro,
        next=_next,
        do=_enter,
        done=lambda at, form: f"The reply of {at.response.agency} was entered.",
        of_part=True,
        event=Action.RESPOND.value,
        template="business_unit/reply.html",
    ),
)
