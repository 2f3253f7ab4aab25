"""The decision: proposed, voted on, signed, corrected in its writing alone (P11, decision 22)."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from portal.escalations import queries
from portal.escalations.queries import DraftView
from portal.escalations.routes.desk import issues_of
from portal.escalations.routes.steps import At, Next, Step
from portal.executive import deciding
from portal.executive.forms_deciding import (
    CorrectionForm,
    DecideForm,
    ProposalForm,
    ViewForm,
    proposal_form,
)
from portal.protocol.clock import day_in_words, london_date
from portal.protocol.conflicts import sitting
from portal.protocol.decision import DECISION, HOW
from portal.protocol.permissions import Permission
from portal.protocol.rows import Action
from portal.protocol.summary import SECTION_NAMES, SUMMARY
from portal.web.actor import reading

AMONG_US = [
    "The members of the Executive without a conflict of interest",
    "The Executive clerk: that it was done",
]


def proposal(at: At) -> DraftView:
    """The decision proposed, as it is now."""
    with reading() as session:
        return queries.draft(session, at.view.case.id, kind=DECISION, workspace=at.me.workspace)


def _proposal_form(at: At) -> ProposalForm:
    draft, issues = proposal(at), issues_of(at.view)
    with reading() as session:
        numbers = queries.issues_before(session, at.view.case)
    return proposal_form(
        [(number, issues[number - 1]) for number in numbers],
        version=draft.version,
        owners=[
            (str(one), at.view.names[one])
            for one in sorted(at.view.case.parties, key=lambda one: at.view.names[one])
        ],
        before=at.view.mask(draft.content),
        summaries=any(one.kind == SUMMARY for one in at.view.documents),
    )


def _propose(session: Session, at: At, form: ProposalForm) -> None:
    deciding.propose(session, at.me, at.view.reference, version=form.seen_version, content=form.content())


def _nothing_proposed(at: At) -> str:
    return "" if proposal(at).version else "No decision has been proposed yet."


def _view_form(at: At) -> ViewForm:
    return ViewForm(version=proposal(at).version)


def _give_view(session: Session, at: At, form: ViewForm) -> None:
    view, dissent = str(form.view.data), str(form.dissent.data or "")
    deciding.give_view(
        session, at.me, at.view.reference, proposal=form.seen_version, view=view, dissent=dissent
    )


def _decide_form(at: At) -> DecideForm:
    form = DecideForm(
        version=at.view.version,
        data={"proposal": str(proposal(at).version), "held_on": london_date(at.now)},
    )
    form.present.offer((str(seat.membership), seat.name) for seat in sitting(at.view.case.bench))
    return form


def _decide(session: Session, at: At, form: DecideForm) -> None:
    deciding.decide(
        session, at.me, at.view.reference, version=form.seen_version, proposal=form.seen_proposal,
        how=str(form.how.data), held_on=form.held_on.data, present=form.there,
        minutes=str(form.minutes.data or ""),
    )  # fmt: skip


def _decide_next(at: At) -> Next:
    return Next(
        "Both agencies read the decision with its reasons and actions, at the same moment. Each action is its "
        "agency’s, by its date; reminders go to it. The case ends. Nobody can change the decision or appeal.",
        at.readers,
    )


def _of_the_proposal(at: At) -> dict[str, Any]:
    """The decision proposed, and what each member thinks of it."""
    with reading() as session:
        among = queries.deliberations(session, at.view.case.id, mask=at.view.mask)
    return {
        "draft": proposal(at),
        "deliberations": among,
        "how_words": HOW,
        "labels": {"withheld": SECTION_NAMES},
    }


def _decide_intro(at: At) -> Sequence[str]:
    waiting = [seat.name for seat in sitting(at.view.case.bench) if seat.view is None]
    silent = f" No view has come yet from {', '.join(waiting)}." if waiting else ""
    return (f"You preside, so you sign for the Executive.{silent}", *_summaries(at))


def _summaries(at: At) -> Iterator[str]:
    """What goes out with the decision; and that it came after what the members voted on."""
    draft = proposal(at)
    withheld = [SECTION_NAMES[one] for one in draft.content.get("withheld") or () if one in SECTION_NAMES]
    less = f"without: {', '.join(withheld)}" if withheld else "whole"
    for one in at.view.documents:
        if one.kind != SUMMARY:
            continue
        late = draft.updated_at is not None and one.signed_at > draft.updated_at
        after = " It came after the decision was last changed." if late else ""
        yield (
            f"The Independent Scrutineer’s summary of {day_in_words(london_date(one.signed_at))} is given to the "
            f"agencies with the decision, {less}.{after}"
        )


def _correct(session: Session, at: At, form: CorrectionForm) -> None:
    deciding.correct(session, at.me, at.view.reference, body=str(form.body.data))


STEPS: Sequence[Step] = (
    Step(
        what=Permission.PROPOSE_DECISION,
        path="proposal",
        title="Propose a decision",
        button="Save the proposal",
        form=_proposal_form,
        intro=lambda at: (
            "Every member without a conflict of interest can read and change it. When it changes, each member "
            "gives their view again.",
        ),
        next=lambda at: Next("The members say whether they are for or against it.", AMONG_US),
        do=_propose,
        done=lambda at, form: "The proposal was saved.",
        of_draft=True,
        called=lambda at: "" if _nothing_proposed(at) else "Change the decision proposed",
        template="executive/proposal.html",
    ),
    Step(
        what=Permission.GIVE_VIEW,
        path="view",
        title="Give your view of the decision proposed",
        button="Save your view",
        form=_view_form,
        next=lambda at: Next(
            "The presiding member can sign once two members without a conflict of interest gave their view and "
            "more are for than against. You can change your view until then.",
            AMONG_US,
        ),
        do=_give_view,
        done=lambda at, form: "Your view was saved.",
        shut=_nothing_proposed,
        more=_of_the_proposal,
        template="executive/view.html",
    ),
    Step(
        what=Action.DECIDE,
        path="decide",
        title="Sign the decision",
        button="Sign the decision",
        form=_decide_form,
        intro=_decide_intro,
        next=_decide_next,
        do=_decide,
        done=lambda at, form: "The decision is signed. Both agencies can read it now.",
        shut=_nothing_proposed,
        more=_of_the_proposal,
        warning=True,
        template="executive/view.html",
    ),
    Step(
        what=Action.CORRECT,
        path="correct",
        title="Add a clerical correction to the decision",
        button="Add the correction",
        form=lambda at: CorrectionForm(version=at.view.version),
        next=lambda at: Next(
            "It stands beside the decision. The decision stays as it was signed.", at.readers
        ),
        do=_correct,
        done=lambda at, form: "The correction stands beside the decision.",
        event="clerical",
    ),
)
