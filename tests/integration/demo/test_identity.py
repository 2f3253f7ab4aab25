"""The practice provider as a client meets it: strict where the portal relies on it, and on loopback only."""

import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from portal.demo.identity.issuer import CODE_SECONDS, TOKEN_SECONDS
from portal.demo.identity.serve import client_of, main, parser_of_options
from portal.demo.partnership import PEOPLE, PROVIDERS
from tests.practice_provider import (
    REDIRECT_URI,
    SECRET,
    SIGNED_OUT_URI,
    TIMEOUT_SECONDS,
    Practice,
    choose,
    practising,
)

Changes = dict[str, str | None]

VERIFIER = secrets.token_urlsafe(48)


@pytest.fixture(scope="module")
def practice() -> Iterator[Practice]:
    with practising() as running:
        yield running


def request_of(**changes: str | None) -> str:
    asked: Changes = {
        "response_type": "code",
        "client_id": "portal",
        "redirect_uri": REDIRECT_URI,
        "scope": "openid profile email",
        "state": "state",
        "nonce": "nonce",
        "code_challenge": create_s256_code_challenge(VERIFIER),
        "code_challenge_method": "S256",
    }
    asked |= changes
    return urlencode({name: value for name, value in asked.items() if value is not None})


def authorize(practice: Practice, **changes: str | None) -> requests.Response:
    return requests.get(
        f"{practice.base_url}/police/authorize?{request_of(**changes)}",
        allow_redirects=False,
        timeout=TIMEOUT_SECONDS,
    )


def exchange(
    practice: Practice, changes: Changes | None = None, *, secret: str = SECRET
) -> requests.Response:
    code = choose(f"{practice.base_url}/police/authorize?{request_of()}", "siobhan-obrien")["code"]
    sent: Changes = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": REDIRECT_URI,
        "code_verifier": VERIFIER,
    }
    sent |= changes or {}
    return requests.post(
        f"{practice.base_url}/police/token",
        data={name: value for name, value in sent.items() if value is not None},
        auth=("portal", secret),
        timeout=TIMEOUT_SECONDS,
    )


@pytest.mark.parametrize("slug", PROVIDERS)
def test_every_issuer_shows_its_own_people(practice: Practice, slug: str) -> None:
    page = requests.get(f"{practice.base_url}/{slug}/authorize?{request_of()}", timeout=TIMEOUT_SECONDS).text
    shown = [person.key for person in PEOPLE if f'value="{person.key}"' in page]
    assert shown == [person.key for person in PEOPLE if person.provider == slug]
    assert shown


@pytest.mark.parametrize(
    "changes",
    [
        {"code_challenge": None, "code_challenge_method": None},
        {"code_challenge": None},
        {"code_challenge_method": None},
        {"code_challenge_method": "plain"},
        {"nonce": None},
        {"scope": None},
        {"response_type": "token"},
    ],
)
def test_an_unsafe_request_goes_back_with_an_error(practice: Practice, changes: Changes) -> None:
    answer = authorize(practice, **changes)
    assert answer.status_code == 302, answer.text
    assert answer.headers["Location"].startswith(f"{REDIRECT_URI}?")
    sent_back = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert "error" in sent_back
    assert "code" not in sent_back


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "somebody"},
        {"client_id": None},
        {"redirect_uri": f"{REDIRECT_URI}/more"},
        {"redirect_uri": REDIRECT_URI.upper()},
        {"redirect_uri": "https://elsewhere.example/"},
    ],
)
def test_a_wrong_client_or_address_is_never_sent_anywhere(practice: Practice, changes: Changes) -> None:
    answer = authorize(practice, **changes)
    assert answer.status_code == 400
    assert "This sign-in cannot go on" in answer.text


def test_the_honest_exchange_gives_tokens(practice: Practice) -> None:
    answer = exchange(practice)
    assert answer.status_code == 200
    assert {"access_token", "id_token"} <= answer.json().keys()


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": None},
        {"code_verifier": secrets.token_urlsafe(48)},
        {"code_verifier": create_s256_code_challenge(VERIFIER)},
        {"redirect_uri": "http://127.0.0.1:1/elsewhere"},
        {"code": "made-up"},
        {"code": None},
        {"grant_type": "password"},
    ],
)
def test_an_exchange_without_proof_gives_nothing(practice: Practice, changes: Changes) -> None:
    answer = exchange(practice, changes)
    assert answer.status_code == 400
    assert "id_token" not in answer.text


def test_an_exchange_needs_the_secret(practice: Practice) -> None:
    assert exchange(practice, secret="guess").status_code == 401


def test_a_code_is_worth_nothing_at_another_issuer(practice: Practice) -> None:
    code = choose(f"{practice.base_url}/police/authorize?{request_of()}", "siobhan-obrien")["code"]
    data = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": REDIRECT_URI,
        "code_verifier": VERIFIER,
    }
    answer = requests.post(
        f"{practice.base_url}/probation/token", data, auth=("portal", SECRET), timeout=TIMEOUT_SECONDS
    )
    assert answer.json()["error"] == "invalid_grant"


