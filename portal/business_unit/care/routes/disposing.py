"""A record is disposed of: proposed by one manager of the Business Unit, confirmed by another (decision 29)."""

from uuid import UUID

from flask import Response, flash, request

from portal.business_unit.care import actions
from portal.business_unit.care.forms import ConfirmForm, ProposeForm, WithdrawForm
from portal.business_unit.care.queries import ProposalView, Record
from portal.business_unit.care.routes import records
from portal.business_unit.care.routes.listed import leads_to, or_disposed_of, the_record
from portal.infra.calendar import now
from portal.protocol.errors import Invalid, NotAllowed, WrongState
from portal.protocol.permissions import Permission
from portal.web.actor import actor, lead_again, reading, unit_of_work
from portal.web.forms import PortalForm
from portal.web.guard import requires
from portal.web.htmx import page


@records.get("/<reference>/propose-disposal")
@requires(Permission.DISPOSE_OF_RECORD)
def ask_to_propose(reference: str) -> Response:
    """What would be removed and what would stay, and why it is proposed."""
    record = the_record(reference)
    _must_be_proposable(record)
    return _page("propose", record, ProposeForm())


@records.post("/<reference>/propose-disposal")
@requires(Permission.DISPOSE_OF_RECORD)
def propose(reference: str) -> Response:
    """Propose it to the other managers."""
    form = ProposeForm()
    if not form.validate_on_submit():
        record = the_record(reference)
        _must_be_proposable(record)
        return _page("propose", record, form, status=422)
    try:
        with unit_of_work(form) as work:
            actions.propose(work.session, actor(), reference, reason=str(form.reason.data))
            work.leads_to = leads_to(reference)
    except Invalid as invalid:
        form.refuse(invalid)
        return _page("propose", the_record(reference), form, status=422)
    flash("It was proposed. Another manager of the Business Unit now has to confirm it.", "success")
    return work.redirect()


@records.get("/<reference>/disposal/<uuid:proposal>")
@requires(Permission.DISPOSE_OF_RECORD)
def ask_to_confirm(reference: str, proposal: UUID) -> Response:
    """What is removed for good, and what stays."""
    with or_disposed_of(reference):
        record = _proposed(reference, proposal)
    return _confirm_page(record, ConfirmForm())


@records.post("/<reference>/disposal/<uuid:proposal>")
@requires(Permission.DISPOSE_OF_RECORD)
def confirm(reference: str, proposal: UUID) -> Response:
    """Dispose of it, as a colleague proposed. Nothing of the case is found any more."""
    lead_again(request.form.get("once", ""))
    form = ConfirmForm()
    with or_disposed_of(reference):
        if not form.validate_on_submit():
            return _confirm_page(_proposed(reference, proposal), form, status=422)
        with unit_of_work(form) as work:
            actions.dispose(work.session, actor(), reference, proposal=proposal)
            work.leads_to = leads_to(reference)
    flash("The record was disposed of. What is below is all that stays of it.", "success")
    return work.redirect()


@records.get("/<reference>/disposal/<uuid:proposal>/withdraw")
@requires(Permission.DISPOSE_OF_RECORD)
def ask_to_withdraw(reference: str, proposal: UUID) -> Response:
    """Why the record is still needed."""
    with or_disposed_of(reference):
        record = _proposed(reference, proposal)
    return _page("withdraw", record, WithdrawForm())


@records.post("/<reference>/disposal/<uuid:proposal>/withdraw")
@requires(Permission.DISPOSE_OF_RECORD)
def withdraw(reference: str, proposal: UUID) -> Response:
    """Withdraw the proposal."""
    form = WithdrawForm()
    with or_disposed_of(reference):
        if not form.validate_on_submit():
            return _page("withdraw", _proposed(reference, proposal), form, status=422)
        with unit_of_work(form) as work:
            reason = str(form.reason.data)
            actions.withdraw(work.session, actor(), reference, proposal=proposal, reason=reason)
            work.leads_to = leads_to(reference)
    flash("The proposal was withdrawn. The record stays as it is.", "success")
    return work.redirect()


def _must_be_proposable(record: Record) -> None:
    if record.proposal:
        raise WrongState(f"It was proposed already, by {record.proposal.by}.")
    actions.must_be_due(record, now())


def _proposed(reference: str, proposal: UUID) -> Record:
    record = the_record(reference)
    with reading() as session:
        actions.the_proposal(session, record, proposal)
    return record


def _confirm_page(record: Record, form: ConfirmForm, *, status: int = 200) -> Response:
    """Not for whoever proposed it, and not while a hold is on."""
    proposal = record.proposal
    assert isinstance(proposal, ProposalView)
    if proposal.person == actor().person:
        raise NotAllowed(actions.ANOTHER)
    actions.must_be_due(record, now())
    return _page("confirm", record, form, status=status)


def _page(name: str, record: Record, form: PortalForm, *, status: int = 200) -> Response:
    return page(f"business_unit/care/{name}.html", record=record, form=form, status=status)
