"""Find a case by a child's name, date of birth or record number (decision 25)."""

from flask import Response

from portal.escalations.actions import finding
from portal.escalations.forms.find import FindForm
from portal.escalations.routes import blueprint
from portal.protocol.errors import Invalid
from portal.protocol.permissions import Permission
from portal.web.actor import actor, unit_of_work
from portal.web.guard import requires
from portal.web.htmx import page


@blueprint.get("/find")
@requires(Permission.FIND_CASE)
def find() -> Response:
    """Ask by what to find it, and say what will be kept of the search."""
    return page("escalations/find.html", form=FindForm(), found=None)


@blueprint.post("/find")
@requires(Permission.FIND_CASE)
def found() -> Response:
    """The cases found, in the answer to this POST alone: what was typed is in no address."""
    form = FindForm()
    if not form.validate_on_submit():
        return page("escalations/find.html", form=form, found=None, status=422)
    try:
        with unit_of_work() as work:
            references = finding.find(work.session, actor(), form.given())
    except Invalid as invalid:
        form.refuse(invalid)
        return page("escalations/find.html", form=form, found=None, status=422)
    return page("escalations/find.html", form=form, found=references)
