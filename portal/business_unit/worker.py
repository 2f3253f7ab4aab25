"""The page about the worker: whether it is alive, what waits, what failed and why, with a button to try again."""

from uuid import UUID, uuid4

from flask import Blueprint, Response, flash, url_for

from portal.business_unit import actions, queries_worker
from portal.infra import rings
from portal.protocol.errors import Invalid
from portal.protocol.permissions import Permission
from portal.web.actor import actor, portal, reading, unit_of_work
from portal.web.forms import PortalForm
from portal.web.guard import requires
from portal.web.htmx import page

blueprint = Blueprint("worker", __name__, url_prefix="/business-unit/worker")


@blueprint.get("")
@requires(Permission.SEE_WORKER)
def shown() -> Response:
    """How the worker stands."""
    with reading() as session:
        trouble = queries_worker.trouble(session)
        runs = queries_worker.runs(session)
        waiting = queries_worker.waiting(session)
        packs = queries_worker.packs(session)
        given_up = queries_worker.given_up(session)
        tried_again = queries_worker.tried_again(session)
    return page(
        "business_unit/worker.html",
        trouble=trouble,
        runs=runs,
        waiting=waiting,
        packs_waiting=[one for one in packs if not one.failed],
        packs_failed=[one for one in packs if one.failed],
        rings=rings.waiting(portal().settings.redis_url),
        given_up=given_up,
        tried_again=tried_again,
        keys={one.id: uuid4().hex for one in given_up},
        most=queries_worker.MOST,
    )


@blueprint.post("/<uuid:row>/again")
@requires(Permission.SEE_WORKER)
def again(row: UUID) -> Response:
    """Have something tried again that was given up."""
    form = PortalForm()
    if not form.validate_on_submit():
        raise Invalid({"once": "Open the page about the worker again, and press the button there."})
    with unit_of_work(form) as work:
        found = actions.try_again(work.session, actor(), row)
        work.leads_to = url_for("worker.shown")
    if found:
        flash("The worker tries it now. If it fails again, it is tried for 72 hours more.", "success")
    else:
        flash("It is no longer given up: somebody has had it tried again already.")
    return work.redirect()
