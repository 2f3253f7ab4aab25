"""The Independent Scrutineer's pages: what was directed, the declaration, the summary, its preview (P12)."""

from dataclasses import dataclass

from flask import Blueprint, Response, flash, url_for

from portal.agencies import queries as agencies
from portal.escalations import queries as cases
from portal.escalations.queries import CaseView, DraftView
from portal.escalations.routes.noticing import first_to_be_told
from portal.executive import gone
from portal.infra.calendar import calendar_for, now
from portal.protocol.clock import london_date
from portal.protocol.errors import Invalid, Stale, WrongState
from portal.protocol.escalation import PartState
from portal.protocol.permissions import Permission, check
from portal.protocol.summary import COMMISSION, SECTIONS, SUMMARY, lacks_of_summary
from portal.scrutiny import actions, queries
from portal.scrutiny.forms import InterestsForm, SubmitForm, SummaryForm, summary_form
from portal.scrutiny.queries import Directed
from portal.web.actor import actor, reading, unit_of_work
from portal.web.forms import NOT_OURS
from portal.web.guard import requires
from portal.web.htmx import page, redirect_to

blueprint = Blueprint("scrutiny", __name__, url_prefix="/scrutiny")
gone.tell(blueprint, {
    gone.LEFT: "The summary is no longer asked of you: it was recalled, or the Executive no longer has the case.",
    gone.RECUSED: "You declared an interest, so the case stays closed to you.",
})  # fmt: skip


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
    return _before(found, None if found.declared else InterestsForm())


@blueprint.post("/<reference>/declare")
@requires(Permission.DECLARE_AS_SCRUTINEER)
def declare(reference: str) -> Response:
    """Declare: it stands, and with an interest the door stays closed."""
    with reading() as session:
        found = queries.one_directed(session, reference)
    form = InterestsForm()
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
    told = " The Executive and the Business Unit are told of it." if form.declared else ""
    flash(f"Your declaration is kept.{told}", "success")
    return work.redirect()


def _before(found: Directed, form: InterestsForm | None, *, status: int = 200) -> Response:
    return page("scrutiny/before.html", status=status, case=found, form=form)


@blueprint.get("/<reference>/summary")
@requires(Permission.WRITE_SUMMARY)
def summary(reference: str) -> Response:
    """The summary as far as it is written."""
    at = _to_write(reference)
    return _writing(at, _form(at))


@blueprint.post("/<reference>/summary")
@requires(Permission.WRITE_SUMMARY)
def save(reference: str) -> Response:
    """Keep the draft and go on to its preview."""
    at = _to_write(reference)
    form = _form(at)
    if form.rows_changed():
        return _writing(at, form)
    if not form.validate_on_submit():
        return _writing(at, form, status=422)
    if first_to_be_told(form, at.view):
        return _writing(at, form)
    with unit_of_work(form) as work:
        actions.save(work.session, actor(), reference, version=form.seen_version, content=form.content())
        work.leads_to = url_for("scrutiny.preview", reference=reference)
    return work.redirect()


@blueprint.post("/<reference>/summary/autosave")
@requires(Permission.WRITE_SUMMARY)
def autosave(reference: str) -> Response:
    """Save what is valid of the summary while it is typed. It overwrites nobody."""
    at = _to_write(reference)
    form = _form(at)
    form.validate()
    if form.version.errors:
        raise Invalid({"version": NOT_OURS})
    content = form.valid_part(at.draft.content)
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
    """The summary as it will be read, masked (decision 25), and what it still lacks."""
    at = _to_write(reference)
    return _preview(at, SubmitForm(version=at.view.version, data={"draft": str(at.draft.version)}))


@blueprint.post("/<reference>/summary/submit")
@requires(Permission.WRITE_SUMMARY)
def submit(reference: str) -> Response:
    """Submit the summary, once."""
    at = _to_write(reference)
    form = SubmitForm()
    if not form.validate_on_submit():
        return _preview(at, form, status=422)
    try:
        with unit_of_work(form) as work:
            actions.submit(work.session, actor(), reference, version=form.seen_version, draft=form.seen_draft)
            work.leads_to = url_for("escalations.show", reference=reference)
    except Invalid as invalid:
        form.refuse(invalid)
        return _preview(at, form, status=422)
    flash("The summary was submitted. The Executive and the Business Unit can read it.", "success")
    return work.redirect()


@dataclass(frozen=True, slots=True)
class Writing:
    """A summary that is being written: its case, the draft, and the question that it answers."""

    view: CaseView
    draft: DraftView
    question: str


def _to_write(reference: str) -> Writing:
    me = actor()
    with reading() as session:
        view = cases.case(session, me, reference)
        check(Permission.WRITE_SUMMARY, me, view.case)
        asked = queries.one_directed(session, reference)
        if asked.state is not PartState.DIRECTED:
            raise WrongState(actions.SUBMITTED)
        draft = cases.draft(session, view.case.id, kind=SUMMARY, workspace=me.workspace, part=asked.part)
    asked_in = (one for one in view.documents if one.kind == COMMISSION and one.part == asked.part)
    return Writing(view, draft, next((str(one.content["question"]) for one in asked_in), ""))


def _form(at: Writing) -> SummaryForm:
    addressees = [(name, name) for name in queries.addressees(at.view)]
    return summary_form(version=at.draft.version, addressees=addressees, before=at.draft.content)


def _writing(at: Writing, form: SummaryForm, *, status: int = 200) -> Response:
    return page(
        "scrutiny/summary.html",
        status=status,
        view=at.view,
        draft=at.draft,
        form=form,
        commission=at.question,
    )


def _preview(at: Writing, form: SubmitForm, *, status: int = 200) -> Response:
    with reading() as session:
        files = cases.attachments(session, at.view.case.id, mask=at.view.mask)
    return page(
        "scrutiny/preview.html",
        status=status,
        view=at.view,
        content=at.view.mask(at.draft.content),
        form=form,
        sections=SECTIONS,
        commission=at.question,
        seen=queries.material(at.view),
        files_seen=queries.files_seen(files),
        lacks=lacks_of_summary(at.draft.content, queries.addressees(at.view)),
    )
