"""A reply that the responding agency sent by e-mail, entered by the Business Unit on its behalf (decision 20)."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from portal.escalations.actions import replies
from portal.escalations.forms.replies import EnterReplyForm
from portal.escalations.routes.desk import LABELS, Desk, desk
from portal.escalations.routes.steps import At, Next, Step
from portal.protocol.clock import day_in_words, last_day
from portal.protocol.errors import Stale
from portal.protocol.escalation import PartKind
from portal.protocol.permissions import Permission
from portal.protocol.rows import Action


def _next(at: At) -> Next:
    agency, raising = at.response.agency, at.view.raising
    others = [one for one in at.view.case.awaited if one.id != at.response.part.id]
    then = "" if others else f" {raising} then says whether the difference is resolved."
    return Next(
        f"{raising} reads the reply at once, and that the Business Unit entered it on behalf of {agency}. It can "
        f"no longer be changed, and {agency} can no longer give another.{then}",
        (agency, raising, "The Business Unit"),
    )


def _intro(at: At) -> Sequence[str]:
    due_at, agency = at.response.part.due_at, at.response.agency
    verb = "was" if at.response.part.overdue(at.now) else "is"
    due = f" It {verb} due by {day_in_words(last_day(due_at))}." if due_at else ""
    return (
        f"Enter the reply in the words in which {agency} sent it by e-mail, signed by a senior manager of "
        f"theirs.{due} Only names of the child or their family are left out.",
    )


def _form(at: At) -> EnterReplyForm:
    """The form under what was written down."""
    written = desk(at.view.reference, at.response.part.id)
    form = EnterReplyForm(version=at.view.version, read=written.draft.version)
    form.show(written, labels=LABELS)
    return form


def _enter(session: Session, at: At, form: EnterReplyForm) -> None:
    """What is entered is what was read, and nothing that was saved since."""
    written: Desk = form.desk
    if form.read.data != str(written.draft.version):
        raise Stale(
            f"{written.draft.updated_by} saved the reply while you were reading it. Read it again first."
        )
    assert form.answered_on.data is not None
    replies.respond_on_behalf(
        session, at.me, at.view.reference, version=form.seen_version, part=at.response.part.id,
        content={**written.content, **form.signature}, answered_on=form.answered_on.data,
    )  # fmt: skip


STEPS: Sequence[Step] = (
    Step(
        what=Permission.REPLY_ON_BEHALF,
        path="reply",
        title="Enter a reply that came by e-mail",
        button="Enter the reply",
        form=_form,
        intro=_intro,
        next=_next,
        do=_enter,
        under=lambda at: desk(at.view.reference, at.response.part.id).draft,
        done=lambda at, form: f"The reply of {at.response.agency} was entered.",
        of_part=PartKind.RESPONSE,
        event=Action.RESPOND.value,
        template="business_unit/reply.html",
    ),
)
