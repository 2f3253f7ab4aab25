"""Whoever writes a child's identity into a text is told, while they type it and before it is taken (decision 25).

A caution is no refusal: sent again, the form is taken as it is. Part 1 and Part 2, which are drafts first, tell
their writer as they are saved.
"""

from flask import Response, request

from portal.escalations import queries
from portal.escalations.forms.noticing import cautions_in_form, cautions_in_texts
from portal.escalations.queries import CaseView
from portal.escalations.routes import blueprint
from portal.protocol.permissions import Permission, check
from portal.web.actor import actor, reading
from portal.web.errors import NOT_KEPT
from portal.web.forms import PortalForm
from portal.web.guard import requires
from portal.web.htmx import page


@blueprint.post("/<reference>/noticed")
@requires(Permission.BE_TOLD_OF_IDENTITY_TYPED)
def noticed(reference: str) -> Response:
    """A few words for the page that somebody types on, of what is noticed in any of its fields. Keeps nothing.

    Only for those who write on the case: whoever only reads it could find out by it whether a guess is right.
    """
    with reading() as session:
        view = queries.case(session, actor(), reference)
        check(Permission.BE_TOLD_OF_IDENTITY_TYPED, actor(), view.case)
        known = queries.identities(session, view.case.id)
    typed = (value for name, value in request.form.items(multi=True) if name not in NOT_KEPT)
    return page("escalations/noticed.html", cautions=cautions_in_texts(typed, known))


def first_to_be_told(form: PortalForm, view: CaseView) -> bool:
    """Whether its writer is to be shown this form once more, with what is noticed in it. Ask once it is valid."""
    if not form.asks_for_text:
        return False
    with reading() as session:
        known = queries.identities(session, view.case.id)
    return form.new_to_its_writer(cautions_in_form(form, known))
