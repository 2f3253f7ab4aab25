"""What every response must carry, and what no request may do."""

import re
from base64 import b64encode
from hashlib import sha256

import pytest
from flask.testing import FlaskClient

from portal.web import security
from tests.integration.web.conftest import MakeApp

POLICY = {
    "default-src": "'none'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}


@pytest.mark.parametrize("path", ["/", "/no/such/page", "/raise/fault", "/static/portal.css"])
def test_every_response_is_guarded(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    policy = _policy(response.headers["Content-Security-Policy"])
    assert policy.pop("script-src").endswith(" 'self'")
    assert re.fullmatch(r"'sha256-[\w+/]{43}=' 'self'", policy.pop("style-src"))
    assert policy == POLICY
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response.headers["Permissions-Policy"]


@pytest.mark.parametrize("path", ["/", "/no/such/page", "/raise/fault", "/raise/database"])
def test_the_policy_knows_the_one_inline_style_of_a_page(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    (style,) = re.findall(r"<style[^>]*>(.*?)</style>", response.text, re.DOTALL)
    known = b64encode(sha256(style.encode()).digest()).decode()
    policy = _policy(response.headers["Content-Security-Policy"])
    assert policy["style-src"] == f"'sha256-{known}' 'self'"
    assert response.text.index("<style>") < response.text.index('<link rel="stylesheet"')


def test_the_inline_script_carries_the_nonce_of_its_own_response(client: FlaskClient) -> None:
    nonces = set()
    for _ in range(2):
        response = client.get("/")
        nonce = re.search(r"'nonce-([^']+)'", response.headers["Content-Security-Policy"])
        assert nonce is not None
        assert re.findall(r'<script nonce="([^"]+)">', response.text) == [nonce[1]]
        nonces.add(nonce[1])
    assert len(nonces) == 2


def test_pages_are_not_stored_and_our_own_files_are(client: FlaskClient) -> None:
    assert client.get("/").headers["Cache-Control"] == "no-store"
    assert client.get("/static/none.css").headers["Cache-Control"] == "no-store"
    assert f"max-age={security.STATIC_SECONDS}" in client.get("/static/portal.css").headers["Cache-Control"]


def test_over_https_the_cookie_is_bound_to_the_host(make_app: MakeApp) -> None:
    client = make_app(base_url="https://portal.example").test_client()
    response = client.get("/form", base_url="https://portal.example")
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-portal=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_without_https_the_cookie_still_works_on_one_machine(client: FlaskClient) -> None:
    response = client.get("/form")
    assert response.headers["Set-Cookie"].startswith("portal=")
    assert "HttpOnly" in response.headers["Set-Cookie"]
    assert "Strict-Transport-Security" not in response.headers


def test_a_request_for_another_host_is_refused(client: FlaskClient) -> None:
    response = client.get("/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "evil" not in response.text
    assert client.get("/", headers={"Host": "localhost:8123"}).status_code == 200


def test_a_post_without_a_token_changes_nothing(client: FlaskClient) -> None:
    client.get("/form")
    assert client.post("/goes").status_code == 400
    assert client.post("/goes", data={"csrf_token": "made-up"}).status_code == 400


def test_a_misspelt_name_in_a_template_is_not_shown_as_nothing(client: FlaskClient) -> None:
    assert client.get("/misspelt").status_code == 500


def _policy(header: str) -> dict[str, str]:
    return dict(rule.split(" ", 1) for rule in header.split("; "))
