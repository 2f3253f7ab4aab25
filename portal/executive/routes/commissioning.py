"""What the presiding member commissions and recalls: a summary, or a review of the Subgroup (P12)."""

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from portal.escalations.queries import CaseView, PartView
from portal.escalations.routes.steps import At, Next, Step
from portal.executive import commissioning, pack_actions
from portal.executive.forms_commissioning import CommissionForm, RecallForm
from portal.executive.packs.contents import Kind
from portal.executive.routes import packs
from portal.protocol.actors import Actor
from portal.protocol.escalation import PartKind, PartState
from portal.protocol.rows import Action


def _commissions(how: Action) -> Callable[[Session, At, CommissionForm], None]:
    def commission(session: Session, at: At, form: CommissionForm) -> None:
        commissioning.commission(
            session, at.me, at.view.reference, version=form.seen_version, how=how,
            question=str(form.question.data), due_on=form.due_on.data,
        )  # fmt: skip
        if how is Action.COMMISSION_REVIEW:
            pack_actions.ask(
                session, at.me, at.view.reference, kind=Kind.LEARNING, letterhead=packs.letterhead()
            )

    return commission


def _recalls(how: Action) -> Callable[[Session, At, RecallForm], None]:
    def recall(session: Session, at: At, form: RecallForm) -> None:
        commissioning.recall(
            session, at.me, at.view.reference, version=form.seen_version, how=how, part=at.about.part.id
        )

    return recall


def _directed(kind: PartKind) -> Callable[[CaseView, Actor], PartView | None]:
    def directed(view: CaseView, me: Actor) -> PartView | None:
        found = (one for one in view.parts if one.part.kind is kind)
        return next((one for one in found if one.part.state is PartState.DIRECTED), None)

    return directed


STEPS: Sequence[Step] = (
    Step(
        what=Action.COMMISSION_SUMMARY,
        path="direct-summary",
        title="Direct the Independent Scrutineer to write a summary",
        button="Direct the Scrutineer",
        form=lambda at: CommissionForm(version=at.view.version),
        next=lambda at: Next(
            "The Scrutineer declares their interests, reads Parts 1 to 4 and the record, and writes a summary "
            "with suggested actions. They never read your deliberations. The agencies get the summary with the "
            "decision, but for what you withhold with a reason.",
            [*at.readers, "The Independent Scrutineer"],
            by_when="By the date that you set",
            asked=("the Independent Scrutineer",),
        ),
        do=_commissions(Action.COMMISSION_SUMMARY),
        done=lambda at, form: "The Independent Scrutineer was directed.",
    ),
    Step(
        what=Action.RECALL_SUMMARY,
        path="recall-summary",
        title="Recall the summary",
        button="Recall the summary",
        form=lambda at: RecallForm(version=at.view.version),
        next=lambda at: Next(
            "The Scrutineer can no longer open the case. What they wrote so far is read by nobody.",
            at.readers,
        ),
        do=_recalls(Action.RECALL_SUMMARY),
        done=lambda at, form: "The summary was recalled.",
        own=_directed(PartKind.SUMMARY),
        warning=True,
    ),
    Step(
        what=Action.COMMISSION_REVIEW,
        path="ask-for-review",
        title="Ask the Learning and Improvement Subgroup for a review",
        button="Ask for the review",
        form=lambda at: CommissionForm(version=at.view.version),
        next=lambda at: Next(
            "The Subgroup gets a pack of the case as it stands now, without any child’s identity and without the "
            "names of people, and reads nothing else of it. The Business Unit reports what came of the review, "
            "also after the case has ended.",
            [*at.readers, "The Subgroup: your question"],
            by_when="By the date that you set",
            asked=("the Learning and Improvement Subgroup",),
        ),
        do=_commissions(Action.COMMISSION_REVIEW),
        done=lambda at, form: "The review was asked for.",
    ),
    Step(
        what=Action.RECALL_REVIEW,
        path="recall-review",
        title="Recall the review",
        button="Recall the review",
        form=lambda at: RecallForm(version=at.view.version),
        next=lambda at: Next("Nothing more is asked of the Subgroup.", at.readers),
        do=_recalls(Action.RECALL_REVIEW),
        done=lambda at, form: "The review was recalled.",
        own=_directed(PartKind.REVIEW),
        warning=True,
    ),
)
