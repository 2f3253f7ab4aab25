"""The Independent Scrutineer's pages: what was directed, the declaration, the summary, its preview (P12)."""

from flask import Blueprint, Response, flash, url_for

from portal.agencies import queries as agencies
from portal.escalations import queries as cases
from portal.escalations.queries import CaseView, DraftView
from portal.escalations.routes.noticing import first_to_be_told
from portal.executive.forms import DeclarationForm
from portal.infra.calendar import calendar_for, now
from portal.protocol.clock import london_date
from portal.protocol.errors import Invalid, Stale, WrongState
from portal.protocol.escalation import PartState
from portal.protocol.permissions import Permission, check
from portal.protocol.summary import SECTIONS, SUMMARY, lacks_of_summary
from portal.scrutiny import actions, queries
from portal.scrutiny.forms import SubmitForm, SummaryForm, summary_form
from portal.scrutiny.queries import Directed
from portal.web.actor import actor, reading, unit_of_work
from portal.web.forms import NOT_OURS
from portal.web.guard import requires
from portal.web.htmx import page, redirect_to

blueprint = Blueprint("scrutiny", __name__, url_prefix="/scrutiny")


@blueprint.get("")
@requires(Permission.SEE_SCRUTINEER_WORKLIST)
def home() -> Response:
    """The summaries that the Executive has directed."""
    with reading() as session:
        found = queries.directed(session)
        calendar = calendar_for(agencies.closures(session))
    return page("scrutiny/home.html", directed=found, calendar=calendar, today=london_date(now()))


@blueprint.get("/<reference>")
@requires(Permission.DECLARE_AS_SCRUTINEER)
def before(reference: str) -> Response:
    """Where a letter's link leads: to the declaration, to the case once it allows, else to what is known."""
    with reading() as session:
        found = queries.one_directed(session, reference)
    if found.compiles:
        return redirect_to("escalations.show", reference=reference)
    return _before(found, None if found.declared else DeclarationForm())


@blueprint.post("/<reference>/declare")
@requires(Permission.DECLARE_AS_SCRUTINEER)
def declare(reference: str) -> Response:
    """Declare: it stands, and with an interest the door stays closed."""
    with reading() as session:
        found = queries.one_directed(session, reference)
    form = DeclarationForm()
    if not form.validate_on_submit():
        return _before(found, form, status=422)
    try:
        with unit_of_work(form) as work:
            actions.declare(
                work.session, actor(), reference, interests=form.declared, words=str(form.words.data or "")
            )
            work.leads_to = url_for("scrutiny.before", reference=reference)
    except Invalid as invalid:
        form.refuse(invalid)
        return _before(found, form, status=422)
    flash("Your declaration is kept.", "success")
    return work.redirect()


def _before(found: Directed, form: DeclarationForm | None, *, status: int = 200) -> Response:
    return page("scrutiny/before.html", status=status, case=found, form=form)


@blueprint.get("/<reference>/summary")
@requires(Permission.WRITE_SUMMARY)
def summary(reference: str) -> Response:
    """The summary as far as it is written."""
    view, draft = _to_write(reference)
    return _writing(view, draft, _form(view, draft))


@blueprint.post("/<reference>/summary")
@requires(Permission.WRITE_SUMMARY)
def save(reference: str) -> Response:
    """Keep the draft and go on to its preview."""
    view, draft = _to_write(reference)
    form = _form(view, draft)
    if form.rows_changed():
        return _writing(view, draft, form)
    if not form.validate_on_submit():
        return _writing(view, draft, form, status=422)
    if first_to_be_told(form, view):
        return _writing(view, draft, form)
    with unit_of_work(form) as work:
        actions.save(work.session, actor(), reference, version=form.seen_version, content=form.content())
        work.leads_to = url_for("scrutiny.preview", reference=reference)
    return work.redirect()


@blueprint.post("/<reference>/summary/autosave")
@requires(Permission.WRITE_SUMMARY)
def autosave(reference: str) -> Response:
    """Save what is valid of the summary while it is typed. It overwrites nobody."""
    view, draft = _to_write(reference)
    form = _form(view, draft)
    form.validate()
    if form.version.errors:
        raise Invalid({"version": NOT_OURS})
    content = form.valid_part(draft.content)
    try:
        with unit_of_work() as work:
            version = actions.save(
                work.session, actor(), reference, version=form.seen_version, content=content
            )
    except Stale as stale:
        return page("escalations/replies/not_saved.html", status=409, why=str(stale))
    wrong = [one["text"] for one in form.error_list()]
    return page("escalations/replies/saved.html", version=version, at=now(), not_valid=wrong, notices=())


@blueprint.get("/<reference>/summary/preview")
@requires(Permission.WRITE_SUMMARY)
def preview(reference: str) -> Response:
    """The summary as it will be read, and what it still lacks."""
    view, draft = _to_write(reference)
    return _preview(view, draft, SubmitForm(version=view.version, data={"draft": str(draft.version)}))


@blueprint.post("/<reference>/summary/submit")
@requires(Permission.WRITE_SUMMARY)
def submit(reference: str) -> Response:
    """Submit the summary, once."""
    view, draft = _to_write(reference)
    form = SubmitForm()
    if not form.validate_on_submit():
        return _preview(view, draft, form, status=422)
    try:
        with unit_of_work(form) as work:
            actions.submit(work.session, actor(), reference, version=form.seen_version, draft=form.seen_draft)
            work.leads_to = url_for("escalations.show", reference=reference)
    except Invalid as invalid:
        form.refuse(invalid)
        return _preview(view, draft, form, status=422)
    flash("The summary was submitted. The Executive and the Business Unit can read it.", "success")
    return work.redirect()


def _to_write(reference: str) -> tuple[CaseView, DraftView]:
    me = actor()
    with reading() as session:
        view = cases.case(session, me, reference)
        check(Permission.WRITE_SUMMARY, me, view.case)
        asked = queries.one_directed(session, reference)
        if asked.state is not PartState.DIRECTED:
            raise WrongState(actions.SUBMITTED)
        return view, cases.draft(session, view.case.id, kind=SUMMARY, workspace=me.workspace, part=asked.part)


def _form(view: CaseView, draft: DraftView) -> SummaryForm:
    addressees = [(name, name) for name in queries.addressees(view)]
    return summary_form(version=draft.version, addressees=addressees, before=draft.content)


def _writing(view: CaseView, draft: DraftView, form: SummaryForm, *, status: int = 200) -> Response:
    return page(
        "scrutiny/summary.html", status=status, view=view, draft=draft, form=form, commission=_asked(view)
    )


def _preview(view: CaseView, draft: DraftView, form: SubmitForm, *, status: int = 200) -> Response:
    with reading() as session:
        files = cases.attachments(session, view.case.id, mask=view.mask)
    return page(
        "scrutiny/preview.html",
        status=status,
        view=view,
        draft=draft,
        form=form,
        sections=SECTIONS,
        commission=_asked(view),
        seen=queries.material(view),
        files_seen=queries.files_seen(files),
        lacks=lacks_of_summary(draft.content, queries.addressees(view)),
    )


def _asked(view: CaseView) -> str:
    """The question that the Executive asked."""
    asked = [one for one in view.documents if one.kind == "commission"]
    return str(max(asked, key=lambda one: one.signed_at).content["question"]) if asked else ""
