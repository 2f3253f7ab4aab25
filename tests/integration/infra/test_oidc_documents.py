"""What a provider publishes: checked, remembered, and asked for again when a key is not known."""

import socket
from collections.abc import Iterator
from time import monotonic

import pytest
from joserfc.jwk import RSAKey

from portal.infra import oidc, oidc_documents
from portal.infra.oidc import Provider, ProviderUnavailable, SignInRefused
from tests.practice_provider import REDIRECT_URI, Practice, choose, practising, redirecting

JWKS = "/police/jwks"


@pytest.fixture
def practice() -> Iterator[Practice]:
    with practising() as running:
        yield running


def sign_in(practice: Practice) -> str:
    url, pending = oidc.start(practice.provider(), REDIRECT_URI)
    answer = choose(url, "siobhan-obrien")
    return oidc.finish(
        practice.provider(), pending, response_params=answer, redirect_uri=REDIRECT_URI
    ).subject


def unavailable(provider: Provider) -> str:
    with pytest.raises(ProviderUnavailable) as refused:
        oidc.discover(provider)
    return refused.value.reason


def test_documents_are_fetched_once(practice: Practice) -> None:
    assert sign_in(practice) == sign_in(practice)
    assert practice.asked.count(JWKS) == 1
    assert practice.asked.count("/police/.well-known/openid-configuration") == 1


