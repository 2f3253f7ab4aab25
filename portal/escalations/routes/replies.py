"""Part 2: a responding agency confirms receipt and writes its reply. It is signed in `reply_sign_off`."""

from flask import Response, flash, request, url_for
from sqlalchemy.orm import Session

from portal.escalations import queries
from portal.escalations.actions import editing, replies
from portal.escalations.actions.answered import PART_2
from portal.escalations.forms.replies import Content, ReplyForm, reply_form
from portal.escalations.routes import blueprint
from portal.escalations.routes.desk import Desk, desk
from portal.infra.calendar import now
from portal.protocol.errors import Invalid, Stale, WrongState
from portal.protocol.escalation import ENDED, PartState
from portal.protocol.permissions import Permission, check
from portal.web.actor import actor, reading, unit_of_work
from portal.web.forms import NOT_OURS, PortalForm
from portal.web.guard import requires
from portal.web.htmx import page


@blueprint.post("/<reference>/receipt")
@requires(Permission.CONFIRM_RECEIPT)
def confirm_receipt(reference: str) -> Response:
    """Say that the form has arrived."""
    _may_confirm(reference)
    form = PortalForm()
    if not form.validate_on_submit():
        raise Invalid({"version": "Open the case again, and confirm receipt there."})
    with unit_of_work(form) as work:
        replies.confirm_receipt(work.session, actor(), reference, version=form.seen_version)
        work.leads_to = url_for("escalations.show", reference=reference)
    flash(
        "You confirmed that the form has arrived. The raising agency and the Business Unit can see it.",
        "success",
    )
    return work.redirect()


def _may_confirm(reference: str) -> None:
    """Raise before the form is looked at: who may not know of the case is told nothing about a form."""
    me = actor()
    with reading() as session:
        view = queries.case(session, me, reference)
    own = view.response_of(me.workspace)
    check(Permission.CONFIRM_RECEIPT, me, view.case, own.part if own else None)
    if view.case.state in ENDED or own is None or own.part.state is not PartState.AWAITED:
        raise WrongState("No reply is awaited from your agency any more.")


@blueprint.get("/<reference>/part-2")
@requires(Permission.WRITE_PART_2)
def reply(reference: str) -> Response:
    """The reply as far as it is written, issue by issue beside A's position."""
    return to_write(desk(reference))


@blueprint.post("/<reference>/part-2")
@requires(Permission.WRITE_PART_2)
def save_reply(reference: str) -> Response:
    """Keep the draft, and stay or go on to check it."""
    return saved(desk(reference))


@blueprint.post("/<reference>/part-2/autosave")
@requires(Permission.WRITE_PART_2)
def autosave_reply(reference: str) -> Response:
    """Save what is valid of the reply while it is typed."""
    return saved_while_typing(desk(reference))


@blueprint.post("/<reference>/part-2/presence")
@requires(Permission.WRITE_PART_2)
def reply_presence(reference: str) -> Response:
    """Keep that the actor has the reply open; say who else has."""
    return open_now(desk(reference))


def to_write(at: Desk) -> Response:
    """The page on which Part 2 is written."""
    version = at.draft.versions.get("", 0)
    return at.page("reply", reply_form(at.issues, content=at.draft.content, version=version))


def saved(at: Desk) -> Response:
    """The draft as it was sent, kept; or the page again."""
    form = _typed(at)
    if form.rows_changed():
        return at.page("reply", form)
    if not form.validate_on_submit():
        return at.page("reply", form, status=422)
    going_on = request.form.get("then") == "check"
    try:
        with unit_of_work(form) as work:
            _save(work.session, at, version=form.seen_version, content=form.content())
            work.leads_to = at.to_check if going_on else at.at("reply")
    except Stale as stale:
        return _beside_theirs(at, form, str(stale))
    if not going_on:
        flash("Your draft is saved. Only your own colleagues can see it.", "success")
    return work.redirect()


def _typed(at: Desk) -> ReplyForm:
    form = reply_form(at.issues)
    form.given_on = at.given_on
    return form


def _save(session: Session, at: Desk, *, version: int, content: Content) -> int:
    part = at.own.part.id if at.on_behalf else None
    return replies.save_reply(
        session, actor(), at.view.reference, version=version, content=content, part=part
    )


def _beside_theirs(before: Desk, form: ReplyForm, why: str) -> Response:
    """What I typed, in the form, and above it what somebody saved meanwhile; saving again keeps mine."""
    at = desk(before.view.reference, before.own.part.id if before.on_behalf else None)
    form.version.data = str(at.draft.versions.get("", 0))
    form.form_errors.append(f"{why} Yours is in the form below, and is not saved yet.")
    return at.page("reply", form, status=409, theirs=at.content)


def saved_while_typing(at: Desk) -> Response:
    """A few words for the page that is open. It takes no one-time key and overwrites nobody."""
    form = _typed(at)
    form.validate()
    if form.version.errors or not form.whole:
        raise Invalid({"version": NOT_OURS})
    wrong = [one["text"] for one in form.error_list()]
    content = form.valid_part(at.draft.content)
    try:
        with unit_of_work() as work:
            version = _save(work.session, at, version=form.seen_version, content=content)
    except Stale as stale:
        return page("escalations/replies/not_saved.html", status=409, why=str(stale))
    return page(
        "escalations/replies/saved.html",
        version=version,
        at=now(),
        not_valid=wrong,
        notices=at.noticed(form),
    )


def open_now(at: Desk) -> Response:
    """A few words for the page that is open, of who else has this reply open."""
    own = str(at.own.part.id)
    with unit_of_work() as work:
        others = editing.have_open(work.session, actor(), at.view.reference, kind=PART_2, section=own)
    return page(
        "escalations/editing.html",
        here=[one for one in others if one.section == own],
        what="this reply",
        then="Whoever saves second is shown what the other saved, and nothing of either is lost.",
    )
