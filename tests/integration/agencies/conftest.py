"""The whole portal with the practice partnership and its provider, and the pages of a small one without it."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from portal.agencies import actions
from portal.app import create_app
from portal.config import Settings
from portal.demo.partnership import SHARED, person
from portal.demo.seed.directory import Directory, seed_directory
from portal.infra.db import Context, Database
from tests import pages
from tests.compiled import shared
from tests.engines import Logins, Template
from tests.integration.agencies.roles_held import ADMINISTRATOR
from tests.practice_provider import SECRET, Practice, choose, practising

BASE_URL = "http://127.0.0.1:9"
KEY = "a key for tests alone, and nowhere else"


@dataclass
class Town:
    """The portal with everybody in it, and what a test does as one of them or behind their back."""

    app: Flask
    logins: Logins
    practice: Practice
    directory: Directory

    def browser(self) -> "Browser":
        """A browser nobody has used yet."""
        return Browser(self.app.test_client(), self)

    def signed_in(self, key: str, path: str = "/") -> "Browser":
        """A browser in which this person has signed in, on the way to a page."""
        browser = self.browser()
        browser.sign_in(key, path)
        return browser

    def membership(self, key: str, workspace: str) -> str:
        """The membership of a person in a workspace."""
        return str(self.directory.actors[key, workspace].membership)

    def sql(self, statement: str, **values: object) -> list[tuple[Any, ...]]:
        """Read or change the database as its owner."""
        owner = Database(self.logins.owner_url, pool_size=1)
        try:
            with owner.work() as session:
                session.execute(text("set local role portal_owner"))
                result = session.connection().execute(text(statement), values)
                return [tuple(row) for row in result] if result.returns_rows else []
        finally:
            owner.engine.dispose()

    def invite(self, key: str, workspace: str, path: str = "/cases/RPD-1") -> str:
        """Invite somebody as the worker does; the path of the link."""
        one = self.directory.actors[key, workspace]
        worker = Database(self.logins.worker_url, pool_size=1)
        with worker.work(Context(workspace=one.workspace, membership=one.membership)) as session:
            invitation = actions.invite(session, one.membership, path)
        worker.engine.dispose()
        return f"/invitation/{actions.invitation_token(KEY, invitation)}"


@dataclass
class Browser:
    """A person at a browser without JavaScript."""

    client: FlaskClient
    town: Town

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, base_url=BASE_URL, **more)

    def send(self, page: str, action: str, /, **fields: str) -> TestResponse:
        """Open a page, and send its form with these fields filled in."""
        return self.client.post(action, base_url=BASE_URL, data=self.hidden(page) | fields)

    def hidden(self, page: str) -> dict[str, str]:
        """The hidden fields of a page's own form."""
        shown = self.get(page)
        inputs = re.findall(r"<input[^>]*>", shown.text)
        named = ((_attribute(one, "name"), _attribute(one, "value")) for one in inputs if "hidden" in one)
        return {name: value for name, value in named if name}

    def leave(self, key: str, path: str = "/") -> str:
        """Go to one's sign-in service, by e-mail address or by choosing where one belongs; its address."""
        one, page = person(key), f"/sign-in?next={path}"
        by_address = {"email": one.email}
        chosen = {"agency": one.memberships[0][0]} if one.provider == SHARED else by_address
        return leads_to(self.send(page, "/sign-in/start", **chosen))

    def come_back(self, address: str, key: str) -> TestResponse:
        """Say at the service who one is, and be sent back."""
        return self.get("/sign-in/callback", query_string=choose(address, key))

    def sign_in(self, key: str, path: str = "/") -> TestResponse:
        """The whole way in."""
        response = self.come_back(self.leave(key, path), key)
        assert response.status_code == 303, response.text
        return response

    def sign_in_invited(self, link: str, key: str) -> TestResponse:
        """The whole way in by an invitation's link."""
        return self.come_back(leads_to(self.send(link, link)), key)

    def heading(self, path: str) -> tuple[int, str]:
        """The status and the heading of a page."""
        response = self.get(path, follow_redirects=True)
        return response.status_code, heading(response)


def leads_to(response: TestResponse) -> str:
    """Where a page that moves on by itself goes."""
    assert response.status_code == 200, response.text
    found = re.search(r'<meta http-equiv="refresh" content="0; url=([^"]+)">', response.text)
    assert found, response.text
    return html.unescape(found[1])


def heading(response: TestResponse) -> str:
    """The one h1 of a page."""
    (found,) = re.findall(r"<h1[^>]*>(.*?)</h1>", response.text, re.DOTALL)
    return html.unescape(found).strip()


def asked(address: str) -> dict[str, str]:
    """The parameters of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def _attribute(element: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', element)
    return html.unescape(found[1]) if found else ""


@pytest.fixture(scope="session")
def practice() -> Iterator[Practice]:
    with practising(f"{BASE_URL}/sign-in/callback", f"{BASE_URL}/signed-out") as running:
        yield running


@pytest.fixture(scope="session")
def peopled(template: Template, practice: Practice) -> Iterator[tuple[Template, Directory]]:
    """A template with the practice partnership in it."""
    with template.copy() as logins:
        directory = seed_directory(logins.owner_url, identity_url=practice.base_url, client_secret=SECRET)
        yield replace(template, name=logins.owner_url.rpartition("/")[2]), directory


MakeTown = Callable[..., Town]


@pytest.fixture
def make_town(peopled: tuple[Template, Directory], valkey: str, practice: Practice) -> Iterator[MakeTown]:
    """Make the portal; settings may be changed by keyword."""
    made: list[Database] = []
    template, directory = peopled

    with template.copy() as logins:

        def make(**changes: Any) -> Town:
            usual = Settings(
                database_url=logins.web_url,
                redis_url=valkey,
                smtp_url="smtp://127.0.0.1:1",
                base_url=BASE_URL,
                secret_key=KEY,
            )
            app = shared(create_app(replace(usual, **changes)))
            made.append(app.extensions["portal"].database)
            return Town(app, logins, practice, directory)

        yield make
        for one in made:
            one.engine.dispose()


@pytest.fixture
def town(make_town: MakeTown) -> Town:
    """The portal with its usual settings."""
    return make_town()


@pytest.fixture
def portal(template: Template, valkey: str) -> Iterator[pages.Pages]:
    """The pages of a small partnership of the test's own, without a provider."""
    with pages.opened(template, valkey, ("alder", "birch")) as opened:
        yield opened


@pytest.fixture
def keeper(portal: pages.Pages) -> pages.Browser:
    """Alder's administrator."""
    return portal.who("alder", ADMINISTRATOR)
