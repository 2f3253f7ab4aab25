"""A legal hold on a record: put on, and lifted, each with a reason (decision 29)."""

from flask import Response, flash

from portal.business_unit.care import actions
from portal.business_unit.care.forms import HoldForm, LiftForm
from portal.business_unit.care.queries import Record
from portal.business_unit.care.routes import records
from portal.business_unit.care.routes.listed import leads_to, or_disposed_of, the_record
from portal.protocol.errors import WrongState
from portal.protocol.permissions import Permission
from portal.web.actor import actor, unit_of_work
from portal.web.forms import PortalForm
from portal.web.guard import requires
from portal.web.htmx import page


@records.get("/<reference>/hold")
@requires(Permission.HOLD_RECORD)
def ask_to_hold(reference: str) -> Response:
    """What a hold does, and why it is put on."""
    with or_disposed_of(reference):
        record = the_record(reference)
    if record.hold:
        raise WrongState(f"A legal hold is on it already, put on by {record.hold.by}.")
    return _page("hold", record, HoldForm())


@records.post("/<reference>/hold")
@requires(Permission.HOLD_RECORD)
def hold(reference: str) -> Response:
    """Put a hold on."""
    form = HoldForm()
    with or_disposed_of(reference):
        if not form.validate_on_submit():
            return _page("hold", the_record(reference), form, status=422)
        with unit_of_work(form) as work:
            actions.hold(work.session, actor(), reference, reason=str(form.reason.data))
            work.leads_to = leads_to(reference)
    flash("The record is on hold. It cannot be disposed of until the hold is lifted.", "success")
    return work.redirect()


@records.get("/<reference>/lift-hold")
@requires(Permission.HOLD_RECORD)
def ask_to_lift(reference: str) -> Response:
    """What lifting the hold means, and why it is lifted."""
    with or_disposed_of(reference):
        record = the_record(reference)
    if record.hold is None:
        raise WrongState("No legal hold is on it.")
    return _page("lift", record, LiftForm())


@records.post("/<reference>/lift-hold")
@requires(Permission.HOLD_RECORD)
def lift(reference: str) -> Response:
    """Lift the hold."""
    form = LiftForm()
    with or_disposed_of(reference):
        if not form.validate_on_submit():
            return _page("lift", the_record(reference), form, status=422)
        with unit_of_work(form) as work:
            actions.lift(work.session, actor(), reference, reason=str(form.reason.data))
            work.leads_to = leads_to(reference)
    flash("The hold was lifted. The record is kept until its date, and reviewed then.", "success")
    return work.redirect()


def _page(name: str, record: Record, form: PortalForm, *, status: int = 200) -> Response:
    return page(f"business_unit/care/{name}.html", record=record, form=form, status=status)
