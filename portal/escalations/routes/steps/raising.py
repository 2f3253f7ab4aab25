"""What a senior manager of the raising agency may do with a case beside Parts 1 and 3."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from portal.escalations.actions import replies
from portal.escalations.forms.replies import WithdrawForm
from portal.escalations.routes.steps import At, Next, Step
from portal.protocol.rows import Action


def _withdraw_next(at: At) -> Next:
    others = any(asked.workspace != at.me.workspace for asked in at.view.case.requests)
    goes_on = " Another agency has asked for referral to the Executive; its request goes on without you."
    return Next(
        "Your agency’s part in the case ends. The record stays, with your reason, and is counted in the reports. "
        "It cannot be undone: later, it is a new case." + (goes_on if others else ""),
        at.readers,
    )


def _withdraw(session: Session, at: At, form: WithdrawForm) -> None:
    reasons = str(form.reasons.data)
    replies.withdraw(session, at.me, at.view.reference, version=form.seen_version, reasons=reasons)


STEPS: Sequence[Step] = (
    Step(
        what=Action.WITHDRAW,
        path="withdraw",
        title="Withdraw from the case",
        button="Withdraw from the case",
        form=lambda at: WithdrawForm(version=at.view.version),
        intro=lambda at: (
            "Withdraw only when your agency no longer needs an answer. If the difference is resolved, say so "
            "instead, once the reply is in.",
        ),
        next=_withdraw_next,
        do=_withdraw,
        done=lambda at, form: "Your agency has withdrawn from the case.",
        warning=True,
    ),
)