def test_documents_are_fetched_again_after_an_hour(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(practice)
    later(monkeypatch, oidc_documents.FRESH_SECONDS + 1)
    sign_in(practice)
    assert practice.asked.count(JWKS) == 2


def test_a_rotated_key_is_accepted(practice: Practice) -> None:
    sign_in(practice)
    practice.issuers["police"].keys.rotate()
    assert sign_in(practice)
    assert practice.asked.count(JWKS) == 2


def test_unknown_keys_do_not_make_us_ask_without_end(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(practice)
    keys = practice.issuers["police"].keys
    keys.rotate()
    sign_in(practice)
    keys.rotate()
    for _ in range(3):
        with pytest.raises(SignInRefused, match="could not sign you in"):
            sign_in(practice)
    assert practice.asked.count(JWKS) == 2
    later(monkeypatch, oidc_documents.PAUSE_SECONDS + 1)
    assert sign_in(practice)


def test_a_key_changed_under_the_same_name_is_accepted(practice: Practice) -> None:
    sign_in(practice)
    keys = practice.issuers["police"].keys
    before = keys.current()
    changed = RSAKey.generate_key(2048, {"kid": before.kid, "use": "sig", "alg": "RS256"})
    keys._keys = [changed]
    assert sign_in(practice)
    assert practice.asked.count(JWKS) == 2
    keys._keys = [before]
    with pytest.raises(SignInRefused):
        sign_in(practice)
    assert practice.asked.count(JWKS) == 2


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    monkeypatch.setattr(oidc_documents, "monotonic", lambda: monotonic() + seconds)


def test_a_provider_cannot_speak_for_another(practice: Practice) -> None:
    practice.wrong.metadata = {"issuer": f"{practice.base_url}/probation"}
    assert "its discovery document names" in unavailable(practice.provider())


def test_the_issuer_is_compared_to_the_letter(practice: Practice) -> None:
    honest = practice.provider()
    slashed = Provider(f"{honest.issuer}/", honest.client_id, honest.client_secret)
    assert "its discovery document names" in unavailable(slashed)


@pytest.mark.parametrize(
    "name",
    ["authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint", "end_session_endpoint"],
)
@pytest.mark.parametrize(
    "url",
    [
        "http://provider.example/x",
        "ftp://127.0.0.1/x",
        "https://user@provider.example/x",
        "https://provider.example/x#fragment",
        "/x",
        7,
    ],
)
def test_an_endpoint_must_be_a_safe_address(practice: Practice, name: str, url: object) -> None:
    practice.wrong.metadata = {name: url}
    assert name in unavailable(practice.provider())


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
def test_an_endpoint_that_is_needed_must_be_there(practice: Practice, name: str) -> None:
    practice.wrong.metadata = {name: None}
    assert f"{name} is None" in unavailable(practice.provider())


@pytest.mark.parametrize(
    "issuer",
    [
        "http://provider.example",
        "http://127.0.0.1.provider.example",
        "http://10.0.0.1",
        "https://user:password@provider.example",
        "https://provider.example/?a=b",
        "https://provider.example/#a",
        "provider.example",
        "https://[::1",
        "",
    ],
)
def test_an_issuer_off_loopback_must_be_plain_https(issuer: str) -> None:
    assert "must be an https address" in unavailable(Provider(issuer, "portal", "secret"))


def test_a_public_provider_cannot_point_us_at_this_computer() -> None:
    assert not oidc_documents.is_usable("http://127.0.0.1:8000/token", "https://provider.example")
    assert oidc_documents.is_usable("http://127.0.0.1:8000/token", "http://127.0.0.1:8000")
    assert oidc_documents.is_usable("https://provider.example/token", "https://provider.example")


def test_a_provider_that_is_not_there_is_unavailable() -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        issuer = f"http://127.0.0.1:{unheard.getsockname()[1]}"
        oidc_documents.forget(issuer)
        assert "ConnectionError" in unavailable(Provider(issuer, "portal", "secret"))


def test_a_provider_that_never_answers_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oidc_documents, "TIMEOUT_SECONDS", (0.2, 0.2))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        issuer = f"http://127.0.0.1:{silent.getsockname()[1]}"
        oidc_documents.forget(issuer)
        assert "Timeout" in unavailable(Provider(issuer, "portal", "secret"))


def test_a_path_without_documents_is_unavailable(practice: Practice) -> None:
    assert "status 404" in unavailable(Provider(f"{practice.base_url}/nobody", "portal", "secret"))


@pytest.mark.parametrize(
    "keys",
    [
        None,
        {},
        [],
        [7],
        [{"kty": "oct", "k": "c2VjcmV0"}],
        [{"kty": "RSA"}],
        [{"kty": "RSA", "n": 7, "e": 7}],
        [{"kty": "RSA", "n": "!", "e": "!"}],
        [{"kty": "EC", "crv": "none", "x": "AQ", "y": "AQ"}],
    ],
)
def test_keys_that_cannot_be_read_are_refused(
    practice: Practice, monkeypatch: pytest.MonkeyPatch, keys: object
) -> None:
    monkeypatch.setattr(practice.issuers["police"].keys, "published", lambda: {"keys": keys})
    with pytest.raises(ProviderUnavailable) as refused:
        sign_in(practice)
    assert "publishes no signing key" in refused.value.reason


def test_a_token_endpoint_that_moved_is_found_at_the_next_try(practice: Practice) -> None:
    practice.wrong.metadata = {"token_endpoint": f"{practice.base_url}/police/formerly"}
    with pytest.raises(ProviderUnavailable):
        sign_in(practice)
    practice.wrong.metadata = {}
    assert sign_in(practice)


def test_a_key_for_encryption_signs_nothing(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = practice.issuers["police"].keys
    for_encryption = [{**key, "use": "enc"} for key in keys.published()["keys"]]
    monkeypatch.setattr(keys, "published", lambda: {"keys": for_encryption})
    with pytest.raises(ProviderUnavailable):
        sign_in(practice)


def test_documents_are_not_looked_for_elsewhere(practice: Practice) -> None:
    with redirecting(f"{practice.base_url}{JWKS}") as elsewhere:
        practice.wrong.metadata = {"jwks_uri": elsewhere}
        with pytest.raises(ProviderUnavailable) as refused:
            sign_in(practice)
    assert "status 307" in refused.value.reason


def test_a_key_of_a_new_kind_beside_ours_breaks_nothing(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = practice.issuers["police"].keys
    ours = keys.published()["keys"]
    monkeypatch.setattr(keys, "published", lambda: {"keys": [{"kty": "EC", "crv": "new"}, *ours]})
    assert sign_in(practice)


def test_no_more_providers_are_kept_than_there_is_room_for() -> None:
    fetched: list[str] = []

    def fetch(issuer: str) -> str:
        fetched.append(issuer)
        return issuer

    kept = oidc_documents._Kept(fetch)
    for number in range(oidc_documents.KEPT_PROVIDERS + 1):
        kept.get(str(number))
    kept.get("1")
    kept.get("0")
    assert fetched[-1] == "0"
    assert len(fetched) == oidc_documents.KEPT_PROVIDERS + 2
