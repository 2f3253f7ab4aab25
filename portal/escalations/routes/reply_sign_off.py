"""Part 2 read through, a senior manager asked to sign it, and the signing (P9)."""

from flask import Response, flash, url_for

from portal.escalations.actions import replies
from portal.escalations.forms.replies import AskReplyForm, SignReplyForm
from portal.escalations.queries import DraftView
from portal.escalations.routes import blueprint
from portal.escalations.routes.desk import Desk, desk
from portal.escalations.routes.meanwhile import shown_again
from portal.protocol.errors import Invalid, Stale
from portal.protocol.permissions import Permission
from portal.protocol.replies import STATEMENTS
from portal.protocol.rows import Action
from portal.web.actor import actor, unit_of_work
from portal.web.guard import requires


@blueprint.get("/<reference>/part-2/ask")
@requires(Permission.ASK_FOR_REPLY_SIGN_OFF)
def ask_for_reply_sign_off(reference: str) -> Response:
    """Choose a senior manager to sign the reply."""
    at = desk(reference)
    return _to_ask(at, AskReplyForm(version=at.view.version))


@blueprint.post("/<reference>/part-2/ask")
@requires(Permission.ASK_FOR_REPLY_SIGN_OFF)
def ask_for_reply_sign_off_for_good(reference: str) -> Response:
    """Ask that senior manager, by e-mail and on their worklist."""
    at, form = desk(reference), AskReplyForm()
    form.offer((str(one.membership), one.name) for one in at.signers)
    if not form.validate_on_submit():
        return _to_ask(at, form, status=422)
    asked = next(one for one in at.signers if str(one.membership) == form.of.data)
    try:
        with unit_of_work(form) as work:
            replies.ask_for_sign_off(
                work.session, actor(), reference, version=form.seen_version, of=asked.membership
            )
            work.leads_to = url_for("escalations.show", reference=reference)
    except Invalid as invalid:
        form.refuse(invalid)
        return _to_ask(at, form, status=422)
    except Stale:
        return _ask_again(desk(reference))
    flash(f"{asked.name} was asked to sign Part 2, and is told by e-mail.", "success")
    return work.redirect()


def _ask_again(at: Desk) -> Response:
    """Whom was chosen, for the case as it is now."""
    form = AskReplyForm(version=at.view.version)
    shown_again(form, at.view)
    return _to_ask(at, form, status=409)


def _to_ask(at: Desk, form: AskReplyForm, *, status: int = 200) -> Response:
    form.offer((str(one.membership), one.name) for one in at.signers)
    return at.page("ask", form, status=status)


@blueprint.get("/<reference>/part-2/sign-off")
@requires(Permission.WRITE_PART_2)
def respond(reference: str) -> Response:
    """The whole reply to read, what it still lacks, and the signature, for those who may sign."""
    at = desk(reference)
    return _to_sign(at, _form(at))


@blueprint.post("/<reference>/part-2/sign-off")
@requires(Action.RESPOND)
def sign_reply(reference: str) -> Response:
    """Sign Part 2 as it was read, and send it to A and the Business Unit at the same moment (P9)."""
    at, form = desk(reference), SignReplyForm()
    if not form.validate_on_submit():
        return _to_sign(at, form, status=422)
    try:
        with unit_of_work(form) as work:
            _as_it_was_read(form, at.draft)
            content = {**at.content, "statements": list(STATEMENTS.values())}
            replies.respond(work.session, actor(), reference, version=form.seen_version, content=content)
            work.leads_to = url_for("escalations.show", reference=reference)
    except Invalid as invalid:
        form.refuse(invalid)
        return _to_sign(at, form, status=422)
    except Stale:
        return _sign_again(desk(reference))
    flash(f"Your reply was sent to {at.view.raising} and to the Business Unit.", "success")
    return work.redirect()


def _as_it_was_read(form: SignReplyForm, draft: DraftView) -> None:
    """What is signed is what the person read, and nothing that was saved since."""
    if form.read.data != str(draft.version):
        raise Stale(
            f"{draft.updated_by} saved the reply while you were reading it. Read it again, then sign."
        )


def _form(at: Desk) -> SignReplyForm:
    return SignReplyForm(version=at.view.version, read=at.draft.version)


def _sign_again(at: Desk) -> Response:
    """The signature as it was typed, under the reply and the case as they are now."""
    form = _form(at)
    shown_again(form, at.view, draft=at.draft)
    return _to_sign(at, form, status=409)


def _to_sign(at: Desk, form: SignReplyForm, *, status: int = 200) -> Response:
    return at.page("sign", form, status=status, may_sign=at.view.may(Action.RESPOND, at.own.part.id))
