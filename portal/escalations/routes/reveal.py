"""The children's identity: asked what for, then shown once, and the look is kept (decision 25)."""

from flask import Response

from portal.escalations import queries
from portal.escalations.actions import identity
from portal.escalations.forms.show import RevealForm
from portal.escalations.routes import blueprint
from portal.protocol.errors import Invalid
from portal.protocol.permissions import Permission, check
from portal.web.actor import actor, reading, unit_of_work
from portal.web.guard import requires
from portal.web.htmx import page


@blueprint.get("/<reference>/identity")
@requires(Permission.REVEAL_IDENTITY)
def ask_to_reveal(reference: str) -> Response:
    """Ask what the identity is needed for, before it is shown."""
    return _reveal_page(reference, RevealForm())


@blueprint.post("/<reference>/identity")
@requires(Permission.REVEAL_IDENTITY)
def reveal(reference: str) -> Response:
    """Show the children's identity, this once, and keep who looked, when and what for (decision 25).

    It is in the answer to this POST and nowhere else, so no address shows it again.
    """
    form = RevealForm()
    if not form.validate_on_submit():
        return _reveal_page(reference, form, status=422)
    try:
        with unit_of_work() as work:
            children = identity.reveal(work.session, actor(), reference, purpose=str(form.purpose.data))
    except Invalid as invalid:
        form.refuse(invalid)
        return _reveal_page(reference, form, status=422)
    return page("escalations/identity.html", children=children, reference=reference)


def _reveal_page(reference: str, form: RevealForm, *, status: int = 200) -> Response:
    with reading() as session:
        view = queries.case(session, actor(), reference)
        check(Permission.REVEAL_IDENTITY, actor(), view.case)
    return page("escalations/reveal.html", form=form, reference=reference, status=status)
