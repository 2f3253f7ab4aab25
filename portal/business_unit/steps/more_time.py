"""More time for a response: the Business Unit gives it, or does not (decision 4)."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from portal.business_unit.forms import GrantForm, RefuseForm
from portal.business_unit.steps.responders import between, due
from portal.escalations.actions import office
from portal.escalations.forms.steps import longer
from portal.escalations.routes.steps import At, Next, Step
from portal.protocol.clock import day_in_words
from portal.protocol.escalation import PartKind
from portal.protocol.rows import Action
from portal.web.fields import Choices


def _grant_form(at: At) -> GrantForm:
    asked = at.response.part.extension_days
    form = GrantForm(version=at.view.version, data={"days": str(asked) if asked else None})
    form.days.offer(_lengths(at))
    return form


def _lengths(at: At) -> Choices:
    return longer(due(at), at.calendar, most=at.rules.extension)


def _asked_for(at: At) -> list[str]:
    days, by = at.response.part.extension_days or 0, day_in_words(due(at))
    wanted = dict(_lengths(at)).get(str(days), "")
    return [
        f"{at.response.agency} asks for {wanted}. Its reply is due by {by}. Why it asks stands on the case."
    ]


def _refusing(at: At) -> list[str]:
    if at.response.part.overdue(at.now):
        return [
            "The due date came before an answer, so the request has lapsed. More time can no longer be given."
        ]
    return _asked_for(at)


def _grant(session: Session, at: At, form: GrantForm) -> None:
    part, version = at.response.part.id, form.seen_version
    office.grant_extension(session, at.me, at.view.reference, version=version, part=part, days=form.chosen)


def _refuse(session: Session, at: At, form: RefuseForm) -> None:
    part, version, reasons = at.response.part.id, form.seen_version, str(form.reasons.data)
    office.refuse_extension(session, at.me, at.view.reference, version=version, part=part, reasons=reasons)


STEPS: Sequence[Step] = (
    Step(
        what=Action.GRANT_EXTENSION,
        path="give-more-time",
        title="Give more time to reply",
        button="Give more time",
        form=_grant_form,
        intro=_asked_for,
        next=lambda at: Next(
            "The reply is due on the later date. More time can be given once.",
            between(at),
            by_when="Before the due date has passed",
        ),
        do=_grant,
        done=lambda at, form: "More time was given.",
        of_part=PartKind.RESPONSE,
    ),
    Step(
        what=Action.REFUSE_EXTENSION,
        path="refuse-more-time",
        title="Do not give more time",
        button="Do not give more time",
        form=lambda at: RefuseForm(version=at.view.version),
        intro=_refusing,
        next=lambda at: Next(
            f"The reply stays due by {day_in_words(due(at))}. The agency cannot ask again.", between(at)
        ),
        do=_refuse,
        done=lambda at, form: "No more time was given.",
        of_part=PartKind.RESPONSE,
    ),
)
