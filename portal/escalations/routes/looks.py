"""Who opened a case: the list of its looks, and the two that are kept when a page is opened or printed."""

from flask import Response, abort, make_response, request

from portal.escalations import queries
from portal.escalations.actions import looks as actions
from portal.escalations.queries import LOOKS_ON_A_PAGE
from portal.escalations.routes import blueprint
from portal.protocol.permissions import Permission, check
from portal.web.actor import actor, looking, reading, unit_of_work
from portal.web.guard import requires
from portal.web.htmx import page

PAGES = frozenset({200, 409, 422})
"""The statuses of an answer that may show something of a case: a page, what stands now, a form shown back."""

NOT_PAGES = frozenset({
    *("escalations.presence", "escalations.reply_presence", "escalations.conclusion_presence"),
    *("escalations.autosave", "escalations.autosave_reply", "escalations.noticed"),
    *("escalations.printed", "escalations.download"),
    *("on_behalf.autosave_reply", "on_behalf.reply_presence", "packs.download"),
})  # fmt: skip
"""What answers with a few words for the page that is open already, or keeps its own look."""


@blueprint.get("/<reference>/looks")
@requires(Permission.READ_CASE)
def looks(reference: str) -> Response:
    """Who opened the case, when and what for, newest first, a hundred at a time (decision 27)."""
    me, number = actor(), _page_asked()
    with reading() as session:
        view = queries.case(session, me, reference)
        check(Permission.READ_CASE, me, view.case)
        count = queries.how_many_looks(session, view.case.id)
        pages = max(1, -(-count // LOOKS_ON_A_PAGE))
        if number > pages:
            abort(404)
        skip = (number - 1) * LOOKS_ON_A_PAGE
        shown = queries.looks(session, view.case.id, workspace=me.workspace, skip=skip, mask=view.mask)
    return page(
        "escalations/looks.html", reference=reference, looks=shown, count=count, number=number, pages=pages
    )


@blueprint.post("/<reference>/printed")
@requires(Permission.READ_CASE)
def printed(reference: str) -> Response:
    """The browser says that the page of the case is being printed."""
    with unit_of_work() as work:
        actions.printed(work.session, actor(), reference)
    return make_response("", 204)


@blueprint.after_app_request
def keep_that_it_was_opened(response: Response) -> Response:
    """Every page of a case that is shown is a view (decision 27). One that cannot be logged is not shown.

    Whatever was asked with, and however: a form shown back shows the case as its page does, and a header says
    nothing of what was answered.
    """
    reference = (request.view_args or {}).get("reference")
    if reference and _is_page(response):
        with looking() as session:
            actions.view(session, actor(), str(reference))
    return response


def _is_page(response: Response) -> bool:
    asked = request.method != "OPTIONS" and request.endpoint not in NOT_PAGES
    return asked and response.status_code in PAGES


def _page_asked() -> int:
    """The page of the list that the address names; the first unless it names another."""
    asked = request.args.get("page", "1")
    if not asked.isascii() or not asked.isdecimal() or len(asked) > 6 or asked.startswith("0"):
        abort(404)
    return int(asked)
