"""What the Business Unit does with a request for referral: return it, or refer the case (P10)."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from portal.escalations.actions import referral
from portal.escalations.forms.referral import AgreeForm, ReturnRequestForm
from portal.escalations.routes.steps import At, Next, Step
from portal.protocol.clock import day_in_words
from portal.protocol.deadlines import Clock, begin
from portal.protocol.escalation import PartKind, PartState
from portal.protocol.rows import Action


def _refer_next(at: At) -> Next:
    by = day_in_words(begin(Clock.ACCEPTANCE, at.now, at.calendar, rules=at.rules).due_on)
    return Next(
        "Each member of the Executive is asked to declare their interests, and sees no paper before. A member "
        "without a conflict of interest then says whether the case is exceptional. They read the form without "
        "the children’s identity.",
        [
            *at.readers,
            "The Executive: the reference, the parties and the signatories until a member has declared",
        ],
        by_when=f"The Executive accepts or declines by {by}",
        asked=("the members of the Executive",),
    )


def _requests(at: At) -> str:
    names = [one.agency for one in at.view.parts if one.part in at.view.case.requests]
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[:-1] else names)


def _refer(session: Session, at: At, form: AgreeForm) -> None:
    referral.refer(session, at.me, at.view.reference, version=form.seen_version)


def _return(session: Session, at: At, form: ReturnRequestForm) -> None:
    version, part, reasons = form.seen_version, at.about.part.id, str(form.reasons.data)
    referral.return_referral(session, at.me, at.view.reference, version=version, part=part, reasons=reasons)


def _not_asked(at: At) -> str:
    return "" if at.about.part.state is PartState.ASKED else "This request is not waiting for your check."


STEPS: Sequence[Step] = (
    Step(
        what=Action.REFER,
        path="refer",
        title="Refer the case to the Executive",
        button="Refer the case",
        form=lambda at: AgreeForm(version=at.view.version),
        intro=lambda at: (
            f"The request of {_requests(at)} stands on the case, as Part 4.",
            "Check that it is complete: why it is asked, what makes it exceptional, each outstanding issue with "
            "the decision sought, what was tried since, and what keeps the child safe meanwhile. You do not judge "
            "whether it is exceptional: the Executive does.",
        ),
        next=_refer_next,
        do=_refer,
        done=lambda at, form: "The case was referred to the Executive.",
    ),
    Step(
        what=Action.RETURN_REFERRAL,
        path="return-request",
        title="Return the request for referral for completion",
        button="Return the request",
        form=lambda at: ReturnRequestForm(version=at.view.version),
        next=lambda at: Next(
            f"{at.about.agency} reads your reasons on the case. Your {at.days['referral_check']} stop "
            "now. When it signs the request again, as many new ones start.",
            (at.about.agency, "The Business Unit"),
            by_when=f"{at.about.agency} has {at.days['turn']}",
            asked=(at.about.agency,),
        ),
        do=_return,
        done=lambda at, form: f"The request was returned to {at.about.agency}.",
        shut=_not_asked,
        of_part=PartKind.REFERRAL,
    ),
)
