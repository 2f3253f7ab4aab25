"""What the Business Unit does for the Executive: it names substitutes, for a quorum (decision 22)."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from portal.escalations.routes.steps import At, Next, Step
from portal.executive import actions, commissioning, queries
from portal.executive.forms import SubstituteForm
from portal.executive.forms_commissioning import OutcomeForm
from portal.protocol.conflicts import QUORUM, Stuck, sitting
from portal.protocol.escalation import CaseState, Escalation, PartKind
from portal.protocol.permissions import Permission
from portal.protocol.rows import Action
from portal.web.actor import reading


def _form(at: At) -> SubstituteForm:
    form = SubstituteForm(version=at.view.version)
    with reading() as session:
        found = queries.possible_substitutes(session, at.view.case.id)
    form.who.offer((str(one.membership), one.name) for one in found)
    return form


NOBODY_LEFT = (
    "Nobody is left who could be named: a substitute holds that role in the Executive’s workspace, is from no "
    "party, and has no conflict of interest. Give the role to somebody first, then name them here."
)


def _intro(at: At) -> Sequence[str]:
    there = len(sitting(at.view.case.bench))
    with reading() as session:
        nobody = not queries.possible_substitutes(session, at.view.case.id)
    return (
        _why(at.view.case),
        f"{there} member{'' if there == 1 else 's'} of the Executive declared no conflict of interest so far. A "
        f"decision needs {QUORUM}. A substitute is never from a party; only those who may sit are listed.",
        *((NOBODY_LEFT,) if nobody else ()),
    )


def _why(case: Escalation) -> str:
    """Why a substitute is needed, or that none is (decision 22)."""
    match case.substitute_needed:
        case Stuck.TIE:
            return "The members are divided evenly, which decides nothing. One more member decides it."
        case Stuck.QUORUM:
            recused = sum(seat.conflict for seat in case.bench)
            return (
                f"A substitute is needed: {recused} of the {len(case.bench)} who may sit on the case "
                f"{'has' if recused == 1 else 'have'} a conflict of interest, so a quorum is out of reach."
            )
    return (
        "No substitute is needed now: a quorum is in reach. You can name one all the same, for example while a "
        "member is away."
    )


def _name(session: Session, at: At, form: SubstituteForm) -> None:
    actions.name_substitute(
        session, at.me, at.view.reference, version=form.seen_version, membership=form.chosen
    )


def _shut(at: At) -> str:
    if at.view.case.state not in (CaseState.REFERRED, CaseState.ACCEPTED):
        return "The case is not with the Executive, so no substitute is needed."
    return ""


def _report(session: Session, at: At, form: OutcomeForm) -> None:
    commissioning.report_review(
        session, at.me, at.view.reference, version=form.seen_version, part=at.about.part.id,
        outcome=str(form.outcome.data),
    )  # fmt: skip


STEPS: Sequence[Step] = (
    Step(
        what=Action.REPORT_REVIEW,
        path="report-review",
        title="Report what came of the review",
        button="Report the review",
        form=lambda at: OutcomeForm(version=at.view.version),
        next=lambda at: Next(
            "The Executive reads what came of it. The review ends.", ("The Executive", "The Business Unit")
        ),
        do=_report,
        done=lambda at, form: "The review was reported.",
        of_part=PartKind.REVIEW,
    ),
    Step(
        what=Permission.NAME_SUBSTITUTE,
        path="substitute",
        title="Name a substitute for the Executive",
        button="Name the substitute",
        form=_form,
        intro=_intro,
        next=lambda at: Next(
            "The substitute is asked to declare their interests, as every member is, and sits on this case alone.",
            ("The Executive", "The Business Unit"),
            asked=("the substitute",),
        ),
        do=_name,
        done=lambda at, form: "The substitute was named.",
        shut=_shut,
    ),
)
