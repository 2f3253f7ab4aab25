"""One page and one form for each thing that may be done to a case, from one table.

A `Step` says what it is, who may, what follows, what the button reads and what was done. `register` makes its two
routes; `offers` lists, for the page of a case, exactly those that are open to its reader now. So what is offered
and what is accepted cannot differ, and every page says before the button who will see it, who is told and by when.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations import queries
from portal.escalations.queries import CaseView, DraftView, PartView
from portal.escalations.routes.meanwhile import shown_again
from portal.escalations.routes.noticing import first_to_be_told
from portal.infra.calendar import calendar_for, now
from portal.protocol import moves, permissions
from portal.protocol.actors import Actor, Kind
from portal.protocol.beside import why_not
from portal.protocol.clock import WorkingCalendar
from portal.protocol.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from portal.protocol.escalation import CaseState, PartKind, PartState, Request
from portal.protocol.news import Reader, readers
from portal.protocol.permissions import PERMISSIONS, Clause, Permission, could
from portal.protocol.rows import Action
from portal.protocol.states import actors_of
from portal.web.actor import actor, lead_again, reading, unit_of_work
from portal.web.forms import PortalForm
from portal.web.guard import requires
from portal.web.htmx import page


@dataclass(frozen=True, slots=True)
class At:
    """A case as a step finds it: who acts, when, and on which part.

    `part` is the one that the address names, or the actor's own agency's; None when there is neither.
    """

    view: CaseView
    me: Actor
    now: datetime
    calendar: WorkingCalendar
    part: PartView | None = None

    @property
    def readers(self) -> list[str]:
        """Everyone who can see the case now, as the actor would say it."""
        parties = [self.view.case.raising, *(one.workspace for one in self.view.case.responses)]
        ours = {self.me.workspace: "Your agency"}
        executive = (
            ["The Executive"] if self.view.case.state in (CaseState.REFERRED, CaseState.ACCEPTED) else []
        )
        return [*(ours.get(one, self.view.names[one]) for one in parties), "The Business Unit", *executive]

    @property
    def response(self) -> PartView:
        """The response it is about; NotFound when there is none."""
        return self.about

    @property
    def about(self) -> PartView:
        """The part it is about; NotFound when there is none."""
        if self.part is None:
            raise NotFound
        return self.part


@dataclass(frozen=True, slots=True)
class Next:
    """What follows once the button is pressed. `asked`: who gets an e-mail that asks them for something.

    `told`: who is told by e-mail what happened, where the news cannot name them before the form is filled in.
    """

    what: str
    who_sees: Sequence[str]
    by_when: str = "At once"
    asked: Sequence[str] = ()
    told: Sequence[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that may be done to a case, with its page.

    `what` decides who may, and when; `shut` may give a further reason why not now, or say better why the rules
    do not let it ("" when it is open). `under` is the draft that its form stands under; `of_draft`: the form is
    made from a draft alone, and never shown again over one that was saved meanwhile. `name` is that of its routes,
    when several steps have one permission.
    `path` follows the case in the address; with `of_part` the address names a part of that kind too, and without
    it the part is the one of the actor's own agency that `own` finds. `do` is given the session, where it stands,
    and the valid form; it may raise Invalid. `event` is the name under which `portal.protocol.news` tells of it,
    when that is not the action's own; `leads_to` is the page after it, `more` what its template shows besides.
    """

    what: Action | Permission
    path: str
    title: str
    button: str
    form: Callable[[At], PortalForm]
    next: Callable[[At], Next]
    do: Callable[[Session, At, Any], None]
    done: Callable[[At, Any], str]
    intro: Callable[[At], Sequence[str]] = lambda at: ()
    shut: Callable[[At], str] = lambda at: ""
    under: Callable[[At], DraftView | None] = lambda at: None
    of_draft: bool = False
    of_part: PartKind | None = None
    own: Callable[[CaseView, Actor], PartView | None] = lambda view, me: view.response_of(me.workspace)
    leads_to: Callable[[At], str] = lambda at: url_for("escalations.show", reference=at.view.reference)
    more: Callable[[At], Mapping[str, Any]] = lambda at: {}
    warning: bool = False
    event: str = ""
    name: str = ""
    template: str = "escalations/step.html"

    @property
    def endpoint(self) -> str:
        """The name of its routes, in its blueprint."""
        return self.name or self.what.value

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The kinds of person who might do it."""
        return PERMISSIONS[self.what] if isinstance(self.what, Permission) else actors_of(self.what)

    @property
    def about_a_part(self) -> bool:
        """Whether the rules ask about one part."""
        return self.of_part is not None or isinstance(self.what, Permission) or moves.about_a_part(self.what)

    def check(self, at: At) -> None:
        """Raise as doing it would: NotAllowed, WrongState."""
        part = at.part.part.id if at.part and self.about_a_part else None
        if isinstance(self.what, Action):
            request = Request(now=at.now, calendar=at.calendar, part=part)
            try:
                moves.check(at.view.case, self.what, at.me, request)
            except WrongState as refused:
                raise WrongState(self.shut(at) or str(refused)) from refused
            if reason := self.shut(at):
                raise WrongState(reason)
            return
        about = at.view.case.part(part)
        permissions.check(self.what, at.me, at.view.case, about)
        if reason := why_not(self.what, at.view.case, now=at.now, part=about) or self.shut(at):
            raise WrongState(reason)

    def told(self, at: At) -> list[str]:
        """Who is told by e-mail: whoever is asked something, then whoever the news names."""
        follows = self.next(at)
        news = _news(self.event or self.what.value, at) if follows.told is None else follows.told
        return list(dict.fromkeys([*follows.asked, *news]))


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
                yield Offer(_title(step, view, part), href, step)


def _title(step: Step, view: CaseView, part: PartView | None) -> str:
    """Says of which agency it is, where there are others: not of one that was replaced."""
    standing = [
        one
        for one in view.parts
        if one.part.kind is step.of_part and one.part.state is not PartState.REPLACED
    ]
    return f"{step.title}: {part.agency}" if part and len(standing) > 1 else step.title


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


def _news(event: str, at: At) -> Iterator[str]:
    """Each reader of the news by name, but never the actor's own workspace."""
    view, about = at.view, at.part.part if at.part else None
    for reader in readers(event):
        workspaces = {
            Reader.RAISING: [view.case.raising],
            Reader.EVERY_B: [one.workspace for one in view.case.responses],
            Reader.THAT_B: [about.workspace] if about else [],
            Reader.FORMER_B: [about.workspace] if about else [],
            Reader.OFFICE: [],
            Reader.EXECUTIVE: [],
        }[reader]
        yield from (view.names[one] for one in workspaces if one != at.me.workspace)
        if reader is Reader.OFFICE and at.me.kind is not Kind.BUSINESS_UNIT:
            yield "the Business Unit"
        if reader is Reader.EXECUTIVE and at.me.kind is not Kind.EXECUTIVE:
            yield "the members of the Executive without a conflict of interest"
