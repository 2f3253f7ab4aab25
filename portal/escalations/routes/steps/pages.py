"""The page and the form of each step, and its link on the page of a case: all made of what the step says.

`register` makes its two routes; `offers` lists, for the page of a case, exactly those that are open to its reader
now. So what is offered and what is accepted cannot differ, and every page says before the button who will see it,
who is told and by when.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for

from portal.agencies import queries as agencies
from portal.escalations import queries
from portal.escalations.queries import CaseView, PartView
from portal.escalations.routes.meanwhile import shown_again
from portal.escalations.routes.noticing import first_to_be_told
from portal.escalations.routes.steps import At, Step
from portal.infra.calendar import calendar_for, now
from portal.protocol.actors import Actor
from portal.protocol.clock import WorkingCalendar
from portal.protocol.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from portal.protocol.escalation import PartState
from portal.protocol.permissions import could
from portal.web.actor import actor, lead_again, reading, unit_of_work
from portal.web.forms import PortalForm
from portal.web.guard import requires
from portal.web.htmx import page


@dataclass(frozen=True, slots=True)
class Offer:
    """A link on the page of a case."""

    text: str
    href: str
    step: Step


REGISTERED: list[tuple[str, Step]] = []
"""Every step with the name of its blueprint, in the order in which a case's page offers them."""


def register(blueprint: Blueprint, steps: Sequence[Step], *, under: str = "") -> None:
    """Make the pages of these steps. `under` stands before the case's reference in their addresses."""
    for step in steps:
        rule = f"{under}/<reference>/{step.path}" + ("/<uuid:part>" if step.of_part else "")
        REGISTERED.append((blueprint.name, step))
        blueprint.add_url_rule(rule, step.endpoint, requires(step.what)(_opens(step)), methods=["GET"])
        blueprint.add_url_rule(
            rule, f"{step.endpoint}_for_good", requires(step.what)(_does(step)), methods=["POST"]
        )


def offers(view: CaseView, me: Actor, calendar: WorkingCalendar, moment: datetime) -> Iterator[Offer]:
    """Every step that is open to this actor now, each with the part it would be about."""
    for blueprint, step in REGISTERED:
        if not could(step.clauses, me):
            continue
        for part in _candidates(step, view, me):
            at = At(view, me, moment, calendar, part)
            if _is_open(step, at):
                more: dict[str, Any] = {"part": part.part.id} if part and step.of_part else {}
                href = url_for(f"{blueprint}.{step.endpoint}", reference=view.reference, **more)
                yield Offer(_title(step, at), href, step)


def _title(step: Step, at: At) -> str:
    """Says of which agency it is, where there are others: not of one that was replaced."""
    standing = [
        one
        for one in at.view.parts
        if one.part.kind is step.of_part and one.part.state is not PartState.REPLACED
    ]
    title = step.title_of(at)
    return f"{title}: {at.part.agency}" if at.part and len(standing) > 1 else title


def standing(reference: str, part: UUID | None, step: Step) -> At:
    """The case as a step finds it; NotFound when the actor may not see it, or it has no such part."""
    me = actor()
    with reading() as session:
        view = queries.case(session, me, reference)
        calendar = calendar_for(agencies.closures(session))
    if step.of_part is None:
        return At(view, me, now(), calendar, step.own(view, me))
    for one in _candidates(step, view, me):
        if one and one.part.id == part:
            return At(view, me, now(), calendar, one)
    raise NotFound


def _why_shut(step: Step, at: At) -> WrongState | None:
    """Why the step is not open now; NotAllowed is raised at once."""
    try:
        step.check(at)
    except WrongState as shut:
        return shut
    return None


def _candidates(step: Step, view: CaseView, me: Actor) -> Sequence[PartView | None]:
    if step.of_part is not None:
        return [one for one in view.parts if one.part.kind is step.of_part]
    return [step.own(view, me)]


def _is_open(step: Step, at: At) -> bool:
    try:
        step.check(at)
    except (NotAllowed, WrongState):
        return False
    return True


def _opens(step: Step) -> Callable[..., Response]:
    def open_step(reference: str, part: UUID | None = None) -> Response:
        at = standing(reference, part, step)
        step.check(at)
        return _page(step, at, step.form(at))

    open_step.__doc__ = f"The page of “{step.title}”: what it means, and what follows."
    return open_step


def _does(step: Step) -> Callable[..., Response]:
    def do_step(reference: str, part: UUID | None = None) -> Response:
        lead_again(request.form.get("once", ""))
        at = standing(reference, part, step)
        shut, form = _why_shut(step, at), step.form(at)
        if form.rows_changed():
            step.check(at)
            return _page(step, at, form)
        if not form.validate_on_submit():
            step.check(at)
            return _page(step, at, form, status=422)
        if first_to_be_told(form, at.view):
            step.check(at)
            return _page(step, at, form)
        try:
            # The form's key is looked at first: one sent twice finds the case moved by its own first sending.
            with unit_of_work(form) as work:
                if shut:
                    raise shut
                work.leads_to = step.leads_to(at)
                step.do(work.session, at, form)
        except Invalid as invalid:
            form.refuse(invalid)
            return _page(step, at, form, status=422)
        except Stale:
            if step.of_draft:
                raise
            return _again(step, standing(reference, part, step))
        flash(_sentences(step.done(at, form), step.told(at)), "success")
        return work.redirect()

    do_step.__doc__ = f"“{step.title}”, carried out."
    return do_step


def _again(step: Step, at: At) -> Response:
    """The form as it was typed, for the case as it is now; or why it is shut by what happened."""
    step.check(at)
    form = step.form(at)
    shown_again(form, at.view, draft=step.under(at))
    return _page(step, at, form, status=409)


def _page(step: Step, at: At, form: PortalForm, *, status: int = 200) -> Response:
    return page(
        step.template,
        status=status,
        step=step,
        title=step.title_of(at),
        at=at,
        view=at.view,
        form=form,
        intro=step.intro(at),
        next=step.next(at),
        told=step.told(at),
        **step.more(at),
    )


def _sentences(done: str, told: Sequence[str]) -> str:
    if not told:
        return done
    names = " and ".join([", ".join(told[:-1]), told[-1]] if told[:-1] else told)
    return f"{done} Told by e-mail: {names[:1].lower() + names[1:] if names.startswith('The ') else names}."
