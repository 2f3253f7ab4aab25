"""The days on which the partnership does not work: the Business Unit closes one, or counts it again (decision 5).

Nothing is done before the page has said how many cases have dates that run over the day.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, Response, flash, url_for

from portal.agencies import queries as agencies
from portal.agencies.actions import closures as actions
from portal.agencies.queries import days_off
from portal.agencies.queries.days_off import ChangeView
from portal.business_unit.forms_closures import ClosureForm
from portal.escalations.actions import holidays
from portal.infra import outbox
from portal.infra.calendar import bank_holidays, now
from portal.protocol.clock import day_in_words, london_date
from portal.protocol.errors import Invalid, NotFound
from portal.protocol.permissions import Permission
from portal.web.actor import actor, reading, unit_of_work
from portal.web.forms import PortalForm
from portal.web.guard import requires
from portal.web.htmx import page

blueprint = Blueprint("closures", __name__, url_prefix="/business-unit/closures")

COMING = timedelta(days=366)
"""How far ahead the bank holidays are listed."""


@dataclass(frozen=True, slots=True)
class Closed:
    """A day that is closed, with who closed it; None when that was before such changes were kept."""

    day: date
    reason: str
    change: ChangeView | None


@blueprint.get("")
@requires(Permission.KEEP_CLOSURES)
def listed() -> Response:
    """The closures to come and of the last weeks, the bank holidays beside them, and who changed what."""
    today = london_date(now())
    since = today - actions.HOW_FAR_BACK
    with reading() as session:
        every = agencies.closures(session)
        changes = days_off.changes(session, since=since)
        moving = outbox.is_waiting(session, actions.DAYS_OFF)
    return page(
        "business_unit/closures/list.html",
        closed=[
            Closed(day, reason, _closed_by(changes, day))
            for day, reason in sorted(every.items())
            if day >= since
        ],
        holidays=[one for one in sorted(bank_holidays().items()) if today <= one[0] < today + COMING],
        changes=changes,
        moving=moving,
        today=today,
        back_to=since,
    )


@blueprint.get("/new")
@requires(Permission.KEEP_CLOSURES)
def new() -> Response:
    """Which day, and why."""
    return _new_page(ClosureForm())


@blueprint.post("/new")
@requires(Permission.KEEP_CLOSURES)
def close() -> Response:
    """Say what follows from closing the day; the second time, when that was said, close it."""
    form = ClosureForm()
    if not form.validate_on_submit():
        return _new_page(form, status=422)
    day = form.day.data
    assert day is not None
    try:
        if not form.was_checked:
            return _check_page(form, day)
        over = _cases_over(day)
        with unit_of_work(form) as work:
            actions.close(work.session, actor(), day=day, reason=form.why)
            work.leads_to = url_for("closures.listed")
    except Invalid as invalid:
        form.refuse(invalid)
        return _new_page(form, status=422)
    flash(f"{day_in_words(day)} no longer counts as a working day. {_after(over)}", "success")
    return work.redirect()


@blueprint.get("/<day>/open")
@requires(Permission.KEEP_CLOSURES)
def ask_to_open(day: str) -> Response:
    """What counting a day again means."""
    which = _named(day)
    return _open_page(which, PortalForm())


@blueprint.post("/<day>/open")
@requires(Permission.KEEP_CLOSURES)
def count_again(day: str) -> Response:
    """Count it as a working day again. No due date becomes earlier."""
    which, form = _named(day), PortalForm()
    if not form.validate_on_submit():
        return _open_page(which, form, status=422)
    with unit_of_work(form) as work:
        actions.reopen(work.session, actor(), day=which)
        work.leads_to = url_for("closures.listed")
    flash(
        f"{day_in_words(which)} counts as a working day again for dates that begin from now on. "
        "Due dates that were worked out before stay as they are.",
        "success",
    )
    return work.redirect()


def _cases_over(day: date) -> int:
    with reading() as session:
        return len(holidays.cases_over(session, [day]))


def _after(cases: int) -> str:
    """What was set going, once the day is closed."""
    if not cases:
        return "No date runs over it, so none moves. Dates that begin from now on skip it."
    whose = "1 case has a date that runs" if cases == 1 else f"{cases} cases have dates that run"
    return (
        f"{whose} over it. The worker now moves those due dates later, tells the agencies by e-mail and writes it "
        "into the history of each case. That takes a minute or so."
    )


def _closed_by(changes: tuple[ChangeView, ...], day: date) -> ChangeView | None:
    return next((one for one in changes if one.day == day and one.added), None)


def _named(day: str) -> date:
    """The day of an address; NotFound for anything else."""
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise NotFound from None


def _new_page(form: ClosureForm, *, status: int = 200) -> Response:
    return page("business_unit/closures/new.html", status=status, form=form)


def _check_page(form: ClosureForm, day: date) -> Response:
    """Raises Invalid when the day cannot be closed at all."""
    with reading() as session:
        actions.check(session, day)
        over = len(holidays.cases_over(session, [day]))
    form.checked.data = day.isoformat()
    return page("business_unit/closures/check.html", form=form, day=day, over=over)


def _open_page(day: date, form: PortalForm, *, status: int = 200) -> Response:
    with reading() as session:
        reason = agencies.closures(session).get(day)
    if reason is None:
        raise NotFound
    return page("business_unit/closures/open.html", status=status, form=form, day=day, reason=reason)
