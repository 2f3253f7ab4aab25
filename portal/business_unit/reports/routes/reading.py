"""The reports as they are read: the list, one in either version, as a page, a PDF and an Excel file (P14)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, make_response, render_template

from portal.business_unit.reports import actions, queries, workbook
from portal.business_unit.reports.charts import chart_of
from portal.business_unit.reports.queries import ReportView
from portal.business_unit.reports.routes import blueprint, named
from portal.infra import pdf
from portal.protocol.errors import NotFound
from portal.protocol.permissions import PERMISSIONS, Permission, could
from portal.protocol.report import SECTIONS
from portal.web.actor import actor, looking, reading
from portal.web.dates import full_date
from portal.web.guard import requires
from portal.web.htmx import page

VERSIONS: dict[str, str] = {"exact": "Exact version", "shareable": "Shareable version"}


@blueprint.get("")
@requires(Permission.SEE_REPORTS)
def listed() -> Response:
    """Every report that the reader may see."""
    with reading() as session:
        every = queries.listed(session)
    return page("business_unit/reports/list.html", reports=every, writes=_may(Permission.WRITE_REPORT))


@blueprint.get("/<half>/<version>")
@requires(Permission.SEE_REPORTS)
def shown(half: str, version: str) -> Response:
    """One report in one version: as it was issued, or, for the Business Unit, as it stands now."""
    _one_of(version, VERSIONS)
    with reading() as session:
        view = queries.report(session, named(half))
        recorded = queries.actions_of(session, view.half)
    _keep(view, "page", version)
    return page(
        "business_unit/reports/show.html",
        **drawn(view, version),
        recorded=recorded,
        writes=_may(Permission.WRITE_REPORT),
        issues=_may(Permission.ISSUE_REPORT),
        sees_cases=_may(Permission.SEE_REPORT_DRAFTS),
    )


@blueprint.get("/<half>/<version>/<kind>")
@requires(Permission.SEE_REPORTS)
def file(half: str, version: str, kind: str) -> Response:
    """An issued report as a file; a draft is none yet."""
    _one_of(version, VERSIONS)
    _one_of(kind, FILES)
    with reading() as session:
        view = queries.report(session, named(half))
    if view.issued_at is None:
        raise NotFound
    _keep(view, kind, version)
    made = make_response(FILES[kind].make(view, version))
    made.headers["Content-Type"] = FILES[kind].media_type
    made.headers["Content-Disposition"] = f'attachment; filename="report-{view.half.named}-{version}.{kind}"'
    return made


@blueprint.get("/<half>/cases")
@requires(Permission.SEE_REPORT_DRAFTS)
def cases(half: str) -> Response:
    """The cases behind the figures of an issued report, by reference; and who opened it."""
    return _cases_page(half, "")


@blueprint.get("/<half>/cases/after/<after>")
@requires(Permission.SEE_REPORT_DRAFTS)
def cases_after(half: str, after: str) -> Response:
    """The next page of them."""
    return _cases_page(half, after)


def drawn(view: ReportView, version: str) -> dict[str, Any]:
    """What a page or a PDF of a report is made from."""
    shows = view.version(version)
    return {
        "view": view,
        "version": version,
        "version_words": VERSIONS[version],
        "shows": shows,
        "sections": SECTIONS,
        "charts": {table.caption: chart_of(shows, table) for table in shows.tables},
    }


def _pdf(view: ReportView, version: str) -> bytes:
    html = render_template("business_unit/reports/paper.html", **drawn(view, version))
    return pdf.make(html, css=render_template("business_unit/reports/paper.css"))


def _xlsx(view: ReportView, version: str) -> bytes:
    assert view.issued_at is not None
    shown = current_app.jinja_env.globals
    head = (str(shown["marking"]), f"{shown['partnership']}. Issued on {full_date(view.issued_at)}.")
    return workbook.make(view, version, head=head)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: what makes it, and its media type."""

    make: Callable[[ReportView, str], bytes]
    media_type: str


FILES: Mapping[str, Kind] = {
    "pdf": Kind(_pdf, "application/pdf"),
    "xlsx": Kind(_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def _cases_page(half: str, after: str) -> Response:
    with reading() as session:
        report = queries.row_of(session, named(half))
        if report.state != queries.ISSUED:
            raise NotFound
        return page(
            "business_unit/reports/cases.html",
            half=named(half),
            behind=queries.behind(session, report.id, after=after),
            looks=queries.looks(session, report.id),
            versions=VERSIONS,
        )


def _one_of(name: str, known: Mapping[str, object]) -> None:
    """NotFound for an address that names nothing there is."""
    if name not in known:
        raise NotFound


def _keep(view: ReportView, what: str, version: str) -> None:
    """That an issued report was opened or taken is kept before anything of it is shown (decision 27)."""
    if view.issued_at is not None:
        with looking() as session:
            actions.look(session, actor(), view.id, what=what, version=version)


def _may(permission: Permission) -> bool:
    return could(PERMISSIONS[permission], actor())
