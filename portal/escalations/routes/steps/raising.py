"""What a senior manager of the raising agency may do with a case beside Parts 1 and 3."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from portal.escalations.actions import record, replies
from portal.escalations.forms.replies import WithdrawForm
from portal.escalations.forms.steps import NoFurtherStepForm
from portal.escalations.routes.steps import At, Next, Step
from portal.protocol.clock import day_in_words, london_date
from portal.protocol.permissions import Permission
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


def _no_further_step_next(at: At) -> Next:
    may_close = at.calendar.add(london_date(at.now), at.rules.no_further_step)
    return Next(
        f"From {day_in_words(may_close)}, {at.days['no_further_step']} from now, the Business Unit may "
        "close the case with “no further step”. That is not the same as resolved. Until then you can still choose "
        "another step.",
        at.readers,
    )


def _say_no_further_step(session: Session, at: At, form: NoFurtherStepForm) -> None:
    version, reasons = form.seen_version, str(form.reasons.data or "")
    record.no_further_step(session, at.me, at.view.reference, version=version, reasons=reasons)


STEPS: Sequence[Step] = (
    Step(
        what=Permission.SAY_NO_FURTHER_STEP,
        path="no-further-step",
        title="Say that you take no further step",
        button="Say that we take no further step",
        form=lambda at: NoFurtherStepForm(version=at.view.version),
        intro=lambda at: (
            "Say this when the difference is not resolved and your agency does not take it further. If it is "
            "resolved, say so instead.",
        ),
        next=_no_further_step_next,
        do=_say_no_further_step,
        done=lambda at, form: "You said that your agency takes no further step.",
        event="no_further_step",
    ),
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
