"""Absences: from when to when somebody is away, who is told instead, and back earlier than planned."""

from typing import Any
from uuid import UUID

from flask import Response, flash, url_for

from portal.agencies.actions import absences as actions
from portal.agencies.forms.people import AbsenceForm
from portal.agencies.queries import MemberView, people, senior_managers
from portal.agencies.queries.people import AbsenceView
from portal.agencies.routes import blueprint
from portal.agencies.routes.people import named
from portal.protocol.clock import days_in_words
from portal.protocol.errors import Invalid, NotFound
from portal.protocol.permissions import Permission
from portal.web.actor import actor, reading, unit_of_work
from portal.web.forms import PortalForm
from portal.web.guard import requires
from portal.web.htmx import page


@blueprint.get("/people/<membership>/absence")
@requires(Permission.SEE_PEOPLE)
def absence(membership: str) -> Response:
    """From when to when, and who covers."""
    known = _whose(named(membership))
    return _absence_page(known, _offered(AbsenceForm(), known))


@blueprint.post("/people/<membership>/absence")
@requires(Permission.SEE_PEOPLE)
def record_absence(membership: str) -> Response:
    """Record it: who is away keeps every right, and another is told meanwhile."""
    known = _whose(named(membership))
    form = _offered(AbsenceForm(), known)
    if not form.validate_on_submit():
        return _absence_page(known, form, status=422)
    try:
        with unit_of_work(form) as work:
            _record(form, known, session=work.session)
            work.leads_to = url_for("agencies.list_people")
    except Invalid as invalid:
        form.refuse(invalid)
        return _absence_page(known, form, status=422)
    days = days_in_words(form.starts_on.data, form.ends_on.data)
    flash(f"{known.name} is away {days}. Your agency and the Business Unit can see it.", "success")
    return work.redirect()


@blueprint.get("/people/absences/<of>/end")
@requires(Permission.SEE_PEOPLE)
def end_of_absence(of: str) -> Response:
    """What being back early means."""
    found, known = _absence(named(of))
    return page("agencies/people/end_absence.html", form=PortalForm(), found=found, known=known)


@blueprint.post("/people/absences/<of>/end")
@requires(Permission.SEE_PEOPLE)
def end_absence(of: str) -> Response:
    """They are back."""
    found, known = _absence(named(of))
    form = PortalForm()
    if not form.validate_on_submit():
        return page("agencies/people/end_absence.html", status=422, form=form, found=found, known=known)
    with unit_of_work(form) as work:
        actions.end(work.session, actor(), found.id)
        work.leads_to = url_for("agencies.list_people")
    flash(f"{known.name} is not away any more, and is told of cases again.", "success")
    return work.redirect()


def _record(form: AbsenceForm, known: MemberView, *, session: Any) -> None:
    actions.record(
        session,
        actor(),
        known.membership,
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        cover=UUID(form.cover.data) if form.cover.data else None,
    )


def _whose(membership: UUID) -> MemberView:
    with reading() as session:
        return actions.whose(session, actor(), membership)


def _absence(of: UUID) -> tuple[AbsenceView, MemberView]:
    with reading() as session:
        found = people.absence(session, of)
        if found is None:
            raise NotFound
        return found, actions.whose(session, actor(), found.membership)


def _offered(form: AbsenceForm, known: MemberView) -> AbsenceForm:
    with reading() as session:
        signers = senior_managers(session, known.workspace)
    return form.offer(
        (str(one.membership), one.name) for one in signers if one.membership != known.membership
    )


def _absence_page(known: MemberView, form: AbsenceForm, *, status: int = 200) -> Response:
    own = known.membership == actor().membership
    return page("agencies/people/absence.html", status=status, form=form, known=known, own=own)
