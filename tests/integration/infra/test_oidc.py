"""Signing in through the practice provider, over real HTTP: the true way, and every lie it can be told."""

import json
import logging
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from portal.demo.identity.issuer import Client
from portal.demo.identity.misbehaviour import Claims, Signature
from portal.demo.partnership import person, subject_of
from portal.infra import oidc
from portal.infra.oidc import Identity, Pending, ProviderUnavailable, SignInRefused
from tests.practice_provider import (
    REDIRECT_URI,
    SECRET,
    SIGNED_OUT_URI,
    Practice,
    choose,
    practising,
    redirecting,
)

OBRIEN = "siobhan-obrien"


@pytest.fixture
def practice() -> Iterator[Practice]:
    with practising() as running:
        yield running


def sign_in(practice: Practice, key: str = OBRIEN, *, slug: str = "police") -> Identity:
    provider = practice.provider(slug)
    url, pending = oidc.start(provider, REDIRECT_URI)
    return oidc.finish(provider, pending, response_params=choose(url, key), redirect_uri=REDIRECT_URI)


def refusal(practice: Practice) -> SignInRefused:
    with pytest.raises(SignInRefused) as refused:
        sign_in(practice)
    assert refused.value.message == oidc.TRY_AGAIN
    return refused.value


def test_a_person_signs_in_as_issuer_and_subject(practice: Practice) -> None:
    assert sign_in(practice) == Identity(
        issuer=f"{practice.base_url}/police",
        subject=subject_of(person(OBRIEN)),
        name="Siobhan O'Brien",
        email="siobhan.obrien@westmarch-police.example",
    )


def test_each_issuer_knows_its_own_people_only(practice: Practice) -> None:
    assert sign_in(practice, "zoe-lindqvist", slug="childrens-social-care").name == "Zoë Lindqvist"
    assert sign_in(practice, "suryani", slug="hospital").name == "Suryani"
    assert sign_in(practice, "deji-olatunde", slug="shared").email == "deji.olatunde@lantern-families.example"
    with pytest.raises(SignInRefused, match="did not sign you in"):
        sign_in(practice, "zoe-lindqvist", slug="police")


def test_the_request_carries_s256_state_nonce_and_no_secret(practice: Practice) -> None:
    url, pending = oidc.start(practice.provider(), REDIRECT_URI)
    sent = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert sent["code_challenge_method"] == "S256"
    assert (sent["state"], sent["nonce"]) == (pending.state, pending.nonce)
    assert sent["redirect_uri"] == REDIRECT_URI
    assert pending.code_verifier not in url
    assert practice.provider().client_secret not in url


def test_what_is_pending_survives_as_json(practice: Practice) -> None:
    provider = practice.provider()
    url, pending = oidc.start(provider, REDIRECT_URI)
    restored = Pending(**json.loads(json.dumps(asdict(pending))))
    answer = choose(url, OBRIEN)
    assert oidc.finish(provider, restored, response_params=answer, redirect_uri=REDIRECT_URI).name


def test_name_and_email_come_from_userinfo_when_the_token_is_thin(practice: Practice) -> None:
    practice.wrong.claims = {"name": None, "email": None}
    assert sign_in(practice).name == "Siobhan O'Brien"
    assert sign_in(practice).email == "siobhan.obrien@westmarch-police.example"


def test_userinfo_about_somebody_else_is_refused(practice: Practice) -> None:
    practice.wrong.claims = {"name": None, "email": None}
    practice.wrong.userinfo = {"sub": "somebody-else"}
    assert "somebody else" in refusal(practice).reason


HOUR = timedelta(hours=1)
LIES: dict[str, tuple[Claims, str]] = {
    "another issuer": ({"iss": "https://elsewhere.example"}, "'iss'"),
    "no issuer": ({"iss": None}, "'iss'"),
    "another audience": ({"aud": "another-client"}, "'aud'"),
    "other audiences": ({"aud": ["one", "two"]}, "'aud'"),
    "no audience": ({"aud": None}, "'aud'"),
    "several audiences, no party": ({"aud": ["portal", "another"]}, "another party"),
    "several audiences, another party": ({"aud": ["portal", "another"], "azp": "another"}, "another party"),
    "one audience, another party": ({"azp": "another"}, "another party"),
    "expired": ({"exp": -HOUR}, "exp"),
    "no end": ({"exp": None}, "'exp'"),
    "issued in the future": ({"iat": HOUR}, "future"),
    "no time of issue": ({"iat": None}, "'iat'"),
    "not yet valid": ({"nbf": HOUR}, "not yet valid"),
    "another nonce": ({"nonce": "stolen"}, "nonce"),
    "no nonce": ({"nonce": None}, "nonce"),
    "no subject": ({"sub": None}, "'sub'"),
    "a blank subject": ({"sub": "  "}, "subject is empty"),
    "a number for a subject": ({"sub": 7}, "'sub'"),
    "an endless subject": ({"sub": "x" * 256}, "too long"),
    "an endless name": ({"name": "x" * 201}, "name is too long"),
    "an endless e-mail address": ({"email": "x" * 255}, "email is too long"),
    "a subject with NUL": ({"sub": "a\0b"}, "sub holds a control"),
    "a name with a line end": ({"name": "Ada\r\nBcc: all"}, "name holds a control"),
    "a name with a line separator": ({"name": "Ada\u2028Byron"}, "name holds a control"),
    "an e-mail address with a line end": ({"email": "a@b.example\nBcc: all"}, "email holds a control"),
}


