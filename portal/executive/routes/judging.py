"""Accept a case as exceptional, or decline it: any member without a conflict, with reasons (decision 16)."""

from collections.abc import Sequence

from flask import url_for
from sqlalchemy.orm import Session

from portal.escalations.routes.steps import At, Next, Step
from portal.executive import actions
from portal.executive.forms import AcceptForm, DeclineForm
from portal.protocol.clock import day_in_words
from portal.protocol.deadlines import Clock, begin
from portal.protocol.rows import Action


def _accept_next(at: At) -> Next:
    by = day_in_words(begin(Clock.DECISION, at.now, at.calendar, rules=at.rules).due_on)
    return Next(
        "Both agencies read your reasons. The Executive then decides each issue; two members without a conflict "
        "of interest are needed, and more for than against. The decision is final.",
        at.readers,
        by_when=f"The Executive decides by {by}",
        asked=("the members without a conflict of interest",),
    )


def _decline_next(at: At) -> Next:
    back = (
        "The raising agency has withdrawn, so the case ends."
        if at.view.case.raising_withdrew
        else f"The case goes back to the agencies as not resolved, and {at.view.raising} chooses the next step."
    )
    return Next(
        f"Both agencies read your reasons. {back} The Executive can no longer open the case.",
        at.readers,
    )


def _accept(session: Session, at: At, form: AcceptForm) -> None:
    actions.accept(
        session, at.me, at.view.reference, version=form.seen_version, reasons=str(form.reasons.data)
    )


def _decline(session: Session, at: At, form: DeclineForm) -> None:
    actions.decline(
        session, at.me, at.view.reference, version=form.seen_version, reasons=str(form.reasons.data)
    )


STEPS: Sequence[Step] = (
    Step(
        what=Action.ACCEPT,
        path="accept",
        title="Accept the case as exceptional",
        button="Accept the case",
        form=lambda at: AcceptForm(version=at.view.version),
        intro=lambda at: ("One member without a conflict of interest may accept or decline.",),
        next=_accept_next,
        do=_accept,
        done=lambda at, form: "The case was accepted as exceptional.",
    ),
    Step(
        what=Action.DECLINE,
        path="decline",
        title="Decline the case",
        button="Decline the case",
        form=lambda at: DeclineForm(version=at.view.version),
        intro=lambda at: ("One member without a conflict of interest may accept or decline.",),
        next=_decline_next,
        do=_decline,
        done=lambda at, form: "The case was declined.",
        leads_to=lambda at: url_for("executive.home"),
        warning=True,
    ),
)