def test_the_wrong_verifier_uses_the_code_up(practice: Practice) -> None:
    code = choose(f"{practice.base_url}/police/authorize?{request_of()}", "siobhan-obrien")["code"]
    assert exchange(practice, {"code": code, "code_verifier": secrets.token_urlsafe(48)}).status_code == 400
    assert exchange(practice, {"code": code}).status_code == 400


def test_userinfo_needs_a_token(practice: Practice) -> None:
    address = f"{practice.base_url}/police/userinfo"
    token = exchange(practice).json()["access_token"]
    known = requests.get(address, headers={"Authorization": f"Bearer {token}"}, timeout=TIMEOUT_SECONDS)
    assert known.json()["name"] == "Siobhan O'Brien"
    for headers in ({}, {"Authorization": "Bearer made-up"}, {"Authorization": f"Basic {token}"}):
        assert requests.get(address, headers=headers, timeout=TIMEOUT_SECONDS).status_code == 401


def test_tokens_and_codes_grow_old(practice: Practice) -> None:
    issuer = practice.issuers["police"]
    token = exchange(practice).json()["access_token"]
    made, holder = issuer.tokens[token]
    assert issuer.holder(token) is holder
    issuer.tokens[token] = (made - TOKEN_SECONDS - 1, holder)
    assert issuer.holder(token) is None
    code = choose(f"{practice.base_url}/police/authorize?{request_of()}", "siobhan-obrien")["code"]
    issuer.codes[code] = replace(issuer.codes[code], made=made - CODE_SECONDS - 1)
    assert exchange(practice, {"code": code}).json()["error"] == "invalid_grant"


def test_signing_out_returns_to_the_known_address_only(practice: Practice) -> None:
    def ended(**asked: str) -> requests.Response:
        return requests.get(
            f"{practice.base_url}/police/end-session", asked, allow_redirects=False, timeout=TIMEOUT_SECONDS
        )

    back = ended(client_id="portal", post_logout_redirect_uri=SIGNED_OUT_URI)
    assert (back.status_code, back.headers["Location"]) == (303, SIGNED_OUT_URI)
    for asked in (
        {"client_id": "portal", "post_logout_redirect_uri": "https://elsewhere.example/"},
        {"client_id": "somebody", "post_logout_redirect_uri": SIGNED_OUT_URI},
        {},
    ):
        page = ended(**asked)
        assert page.status_code == 200
        assert "You are signed out" in page.text


def test_another_host_name_is_refused(practice: Practice) -> None:
    answer = requests.get(
        f"{practice.base_url}/police/jwks", headers={"Host": "rebound.example"}, timeout=TIMEOUT_SECONDS
    )
    assert answer.status_code == 400


def options(**changes: str) -> list[str]:
    asked = {
        "port": "1",
        "base-url": "http://127.0.0.1:1",
        "client-secret": SECRET,
        "redirect-uri": REDIRECT_URI,
    } | changes
    return [part for name, value in asked.items() for part in (f"--{name}", value)]


@pytest.mark.parametrize(
    "changes",
    [
        {"base-url": "https://identity.example"},
        {"base-url": "http://0.0.0.0:8001"},
        {"base-url": "http://127.0.0.1.identity.example"},
        {"redirect-uri": "https://portal.example/sign-in/callback"},
        {"signed-out-uri": "https://portal.example/"},
    ],
)
def test_it_refuses_to_start_off_loopback(
    capsys: pytest.CaptureFixture[str], changes: dict[str, str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SystemExit) as stopped:
        main(options(port=str(taken.getsockname()[1]), **changes))
    assert stopped.value.code == 2
    assert "is not on this computer" in capsys.readouterr().err


def test_it_refuses_a_short_secret(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(options(**{"client-secret": "short"}))
    assert "at least 16 characters" in capsys.readouterr().err


def test_a_port_in_use_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SystemExit) as stopped:
        main(options(port=str(taken.getsockname()[1])))
    assert stopped.value.code == 1
    assert "is in use" in capsys.readouterr().err


def test_it_runs_as_a_command_and_stops_when_told() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base_url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "portal.demo.identity"]
    with subprocess.Popen(
        [*command, *options(port=str(port), **{"base-url": base_url})], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert "listening" in process.stdout.readline()
            found = requests.get(
                f"{base_url}/police/.well-known/openid-configuration", timeout=TIMEOUT_SECONDS
            )
            assert found.json()["issuer"] == f"{base_url}/police"
        finally:
            process.terminate()
            process.wait(timeout=5)


def test_nothing_on_the_command_line_makes_it_lie() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "portal.demo.identity", "--help"], capture_output=True, text=True, check=True
    ).stdout
    assert "--redirect-uri" in shown
    assert "misbehav" not in shown.lower()


def test_a_sign_out_returns_to_the_portal_unless_told_otherwise() -> None:
    client = client_of(parser_of_options().parse_args(options()))
    assert client.signed_out_uri == f"{REDIRECT_URI.removesuffix('/sign-in/callback')}/signed-out"