def _from_now(claims: Claims) -> Claims:
    """The same claims, where a time is so far from this moment."""
    return {
        name: int(time.time() + value.total_seconds()) if isinstance(value, timedelta) else value
        for name, value in claims.items()
    }


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_lies_is_refused(practice: Practice, lie: str) -> None:
    claims, reason = LIES[lie]
    practice.wrong.claims = _from_now(claims)
    assert reason in refusal(practice).reason


def test_several_audiences_are_accepted_when_the_token_was_given_to_us(practice: Practice) -> None:
    practice.wrong.claims = {"aud": ["portal", "another"], "azp": "portal"}
    assert sign_in(practice).subject


def test_clocks_may_differ_by_less_than_a_minute(practice: Practice) -> None:
    practice.wrong.claims = _from_now({"iat": timedelta(seconds=30), "exp": timedelta(seconds=-30)})
    assert sign_in(practice).subject


@pytest.mark.parametrize("name", ["Ada\0", "half a character \ud800"])
def test_userinfo_is_held_to_the_same_rules(practice: Practice, name: str) -> None:
    practice.wrong.claims = {"name": None, "email": None}
    practice.wrong.userinfo = {"name": name}
    assert "name holds a control" in refusal(practice).reason


def test_the_longest_claims_are_accepted(practice: Practice) -> None:
    practice.wrong.claims = {"sub": "s" * 255, "name": "é" * 200, "email": "e" * 254}
    identity = sign_in(practice)
    assert (len(identity.subject), len(identity.name), len(identity.email)) == (255, 200, 254)


FORGERIES = {
    Signature.NONE: "none",
    Signature.HS256: "HS256",
    Signature.OTHER_KEY: "bad_signature",
    Signature.UNKNOWN_KEY: "No key for kid",
}


@pytest.mark.parametrize("signature", FORGERIES)
def test_a_forged_signature_is_refused(practice: Practice, signature: Signature) -> None:
    practice.wrong.metadata = {"id_token_signing_alg_values_supported": ["none", "HS256", "RS256"]}
    practice.wrong.signature = signature
    assert FORGERIES[signature] in refusal(practice).reason


def test_an_answer_without_an_id_token_is_refused(practice: Practice) -> None:
    practice.wrong.no_id_token = True
    assert "no ID token" in refusal(practice).reason


def test_an_answer_that_names_another_issuer_is_refused(practice: Practice) -> None:
    practice.wrong.response_issuer = "https://elsewhere.example"
    assert "iss parameter is 'https://elsewhere.example'" in refusal(practice).reason


def test_an_answer_without_the_promised_issuer_is_refused(practice: Practice) -> None:
    practice.wrong.response_issuer = ""
    assert "promised" in refusal(practice).reason


def test_a_provider_that_never_promised_an_issuer_may_leave_it_out(practice: Practice) -> None:
    practice.wrong.response_issuer = ""
    practice.wrong.metadata = {"authorization_response_iss_parameter_supported": None}
    assert sign_in(practice).subject


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"state": "forged"}, "state"), ({"state": ""}, "state"), ({"code": ""}, "without a code")],
)
def test_an_answer_tampered_with_is_refused(practice: Practice, change: dict[str, str], reason: str) -> None:
    provider = practice.provider()
    url, pending = oidc.start(provider, REDIRECT_URI)
    answer = choose(url, OBRIEN) | change
    with pytest.raises(SignInRefused) as refused:
        oidc.finish(provider, pending, response_params=answer, redirect_uri=REDIRECT_URI)
    assert reason in refused.value.reason


