"""The command that seeds: on any day, into an empty database, once, and saying what it needs."""

from datetime import UTC, datetime

import pytest

from portal.agencies import queries as agencies
from portal.config import ConfigurationError
from portal.demo.partnership import WORKSPACES
from portal.demo.seed import seed
from portal.demo.stories import STORIES
from portal.demo.stories.shape import BeforeHoliday, Story
from portal.infra.db import Database
from portal.infra.verification import verify
from tests.engines import Logins, Template
from tests.integration.demo.seeded import IDENTITY_URL, SECRET, seed_on

CHRISTMAS, A_SATURDAY_NIGHT = (
    datetime(2026, 12, 25, 9, 0, tzinfo=UTC),
    datetime(2027, 2, 27, 2, 30, tzinfo=UTC),
)


@pytest.mark.parametrize("today", [CHRISTMAS, A_SATURDAY_NIGHT], ids=["Christmas", "Saturday night"])
def test_it_can_be_seeded_on_any_day(database: Logins, today: datetime) -> None:
    """The cases tried are those that come closest to today, and those that lie around a holiday."""
    seeded = seed_on(database, today, [story for story in STORIES if _happened_lately(story)])
    newest = seeded.rows("select max(at) as at from portal.history")[0].at
    assert newest < today
    assert verify(database.owner_url).faults == ()


def _happened_lately(story: Story) -> bool:
    if isinstance(story.starts, BeforeHoliday):
        return True
    return bool(story.way) and story.way[-1].after == story.starts - 1


def test_the_command_fills_an_empty_database_once(database: Logins, template: Template) -> None:
    env = {
        "PORTAL_WEB_PASSWORD": template.web_password,
        "PORTAL_WORKER_PASSWORD": template.worker_password,
        "IDENTITY_URL": IDENTITY_URL,
        "IDENTITY_SECRET": SECRET,
        "SECRET_KEY": "test",
    }
    assert seed(database.owner_url, env).startswith(f"Seeded {len(WORKSPACES)} workspaces")
    again = seed(database.owner_url, env)
    assert again == (
        f"The database already holds {len(WORKSPACES)} workspaces and {len(STORIES)} cases,"
        " so nothing was seeded."
    )


def test_it_says_what_it_needs(database: Logins, template: Template) -> None:
    env = {"PORTAL_WEB_PASSWORD": "wrong", "PORTAL_WORKER_PASSWORD": template.worker_password}
    env |= {"IDENTITY_URL": IDENTITY_URL, "IDENTITY_SECRET": SECRET, "SECRET_KEY": "test"}
    with pytest.raises(ConfigurationError, match="IDENTITY_SECRET is not set"):
        seed(database.owner_url, env | {"IDENTITY_SECRET": " "})
    with pytest.raises(ConfigurationError, match="the same PORTAL_WEB_PASSWORD"):
        seed(database.owner_url, env)
    with pytest.raises(ConfigurationError, match="Run `portal migrate` first"):
        seed(template.server.url(database="postgres"), env)
    owner = Database(database.owner_url, pool_size=1)
    with owner.reading() as session:
        assert agencies.workspaces(session) == []
    owner.engine.dispose()
