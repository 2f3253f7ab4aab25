"""Something that may be done to a case: who may, what follows, what the button reads and what was done.

The modules of this package are the steps of the parties; the Business Unit and the Executive have theirs. The
pages and routes made of a step, and its link on the page of a case, are `steps.pages`'s.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from portal.escalations.queries import CaseView, DraftView, PartView
from portal.protocol import moves, permissions
from portal.protocol.actors import Actor, Kind
from portal.protocol.beside import why_not
from portal.protocol.clock import WorkingCalendar
from portal.protocol.errors import NotFound, WrongState
from portal.protocol.escalation import CaseState, PartKind, Request
from portal.protocol.news import Reader, readers
from portal.protocol.permissions import PERMISSIONS, Clause, Permission
from portal.protocol.rows import Action
from portal.protocol.rules import Rules
from portal.protocol.states import actors_of
from portal.protocol.tasks import Ask, tasks
from portal.web.forms import PortalForm

EXECUTIVE = "The Executive"

_WITH_THE_EXECUTIVE = (CaseState.REFERRED, CaseState.ACCEPTED, CaseState.DECIDED)
"""While its members may see a case: until it leaves stage 4 undecided (section 4)."""


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
    def rules(self) -> Rules:
        """The rules that the case began under."""
        return self.view.case.rules

    @property
    def days(self) -> Mapping[str, str]:
        """Their lengths in words, each by its name: "20 working days"."""
        return self.rules.in_words

    @property
    def readers(self) -> list[str]:
        """Everyone who can see the case now, as the actor would say it."""
        parties = [self.view.case.raising, *(one.workspace for one in self.view.case.responses)]
        ours = {self.me.workspace: "Your agency"}
        executive = [EXECUTIVE] if self.view.case.state in _WITH_THE_EXECUTIVE else []
        return [*(ours.get(one, self.view.names[one]) for one in parties), "The Business Unit", *executive]

    def readers_with_the_executive(self, when: str) -> list[str]:
        """The same, and `when` the Executive will see it, unless it does now."""
        return self.readers if EXECUTIVE in self.readers else [*self.readers, f"{EXECUTIVE}, {when}"]

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
    when several steps have one permission; `called` is its title on this case, where that is not always the same.
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
    called: Callable[[At], str] = lambda at: ""
    template: str = "escalations/step.html"

    @property
    def endpoint(self) -> str:
        """The name of its routes, in its blueprint."""
        return self.name or self.what.value

    def title_of(self, at: At) -> str:
        """What it is called on this case."""
        return self.called(at) or self.title

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


def _news(event: str, at: At) -> Iterator[str]:
    """Each reader of the news by name, but never the actor's own workspace."""
    view, about = at.view, at.part.part if at.part else None
    with_the_executive = view.case.state in _WITH_THE_EXECUTIVE
    for reader in readers(event):
        workspaces = {
            Reader.RAISING: [view.case.raising],
            Reader.EVERY_B: [one.workspace for one in view.case.responses],
            Reader.THAT_B: [about.workspace] if about else [],
            Reader.FORMER_B: [about.workspace] if about else [],
        }.get(reader, [])
        yield from (view.names[one] for one in workspaces if one != at.me.workspace)
        if reader is Reader.OFFICE and at.me.kind is not Kind.BUSINESS_UNIT:
            yield "the Business Unit"
        if reader is Reader.EXECUTIVE and at.me.kind is not Kind.EXECUTIVE and with_the_executive:
            yield "the members of the Executive without a conflict of interest"
        if reader is Reader.SCRUTINEER and any(task.ask is Ask.COMPILE_SUMMARY for task in tasks(view.case)):
            yield "the Independent Scrutineer"
