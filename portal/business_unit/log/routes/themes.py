"""The list of themes that the Business Unit keeps."""

from uuid import UUID, uuid4

from flask import Response, flash, url_for

from portal.business_unit.log import queries
from portal.business_unit.log.actions import themes as actions
from portal.business_unit.log.forms import ThemeForm
from portal.business_unit.log.routes import blueprint
from portal.protocol.errors import Invalid
from portal.protocol.permissions import Permission
from portal.web.actor import actor, reading, unit_of_work
from portal.web.forms import PortalForm
from portal.web.guard import requires
from portal.web.htmx import page


@blueprint.get("/themes")
@requires(Permission.KEEP_THEMES)
def themes() -> Response:
    """Every theme, and a form to add one."""
    return _themes_page(ThemeForm())


@blueprint.post("/themes")
@requires(Permission.KEEP_THEMES)
def add_theme() -> Response:
    """Add a theme."""
    form = ThemeForm()
    if not form.validate_on_submit():
        return _themes_page(form, status=422)
    try:
        with unit_of_work(form) as work:
            actions.add(work.session, actor(), name=str(form.name.data))
            work.leads_to = url_for("log.themes")
    except Invalid as invalid:
        form.refuse(invalid)
        return _themes_page(form, status=422)
    flash("The theme was added. It can be given to any case now.", "success")
    return work.redirect()


@blueprint.post("/themes/<uuid:theme>/withdraw")
@requires(Permission.KEEP_THEMES)
def withdraw_theme(theme: UUID) -> Response:
    """Offer a theme no longer."""
    form = _pressed()
    with unit_of_work(form) as work:
        actions.withdraw(work.session, actor(), theme)
        work.leads_to = url_for("log.themes")
    flash("The theme is no longer offered. The cases that have it keep it.", "success")
    return work.redirect()


@blueprint.post("/themes/<uuid:theme>/offer")
@requires(Permission.KEEP_THEMES)
def offer_theme(theme: UUID) -> Response:
    """Offer a theme again."""
    form = _pressed()
    with unit_of_work(form) as work:
        actions.offer_again(work.session, actor(), theme)
        work.leads_to = url_for("log.themes")
    flash("The theme is offered again.", "success")
    return work.redirect()


def _pressed() -> PortalForm:
    form = PortalForm()
    if not form.validate_on_submit():
        raise Invalid({"once": "Open the page of the themes again, and press the button there."})
    return form


def _themes_page(form: ThemeForm, *, status: int = 200) -> Response:
    with reading() as session:
        every = queries.themes(session)
    keys = {one.id: uuid4().hex for one in every}
    return page("business_unit/log/themes.html", status=status, form=form, themes=every, keys=keys)
