"""The practice mailbox takes real mail over SMTP and shows it as text."""

import re
import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from html import unescape
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from flask.testing import FlaskClient

from portal.demo import ports
from portal.demo.mailbox import Sink, Store, create_page


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


@pytest.fixture
def server(store: Store) -> Iterator[Controller]:
    controller = Controller(Sink(store), hostname="127.0.0.1", port=ports.free())
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def page(store: Store) -> FlaskClient:
    return create_page(store, store.folder / "clock").test_client()


def send(server: Controller, to: str, *, subject: str, text: str, html: str = "", blind: str = "") -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "no-reply@portal.invalid", to, subject
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    with smtplib.SMTP("127.0.0.1", server.port) as connection:
        connection.send_message(message, to_addrs=[to, blind] if blind else [to])


def test_messages_are_listed_newest_first(server: Controller, page: FlaskClient) -> None:
    send(server, "first@police.example", subject="Sign-off asked", text="One")
    send(server, "second@school.example", subject="Réponse – due", text="Two")
    listed = page.get("/").text
    assert listed.index("Réponse – due") < listed.index("Sign-off asked")
    assert "2\n        messages, newest first" in listed


def test_messages_are_found_by_recipient(server: Controller, page: FlaskClient) -> None:
    send(server, "first@police.example", subject="Sign-off asked", text="One", blind="third@police.example")
    send(server, "second@school.example", subject="Response due", text="Two")
    listed = page.get("/?to=third@police.example").text
    assert "Sign-off asked" in listed
    assert "Response due" not in listed


def test_a_message_is_shown_as_text_with_its_links(
    server: Controller, page: FlaskClient, store: Store
) -> None:
    send(
        server,
        "a@b.example",
        subject="<b>",
        text="Go to http://127.0.0.1:1/cases/7?a=1&b=2 now <script>x</script>",
    )
    (message,) = store.messages()
    shown = page.get(f"/messages/{message.id}")
    assert '<a href="http://127.0.0.1:1/cases/7?a=1&amp;b=2"' in shown.text
    assert "&lt;script&gt;x&lt;/script&gt;" in shown.text
    assert "<h1>&lt;b&gt;</h1>" in shown.text
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]


def test_the_html_of_a_message_is_framed_where_nothing_of_it_runs_or_is_fetched(
    server: Controller, page: FlaskClient, store: Store
) -> None:
    html = '<html><head></head><body><p class="a">Two & three</p><script>x</script></body></html>'
    send(server, "a@b.example", subject="Both", text="Two and three", html=html)
    (message,) = store.messages()
    shown = page.get(f"/messages/{message.id}")
    framed = re.search(r'<iframe [^>]*sandbox="([^"]*)" srcdoc="([^"]*)"', shown.text)
    assert framed
    assert "allow-scripts" not in framed[1]
    assert "allow-same-origin" not in framed[1]
    assert unescape(framed[2]).strip() == html.replace("<head>", '<head><base target="_top">')
    assert "<pre>Two and three" in shown.text
    assert "<iframe" not in page.get(f"/messages/{_plain(server, store)}").text


def _plain(server: Controller, store: Store) -> str:
    """A message without HTML."""
    send(server, "a@b.example", subject="Text", text="Alone")
    return next(message.id for message in store.messages() if message.subject == "Text")


def test_no_other_file_is_shown(page: FlaskClient, store: Store) -> None:
    (store.folder.parent / "secret.eml").write_text("Subject: secret\n\n")
    assert page.get("/messages/..%2Fsecret").status_code == 404
    assert page.get("/messages/none").status_code == 404


def test_an_empty_mailbox_says_so(page: FlaskClient) -> None:
    assert "There are no messages." in page.get("/").text
