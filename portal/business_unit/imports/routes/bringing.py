"""A file on its way in: which file, which sheet of it, which column holds what."""

from uuid import UUID

from flask import Response, url_for

from portal.business_unit.imports import actions, forms, queries
from portal.business_unit.imports.fields import FIELDS, Kind
from portal.business_unit.imports.queries import UploadView
from portal.business_unit.imports.routes import blueprint
from portal.protocol.errors import Invalid, NotFound, WrongState
from portal.protocol.permissions import Permission
from portal.web.actor import actor, reading, unit_of_work
from portal.web.guard import requires
from portal.web.htmx import page, redirect_to
from portal.web.uploads import takes_files


@blueprint.get("/new/<kind>")
@requires(Permission.IMPORT)
def new(kind: str) -> Response:
    """Which file."""
    return _file_page(_kind(kind), forms.FileForm())


@blueprint.post("/new/<kind>")
@requires(Permission.IMPORT)
@takes_files
def bring(kind: str) -> Response:
    """Take the file in, to be looked at."""
    which, form = _kind(kind), forms.FileForm()
    if not form.validate_on_submit():
        return _file_page(which, form, status=422)
    assert form.brought is not None
    with unit_of_work(form) as work:
        new = actions.bring(work.session, actor(), kind=which, file=form.brought)
        work.leads_to = url_for("imports.columns", upload=new)
    return work.redirect()


@blueprint.get("/<uuid:upload>/sheet")
@requires(Permission.IMPORT)
def sheet(upload: UUID) -> Response:
    """Which sheet of the workbook."""
    view = _upload(upload)
    return _sheet_page(view, forms.SheetForm(data={"sheet": view.sheet}))


@blueprint.post("/<uuid:upload>/sheet")
@requires(Permission.IMPORT)
def choose_sheet(upload: UUID) -> Response:
    """Read that sheet."""
    view, form = _upload(upload), forms.SheetForm()
    form.sheet.offer([(name, name) for name in view.sheets])
    if not form.validate_on_submit():
        return _sheet_page(view, form, status=422)
    try:
        with unit_of_work(form) as work:
            actions.choose_sheet(work.session, actor(), upload, sheet=str(form.sheet.data))
            work.leads_to = url_for("imports.columns", upload=upload)
    except Invalid as invalid:
        form.refuse(invalid)
        return _sheet_page(view, form, status=422)
    return work.redirect()


@blueprint.get("/<uuid:upload>/columns")
@requires(Permission.IMPORT)
def columns(upload: UUID) -> Response:
    """Which column holds what, as the headings suggest."""
    view = _upload(upload)
    if view.rows is not None:
        return redirect_to("imports.rows", upload=upload)
    if view.sheet is None:
        return redirect_to("imports.sheet", upload=upload)
    return _columns_page(view, forms.columns_form(view.kind, view.headings))


@blueprint.post("/<uuid:upload>/columns")
@requires(Permission.IMPORT)
def choose_columns(upload: UUID) -> Response:
    """Keep those columns, and nothing else of the file."""
    view = _upload(upload)
    if view.rows is not None or view.sheet is None:
        raise WrongState(actions.CHOSEN_ALREADY)
    form = forms.columns_form(view.kind, view.headings)
    if not form.validate_on_submit():
        return _columns_page(view, form, status=422)
    try:
        with unit_of_work(form) as work:
            actions.choose_columns(work.session, actor(), upload, columns=form.chosen())
            work.leads_to = url_for("imports.rows", upload=upload)
    except Invalid as invalid:
        form.refuse_of(invalid)
        return _columns_page(view, form, status=422)
    return work.redirect()


def _kind(named: str) -> Kind:
    try:
        return Kind(named)
    except ValueError:
        raise NotFound from None


def _upload(of: UUID) -> UploadView:
    with reading() as session:
        return queries.upload(session, of)


def _file_page(kind: Kind, form: forms.FileForm, *, status: int = 200) -> Response:
    return page("business_unit/imports/file.html", status=status, form=form, kind=kind, fields=FIELDS[kind])


def _sheet_page(view: UploadView, form: forms.SheetForm, *, status: int = 200) -> Response:
    if view.rows is not None:
        raise WrongState(actions.CHOSEN_ALREADY)
    form.sheet.offer([(name, name) for name in view.sheets])
    return page("business_unit/imports/sheet.html", status=status, form=form, view=view)


def _columns_page(view: UploadView, form: forms.ColumnsForm, *, status: int = 200) -> Response:
    return page("business_unit/imports/columns.html", status=status, form=form, view=view)
