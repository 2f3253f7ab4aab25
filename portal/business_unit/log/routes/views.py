"""Views of the log that each person keeps for themselves."""

from uuid import UUID, uuid4

from flask import Response, flash, request, url_for

from portal.business_unit.log import queries
from portal.business_unit.log.actions import views as actions
from portal.business_unit.log.forms import ViewForm
from portal.business_unit.log.routes import blueprint
from portal.business_unit.log.routes.listing import asked
from portal.protocol.errors import Invalid
from portal.protocol.permissions import Permission
from portal.web.actor import reading, unit_of_work
from portal.web.forms import PortalForm
from portal.web.guard import requires
from portal.web.htmx import page


@blueprint.get("/views")
@requires(Permission.SEE_LOG)
def views() -> Response:
    """One's own views, each with a button to take it away."""
    with reading() as session:
        kept = queries.views(session)
    return page("business_unit/log/views.html", views=kept, keys={one.id: uuid4().hex for one in kept})


@blueprint.get("/views/new")
@requires(Permission.SEE_LOG)
def new_view() -> Response:
    """Under which name the list of the address is kept."""
    return _new_page(ViewForm())


@blueprint.post("/views/new")
@requires(Permission.SEE_LOG)
def keep_view() -> Response:
    """Keep it. One of the same name is replaced."""
    form = ViewForm()
    if not form.validate_on_submit():
        return _new_page(form, status=422)
    try:
        with unit_of_work(form) as work:
            asking = asked(work.session)
            actions.keep(work.session, asking, name=str(form.name.data))
            work.leads_to = url_for("log.listed", **asking.parameters())
    except Invalid as invalid:
        form.refuse(invalid)
        return _new_page(form, status=422)
    flash("The view was kept. It stands above the log.", "success")
    return work.redirect()


@blueprint.post("/views/<uuid:view>/remove")
@requires(Permission.SEE_LOG)
def remove_view(view: UUID) -> Response:
    """Take a view away."""
    form = PortalForm()
    if not form.validate_on_submit():
        raise Invalid({"once": "Open the page of your views again, and press the button there."})
    with unit_of_work(form) as work:
        actions.take_away(work.session, view)
        work.leads_to = url_for("log.views")
    flash("The view was taken away.", "success")
    return work.redirect()


def _new_page(form: ViewForm, *, status: int = 200) -> Response:
    with reading() as session:
        asking = asked(session)
        said = queries.words_of(session, asking)
    address = f"{url_for('log.keep_view')}?{request.query_string.decode()}"
    return page(
        "business_unit/log/new_view.html", status=status, form=form, asking=asking, said=said, address=address
    )
