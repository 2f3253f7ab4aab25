"""The portal's pages as somebody signed in sees them without JavaScript, for tests of what they do."""

import html
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from portal.agencies.queries.sign_in import digest
from portal.app import create_app
from portal.config import Settings
from portal.protocol.actors import Actor
from tests.partnership import Partnership

BASE_URL = "http://127.0.0.1:9"


def portal_of(partnership: Partnership, valkey: str) -> Flask:
    """The whole application on a test's partnership."""
    settings = Settings(
        database_url=partnership.logins.web_url,
        redis_url=valkey,
        smtp_url="smtp://127.0.0.1:1",
        base_url=BASE_URL,
        secret_key="a key for tests alone, and nowhere else",
    )
    return create_app(settings, database=partnership.database)


@dataclass
class Browser:
    """A browser in which one person is signed in. It sends what the page it is on would send."""

    app: Flask
    token: str

    def __post_init__(self) -> None:
        self.client = self.app.test_client()
        with self.client.session_transaction(base_url=BASE_URL) as session:
            session["_user_id"] = self.token

    def get(self, path: str) -> TestResponse:
        """Open a page."""
        return self.client.get(path, base_url=BASE_URL)

    def post(self, path: str, fields: Mapping[str, Any]) -> TestResponse:
        """Send exactly these fields."""
        return self.client.post(path, base_url=BASE_URL, data=fields)

    def fill(self, page: str, **changes: Any) -> dict[str, Any]:
        """What the page's own form would send, with these changes. A name's "__" stands for "-"."""
        form = own_form(self.get(page).text)
        return typed(form) | {name.replace("__", "-"): value for name, value in changes.items()}

    def send(self, page: str, to: str = "", **changes: Any) -> TestResponse:
        """Open a page, fill its form in and send it."""
        return self.post(to or page, self.fill(page, **changes))


def signed_in(app: Flask, partnership: Partnership, actor: Actor) -> Browser:
    """A browser in which this person has signed in."""
    token = secrets.token_urlsafe(16)
    begin = text("select portal.begin_sign_in(:person, 'http://127.0.0.1/test', :subject, :digest, 1)")
    with partnership.database.work() as session:
        session.execute(
            begin, {"person": actor.person, "subject": str(actor.person), "digest": digest(token)}
        )
    return Browser(app, token)


def own_form(page: str) -> str:
    """The page's own form: the last that is sent with POST, after the button to sign out."""
    forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", page, re.DOTALL)
    return str(forms[-1])


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
    return fields


def text_of(response: TestResponse) -> str:
    """The words of a page, tags and repeated space left out."""
    main = response.text.partition("<main")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def _attribute(element: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', element)
    return html.unescape(found[1]) if found else ""
