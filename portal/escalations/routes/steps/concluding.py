"""What a senior manager of A does after the conclusion: follow up what was promised, and re-open the case."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from portal.escalations.actions import follow_up
from portal.escalations.forms.follow_up import (
    FollowUpForm,
    ReopenForm,
    follow_up_form,
    in_words,
)
from portal.escalations.queries import CaseView
from portal.escalations.queries.promises import promised
from portal.escalations.routes.steps import At, Next, Step
from portal.protocol.actors import Actor
from portal.protocol.clock import WorkingCalendar, day_in_words, london_date
from portal.protocol.follow_up import broken, is_past_reopening
from portal.protocol.permissions import Permission
from portal.protocol.rows import Action

# Follow-up ------------------------------------------------------------------------------------------------


def _follow_up_form(at: At) -> FollowUpForm:
    said = at.view.newest(follow_up.FOLLOW_UP)
    return follow_up_form(
        promised(at.view), version=at.view.version, before=said.content if said and _is_newer(at) else None
    )


def _is_newer(at: At) -> bool:
    """Whether what was followed up belongs to the last conclusion, not to one before the case was re-opened."""
    said, concluded = at.view.newest(follow_up.FOLLOW_UP), at.view.newest("part_3")
    return bool(said and concluded and said.signed_at >= concluded.signed_at)


def _follow_up_intro(at: At) -> Sequence[str]:
    on = at.view.case.follow_up_on
    when = f"The follow-up is due on {day_in_words(on)}." if on else ""
    early = " You can record it earlier, once you know." if on and london_date(at.now) < on else ""
    nothing = "" if promised(at.view) else " Nothing was promised, so only the last question is asked."
    return (f"{when}{early}{nothing}".strip(),)


def _follow_up_next(at: At) -> Next:
    several = len(at.view.case.responses) > 1
    own = " Each responding agency reads what became of its own promises." if several else ""
    return Next(
        "What you say is kept as a signed part of the case. If something is not yet known, you are still asked, "
        f"and can say it again.{own} If an action was not done, your agency may re-open the case until "
        f"{day_in_words(last_day_to_reopen(at.view, at.calendar))}.",
        at.readers,
    )


def last_day_to_reopen(view: CaseView, calendar: WorkingCalendar) -> date:
    """20 working days after the follow-up date, or what the case's rules say (decision 18)."""
    assert view.case.follow_up_on is not None
    return calendar.add(view.case.follow_up_on, view.case.rules.reopen)


def _follow_up(session: Session, at: At, form: FollowUpForm) -> None:
    follow_up.follow_up(
        session, at.me, at.view.reference, version=form.seen_version, answers=form.answers(),
        difference=str(form.difference.data or ""),
    )  # fmt: skip


# Re-open --------------------------------------------------------------------------------------------------


def _reopen_form(at: At) -> ReopenForm:
    said = at.view.newest(follow_up.FOLLOW_UP)
    known = list(broken(said.content)) if said and _is_newer(at) else []
    form = ReopenForm(version=at.view.version, data={"not_done": known})
    form.offer((promise.key, in_words(agency, promise)) for agency, promise in promised(at.view))
    return form


def _reopen_next(at: At) -> Next:
    return Next(
        "The case stands as not resolved again. Your agency chooses the next step: it may conclude again, or, in "
        "exceptional circumstances, ask for the case to go to the Executive.",
        at.readers,
        by_when=f"Your agency has {at.days['turn']} for the next step",
    )


def _reopen(session: Session, at: At, form: ReopenForm) -> None:
    follow_up.reopen(
        session, at.me, at.view.reference, version=form.seen_version,
        not_done=list(form.not_done.data or ()), reasons=str(form.reasons.data),
    )  # fmt: skip


def too_late_to_reopen(view: CaseView, me: Actor, calendar: WorkingCalendar, today: date) -> bool:
    """Whether, for A, what is still wrong is a new case now, linked to this one (decision 18)."""
    return me.workspace == view.case.raising and is_past_reopening(view.case, today, calendar)


STEPS: Sequence[Step] = (
    Step(
        what=Permission.FOLLOW_UP,
        path="follow-up",
        title="Say whether what was promised was done",
        button="Sign the follow-up",
        form=_follow_up_form,
        intro=_follow_up_intro,
        next=_follow_up_next,
        do=_follow_up,
        done=lambda at, form: "The follow-up was kept.",
        template="escalations/replies/follow_up.html",
    ),
    Step(
        what=Action.REOPEN,
        path="reopen",
        title="Re-open the case",
        button="Re-open the case",
        form=_reopen_form,
        intro=lambda at: (
            "Re-open the case only when an action that was promised was not done. You can do so until "
            f"{day_in_words(last_day_to_reopen(at.view, at.calendar))}. Later, it is a new case, linked to this.",
        ),
        next=_reopen_next,
        do=_reopen,
        done=lambda at, form: "The case was re-opened.",
        shut=lambda at: (
            "" if promised(at.view) else "Nothing was promised, so nothing can be re-opened for it."
        ),
        warning=True,
    ),
)
