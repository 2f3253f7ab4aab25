"""Taking a file of the log, and the list of the files that were taken (decision 27)."""

from flask import Response, make_response, request, url_for

from portal.business_unit.log import columns, queries
from portal.business_unit.log.actions import exports as actions
from portal.business_unit.log.forms import ExportForm
from portal.business_unit.log.routes import blueprint
from portal.business_unit.log.routes.listing import asked
from portal.infra import tables
from portal.infra.calendar import now
from portal.protocol.clock import london_date
from portal.protocol.errors import Invalid
from portal.protocol.permissions import Permission
from portal.web.actor import actor, reading, unit_of_work
from portal.web.guard import requires
from portal.web.htmx import page


@blueprint.get("/export")
@requires(Permission.EXPORT_LOG)
def export() -> Response:
    """What will be in the file, and what is kept of its being taken."""
    return _export_page(ExportForm())


@blueprint.post("/export")
@requires(Permission.EXPORT_LOG)
def take_export() -> Response:
    """The file. It is kept nowhere here."""
    form = ExportForm()
    if not form.validate_on_submit():
        return _export_page(form, status=422)
    kind = str(form.kind.data)
    try:
        with unit_of_work() as work:
            asking = asked(work.session)
            taken = actions.take(work.session, actor(), asking, kind=kind)
    except Invalid as invalid:
        form.refuse(invalid)
        return _export_page(form, status=422)
    shown = columns.chosen(asking.show)
    table = tables.Table(
        heads=[one.words for one in shown.values()],
        rows=[[one.of(row) for one in shown.values()] for row in taken.rows],
        about=_about(taken),
    )
    made = make_response(tables.MAKERS[kind](table))
    made.headers["Content-Type"] = tables.TYPES[kind]
    made.headers["Content-Disposition"] = f'attachment; filename="log-{london_date(now())}.{kind}"'
    return made


@blueprint.get("/exports")
@requires(Permission.EXPORT_LOG)
def exports() -> Response:
    """Who took which file of the log, newest first."""
    with reading() as session:
        taken = queries.exports(session)
    return page("business_unit/log/exports.html", taken=taken, wide=True)


def _about(taken: actions.Taken) -> list[tuple[str, str]]:
    cut = (
        f"The list was longer: these are its first {actions.MOST:,} cases."
        if taken.cut
        else "The whole list."
    )
    return [
        ("Asked for", taken.asked),
        ("Cases", f"{len(taken.rows):,}"),
        ("", cut),
        ("Taken on", str(london_date(now()))),
        ("By", actor().name),
    ]


def _export_page(form: ExportForm, *, status: int = 200) -> Response:
    with reading() as session:
        asking = asked(session)
        said = actions.in_words(session, asking)
        found = len(queries.all_of(session, asking, most=actions.MOST + 1))
    return page(
        "business_unit/log/export.html",
        status=status,
        form=form,
        asking=asking,
        said=said,
        found=found,
        most=actions.MOST,
        columns=columns.chosen(asking.show),
        address=f"{url_for('log.take_export')}?{request.query_string.decode()}",
    )
