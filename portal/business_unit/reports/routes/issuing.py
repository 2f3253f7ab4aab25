"""A manager of the Business Unit issues a report: from then on it stays as it is (P14)."""

from flask import Response, flash, url_for

from portal.business_unit.reports import actions, queries
from portal.business_unit.reports.forms import IssueForm
from portal.business_unit.reports.routes import blueprint, named
from portal.infra.calendar import now
from portal.protocol.clock import end_of_day
from portal.protocol.errors import Invalid, WrongState
from portal.protocol.half_year import HalfYear
from portal.protocol.permissions import Permission
from portal.protocol.report import Section
from portal.web.actor import actor, reading, unit_of_work
from portal.web.guard import requires
from portal.web.htmx import page


@blueprint.get("/<half>/issue")
@requires(Permission.ISSUE_REPORT)
def ask_to_issue(half: str) -> Response:
    """What issuing means, and what is still missing."""
    return _issue_page(named(half), IssueForm())


@blueprint.post("/<half>/issue")
@requires(Permission.ISSUE_REPORT)
def issue(half: str) -> Response:
    """Freeze it, and tell the Subgroup's readers."""
    which, form = named(half), IssueForm()
    if not form.validate_on_submit():
        return _issue_page(which, form, status=422)
    try:
        with unit_of_work(form) as work:
            actions.issue(work.session, actor(), which)
            work.leads_to = url_for("reports.shown", half=half, version="exact")
    except Invalid as invalid:
        form.refuse(invalid)
        return _issue_page(which, form, status=422)
    flash("The report was issued. The Subgroup’s readers are told by e-mail.", "success")
    return work.redirect()


def _issue_page(half: HalfYear, form: IssueForm, *, status: int = 200) -> Response:
    with reading() as session:
        report = queries.row_of(session, half)
        if report.state == queries.ISSUED:
            raise WrongState("The report was issued already.")
        words = queries.words(session, report.id)
    return page(
        "business_unit/reports/issue.html",
        status=status,
        form=form,
        half=half,
        has_ended=now() >= end_of_day(half.ends),
        has_summary=Section.SUMMARY in words and bool(words[Section.SUMMARY].text.strip()),
    )
