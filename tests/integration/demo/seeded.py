"""A database with the practice cases in it as on a certain day, and what somebody sees there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, text

from portal.demo.seed.cases import seed_cases
from portal.demo.seed.directory import Directory, seed_directory
from portal.demo.seed.office import seed_office
from portal.demo.stories import STORIES
from portal.demo.stories.shape import Story
from portal.escalations import queries
from portal.infra.calendar import at
from portal.infra.db import Context, Database
from portal.protocol.actors import Actor
from tests.engines import Logins

WEDNESDAY = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
IDENTITY_URL = "http://127.0.0.1:8473"
SECRET = "practice-secret-0123456789"
KEY = b"test"


@dataclass(frozen=True)
class Seeded:
    """A database seeded on a Wednesday."""

    logins: Logins
    directory: Directory
    references: Mapping[str, str]

    def rows(self, statement: str) -> list[Row[Any]]:
        """What the owner reads."""
        database = Database(self.logins.owner_url, pool_size=1)
        with database.reading() as session:
            session.execute(text("set local role portal_owner"))
            rows = list(session.execute(text(statement)).all())
        database.engine.dispose()
        return rows

    def case(self, key: str, reader: str) -> queries.CaseView:
        """A case as a person sees it on that Wednesday."""
        actor = self.directory.actor(reader)
        database = Database(self.logins.web_url, pool_size=1)
        with at(WEDNESDAY), database.reading(context_of(actor)) as session:
            view = queries.case(session, actor, self.references[key])
        database.engine.dispose()
        return view


def context_of(actor: Actor) -> Context:
    """Whose context it is."""
    return Context(workspace=actor.workspace, membership=actor.membership)


def seed_on(logins: Logins, today: datetime, stories: Sequence[Story] = STORIES) -> Seeded:
    """Seed it on this day."""
    with at(today):
        directory = seed_directory(logins.owner_url, identity_url=IDENTITY_URL, client_secret=SECRET)
        references = seed_cases(
            logins.web_url, directory, worker_url=logins.worker_url, identity_key=KEY, stories=stories
        )
        seed_office(logins.web_url, directory, references)
        return Seeded(logins, directory, references)
