"""What the parties do about stage 4: ask for referral, agree to an early one, join, comment, withdraw (P10).

When one may ask is decision 15's, and stands in the table: the page says why when it is not.
"""

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from portal.escalations.actions import decided, referral
from portal.escalations.forms.referral import (
    AgreeForm,
    CommentForm,
    DoneForm,
    RequestForm,
    WithdrawRequestForm,
    request_form,
)
from portal.escalations.queries import CaseView, PartView
from portal.escalations.routes.desk import issues_of, own_issues
from portal.escalations.routes.steps import At, Next, Step
from portal.protocol.actors import Actor
from portal.protocol.clock import day_in_words
from portal.protocol.deadlines import Clock, begin
from portal.protocol.escalation import CaseState, PartKind, PartState
from portal.protocol.part_4 import PART_4, grounds_that_apply, last_day_to_comment, why_not_ask
from portal.protocol.permissions import Permission
from portal.protocol.rows import Action

FINAL = "The Executive’s decision is final. Nobody can appeal against it."

ONCE_REFERRED = "once the case is referred"
"""When the Executive reads a request."""

# Asking ---------------------------------------------------------------------------------------------------


def _own_request(view: CaseView, me: Actor) -> PartView | None:
    """The newest, standing or not: who withdraws it twice is told what stands, and not turned away."""
    requests = (one for one in view.parts if one.part.kind is PartKind.REFERRAL)
    own = (one for one in requests if one.part.workspace == me.workspace)
    return max(own, key=lambda one: one.part.began_at, default=None)


def _own_returned(view: CaseView, me: Actor) -> PartView | None:
    """A request that was returned is asked again; any other is a new one."""
    own = view.request_of(me.workspace)
    return own if own and own.part.state is PartState.RETURNED else None


def _request_form(at: At) -> RequestForm:
    own = at.view.response_of(at.me.workspace)
    numbered = own_issues(at.view, own) if own else list(enumerate(issues_of(at.view), start=1))
    return request_form(
        numbered,
        version=at.view.version,
        grounds=grounds_that_apply(at.view.case, at.now),
        before=_signed_before(at),
    )


def _signed_before(at: At) -> dict[str, object] | None:
    returned = _own_returned(at.view, at.me)
    if returned is None:
        return None
    papers = [one for one in at.view.documents if one.kind == PART_4 and one.part == returned.part.id]
    return dict(max(papers, key=lambda one: one.version).content) if papers else None


def _ask_next(at: At) -> Next:
    check = begin(Clock.REFERRAL_CHECK, at.now, at.calendar, rules=at.rules)
    comment_by = day_in_words(last_day_to_comment(at.now, at.calendar, rules=at.rules))
    return Next(
        "The Business Unit checks that your request is complete, and refers the case to the Executive. The other "
        f"agencies may comment until {comment_by}; the referral does not wait for that. An Executive member "
        f"without a conflict of interest says within {at.days['acceptance']} whether the case is "
        f"exceptional. {FINAL}",
        at.readers_with_the_executive(ONCE_REFERRED),
        by_when=f"The Business Unit checks it by {day_in_words(check.due_on)}",
        asked=("the Business Unit",),
    )


def _early_next(at: At) -> Next:
    return Next(
        "Every other agency is asked whether it agrees. If each does, the Business Unit refers the case to the "
        "Executive. If one does not, the request waits until every reply is in or overdue. The replies stay due "
        f"when they are. {FINAL}",
        at.readers_with_the_executive(ONCE_REFERRED),
        asked=("the Business Unit",),
    )


def _join_next(at: At) -> Next:
    return Next(
        f"Your request stands beside the other. The Executive reads both. {FINAL}",
        at.readers,
    )


def _asks(action: Action) -> Callable[[Session, At, RequestForm], None]:
    def ask(session: Session, at: At, form: RequestForm) -> None:
        version, content = form.seen_version, form.content()
        referral.ask(session, at.me, at.view.reference, version=version, how=action, content=content)

    return ask


def _ask_intro(at: At) -> Sequence[str]:
    what = "This is Part 4 of the form. A senior manager signs it, and every agency in the case reads it."
    if _own_returned(at.view, at.me):
        return ("Your request was returned for completion. What you wrote is below.", what)
    return (what,)


# About another's request ----------------------------------------------------------------------------------


def _agree(session: Session, at: At, form: AgreeForm) -> None:
    referral.agree_early(session, at.me, at.view.reference, version=form.seen_version, part=at.about.part.id)


def _comment(session: Session, at: At, form: CommentForm) -> None:
    referral.comment(session, at.me, at.view.reference, part=at.about.part.id, body=str(form.body.data))


def _comment_by(at: At) -> str:
    return day_in_words(last_day_to_comment(at.about.part.began_at, at.calendar, rules=at.rules))


def _too_late_to_comment(at: At) -> str:
    return referral.too_late_to_comment(at.view.case, at.about.part, at.now, at.calendar)