def test_an_empty_state_never_matches(practice: Practice) -> None:
    _, pending = oidc.start(practice.provider(), REDIRECT_URI)
    with pytest.raises(SignInRefused):
        oidc.finish(practice.provider(), pending, response_params={}, redirect_uri=REDIRECT_URI)


def test_a_sign_in_begun_with_one_provider_cannot_end_with_another(practice: Practice) -> None:
    url, pending = oidc.start(practice.provider("police"), REDIRECT_URI)
    answer = choose(url, OBRIEN)
    with pytest.raises(SignInRefused) as refused:
        oidc.finish(
            practice.provider("probation"), pending, response_params=answer, redirect_uri=REDIRECT_URI
        )
    assert "begun with" in refused.value.reason


def test_a_code_works_once(practice: Practice) -> None:
    provider = practice.provider()
    url, pending = oidc.start(provider, REDIRECT_URI)
    answer = choose(url, OBRIEN)
    oidc.finish(provider, pending, response_params=answer, redirect_uri=REDIRECT_URI)
    with pytest.raises(SignInRefused) as refused:
        oidc.finish(provider, pending, response_params=answer, redirect_uri=REDIRECT_URI)
    assert "invalid_grant" in refused.value.reason


def test_a_person_who_declines_is_told_so(practice: Practice) -> None:
    with pytest.raises(SignInRefused) as refused:
        sign_in(practice, "")
    assert "access_denied" in refused.value.reason
    assert refused.value.message == oidc.NOT_GIVEN


def test_the_wrong_secret_is_refused(practice: Practice) -> None:
    provider = replace(practice.provider(), client_secret="not the secret")
    url, pending = oidc.start(provider, REDIRECT_URI)
    with pytest.raises(SignInRefused) as refused:
        oidc.finish(provider, pending, response_params=choose(url, OBRIEN), redirect_uri=REDIRECT_URI)
    assert "invalid_client" in refused.value.reason


class FormOnly(Client):
    """A client whose secret is only taken from the form."""

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_post"


def test_a_provider_that_only_takes_the_secret_in_the_form_gets_it_there(practice: Practice) -> None:
    practice.issuers["police"].client = FormOnly(SECRET, REDIRECT_URI, SIGNED_OUT_URI)
    practice.wrong.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert sign_in(practice).subject


def test_a_token_endpoint_may_not_send_our_secret_elsewhere(practice: Practice) -> None:
    with redirecting(f"{practice.base_url}/police/token") as elsewhere:
        practice.wrong.metadata = {"token_endpoint": elsewhere}
        with pytest.raises(ProviderUnavailable):
            sign_in(practice)
    assert "/police/token" not in practice.asked


def test_nothing_secret_is_logged_or_shown(practice: Practice, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    provider = practice.provider()
    url, pending = oidc.start(provider, REDIRECT_URI)
    answer = choose(url, OBRIEN)
    caplog.clear()
    practice.wrong.claims = {"nonce": "stolen"}
    with pytest.raises(SignInRefused) as refused:
        oidc.finish(provider, pending, response_params=answer, redirect_uri=REDIRECT_URI)
    told = f"{provider!r}{pending!r}{refused.value!r}{refused.value.reason}{_of_the_portal(caplog)}"
    for secret in (provider.client_secret, pending.code_verifier, answer["code"], "eyJ"):
        assert secret not in told


def _of_the_portal(caplog: pytest.LogCaptureFixture) -> str:
    return "".join(r.getMessage() for r in caplog.records if not r.name.startswith("authlib.oauth2"))


def test_signing_out_returns_to_the_portal(practice: Practice) -> None:
    url = oidc.logout_url(practice.provider(), SIGNED_OUT_URI)
    assert url is not None
    assert urlsplit(url).path == "/police/end-session"
    assert parse_qs(urlsplit(url).query) == {
        "client_id": ["portal"],
        "post_logout_redirect_uri": [SIGNED_OUT_URI],
    }


def test_a_provider_without_a_sign_out_gives_no_address(practice: Practice) -> None:
    practice.wrong.metadata = {"end_session_endpoint": None}
    assert oidc.logout_url(practice.provider(), SIGNED_OUT_URI) is None


def test_a_provider_that_stops_answering_is_unavailable() -> None:
    with practising() as practice:
        provider = practice.provider()
        url, pending = oidc.start(provider, REDIRECT_URI)
        answer = choose(url, OBRIEN)
    with pytest.raises(ProviderUnavailable) as unavailable:
        oidc.finish(provider, pending, response_params=answer, redirect_uri=REDIRECT_URI)
    assert "token endpoint: ConnectionError" in unavailable.value.reason
    assert "Try again in a few minutes" in unavailable.value.message
