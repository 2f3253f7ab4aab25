"""The portal's pages as somebody signed in sees them without JavaScript, for tests of what they do."""

import html
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Barrier
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import text
from werkzeug.test import TestResponse

from portal.agencies.queries.sign_in import digest
from portal.app import create_app
from portal.config import Settings
from portal.protocol.actors import Actor, Role
from tests.compiled import shared
from tests.engines import Template
from tests.partnership import AGENCIES, Partnership, as_owner, founded
from tests.way import Way

BASE_URL = "http://127.0.0.1:9"
KNOWN = (
    "insert into portal.identity_provider (name, issuer, client_id, client_secret)"
    " values ('Tests', 'http://127.0.0.1/test', 'portal', '-') on conflict do nothing",
    "insert into portal.identity (issuer, subject, person_id)"
    " values ('http://127.0.0.1/test', :subject, :person) on conflict do nothing",
)
"""What lets a person sign in: a service that the portal knows, and theirs of its identities."""


@dataclass
class Browser:
    """A browser in which one person is signed in. It sends what the page it is on would send."""

    app: Flask
    token: str
    forms: tuple[str, str] = ("", "")
    """What its session holds against forgery, and the token that its forms carry for as long as it holds that."""

    def __post_init__(self) -> None:
        self.client = self.app.test_client()
        with self.client.session_transaction(base_url=BASE_URL) as session:
            session["_user_id"] = self.token

    def get(self, path: str) -> TestResponse:
        """Open a page."""
        return self.client.get(path, base_url=BASE_URL)

    def post(self, path: str, fields: Mapping[str, Any]) -> TestResponse:
        """Send these fields, whoever filled them in, as a form of this browser's own."""
        return self.client.post(path, base_url=BASE_URL, data={**fields, "csrf_token": self._form_token()})

    def _form_token(self) -> str:
        """The token of its forms, read from a page when its session is another than last time."""
        held = self._session().get("csrf_token", "")
        if not held or held != self.forms[0]:
            token = typed(own_form(self.get("/nowhere").text))["csrf_token"]
            self.forms = self._session()["csrf_token"], token
        return self.forms[1]

    def _session(self) -> dict[str, Any]:
        interface, cookie = self.app.session_interface, self.client.get_cookie("portal", domain="127.0.0.1")
        assert isinstance(interface, SecureCookieSessionInterface)
        serializer = interface.get_signing_serializer(self.app)
        assert serializer
        return dict(serializer.loads(cookie.value)) if cookie else {}

    def fill(self, page: str, /, **changes: Any) -> dict[str, Any]:
        """What the page's own form would send, with these changes. A name's "__" stands for "-"."""
        form = own_form(self.get(page).text)
        return typed(form) | {name.replace("__", "-"): value for name, value in changes.items()}

    def send(self, page: str, address: str = "", /, **changes: Any) -> TestResponse:
        """Open a page, fill its form in and send it, to the page's own address unless another is given."""
        return self.post(address or page, self.fill(page, **changes))


@dataclass
class Pages:
    """The whole application on a small partnership."""

    app: Flask
    partnership: Partnership

    def way(self) -> Way:
        """A case on its way."""
        return Way(self.partnership)

    def who(self, slug: str, role: Role) -> Browser:
        """A browser in which the person of a workspace who holds this role has signed in."""
        return self.browser(self.partnership.who(slug, role))

    def browser(self, actor: Actor) -> Browser:
        """A browser in which this person has signed in."""
        token = secrets.token_urlsafe(16)
        begin = text("select portal.begin_sign_in(:person, 'http://127.0.0.1/test', :subject, :digest, 1)")
        asked = {"person": actor.person, "subject": str(actor.person), "digest": digest(token)}
        with as_owner(self.partnership.logins) as session:
            for statement in KNOWN:
                session.execute(text(statement), asked)
        with self.partnership.database.work() as session:
            session.execute(begin, asked)
        return Browser(self.app, token)


@contextmanager
def opened(template: Template, valkey_url: str, agency_slugs: Iterable[str] = AGENCIES) -> Iterator[Pages]:
    """The pages of a partnership of its own, gone at the end."""
    with founded(template, agency_slugs) as partnership:
        settings = Settings(
            database_url=partnership.logins.web_url,
            redis_url=valkey_url,
            smtp_url="smtp://127.0.0.1:1",
            base_url=BASE_URL,
            secret_key="a key for tests alone, and nowhere else",
        )
        yield Pages(shared(create_app(settings, database=partnership.database)), partnership)


def at_once(*sends: Callable[[], TestResponse]) -> list[TestResponse]:
    """Send these forms at the same moment, each from a thread of its own."""
    start = Barrier(len(sends))

    def send(one: Callable[[], TestResponse]) -> TestResponse:
        start.wait(timeout=10)
        return one()

    with ThreadPoolExecutor(len(sends)) as pool:
        return list(pool.map(send, sends))


def own_form(page: str) -> str:
    """The page's own form: the last that is sent with POST, after the buttons to sign out and to download."""
    forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", page, re.DOTALL)
    return next(str(form) for form in reversed(forms) if not _attribute(form, "action").endswith("/file"))


def typed(form: str) -> dict[str, Any]:
    """What a form holds as it is: texts, texts of many lines, what is ticked and chosen."""
    fields: dict[str, Any] = {}
    for element in re.findall(r"<input[^>]*>", form):
        kind, name = _attribute(element, "type"), _attribute(element, "name")
        if kind in ("radio", "checkbox") and " checked" not in element:
            continue
        if name:
            fields[name] = _attribute(element, "value")
    for attributes, words in re.findall(r"<textarea([^>]*)>(.*?)</textarea>", form, re.DOTALL):
        fields[_attribute(attributes, "name")] = html.unescape(words)
    for attributes, options in re.findall(r"<select([^>]*)>(.*?)</select>", form, re.DOTALL):
        chosen = re.search(r"<option[^>]* selected[^>]*>", options)
        fields[_attribute(attributes, "name")] = _attribute(chosen[0], "value") if chosen else ""
    return fields


def text_of(response: TestResponse) -> str:
    """The words of a page, tags and repeated space left out."""
    main = response.text.partition("<main")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def _attribute(element: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', element)
    return html.unescape(found[1]) if found else ""