def _withdraw(session: Session, at: At, form: WithdrawRequestForm) -> None:
    version, reasons = form.seen_version, str(form.reasons.data)
    referral.withdraw_referral(session, at.me, at.view.reference, version=version, reasons=reasons)


def _withdraw_next(at: At) -> Next:
    others = [one for one in at.view.case.requests if one.workspace != at.me.workspace]
    heard = at.view.case.state in (CaseState.REFERRED, CaseState.ACCEPTED)
    if others:
        what = "Another agency’s request stands, so the case goes on without yours."
    elif at.view.case.raising_withdrew:
        what = "The raising agency has withdrawn and no other request stands, so the case ends."
    elif heard:
        what = "No other request stands, so the case leaves the Executive and stands as not resolved again."
    else:
        what = "Your request ends. You can ask again later."
    return Next(what, at.readers)


# What the Executive decided ---------------------------------------------------------------------------------


def _action_words(at: At) -> str:
    paper = at.view.newest("decision")
    actions = paper.content["actions"] if paper else []
    return next((str(one["what"]) for one in actions if one["part"] == str(at.about.part.id)), "")


def _report_done(session: Session, at: At, form: DoneForm) -> None:
    decided.report_done(session, at.me, at.view.reference, part=at.about.part.id, body=str(form.body.data))


STEPS: Sequence[Step] = (
    Step(
        what=Action.ASK_REFERRAL,
        path="part-4",
        title="Ask for referral to the Executive",
        button="Sign your request",
        form=_request_form,
        intro=_ask_intro,
        next=_ask_next,
        do=_asks(Action.ASK_REFERRAL),
        done=lambda at, form: "You asked for referral to the Executive.",
        shut=lambda at: why_not_ask(at.view.case, at.me.workspace, at.now),
        own=_own_returned,
        called=lambda at: "Complete your request and ask again" if _own_returned(at.view, at.me) else "",
        template="escalations/part_4.html",
    ),
    Step(
        what=Action.ASK_EARLY_REFERRAL,
        path="part-4/early",
        title="Ask for an early referral to the Executive",
        button="Sign your request",
        form=_request_form,
        intro=lambda at: (
            "Stage 3 is not complete: a reply is awaited and not overdue. The case can go to the Executive now "
            "only if every agency agrees.",
        ),
        next=_early_next,
        do=_asks(Action.ASK_EARLY_REFERRAL),
        done=lambda at, form: "You asked for an early referral to the Executive.",
        template="escalations/part_4.html",
    ),
    Step(
        what=Action.JOIN_REFERRAL,
        path="part-4/join",
        title="Join the referral with a request of your own",
        button="Sign your request",
        form=_request_form,
        intro=lambda at: ("The case is with the Executive. Your agency can say what it asks for.",),
        next=_join_next,
        do=_asks(Action.JOIN_REFERRAL),
        done=lambda at, form: "Your agency joined the referral.",
        template="escalations/part_4.html",
    ),
    Step(
        what=Action.AGREE_EARLY_REFERRAL,
        path="agree-to-early-referral",
        title="Agree to the early referral",
        button="Agree to the early referral",
        form=lambda at: AgreeForm(version=at.view.version),
        intro=lambda at: (f"{at.about.agency} asks that the Executive decide before every reply is in.",),
        next=lambda at: Next(
            f"If every agency agrees, the Business Unit refers the case to the Executive. {FINAL}", at.readers
        ),
        do=_agree,
        done=lambda at, form: "You agreed to the early referral.",
        of_part=PartKind.REFERRAL,
    ),
    Step(
        what=Permission.COMMENT_ON_REFERRAL,
        path="comment",
        title="Comment on the request for referral",
        button="Send your comment",
        form=lambda at: CommentForm(version=at.view.version),
        intro=lambda at: (f"You can comment until {_comment_by(at)}. The referral does not wait for it.",),
        next=lambda at: Next(
            "Your comment stands beside the request. The Executive reads both, if the case is referred.",
            at.readers_with_the_executive("if the case is referred"),
        ),
        do=_comment,
        done=lambda at, form: "Your comment stands beside the request.",
        shut=_too_late_to_comment,
        event="comment",
        of_part=PartKind.REFERRAL,
    ),
    Step(
        what=Action.WITHDRAW_REFERRAL,
        path="withdraw-request",
        title="Withdraw your request for referral",
        button="Withdraw your request",
        form=lambda at: WithdrawRequestForm(version=at.view.version),
        next=_withdraw_next,
        do=_withdraw,
        done=lambda at, form: "You withdrew your request for referral.",
        own=_own_request,
        warning=True,
    ),
    Step(
        what=Permission.REPORT_ACTION_DONE,
        path="action-done",
        title="Say that an action is done",
        button="Say that it is done",
        form=lambda at: DoneForm(version=at.view.version),
        intro=lambda at: (f"{at.about.agency} was to do this: {_action_words(at)}",),
        next=lambda at: Next("It stands beside the decision. No more reminders go out for it.", at.readers),
        do=_report_done,
        done=lambda at, form: "The action is done.",
        event="action_done",
        of_part=PartKind.ACTION,
    ),
)
