"""What a senior manager of a party may do about its own people: keep one from the case, or let them in again."""

from collections.abc import Sequence
from uuid import UUID

from flask import request
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.agencies.queries import MemberView
from portal.escalations.actions import keep_out as actions
from portal.escalations.forms.keep_out import KeepOutForm, LetInForm, offered
from portal.escalations.routes.steps import At, Next, Step
from portal.protocol.actors import CASE_ROLES
from portal.protocol.permissions import Permission
from portal.web.actor import reading
from portal.web.forms import PortalForm

OWN_AGENCY = "Your agency, but for whoever is kept out"


def _to_keep_out(at: At) -> PortalForm:
    form, kept_out = KeepOutForm(version=at.view.version), set(at.view.kept_out)
    return offered(form, [one for one in _colleagues(at) if _was_sent() or one not in kept_out])


def _to_let_in(at: At) -> PortalForm:
    form = LetInForm(version=at.view.version)
    return offered(form, _colleagues(at) if _was_sent() else at.view.kept_out)


def _was_sent() -> bool:
    """A form that was sent is held against everybody: one sent twice finds what itself has done."""
    return request.method == "POST"


def _colleagues(at: At) -> list[MemberView]:
    """Everybody else of the agency who works on cases."""
    with reading() as session:
        members = agencies.members(session, at.me.workspace)
    others = (one for one in members if one.membership != at.me.membership)
    return [one for one in others if not CASE_ROLES.isdisjoint(one.roles)]


def _keep_out(session: Session, at: At, form: KeepOutForm) -> None:
    actions.keep_out(
        session,
        at.me,
        at.view.reference,
        version=form.seen_version,
        whom=UUID(form.whom.data),
        reasons=str(form.reasons.data),
    )


def _let_in(session: Session, at: At, form: LetInForm) -> None:
    actions.let_in(
        session,
        at.me,
        at.view.reference,
        version=form.seen_version,
        whom=UUID(form.whom.data),
        reasons=str(form.reasons.data),
    )


def _name(form: KeepOutForm | LetInForm) -> str:
    """The colleague chosen, as the form offered them."""
    return next(str(label) for value, label, *_ in form.whom.iter_choices() if value == form.whom.data)


STEPS: Sequence[Step] = (
    Step(
        what=Permission.KEEP_OUT,
        path="keep-out",
        title="Keep a colleague out of this case",
        button="Keep them out",
        form=_to_keep_out,
        intro=lambda at: (
            "Do this when somebody of your agency should not know of this case, for example because they are"
            " related to the family or are part of what it is about.",
        ),
        next=lambda at: Next(
            "From their next page on they cannot find the case, and are answered as if it did not exist. They get"
            " no e-mail about it. What was asked of them is asked of whoever else signs for your agency. What they"
            " wrote before stays. You can let them in again.",
            [OWN_AGENCY],
        ),
        do=_keep_out,
        done=lambda at, form: f"{_name(form)} is kept out of this case.",
        warning=True,
    ),
    Step(
        what=Permission.LET_IN,
        path="let-in",
        title="Let a colleague into this case again",
        button="Let them in",
        form=_to_let_in,
        next=lambda at: Next(
            "From their next page on they can see the case again, as far as their role allows. They are not told"
            " by e-mail: tell them yourself.",
            [OWN_AGENCY],
        ),
        do=_let_in,
        done=lambda at, form: f"{_name(form)} can see this case again.",
        shut=lambda at: "" if at.view.kept_out else "Nobody of your agency is kept out of this case.",
    ),
)
