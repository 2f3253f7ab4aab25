"""What the Business Unit decides about the case itself: return it, or close it (P1, P8, decisions 2 and 7)."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from portal.business_unit.forms import SendBackForm
from portal.business_unit.forms_beside import CloseForm, OutOfScopeForm
from portal.escalations.actions import office
from portal.escalations.routes.steps import At, Next, Step
from portal.protocol.escalation import CLOSED_AS, Request
from portal.protocol.gate import question
from portal.protocol.rows import Action
from portal.protocol.turns import closes_as


def _send_back_next(at: At) -> Next:
    raising = at.view.raising
    return Next(
        f"{raising} reads your reasons on the case. Your 2 working days stop now. When {raising} signs the form "
        "again, 2 new ones start.",
        (raising, "The Business Unit"),
        by_when=f"{raising} has {at.days['turn']}",
        asked=(raising,),
    )


def _send_back(session: Session, at: At, form: SendBackForm) -> None:
    reasons = str(form.reasons.data)
    office.send_back(session, at.me, at.view.reference, version=form.seen_version, reasons=reasons)


def _out_of_scope_next(at: At) -> Next:
    raising = at.view.raising
    return Next(
        f"The case ends, and cannot be opened again. {raising} reads on it which route is right. The record "
        "stays, and is counted in the reports.",
        (raising, "The Business Unit"),
    )


def _close_out_of_scope(session: Session, at: At, form: OutOfScopeForm) -> None:
    chosen = question(str(form.exclusion.data))
    assert chosen is not None
    office.close_out_of_scope(
        session,
        at.me,
        at.view.reference,
        version=form.seen_version,
        exclusion=chosen.title,
        route=str(form.route.data),
    )


def _because(at: At) -> str:
    return CLOSED_AS.get(closes_as(at.view.case, Request(now=at.now, calendar=at.calendar)), "")


def _close_next(at: At) -> Next:
    return Next(
        f"The case ends as “{_because(at)}”. It does not count as resolved. It cannot be opened again: later, "
        "it is a new case, which can be linked with this one. A reply still awaited counts as “no response”.",
        at.readers,
    )


def _close(session: Session, at: At, form: CloseForm) -> None:
    version, reasons = form.seen_version, str(form.reasons.data or "")
    office.close(session, at.me, at.view.reference, version=version, reasons=reasons)


STEPS: Sequence[Step] = (
    Step(
        what=Action.SEND_BACK,
        path="send-back",
        title="Return the form for completion",
        button="Return the form",
        form=lambda at: SendBackForm(version=at.view.version),
        next=_send_back_next,
        do=_send_back,
        done=lambda at, form: f"The form was returned to {at.view.raising}.",
    ),
    Step(
        what=Action.CLOSE_OUT_OF_SCOPE,
        path="out-of-scope",
        title="Close the case as outside the protocol",
        button="Close the case",
        form=lambda at: OutOfScopeForm(version=at.view.version),
        intro=lambda at: ("If a child is in danger now, call first. Closing a case refers nobody anywhere.",),
        next=_out_of_scope_next,
        do=_close_out_of_scope,
        done=lambda at, form: "The case was closed as outside the protocol.",
        warning=True,
    ),
    Step(
        what=Action.CLOSE,
        path="close",
        title="Close the case",
        button="Close the case",
        form=lambda at: CloseForm(version=at.view.version),
        next=_close_next,
        do=_close,
        done=lambda at, form: "The case was closed.",
        warning=True,
    ),
)
