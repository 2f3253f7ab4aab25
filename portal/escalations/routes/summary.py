"""The Scrutineer's summary as a PDF, for whoever may read it, masked as its page is (decisions 23, 25 and 27)."""

from uuid import UUID

from flask import Response, make_response, render_template

from portal.escalations.actions import copies
from portal.escalations.routes import blueprint
from portal.infra import pdf
from portal.protocol.decision import DECISION
from portal.protocol.permissions import Permission
from portal.protocol.summary import COMMISSION, ISSUED, SECTION_NAMES, SECTIONS
from portal.web.actor import actor, unit_of_work
from portal.web.guard import requires


@blueprint.post("/<reference>/summary/<uuid:part>/file")
@requires(Permission.READ_CASE)
def summary_file(reference: str, part: UUID) -> Response:
    """The summary as a file that is named by the reference alone. That it was taken is kept.

    By a button, not a link: it writes, and an address that is only looked at may not.
    """
    with unit_of_work() as work:
        taken = copies.take_summary(work.session, actor(), reference, part=part)
    made = make_response(pdf.make(_document(taken), css=render_template("escalations/copy/copy.css")))
    made.headers["Content-Type"] = "application/pdf"
    made.headers["Content-Disposition"] = f'attachment; filename="{taken.view.reference}-summary.pdf"'
    return made


def _document(taken: copies.SummaryTaken) -> str:
    asked = (one for one in taken.view.documents if one.kind == COMMISSION and one.part == taken.paper.part)
    return render_template(
        "escalations/summary/file.html",
        view=taken.view,
        paper=taken.paper,
        at=taken.at,
        commission=next(asked, None),
        sections=SECTIONS,
        labels={"withheld": SECTION_NAMES},
        decision=taken.view.newest(DECISION) if taken.paper.kind == ISSUED else None,
    )
