"""Part 1 read through, a senior manager asked to sign it off, and the signing (P7, decisions 10 and 20)."""

from typing import Any

from flask import Response, flash, url_for
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations import queries
from portal.escalations.actions import part_1
from portal.escalations.forms import written
from portal.escalations.forms.noticing import noticed_in_part_1
from portal.escalations.forms.part_1 import anchor
from portal.escalations.forms.sign_off import AskForm, EnterForm, SignOffForm
from portal.escalations.routes import blueprint
from portal.escalations.routes.meanwhile import shown_again, shown_again_with_draft
from portal.escalations.routes.noticing import first_to_be_told
from portal.escalations.routes.writing import Writing, being_written
from portal.infra.calendar import calendar_for, now
from portal.protocol.actors import SIGNING_ROLES, Kind
from portal.protocol.attachments import Paper
from portal.protocol.deadlines import Clock, begin
from portal.protocol.errors import Invalid, Stale
from portal.protocol.part_1 import agencies_named, missing
from portal.protocol.permissions import Permission
from portal.protocol.rows import Action
from portal.web.actor import actor, reading, unit_of_work
from portal.web.guard import requires
from portal.web.htmx import page


@blueprint.get("/<reference>/part-1/check")
@requires(Permission.WRITE_PART_1)
def check(reference: str) -> Response:
    """All that was written and all that is missing; when nothing is, whom to ask for the signature."""
    with reading() as session:
        writing = being_written(session, reference)
        people = _signatories(session, writing)
        files = queries.attachments(session, writing.view.case.id)
    form = AskForm(version=writing.draft.version)
    return _check_page(form, writing, people=people, files=files)


@blueprint.post("/<reference>/part-1/check")
@requires(Permission.ASK_FOR_SIGN_OFF)
def ask_for_sign_off(reference: str) -> Response:
    """Ask one senior manager to sign."""
    with reading() as session:
        writing = being_written(session, reference)
        people = _signatories(session, writing)
        files = queries.attachments(session, writing.view.case.id)
    form = AskForm()
    form.offer(_choices(people))
    if not form.validate_on_submit():
        return _check_page(form, writing, people=people, files=files, status=422)
    asked = next(one for one in people["may_sign"] if str(one.membership) == form.of.data)
    try:
        with unit_of_work(form) as work:
            part_1.ask_for_sign_off(
                work.session, actor(), reference, version=form.seen_version, of=asked.membership
            )
            work.leads_to = url_for("escalations.show", reference=reference)
    except Invalid as invalid:
        form.refuse(invalid)
        return _check_page(form, writing, people=people, files=files, status=422)
    except Stale:
        return _ask_again(reference)
    flash(f"{asked.name} was asked to sign off Part 1.", "success")
    return work.redirect()


def _ask_again(reference: str) -> Response:
    """Whom was chosen, under Part 1 as it is now."""
    with reading() as session:
        writing = being_written(session, reference)
        people = _signatories(session, writing)
        files = queries.attachments(session, writing.view.case.id)
    form = AskForm(version=writing.draft.version)
    shown_again_with_draft(form, writing.draft)
    return _check_page(form, writing, people=people, files=files, status=409)


@blueprint.get("/<reference>/sign-off")
@requires(Action.SIGN_OFF)
def sign_off(reference: str) -> Response:
    """The whole of Part 1 to read, the statements, and what signing sets off."""
    return _sign_page(reference)


@blueprint.post("/<reference>/sign-off")
@requires(Action.SIGN_OFF)
def sign(reference: str) -> Response:
    """Sign Part 1 and send it to the Business Unit, which enters it for an agency that cannot sign in."""
    form = EnterForm() if _enters() else SignOffForm()
    if not form.validate_on_submit():
        return _sign_page(reference, form, status=422)
    with reading() as session:
        view = queries.case(session, actor(), reference)
    if first_to_be_told(form, view):
        return _sign_page(reference, form)
    try:
        with unit_of_work(form) as work:
            part_1.sign_off(
                work.session, actor(), reference, version=form.seen_version, read=form.read_version,
                **_said(form),
            )  # fmt: skip
            work.leads_to = url_for("escalations.show", reference=reference)
    except Invalid as invalid:
        form.refuse(invalid)
        return _sign_page(reference, form, status=422)
    except Stale:
        return _sign_again(reference)
    entered = "Part 1 was entered. Check it now and send it on."
    flash(entered if _enters() else "You signed off Part 1. It is with the Business Unit now.", "success")
    return work.redirect()


