"""What was imported, by whom and when; and taking an import of old cases back."""

from uuid import UUID

from flask import Response, flash, url_for

from portal.business_unit.imports import actions, queries
from portal.business_unit.imports.routes import blueprint
from portal.protocol.errors import WrongState
from portal.protocol.permissions import PERMISSIONS, Permission, could
from portal.web.actor import actor, reading, unit_of_work
from portal.web.forms import PortalForm
from portal.web.guard import requires
from portal.web.htmx import page


@blueprint.get("")
@requires(Permission.IMPORT)
def listed() -> Response:
    """What was imported, by whom and when, and where to begin."""
    with reading() as session:
        begun, taken = queries.begun(session), queries.taken(session)
        backs = {one.id for one in taken if not queries.why_not_back(session, one.id)}
    return page(
        "business_unit/imports/list.html",
        begun=begun,
        taken=taken,
        backs=backs if could(PERMISSIONS[Permission.TAKE_BACK_IMPORT], actor()) else set(),
        most=queries.MOST_TAKEN,
    )


@blueprint.get("/taken/<uuid:taken>/take-back")
@requires(Permission.TAKE_BACK_IMPORT)
def ask_to_take_back(taken: UUID) -> Response:
    """What taking an import back means."""
    return _back_page(taken, PortalForm())


@blueprint.post("/taken/<uuid:taken>/take-back")
@requires(Permission.TAKE_BACK_IMPORT)
def take_back(taken: UUID) -> Response:
    """Take it back, whole."""
    form = PortalForm()
    if not form.validate_on_submit():
        return _back_page(taken, form, status=422)
    with unit_of_work(form) as work:
        actions.take_back(work.session, actor(), taken)
        work.leads_to = url_for("imports.listed")
    flash("The import was taken back. None of its cases is in the log any more.", "success")
    return work.redirect()


def _back_page(taken: UUID, form: PortalForm, *, status: int = 200) -> Response:
    with reading() as session:
        one = queries.one_taken(session, taken)
        if why := queries.why_not_back(session, taken):
            raise WrongState(why)
    return page("business_unit/imports/take_back.html", status=status, form=form, one=one)
