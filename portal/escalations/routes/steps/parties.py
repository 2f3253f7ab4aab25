"""What every party and the Business Unit may do: add to what was submitted, or correct it (decision 19)."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from portal.escalations.actions import record
from portal.escalations.forms.steps import AddForm
from portal.escalations.queries import CaseView
from portal.escalations.routes.steps import At, Next, Step
from portal.protocol.actors import Kind
from portal.protocol.beside import Signed, papers_to_add_to
from portal.protocol.escalation import ENDED
from portal.protocol.permissions import Permission


def _papers(at: At) -> list[tuple[Signed, str]]:
    """What the actor may add to, each paper with its name."""
    signed = ((one.kind, one.part) for one in at.view.documents)
    return [(paper, _named(at.view, paper)) for paper in papers_to_add_to(at.view.case, at.me, signed)]


def _named(view: CaseView, paper: Signed) -> str:
    kind, part = paper
    whose = next((one.agency for one in view.parts if one.part.id == part), view.raising)
    if (kind, part) not in {(one.kind, one.part) for one in view.documents}:
        return f"Part 2: the reply of {whose}, which did not come before the case ended"
    return {
        "part_1": "Part 1: the difference",
        "part_2": f"Part 2: the reply of {whose}",
        "part_3": f"Part 3: the conclusion of {whose}",
        "follow_up": f"The follow-up of {whose}",
        "part_4": f"Part 4: the request of {whose}",
    }[kind]


def _form(at: At) -> AddForm:
    form = AddForm(version=at.view.version)
    form.offer(_papers(at))
    return form


def _next(at: At) -> Next:
    ours = "The Business Unit" if at.me.kind is Kind.BUSINESS_UNIT else "Your agency"
    return Next(
        "It stands beside the paper with your name and the time. The paper itself stays as it was signed, and "
        "what you add cannot be changed either: add again if you have to.",
        [ours, "Everyone else who may read what you add to"],
        told=["Everyone else who may read it"],
    )


def _add(session: Session, at: At, form: AddForm) -> None:
    about, part = form.paper
    record.add(
        session,
        at.me,
        at.view.reference,
        kind=str(form.kind.data),
        about=about,
        part=part,
        body=str(form.body.data),
    )


def _intro(at: At) -> Sequence[str]:
    if at.view.case.state in ENDED:
        return ("The case has ended. What you add is kept with it, and does not open it again.",)
    return ("Nothing is changed after it was submitted. What you write here is added to it.",)


STEPS: Sequence[Step] = (
    Step(
        what=Permission.ADD_TO_RECORD,
        path="add",
        title="Add to the record, or correct it",
        button="Add to the record",
        form=_form,
        intro=_intro,
        next=_next,
        do=_add,
        done=lambda at, form: "It was added to the record.",
        shut=lambda at: "" if _papers(at) else "There is nothing of your agency’s to add to yet.",
        event="addendum",
    ),
)
