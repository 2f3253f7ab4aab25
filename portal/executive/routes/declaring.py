"""The declaration, made on the reference, the parties and the signatories before any paper opens (decision 21)."""

from flask import Response, flash, url_for

from portal.escalations.actions import looks
from portal.executive import actions, queries
from portal.executive.forms import DeclarationForm
from portal.executive.queries import Before
from portal.executive.queries_released import released_to_recused
from portal.executive.routes import blueprint
from portal.protocol.errors import Invalid
from portal.protocol.escalation import CaseState
from portal.protocol.permissions import Permission
from portal.protocol.summary import SECTION_NAMES, SECTIONS
from portal.web.actor import actor, looking, reading, unit_of_work
from portal.web.guard import requires
from portal.web.htmx import page, redirect_to


@blueprint.get("/<reference>")
@requires(Permission.DECLARE_INTERESTS)
def before(reference: str) -> Response:
    """Where a letter's link leads: to the declaration, to the papers once it allows, else to what is known."""
    with reading() as session:
        case = queries.one_before(session, reference)
    if case.sits:
        return redirect_to("escalations.show", reference=reference)
    if case.declared or case.state is CaseState.DECIDED:
        return _page(case, None)
    return _page(case, DeclarationForm())


@blueprint.get("/<reference>/declare")
@requires(Permission.DECLARE_INTERESTS)
def declare_more(reference: str) -> Response:
    """A member who declared may declare more, never less."""
    with reading() as session:
        case = queries.one_before(session, reference)
    return _page(case, None if case.state is CaseState.DECIDED else DeclarationForm())


@blueprint.post("/<reference>/declare")
@requires(Permission.DECLARE_INTERESTS)
def declare(reference: str) -> Response:
    """Declare: it stands, and with a conflict the door stays closed."""
    with reading() as session:
        case = queries.one_before(session, reference)
    form = DeclarationForm()
    if not form.validate_on_submit():
        return _page(case, form, status=422)
    try:
        with unit_of_work(form) as work:
            actions.declare(
                work.session, actor(), reference, interests=form.declared, words=str(form.words.data or "")
            )
            work.leads_to = url_for("executive.before", reference=reference)
    except Invalid as invalid:
        form.refuse(invalid)
        return _page(case, form, status=422)
    flash("Your declaration is kept.", "success")
    return work.redirect()


def _page(case: Before, form: DeclarationForm | None, *, status: int = 200) -> Response:
    """To one who is recused it shows what was released, and that it did is kept (decision 27)."""
    with reading() as session:
        said = queries.declarations(session, case.id, membership=actor().membership)
        released = released_to_recused(session, case.id)
    if released:
        with looking() as session:
            looks.view_without_opening(session, actor(), case.id)
    return page(
        "executive/before.html",
        status=status,
        case=case,
        form=form,
        said=said,
        released=released,
        labels={"summary": SECTIONS, "withheld": SECTION_NAMES},
    )