People = dict[str, list[agencies.MemberView]]


def _enters() -> bool:
    return actor().kind is Kind.BUSINESS_UNIT


def _said(form: SignOffForm | EnterForm) -> dict[str, Any]:
    if isinstance(form, EnterForm):
        return {"entered": form.entered}
    return {"exception_reason": form.reason(), "statements": form.statements}


def _signatories(session: Session, writing: Writing) -> People:
    """Who may be asked, and who wrote some of it. When all did, each may be asked: it is a very small agency."""
    everybody = agencies.senior_managers(session, actor().workspace)
    wrote = [one for one in everybody if one.membership in writing.view.case.writers]
    apart = [one for one in everybody if one not in wrote]
    return {"may_sign": apart or everybody, "wrote": wrote}


def _choices(people: People) -> list[tuple[str, str]]:
    return [(str(one.membership), one.name) for one in people["may_sign"]]


def _check_page(
    form: AskForm,
    writing: Writing,
    *,
    people: People,
    files: tuple[queries.AttachmentView, ...],
    status: int = 200,
) -> Response:
    me, view = actor(), writing.view
    form.offer(_choices(people))
    names = {one.membership: one.name for one in people["may_sign"]}
    return page(
        "escalations/part_1/check.html",
        status=status,
        form=form,
        view=view,
        sections=written.part_1(view.mask(writing.draft.content), writing.agencies),
        missing=missing(writing.draft.content),
        anchor=anchor,
        notices=noticed_in_part_1(writing.draft.content, writing.identities),
        files=queries.attached_to(files, paper=Paper.PART_1),
        may_sign=people["may_sign"],
        wrote=people["wrote"],
        asked_of=names.get(view.sign_off_asked_of, "") if view.sign_off_asked_of else "",
        may_sign_now=not SIGNING_ROLES.isdisjoint(me.roles) and me.membership not in view.case.writers,
    )


def _form(writing: Writing) -> SignOffForm | EnterForm:
    kind = EnterForm if _enters() else SignOffForm
    return kind(version=writing.view.version, data={"read": writing.draft.version})


def _sign_again(reference: str) -> Response:
    """The signature as it was typed, under Part 1 and the case as they are now."""
    with reading() as session:
        writing = being_written(session, reference)
    form = _form(writing)
    shown_again(form, writing.view, draft=writing.draft)
    return _sign_page(reference, form, status=409)


def _sign_page(reference: str, form: SignOffForm | EnterForm | None = None, *, status: int = 200) -> Response:
    with reading() as session:
        writing = being_written(session, reference)
        calendar = calendar_for(agencies.closures(session))
        files = queries.attachments(session, writing.view.case.id)
    view, draft = writing.view, writing.draft
    wrote = actor().membership in view.case.writers
    form = form or _form(writing)
    if isinstance(form, SignOffForm):
        form.ask_as(wrote=wrote)
    return page(
        "escalations/part_1/enter.html" if _enters() else "escalations/part_1/sign_off.html",
        status=status,
        form=form,
        view=view,
        draft=draft,
        wrote=wrote,
        sections=written.part_1(draft.content, writing.agencies),
        missing=missing(draft.content),
        anchor=anchor,
        notices=noticed_in_part_1(draft.content, writing.identities),
        files=queries.attached_to(files, paper=Paper.PART_1),
        due_on=begin(Clock.BUSINESS_UNIT_CHECK, now(), calendar).due_on,
        responder=_responder(writing),
    )


def _responder(writing: Writing) -> str:
    """The agencies that it goes to, by name."""
    known = dict(writing.agencies)
    named = [known[one] for one in agencies_named(writing.draft.content) if one in known]
    return " and ".join(named) or "the other agency"
