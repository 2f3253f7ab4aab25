"""What the Business Unit may do with a case beside sending it on (P8, decisions 2 and 12)."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from portal.business_unit.forms import SendBackForm
from portal.escalations.actions import office
from portal.escalations.routes.steps import At, Next, Step
from portal.protocol.rows import Action


def _send_back_next(at: At) -> Next:
    raising = at.view.raising
    return Next(
        f"{raising} reads your reasons on the case. Your 2 working days stop now. When {raising} signs the form "
        "again, 2 new ones start.",
        (raising, "The Business Unit"),
        by_when=f"{raising} has 20 working days",
        asked=(raising,),
    )


def _send_back(session: Session, at: At, form: SendBackForm) -> None:
    reasons = str(form.reasons.data)
    office.send_back(session, at.me, at.view.reference, version=form.seen_version, reasons=reasons)


STEPS: Sequence[Step] = (
    Step(
        what=Action.SEND_BACK,
        path="send-back",
        title="Return the form for completion",
        button="Return the form",
        form=lambda at: SendBackForm(version=at.view.version),
        next=_send_back_next,
        do=_send_back,
        done=lambda at, form: f"The form was returned to {at.view.raising}.",
    ),
)
