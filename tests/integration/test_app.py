"""The application put together: it starts only as the role that the walls hold, and says whether it is well."""

from dataclasses import replace

import pytest

from portal.app import create_app
from portal.config import ConfigurationError, Settings
from portal.infra.db import Database
from tests.engines import Logins
from tests.pages import BASE_URL


def settings(database_url: str) -> Settings:
    return Settings(
        database_url=database_url,
        redis_url="redis://127.0.0.1:1",
        smtp_url="smtp://127.0.0.1:1",
        base_url=BASE_URL,
        secret_key="a key for tests alone, and nowhere else",
    )


def test_it_starts_as_the_web_role(database: Logins) -> None:
    app = create_app(settings(database.web_url))
    response = app.test_client().get("/health", base_url=BASE_URL)
    assert (response.status_code, response.text) == (200, "ok")
    app.extensions["portal"].database.engine.dispose()


def test_it_does_not_start_as_a_login_that_could_look_past_the_walls(database: Logins) -> None:
    with pytest.raises(ConfigurationError, match="must connect as portal_web"):
        create_app(settings(database.owner_url))


def test_it_does_not_start_without_its_database(database: Logins) -> None:
    nowhere = database.web_url.rpartition("/")[0] + "/no_such_database"
    with pytest.raises(ConfigurationError, match="cannot be used"):
        create_app(settings(nowhere))


def test_it_says_that_the_database_is_away_and_draws_its_page_without_it(database: Logins) -> None:
    app = create_app(settings(database.web_url))
    portal = app.extensions["portal"]
    nowhere = Database("postgresql://portal_web@127.0.0.1:1/portal")
    app.extensions["portal"] = replace(portal, database=nowhere)
    health = app.test_client().get("/health", base_url=BASE_URL)
    assert (health.status_code, health.text) == (503, "The database does not answer.")
    client = app.test_client()
    with client.session_transaction(base_url=BASE_URL) as session:
        session["_user_id"] = "a token"
    for path in ("/", "/sign-in", "/cases"):
        page = client.get(path, base_url=BASE_URL)
        assert page.status_code == 503, path
        assert "Sorry, the service cannot be reached just now" in page.text
    portal.database.engine.dispose()
