"""The Business Unit's pages at stage 3: its worklist, returning a form for completion, sending it on."""

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for

from portal.agencies import queries as agencies
from portal.agencies.queries import WorkspaceView
from portal.business_unit import steps
from portal.business_unit.forms import ForwardForm, hints
from portal.business_unit.queries import Receiving, others, receiving
from portal.escalations import queries
from portal.escalations.actions import office
from portal.escalations.queries import CaseView
from portal.escalations.routes.steps import register
from portal.infra.calendar import calendar_for, now
from portal.protocol import moves
from portal.protocol.clock import day_in_words, london_date
from portal.protocol.deadlines import Clock, Deadline, begin
from portal.protocol.errors import Invalid
from portal.protocol.escalation import Request
from portal.protocol.permissions import Permission
from portal.protocol.rows import Action
from portal.web.actor import actor, reading, unit_of_work
from portal.web.guard import requires
from portal.web.htmx import page

blueprint = Blueprint("business_unit", __name__, url_prefix="/business-unit")
register(blueprint, steps.STEPS, under="/cases")


@blueprint.get("")
@requires(Permission.SEE_BUSINESS_UNIT_WORKLIST)
def worklist() -> Response:
    """What is asked of the Business Unit, what it waits for, and the cases that ended."""
    with reading() as session:
        listed = queries.worklist(session, actor().workspace)
        calendar = calendar_for(agencies.closures(session))
    return page(
        "business_unit/worklist.html",
        groups=[[one for one in listed if one.group == group] for group in range(3)],
        calendar=calendar,
        today=london_date(now()),
        most=queries.MOST,
    )


@dataclass(frozen=True, slots=True)
class Sending:
    """What the page of sending on is made of. `to` is the agency looked at; None until one is chosen."""

    view: CaseView
    offered: list[WorkspaceView]
    proposed: UUID | None
    to: Receiving | None
    deadline: Deadline

    @property
    def proposed_name(self) -> str:
        """The agency that A disagrees with, as Part 1 names it."""
        return next((one.name for one in self.offered if one.id == self.proposed), "")

    def named(self, membership: UUID) -> str:
        """Somebody of the agency looked at, by name and agency."""
        assert self.to is not None
        person = next(one for one in self.to.people if one.membership == membership)
        return f"{person.name} at {self.to.agency.name}"

    def form(self) -> ForwardForm:
        """The form, with the people of the agency looked at to choose from."""
        form = ForwardForm(version=self.view.version)
        form.offer(self.to.people if self.to else ())
        if self.to and self.to.same_parent:
            form.ask_to_confirm(
                f"I confirm that {self.view.raising} and {self.to.agency.name} are separate services."
            )
        return form


def sending(reference: str) -> Sending:
    """The case, the agency A proposed, and the one looked at: that one, unless the address names another."""
    with reading() as session:
        view = queries.case(session, actor(), reference)
        offered = others(session, view.case.raising)
        proposed = _known(_responder(view), offered)
        wanted = _known(request.args.get("agency"), offered) or proposed
        to = receiving(session, wanted, raising=view.case.raising) if wanted else None
        calendar = calendar_for(agencies.closures(session))
    return Sending(view, offered, proposed, to, begin(Clock.RESPONSE, now(), calendar))


@blueprint.get("/cases/<reference>/forward")
@requires(Action.FORWARD)
def forward(reference: str) -> Response:
    """Choose who receives the form: somebody of the agency that A named, or of another."""
    at = sending(reference)
    return _forward_page(at, at.form())


@blueprint.post("/cases/<reference>/forward")
@requires(Action.FORWARD)
def forward_for_good(reference: str) -> Response:
    """Send the form on. The receiver's 10 working days start, and A sees the name (P8, decision 3)."""
    at = sending(reference)
    form = at.form()
    if not form.validate_on_submit():
        return _forward_page(at, form, status=422)
    try:
        with unit_of_work(form) as work:
            office.forward(
                work.session,
                actor(),
                reference,
                version=form.seen_version,
                to=form.chosen,
                apart=bool(form.apart.data),
            )
            work.leads_to = url_for("escalations.show", reference=reference)
    except Invalid as invalid:
        form.refuse(invalid)
        return _forward_page(at, form, status=422)
    due = day_in_words(at.deadline.due_on)
    flash(f"The form was sent to {at.named(form.chosen)}, who has 10 working days: by {due}.", "success")
    return work.redirect()


def _forward_page(at: Sending, form: ForwardForm, *, status: int = 200) -> Response:
    _must_be_open(at.view, Action.FORWARD)
    people = at.to.people if at.to else ()
    return page(
        "business_unit/forward.html", status=status, form=form, at=at, view=at.view, hints=hints(people)
    )


def _responder(view: CaseView) -> str:
    part_1 = view.newest("part_1")
    return str(part_1.content["difference"]["responder"]) if part_1 else ""


def _known(text: str | None, offered: list[WorkspaceView]) -> UUID | None:
    """The agency named by an address or a form, when it is one of those offered."""
    return next((one.id for one in offered if str(one.id) == text), None)


def _must_be_open(view: CaseView, action: Action) -> None:
    """Raise as the action itself would, before anybody types anything."""
    with reading() as session:
        calendar = calendar_for(agencies.closures(session))
    moves.check(view.case, action, actor(), Request(now=now(), calendar=calendar))
