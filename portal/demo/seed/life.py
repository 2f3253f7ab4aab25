"""One practice case while it is lived: whose step comes when, and what a step is given to be done with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zlib import crc32

from sqlalchemy.orm import Session

from portal.demo.seed.clockwork import Clockwork
from portal.demo.seed.content import Content, Telling
from portal.demo.seed.directory import Directory
from portal.demo.stories.shape import Step, Story
from portal.escalations import queries
from portal.escalations.actions import part_1
from portal.escalations.actions.answered import PART_2
from portal.infra.calendar import at
from portal.infra.db import Context, Database
from portal.protocol.actors import Actor
from portal.protocol.clock import LONDON

OPENS = time(9, 5)
MINUTES_OPEN, MINUTES_APART = 300, 40
"""In which part of the working day the first step of a day falls, and how far apart a day's steps are."""

Doings = Mapping[type[Step], Callable[["Moment", Any], None]]
"""How each kind of step is done."""


@dataclass
class Life:
    """One case while it is lived. Its steps share the days' times: those of one day follow each other.

    `others` are the references of the cases that were told before, by their keys.
    """

    story: Story
    database: Database
    directory: Directory
    telling: Telling
    doings: Doings
    others: Mapping[str, str]
    clockwork: Clockwork
    reference: str = ""
    steps_of_day: dict[int, int] = field(default_factory=dict)

    def live(self) -> str:
        """Pass the gate, write Part 1 as far as the story tells it, and take every step; gives the reference."""
        self.take(Started(0, self.story.author))
        for step in self.story.way:
            self.take(step)
        return self.reference

    def take(self, step: Step) -> None:
        """Have a person do something, in a transaction of their own, at its time."""
        actor = self.directory.actor(step.by, step.acts_in)
        context = Context(workspace=actor.workspace, membership=actor.membership)
        moment = self._instant(step.after)
        self.clockwork.run_until(moment)
        with at(moment), self.database.work(context) as session:
            self.doings[type(step)](Moment(self, session, actor), step)

    def _instant(self, after: int) -> datetime:
        earlier = self.steps_of_day.get(after, 0)
        self.steps_of_day[after] = earlier + 1
        first = crc32(f"{self.story.key} {after}".encode()) % MINUTES_OPEN
        opens = datetime.combine(self.telling.day(after), OPENS, tzinfo=LONDON)
        return opens + timedelta(minutes=first + earlier * MINUTES_APART)


@dataclass(frozen=True)
class Started(Step):
    """The first step of every case."""


@dataclass(frozen=True)
class Moment:
    """One step being taken: by whom, in which transaction, on which case."""

    life: Life
    session: Session
    actor: Actor

    @property
    def reference(self) -> str:
        return self.life.reference

    @property
    def telling(self) -> Telling:
        return self.life.telling

    @property
    def view(self) -> queries.CaseView:
        """The case as whoever acts sees it."""
        return queries.case(self.session, self.actor, self.reference)

    def adds(self, action: Callable[..., Any], **given: Any) -> None:
        """Carry out an action that adds to the case, whatever its version."""
        action(self.session, self.actor, self.reference, **given)

    def does(self, action: Callable[..., Any], **given: Any) -> None:
        """Carry out an action that wants the version of the case."""
        self.adds(action, version=self.view.version, **given)

    def draft(self, kind: str) -> queries.DraftView:
        case = self.view
        own = case.response_of(self.actor.workspace)
        return queries.draft(
            self.session,
            case.case.id,
            kind=kind,
            workspace=self.actor.workspace,
            part=own.part.id if own and kind == PART_2 else None,
        )

    def writes(self, content: Content) -> None:
        """Save sections of Part 1."""
        part_1.write(self.session, self.actor, self.reference, sections=content)

    def member(self, key: str, slug: str = "") -> UUID:
        return self.life.directory.actor(key, slug).membership
