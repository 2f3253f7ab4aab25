"""Who responds: the Business Unit keeps, changes or releases an agency, and assesses what it saw (decision 12)."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from flask import request
from sqlalchemy.orm import Session

from portal.business_unit.forms import (
    AssessForm,
    ChangeForm,
    KeepForm,
    Looking,
    ReleaseForm,
)
from portal.business_unit.queries import agency_of, others, receiving
from portal.escalations import queries
from portal.escalations.actions import oversight, responders
from portal.escalations.routes.steps import At, Next, Step
from portal.protocol.clock import day_in_words, last_day
from portal.protocol.deadlines import Clock, begin
from portal.protocol.escalation import PartKind
from portal.protocol.permissions import Permission
from portal.protocol.rows import Action
from portal.web.actor import reading


def due(at: At) -> date:
    """The last day on which this reply is in time."""
    due_at = at.response.part.due_at
    assert due_at is not None
    return last_day(due_at)


def between(at: At) -> list[str]:
    """Who reads what passes between a responding agency and A (decision 13)."""
    return [at.response.agency, at.view.raising, "The Business Unit"]


def _opened(at: At) -> list[str]:
    """What the agency has opened of the case (decision 12)."""
    agency = at.response.agency
    with reading() as session:
        seen = queries.opened_by(session, at.view.case.id, workspace=at.response.part.workspace)
    if not seen:
        return [f"{agency} has not opened the case yet."]
    each = "; ".join(
        f"{one.words}, {one.times_in_words}, last on {day_in_words(one.last_on)}" for one in seen
    )
    return [
        f"{agency} has opened the case: {each}.",
        "Afterwards you are asked to assess what it saw, and what follows.",
    ]


def _keep_next(at: At) -> Next:
    by = day_in_words(due(at))
    return Next(
        f"{at.response.agency} is still asked to reply. Its 10 working days have run on, so its reply is due "
        f"by {by}.",
        between(at),
        by_when=f"The reply: by {by}",
    )


def _keep(session: Session, at: At, form: KeepForm) -> None:
    part, version, reasons = at.response.part.id, form.seen_version, str(form.reasons.data)
    responders.keep(session, at.me, at.view.reference, version=version, part=part, reasons=reasons)


def _looking(at: At) -> Looking:
    """The agencies that may be asked instead, and the people of the one that the address names, or the form.

    A form that was sent is judged by the rules: sent twice, it finds its agency in the case already.
    """
    parties = frozenset[UUID]() if request.method == "POST" else at.view.case.parties
    with reading() as session:
        offered = [one for one in others(session, at.view.case.raising) if one.id not in parties]
        named = agency_of(session, request.form.get("person")) or request.args.get("agency")
        wanted = next((one.id for one in offered if str(one.id) == named), None)
        to = receiving(session, wanted, raising=at.view.case.raising) if wanted else None
        suggested = queries.suggested_instead(session, at.view.case.id, part=at.response.part.id)
    return Looking(offered, suggested, to)


def _change_form(at: At) -> ChangeForm:
    form = ChangeForm(version=at.view.version)
    form.show(_looking(at), raising=at.view.raising)
    return form


def _change_next(at: At) -> Next:
    by, old = day_in_words(begin(Clock.RESPONSE, at.now, at.calendar).due_on), at.response.agency
    to = _looking(at).to
    new = to.agency.name if to else "The agency that you choose"
    stay = [one for one in at.readers if one != old]
    return Next(
        f"{new} has 10 working days from now. {old} loses access at once, and is told by e-mail that it need no "
        "longer reply. What it has begun to write is kept, and nobody reads it.",
        [new, *stay],
        by_when=f"The reply: by {by}",
        asked=(new,),
    )


def _change(session: Session, at: At, form: ChangeForm) -> None:
    to = form.chosen
    responders.change(
        session,
        at.me,
        at.view.reference,
        version=form.seen_version,
        part=at.response.part.id,
        to=to,
        apart=(to,) if form.is_apart else (),
        reasons=str(form.reasons.data or ""),
    )


def _release_next(at: At) -> Next:
    old = at.response.agency
    left = [one for one in at.view.case.awaited if one.id != at.response.part.id]
    follows = (
        ""
        if left
        else f" Every other reply is in, so {at.view.raising} is asked to say whether it is resolved."
    )
    return Next(
        f"{old} need no longer reply and loses access at once. What it has begun to write is kept, and nobody "
        f"reads it.{'' if left else follows}",
        [one for one in at.readers if one != old],
        asked=() if left else (at.view.raising,),
    )


def _release(session: Session, at: At, form: ReleaseForm) -> None:
    part, version, reasons = at.response.part.id, form.seen_version, str(form.reasons.data)
    responders.release(session, at.me, at.view.reference, version=version, part=part, reasons=reasons)


def _assess(session: Session, at: At, form: AssessForm) -> None:
    part, version, body = at.response.part.id, form.seen_version, str(form.body.data)
    oversight.assess(session, at.me, at.view.reference, version=version, part=part, body=body)


STEPS: Sequence[Step] = (
    Step(
        what=Action.KEEP_RESPONDER,
        path="keep",
        title="Have the agency reply after all",
        button="Have it reply after all",
        form=lambda at: KeepForm(version=at.view.version),
        next=_keep_next,
        do=_keep,
        done=lambda at, form: f"{at.response.agency} is to reply after all.",
        of_part=PartKind.RESPONSE,
    ),
    Step(
        what=Action.CHANGE_RESPONDER,
        path="change",
        title="Ask another agency to reply instead",
        button="Ask this agency instead",
        form=_change_form,
        intro=_opened,
        next=_change_next,
        do=_change,
        done=lambda at, form: f"Another agency replies in place of {at.response.agency}.",
        of_part=PartKind.RESPONSE,
        warning=True,
        template="business_unit/change.html",
    ),
    Step(
        what=Action.RELEASE_RESPONDER,
        path="release",
        title="Ask the agency for no reply any more",
        button="Ask for no reply any more",
        form=lambda at: ReleaseForm(version=at.view.version),
        intro=_opened,
        next=_release_next,
        do=_release,
        done=lambda at, form: f"{at.response.agency} need no longer reply.",
        of_part=PartKind.RESPONSE,
        warning=True,
    ),
    Step(
        what=Permission.ASSESS_ACCESS,
        path="assess",
        title="Say what the former agency saw, and what follows",
        button="Save the assessment",
        form=lambda at: AssessForm(version=at.view.version),
        intro=lambda at: [
            *_opened(at)[:1],
            f"The case was not for {at.response.agency}. Say what it saw, whether anybody has to be told, and "
            "what was agreed with it about what it knows.",
        ],
        next=lambda at: Next("Your assessment is kept with the case.", ("The Business Unit",)),
        do=_assess,
        done=lambda at, form: "Your assessment was saved with the case.",
        of_part=PartKind.RESPONSE,
    ),
)
