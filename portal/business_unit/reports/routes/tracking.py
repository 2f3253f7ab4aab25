"""The actions that the Subgroup determined from a report: recorded and tracked by the Business Unit (P14)."""

from uuid import UUID

from flask import Response, flash, url_for

from portal.business_unit.reports import actions, queries
from portal.business_unit.reports.forms import ActionForm, NewsForm
from portal.business_unit.reports.queries import ActionView
from portal.business_unit.reports.routes import blueprint, named
from portal.protocol.errors import Invalid, Stale, WrongState
from portal.protocol.half_year import HalfYear
from portal.protocol.permissions import Permission
from portal.protocol.report_actions import ACTION_STATES
from portal.web.actor import actor, reading, unit_of_work
from portal.web.guard import requires
from portal.web.htmx import page


@blueprint.get("/<half>/actions/new")
@requires(Permission.KEEP_REPORT_ACTIONS)
def new_action(half: str) -> Response:
    """What the Subgroup determined."""
    return _new_page(named(half), ActionForm())


@blueprint.post("/<half>/actions/new")
@requires(Permission.KEEP_REPORT_ACTIONS)
def record_action(half: str) -> Response:
    """Record it with the report."""
    which, form = named(half), ActionForm()
    if not form.validate_on_submit():
        return _new_page(which, form, status=422)
    assert form.due.data is not None
    try:
        with unit_of_work(form) as work:
            actions.record_action(
                work.session, actor(), which, what=str(form.what.data).strip(),
                owner=str(form.owner.data).strip(), due_on=form.due.data,
            )  # fmt: skip
            work.leads_to = _to_the_report(which)
    except Invalid as invalid:
        form.refuse(invalid)
        return _new_page(which, form, status=422)
    flash("The action was recorded.", "success")
    return work.redirect()


@blueprint.get("/<half>/actions/<uuid:action>")
@requires(Permission.KEEP_REPORT_ACTIONS)
def action(half: str, action: UUID) -> Response:
    """How an action stands, and what was heard of it."""
    found = _action(named(half), action)
    return _action_page(found, _news_form(found))


@blueprint.post("/<half>/actions/<uuid:action>")
@requires(Permission.KEEP_REPORT_ACTIONS)
def tell_of_action(half: str, action: UUID) -> Response:
    """Write down how it stands. Where somebody did so meanwhile, what was typed stays in the form."""
    which, form = named(half), NewsForm()
    found = _action(which, action)
    if not form.validate_on_submit():
        return _action_page(found, form, status=422)
    assert form.due.data is not None
    try:
        with unit_of_work(form) as work:
            actions.tell_of_action(
                work.session, actor(), which, action, state=str(form.state.data),
                words=str(form.words.data).strip(), due_on=form.due.data, version=form.seen_version,
            )  # fmt: skip
            work.leads_to = _to_the_report(which)
    except Invalid as invalid:
        form.refuse(invalid)
        return _action_page(found, form, status=422)
    except Stale:
        found = _action(which, action)
        form.version.data = str(found.version)
        return _action_page(found, form, stale=True, status=409)
    flash("How the action stands was written down.", "success")
    return work.redirect()


def _to_the_report(half: HalfYear) -> str:
    return url_for("reports.shown", half=half.named, version="exact", _anchor="recorded")


def _action(half: HalfYear, action: UUID) -> ActionView:
    with reading() as session:
        return queries.action(session, half, action)


def _news_form(found: ActionView) -> NewsForm:
    return NewsForm(version=found.version, data={"state": found.state, "due": found.due_on})


def _new_page(half: HalfYear, form: ActionForm, *, status: int = 200) -> Response:
    with reading() as session:
        if queries.row_of(session, half).state != queries.ISSUED:
            raise WrongState("An action is recorded once the report was issued.")
    return page("business_unit/reports/new_action.html", status=status, form=form, half=half)


def _action_page(found: ActionView, form: NewsForm, *, stale: bool = False, status: int = 200) -> Response:
    return page(
        "business_unit/reports/action.html",
        status=status,
        form=form,
        half=found.half,
        action=found,
        states=ACTION_STATES,
        stale=stale,
    )
