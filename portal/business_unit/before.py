"""The Business Unit's pages about what comes before a case: what the gate stopped, a case begun for an agency."""

from flask import Blueprint, Response, url_for

from portal.agencies import queries as agencies
from portal.business_unit.forms_before import BeginForm
from portal.escalations import queries
from portal.escalations.actions import gate as actions
from portal.escalations.actions import part_1
from portal.protocol import gate as protocol
from portal.protocol.actors import Kind
from portal.protocol.part_1 import NOT_DONE
from portal.protocol.permissions import Permission
from portal.web.actor import actor, reading, unit_of_work
from portal.web.guard import requires
from portal.web.htmx import page

blueprint = Blueprint("before_a_case", __name__, url_prefix="/business-unit")


@blueprint.get("/diversions")
@requires(Permission.SEE_DIVERSIONS)
def diversions() -> Response:
    """How often each question of the gate stopped a case, by half-year: no child, no person, no agency."""
    with reading() as session:
        counted = queries.diversions(session)
    halves = sorted({half for half, _ in counted}, reverse=True)
    return page(
        "business_unit/diversions.html",
        halves=halves,
        lines=[(one.words, [counted[half, one.key] for half in halves]) for one in protocol.QUESTIONS],
        totals=[sum(counted[half, one.key] for one in protocol.QUESTIONS) for half in halves],
    )


@blueprint.get("/on-behalf")
@requires(Permission.WRITE_ON_BEHALF)
def on_behalf() -> Response:
    """For which agency, and the gate's questions."""
    return _page(_form())


@blueprint.post("/on-behalf")
@requires(Permission.WRITE_ON_BEHALF)
def begin_on_behalf() -> Response:
    """Start a case for an agency that cannot sign in, unless an answer stops it (decision 20)."""
    form = _form()
    if not form.validate_on_submit():
        return _page(form, status=422)
    answers = form.answers()
    if stopped := protocol.stopped_by(answers):
        form[stopped.key].errors = [f"This answer stops the case: {stopped.title}. Tell the agency."]
        return _page(form, status=422)
    with unit_of_work(form) as work:
        reference = actions.start_on_behalf(
            work.session, actor(), agency=form.chosen, gate=protocol.kept(answers)
        )
        if reasons := protocol.not_done(answers):
            stages = {stage: {NOT_DONE: reason} for stage, reason in reasons.items()}
            part_1.write(work.session, actor(), reference, sections=stages)
        work.leads_to = url_for("escalations.part_1", reference=reference)
    return work.redirect()


def _form() -> BeginForm:
    with reading() as session:
        offered = agencies.workspaces(session, Kind.AGENCY)
    form = BeginForm()
    form.agency.offer((str(one.id), one.name) for one in offered)
    return form


def _page(form: BeginForm, *, status: int = 200) -> Response:
    return page(
        "business_unit/on_behalf.html",
        status=status,
        form=form,
        questions=protocol.QUESTIONS,
        reason=protocol.REASON,
    )
