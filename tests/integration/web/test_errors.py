"""Each error has one status and one page, and what a person typed is not lost."""

import http.client
import logging
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from werkzeug import exceptions

from portal.config import ROOT
from portal.web import errors
from portal.web.security import FORM_BYTES

A_KEY = "1b268db7-9306-4c1e-8a51-000000000001"
"""A choice of a list: nobody typed it, and no page has words for it any more."""

TYPED = {"reasons": "<script>alert(1)</script> Zoë & 李", "issues-0-position": "We\r\ndiffer", "empty": " "}
MEGABYTES_50 = 50 * 1024 * 1024


@pytest.mark.parametrize(
    ("name", "status", "says"),
    [
        ("not-found", 404, "We cannot find that page"),
        ("not-allowed", 403, "Only a senior manager may sign this off."),
        ("wrong-state", 409, "This case has been withdrawn."),
        ("stale", 409, "Priya Shah saved this at 4:05pm."),
        ("invalid", 422, "Enter your reasons"),
        ("database", 503, "What you sent was not saved"),
        ("fault", 500, "What you sent was not saved"),
        ("timeout", 500, "What you sent was not saved"),
    ],
)
def test_each_error_has_its_status_and_its_page(
    client: FlaskClient, name: str, status: int, says: str
) -> None:
    response = client.get(f"/raise/{name}")
    assert response.status_code == status
    assert says in response.text
    assert "a fault of ours" not in response.text


@pytest.mark.parametrize(
    ("code", "title"),
    [
        (400, "could not understand"),
        (403, "Your role"),
        (404, "cannot find"),
        (418, "could not understand"),
        (503, "cannot be reached"),
    ],
)
def test_an_error_of_http_has_the_same_pages(client: FlaskClient, code: int, title: str) -> None:
    response = client.get(f"/code/{code}")
    assert (response.status_code, title in response.text) == (code, True)


def test_another_workspaces_case_and_no_page_at_all_look_the_same(client: FlaskClient) -> None:
    hidden, absent = client.get("/raise/not-found"), client.get("/no/such/page")
    assert _without_nonce(hidden.text) == _without_nonce(absent.text)
    assert hidden.status_code == absent.status_code == 404


def test_a_wrong_method_says_which_are_right(client: FlaskClient) -> None:
    response = client.get("/goes")
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == {"OPTIONS", "POST"}


def test_what_was_typed_is_kept_and_escaped(client: FlaskClient, token: str) -> None:
    for name, status in (("stale", 409), ("wrong-state", 409), ("invalid", 422)):
        form = TYPED | {"csrf_token": token, "once": "the-key", "version": "the-version", "person": A_KEY}
        response = client.post(f"/raise/{name}", data=form)
        assert response.status_code == status
        assert "&lt;script&gt;alert(1)&lt;/script&gt; Zoë &amp; 李" in response.text
        assert "<script>alert" not in response.text
        assert "Issues 1 position" in response.text
        assert "We\r\ndiffer" in response.text
        assert not re.search(f"the-key|the-version|>Empty<|Person|{A_KEY}", response.text)


def test_an_expired_form_keeps_what_was_typed_and_leads_back(client: FlaskClient) -> None:
    response = client.post("/form?step=2", data=TYPED, headers={"Referer": "http://localhost/form?step=2"})
    assert response.status_code == 400
    assert "Your form expired" in response.text
    assert "Zoë &amp; 李" in response.text
    assert 'href="/form?step=2"' in response.text


def test_a_form_from_another_site_is_not_shown_in_our_pages(client: FlaskClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Referer": "http://evil.example//form"}
    response = client.post("/form", data=TYPED, headers=headers)
    assert response.status_code == 400
    assert "Zoë" not in response.text
    assert "evil" not in response.text


def test_htmx_is_told_to_show_an_error_in_place_of_the_page(client: FlaskClient) -> None:
    response = client.get("/raise/stale", headers={"HX-Request": "true"})
    assert response.status_code == 409
    assert response.headers["HX-Retarget"] == response.headers["HX-Reselect"] == "#main-content"
    assert '<main class="govuk-main-wrapper" id="main-content">' in response.text


def test_an_error_page_is_drawn_when_nothing_can_be_asked_of_the_database(app: Flask) -> None:
    """The page for "not reachable" asks nobody who is signed in: that answer lies in the database."""

    @app.context_processor
    def actor() -> dict[str, object]:
        raise errors.sqlalchemy.exc.OperationalError("SELECT", {}, Exception("no server"))

    with app.test_client() as client:
        assert client.get("/raise/database").status_code == 503
        assert client.get("/").status_code == 503
        assert client.get("/no/such/page").status_code == 503
        assert client.get("/raise/fault").status_code == 500


def test_the_log_holds_no_case_text(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        client.get("/raise/database")
    assert "no server" in caplog.text
    assert "Child's Name" not in caplog.text


def test_no_error_of_http_is_without_a_page() -> None:
    for kind in exceptions.default_exceptions.values():
        assert errors.answer_to(kind()).status >= 400


def test_a_form_that_is_too_large_says_the_limit(client: FlaskClient) -> None:
    response = client.post("/form", data={"reasons": "x" * (FORM_BYTES + 1)})
    assert response.status_code == 413
    assert "up to 12 MB" in response.text


def test_a_browser_that_sends_50_megabytes_gets_the_page_and_not_a_reset(served: str) -> None:
    connection = http.client.HTTPConnection(served, timeout=60)
    connection.request(
        "POST",
        "/form",
        body=b"x" * MEGABYTES_50,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    response = connection.getresponse()
    assert response.status == 413
    assert b"What you sent is too large" in response.read()
    connection.close()
    assert requests.get(f"http://{served}/", timeout=10).status_code == 200


@pytest.fixture
def token(client: FlaskClient) -> str:
    """The sample form's CSRF token."""
    return client.get("/form").text.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]


@pytest.fixture
def served() -> Iterator[str]:
    """The small application behind the server that the portal runs on."""
    command = [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--bind", "127.0.0.1:0"]
    application = "tests.integration.web.conftest:small_app(base_url='http://127.0.0.1')"
    process = subprocess.Popen([*command, application], cwd=ROOT, stderr=subprocess.PIPE, text=True)
    try:
        yield _address(process)
    finally:
        process.terminate()
        process.communicate(timeout=10)


def _address(process: "subprocess.Popen[str]") -> str:
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(r"Listening at: http://(\S+)", line):
            return found[1]
    raise AssertionError("The server did not start.")


def _without_nonce(text: str) -> str:
    return re.sub(r'nonce="[^"]+"', "", text)
