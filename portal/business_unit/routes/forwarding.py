"""Sending a form on: to whom, at each agency, and by when they answer (P8, decision 13)."""

from dataclasses import dataclass
from uuid import UUID

from flask import Response, flash, request, url_for
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.agencies.queries import WorkspaceView
from portal.business_unit.forms import ForwardForm, hints
from portal.business_unit.queries import Receiving, others, receiving
from portal.business_unit.routes import blueprint
from portal.escalations import queries
from portal.escalations.actions import office
from portal.escalations.queries import CaseView
from portal.escalations.routes.meanwhile import shown_again
from portal.infra.calendar import calendar_for, now
from portal.protocol import moves
from portal.protocol.clock import day_in_words
from portal.protocol.deadlines import Clock, Deadline, begin
from portal.protocol.errors import Invalid, Stale
from portal.protocol.escalation import Request
from portal.protocol.part_1 import agencies_named
from portal.protocol.rows import Action
from portal.web.actor import actor, reading, unit_of_work
from portal.web.guard import requires
from portal.web.htmx import page


@dataclass(frozen=True, slots=True)
class Sending:
    """What the page of sending on is made of. `named` are the agencies that A disagrees with, which come first.

    `rows` are the agencies to which it would go, in the order of the form; None: one that is not offered.
    """

    view: CaseView
    form: ForwardForm
    named: tuple[WorkspaceView, ...]
    rows: tuple[Receiving | None, ...]
    deadline: Deadline

    @property
    def not_chosen(self) -> list[tuple[int, str]]:
        """Each issue that is put to an agency to which the form would not go, with that agency's name."""
        chosen = {str(row.agency.id) for row in self.rows if row}
        part_1 = self.view.newest("part_1")
        return [
            (number, self.view.names[UUID(agency)])
            for number, issue in enumerate(part_1.content["issues"] if part_1 else (), start=1)
            for agency in issue.get("put_to") or ()
            if agency not in chosen
        ]

    def everybody(self) -> str:
        """Who was chosen, each by name and agency. Ask after the form is valid."""
        people = {
            one.membership: f"{one.name} at {row.agency.name}"
            for row in self.rows
            if row
            for one in row.people
        }
        *others, last = [people[one] for one in self.form.chosen]
        return f"{', '.join(others)} and {last}" if others else last


def sending(reference: str) -> tuple[Sending, bool]:
    """The case, and the form as it was sent, or with a row for each agency that A named.

    Also whether a button to add or take away an agency was pressed, so that the form is only to be shown again.
    """
    with reading() as session:
        view = queries.case(session, actor(), reference)
        offered = {str(one.id): one for one in others(session, view.case.raising)}
        part_1 = view.newest("part_1")
        named = [one for one in agencies_named(part_1.content if part_1 else {}) if one in offered]
        form = ForwardForm(version=view.version)
        if request.method != "POST":
            form.begin(named)
        form.another.offer((key, one.name) for key, one in offered.items() if key not in form.agencies)
        changed = form.change()
        rows = [_row(session, offered.get(one), view.case.raising) for one in form.agencies]
        calendar = calendar_for(agencies.closures(session))
    for fields, row in zip(form.rows, rows, strict=True):
        if row:
            fields.show(row, raising=view.raising)
    deadline = begin(Clock.RESPONSE, now(), calendar)
    return Sending(view, form, tuple(offered[one] for one in named), tuple(rows), deadline), changed


def _row(session: Session, agency: WorkspaceView | None, raising: UUID) -> Receiving | None:
    return receiving(session, agency.id, raising=raising) if agency else None


@blueprint.get("/cases/<reference>/forward")
@requires(Action.FORWARD)
def forward(reference: str) -> Response:
    """Choose who receives the form at each agency: those that A named, or others (decision 13)."""
    at, _ = sending(reference)
    return _forward_page(at)


@blueprint.post("/cases/<reference>/forward")
@requires(Action.FORWARD)
def forward_for_good(reference: str) -> Response:
    """Send the form on. The 10 working days of each receiver start, and A sees the names (P8, decision 3)."""
    at, changed = sending(reference)
    form = at.form
    if changed:
        return _forward_page(at, status=422 if form.another.errors else 200)
    if not form.validate_on_submit():
        return _forward_page(at, status=422)
    try:
        with unit_of_work(form) as work:
            office.forward(
                work.session,
                actor(),
                reference,
                version=form.seen_version,
                to=form.chosen,
                apart=form.apart,
            )
            work.leads_to = url_for("escalations.show", reference=reference)
    except Invalid as invalid:
        form.refuse(invalid)
        return _forward_page(at, status=422)
    except Stale:
        return _forward_again(reference)
    due = day_in_words(at.deadline.due_on)
    has = "who has" if len(form.chosen) == 1 else "who have"
    flash(f"The form was sent to {at.everybody()}, {has} 10 working days: by {due}.", "success")
    return work.redirect()


def _forward_again(reference: str) -> Response:
    """Whom was chosen, for the case as it is now."""
    at, _ = sending(reference)
    shown_again(at.form, at.view)
    return _forward_page(at, status=409)


def _forward_page(at: Sending, *, status: int = 200) -> Response:
    _must_be_open(at.view, Action.FORWARD)
    return page(
        "business_unit/forward.html",
        status=status,
        form=at.form,
        at=at,
        view=at.view,
        hints=[hints(row.people) if row else [] for row in at.rows],
    )


def _must_be_open(view: CaseView, action: Action) -> None:
    """Raise as the action itself would, before anybody types anything."""
    with reading() as session:
        calendar = calendar_for(agencies.closures(session))
    moves.check(view.case, action, actor(), Request(now=now(), calendar=calendar))
