"""The themes that the Business Unit gives a case, for its log and its reports (P14)."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from portal.business_unit.log import queries
from portal.business_unit.log.actions import themes as actions
from portal.business_unit.log.forms import ThemesForm
from portal.escalations.routes.steps import At, Next, Step
from portal.protocol.permissions import Permission
from portal.web.actor import reading


def _form(at: At) -> ThemesForm:
    with reading() as session:
        has = queries.themes_of(session, [at.view.case.id]).get(at.view.case.id, ())
        every = queries.themes(session)
    form = ThemesForm(version=at.view.version, data={"themes": [str(one) for one in has]})
    form.offer(every, has=has)
    return form


def _intro(at: At) -> Sequence[str]:
    with reading() as session:
        offered = any(one.offered for one in queries.themes(session))
    if offered:
        return ()
    return ("There are no themes yet. The Business Unit adds them under “Log”, “Themes”.",)


def _set(session: Session, at: At, form: ThemesForm) -> None:
    actions.set_themes(session, at.me, at.view.reference, version=form.seen_version, chosen=form.chosen)


STEPS: Sequence[Step] = (
    Step(
        what=Permission.SET_THEMES,
        path="themes",
        title="Say which themes it has",
        button="Save the themes",
        form=_form,
        intro=_intro,
        next=lambda at: Next(
            "The themes stand in the log. The six-monthly report counts them, without the case.",
            ("The Business Unit",),
        ),
        do=_set,
        done=lambda at, form: "The themes were saved.",
        shut=lambda at: "" if at.view.submitted_at else "The case is not in the log before it is submitted.",
    ),
)
