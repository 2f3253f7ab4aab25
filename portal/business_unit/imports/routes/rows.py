"""The rows of a file: what its values mean, what each row will do, taking them, and a file of those to correct."""

from uuid import UUID, uuid4

from flask import Response, abort, flash, make_response, request, url_for

from portal.business_unit.imports import actions, forms, queries
from portal.business_unit.imports.fields import FIELDS, Kind
from portal.business_unit.imports.queries import UploadView
from portal.business_unit.imports.reading import unknown_values
from portal.business_unit.imports.routes import blueprint
from portal.infra import sheets
from portal.protocol.errors import Invalid, NotFound
from portal.protocol.permissions import Permission
from portal.web.actor import actor, lead_again, reading, unit_of_work
from portal.web.forms import PortalForm
from portal.web.guard import requires
from portal.web.htmx import page, redirect_to

ON_A_PAGE = 100
"""How many rows a page shows."""


@blueprint.get("/<uuid:upload>/values")
@requires(Permission.IMPORT)
def values(upload: UUID) -> Response:
    """What the values mean that the portal does not know."""
    view, form = _meanings(upload)
    return _values_page(view, form)


@blueprint.post("/<uuid:upload>/values")
@requires(Permission.IMPORT)
def say_what_is_meant(upload: UUID) -> Response:
    """Keep what they mean, for this file."""
    view, form = _meanings(upload)
    if not form.validate_on_submit():
        return _values_page(view, form, status=422)
    with unit_of_work(form) as work:
        actions.say_what_is_meant(work.session, actor(), upload, means=form.chosen())
        work.leads_to = url_for("imports.rows", upload=upload)
    return work.redirect()


@blueprint.get("/<uuid:upload>")
@requires(Permission.IMPORT)
def rows(upload: UUID) -> Response:
    """What each row will do, or why it cannot."""
    with reading() as session:
        view = queries.upload(session, upload)
    if view.rows is None:
        return redirect_to("imports.columns", upload=upload)
    return _rows_page(view, None)


@blueprint.post("/<uuid:upload>")
@requires(Permission.IMPORT)
def take(upload: UUID) -> Response:
    """Import every row that can be, in one. The file is gone then, for whoever presses the button again."""
    lead_again(request.form.get("once", ""))
    view, form = _mapped(upload), forms.TakeForm()
    if not form.validate_on_submit():
        return _rows_page(view, form, status=422)
    try:
        with unit_of_work(form) as work:
            count = actions.take(
                work.session, actor(), upload, version=form.seen_version, leave_out=bool(form.leave_out.data)
            )
            work.leads_to = url_for("imports.listed")
    except Invalid as invalid:
        form.refuse(invalid)
        return _rows_page(view, form, status=422)
    flash(_imported(view.kind, count), "success")
    return work.redirect()


@blueprint.get("/<uuid:upload>/rows-to-correct.csv")
@requires(Permission.IMPORT)
def to_correct(upload: UUID) -> Response:
    """The rows that cannot be imported, with the reason beside each, to be corrected and chosen again."""
    view = _mapped(upload)
    with reading() as session:
        planned = queries.plan_of(session, view)
    fields = FIELDS[view.kind]
    reasons = {row.number: row.why for row in planned if row.faults}
    lines = [
        [str(row.number), reasons[row.number], *(row.cells.get(field.key, "") for field in fields)]
        for row in view.rows or []
        if row.number in reasons
    ]
    made = make_response(sheets.written(["Row", "What is wrong", *(field.label for field in fields)], lines))
    made.headers["Content-Type"] = "text/csv; charset=utf-8"
    made.headers["Content-Disposition"] = 'attachment; filename="rows-to-correct.csv"'
    return made


@blueprint.post("/<uuid:upload>/discard")
@requires(Permission.IMPORT)
def discard(upload: UUID) -> Response:
    """Throw the file away."""
    lead_again(request.form.get("once", ""))
    form = PortalForm()
    if not form.validate_on_submit():
        raise Invalid({"once": "Open the page of the import again, and press the button there."})
    with unit_of_work(form) as work:
        actions.discard(work.session, actor(), upload)
        work.leads_to = url_for("imports.listed")
    flash("The file was thrown away. Nothing of it was imported, and nothing of it is kept.", "success")
    return work.redirect()


def _mapped(of: UUID) -> UploadView:
    """One whose columns are chosen. Raises NotFound."""
    with reading() as session:
        view = queries.upload(session, of)
    if view.rows is None:
        raise NotFound
    return view


def _meanings(of: UUID) -> tuple[UploadView, forms.MeaningsForm]:
    view = _mapped(of)
    with reading() as session:
        planned = queries.plan_of(session, view)
        choices = queries.choices_of(session, view)
    return view, forms.meanings_form(unknown_values(planned), choices)


def _values_page(view: UploadView, form: forms.MeaningsForm, *, status: int = 200) -> Response:
    return page(
        "business_unit/imports/values.html", status=status, form=form, view=view, fields=FIELDS[view.kind]
    )


def _rows_page(view: UploadView, form: forms.TakeForm | None, *, status: int = 200) -> Response:
    with reading() as session:
        planned = queries.plan_of(session, view)
        choices = queries.choices_of(session, view)
    wrong = [row for row in planned if row.faults]
    good = [row for row in planned if not row.faults]
    shown = wrong if request.args.get("show", "wrong" if wrong else "all") == "wrong" else planned
    number, pages = _page_asked(), max(1, -(-len(shown) // ON_A_PAGE))
    if number > pages:
        abort(404)
    form = form or forms.TakeForm(version=str(actions.version_of(planned)))
    return page(
        "business_unit/imports/rows.html",
        status=status,
        form=form,
        view=view,
        planned=planned,
        wrong=wrong,
        adds=[row for row in good if row.adds],
        there=[row for row in good if not row.adds],
        unknown=sum(len(values) for key, values in unknown_values(planned).items() if choices[key]),
        shown=shown[(number - 1) * ON_A_PAGE : number * ON_A_PAGE],
        only_wrong=shown is wrong,
        once=uuid4().hex,
        number=number,
        pages=pages,
    )


def _imported(kind: Kind, count: int) -> str:
    if kind is Kind.CASES:
        return "1 case was imported." if count == 1 else f"{count:,} cases were imported."
    return "1 row was imported." if count == 1 else f"{count:,} rows were imported."


def _page_asked() -> int:
    """The page of the rows that the address names; the first unless it names another."""
    asked = request.args.get("page", "1")
    if not asked.isascii() or not asked.isdecimal() or len(asked) > 6 or asked.startswith("0"):
        abort(404)
    return int(asked)
