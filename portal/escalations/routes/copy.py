"""Get a copy of a case to print or keep: one PDF of what this party may see (decisions 25 and 27)."""

from flask import Response, make_response, render_template

from portal.escalations import queries
from portal.escalations.actions import copies
from portal.escalations.forms import written
from portal.escalations.forms.copy import CopyForm
from portal.escalations.routes import blueprint
from portal.infra import pdf
from portal.protocol import part_1, part_4, replies
from portal.protocol.deadlines import CLOCK_WORDS
from portal.protocol.errors import Invalid
from portal.protocol.permissions import Permission, check
from portal.protocol.summary import SECTION_NAMES
from portal.web.actor import actor, reading, unit_of_work
from portal.web.guard import requires
from portal.web.htmx import page


@blueprint.get("/<reference>/copy")
@requires(Permission.DOWNLOAD)
def copy(reference: str) -> Response:
    """Ask whether the identity is to be in it, and say what will be kept."""
    return _copy_page(reference, CopyForm())


@blueprint.post("/<reference>/copy")
@requires(Permission.DOWNLOAD)
def take_copy(reference: str) -> Response:
    """The copy, as a file that is named by the reference alone; it is kept nowhere here."""
    form = CopyForm()
    if not form.validate_on_submit():
        return _copy_page(reference, form, status=422)
    try:
        with unit_of_work() as work:
            copied = copies.take(
                work.session,
                actor(),
                reference,
                identity=form.shows_identity,
                purpose=str(form.purpose.data or ""),
            )
    except Invalid as invalid:
        form.refuse(invalid)
        return _copy_page(reference, form, status=422)
    made = make_response(pdf.make(_document(copied), css=render_template("escalations/copy/copy.css")))
    made.headers["Content-Type"] = "application/pdf"
    made.headers["Content-Disposition"] = f'attachment; filename="{copied.view.reference}-copy.pdf"'
    return made


def _document(copied: copies.Copied) -> str:
    names = [(str(identifier), name) for identifier, name in copied.view.names.items()]
    return render_template(
        "escalations/copy/copy.html",
        copied=copied,
        view=copied.view,
        sections={
            paper.version: written.part_1(paper.content, names)
            for paper in copied.view.documents
            if paper.kind == "part_1"
        },
        labels={"part_1": part_1, "replies": replies, "part_4": part_4, "withheld": SECTION_NAMES},
        clock_words=CLOCK_WORDS,
    )


def _copy_page(reference: str, form: CopyForm, *, status: int = 200) -> Response:
    with reading() as session:
        view = queries.case(session, actor(), reference)
        check(Permission.DOWNLOAD, actor(), view.case)
    return page("escalations/copy/ask.html", form=form, reference=reference, status=status)
