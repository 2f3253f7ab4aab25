"""Signing in at canaille, a provider written by others, so that our client and our own provider cannot agree on
a mistake."""

import re
import subprocess
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
import requests

from portal.config import ROOT
from portal.infra import oidc, oidc_documents
from portal.infra.oidc import Identity, Provider, SignInRefused

PYTHON = ROOT / ".venv" / "canaille" / "bin" / "python"
SERVER = Path(__file__).with_name("canaille_server.py")
HOW_TO_MAKE_IT = (
    "Canaille is not installed. Run `tests/interop/environment`, as `make test` does, and try again."
)

REDIRECT_URI = "http://127.0.0.1:1/sign-in/callback"
SIGNED_OUT_URI = "http://127.0.0.1:1/"
PERSON = {
    "user": "zoe",
    "password": "a long and winding road",
    "name": "Zoë Lindqvist",
    "email": "zoe@nhs.example",
}
CLIENT = {"client-id": "portal", "client-secret": "canaille-and-portal-only"}
TIMEOUT_SECONDS = 30


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    if not PYTHON.exists():
        pytest.fail(HOW_TO_MAKE_IT)
    settings = {**CLIENT, **PERSON, "redirect-uri": REDIRECT_URI, "signed-out-uri": SIGNED_OUT_URI}
    options = [part for name, value in settings.items() for part in (f"--{name}", value)]
    with subprocess.Popen([PYTHON, SERVER, *options], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            issuer = process.stdout.readline().strip()
            assert issuer, "canaille did not start; what it said is above"
            oidc_documents.forget(issuer)
            yield Provider(issuer, CLIENT["client-id"], CLIENT["client-secret"])
        finally:
            process.terminate()
            process.wait(timeout=10)


def answer_of(authorization_url: str) -> dict[str, str]:
    """Go through canaille's own pages, name and then password, to what the browser brings back."""
    with requests.Session() as browser:
        page = browser.get(authorization_url, timeout=TIMEOUT_SECONDS)
        page = submit(browser, page, "login", PERSON["user"])
        page = submit(browser, page, "password", PERSON["password"])
        while not (there := urljoin(page.url, page.headers["Location"])).startswith(REDIRECT_URI):
            page = browser.get(there, allow_redirects=False, timeout=TIMEOUT_SECONDS)
            assert page.is_redirect, page.text
    return dict(parse_qsl(urlsplit(there).query))


def submit(browser: requests.Session, page: requests.Response, field: str, value: str) -> requests.Response:
    """Fill in the page's only field. A page without it is not the one that was expected."""
    assert f'name="{field}"' in page.text, page.text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    data = {"csrf_token": unescape(token[1]), field: value}
    answer = browser.post(page.url, data, allow_redirects=False, timeout=TIMEOUT_SECONDS)
    if answer.is_redirect and field == "login":
        return browser.get(urljoin(page.url, answer.headers["Location"]), timeout=TIMEOUT_SECONDS)
    return answer


def test_a_person_signs_in_at_a_provider_we_did_not_write(provider: Provider) -> None:
    url, pending = oidc.start(provider, REDIRECT_URI)
    answer = answer_of(url)
    identity = oidc.finish(provider, pending, response_params=answer, redirect_uri=REDIRECT_URI)
    assert identity == Identity(provider.issuer, PERSON["user"], PERSON["name"], PERSON["email"])
    with pytest.raises(SignInRefused):
        oidc.finish(provider, pending, response_params=answer, redirect_uri=REDIRECT_URI)


def test_it_verifies_our_code_challenge(provider: Provider) -> None:
    url, pending = oidc.start(provider, REDIRECT_URI)
    _, other = oidc.start(provider, REDIRECT_URI)
    thief = oidc.Pending(pending.issuer, pending.state, pending.nonce, other.code_verifier)
    with pytest.raises(SignInRefused) as refused:
        oidc.finish(provider, thief, response_params=answer_of(url), redirect_uri=REDIRECT_URI)
    assert "invalid_grant" in refused.value.reason


def test_it_offers_to_sign_out(provider: Provider) -> None:
    url = oidc.logout_url(provider, SIGNED_OUT_URI)
    assert url is not None
    assert requests.get(url, timeout=TIMEOUT_SECONDS).status_code == 200
