"""Signing in: the way to an agency's own service and back, and every way in which it is refused."""

import pytest

from portal.demo.identity.misbehaviour import Signature
from portal.demo.partnership import issuer_of
from portal.web import rate_limits
from tests.integration.agencies.conftest import MakeTown, Town, asked, heading, leads_to
from tests.practice_provider import choose

QUIET = "/home"
"""A page that anybody with a role may open."""


def test_an_e_mail_address_leads_to_the_agencys_own_service(town: Town) -> None:
    address = town.browser().leave("siobhan-obrien")
    assert address.startswith(f"{town.practice.base_url}/police/authorize?")
    assert asked(address)["code_challenge_method"] == "S256"
    assert len(asked(address)["code_challenge"]) == 43
    assert {"state", "nonce"} <= asked(address).keys()


@pytest.mark.parametrize(
    "typed",
    [
        "someone@WESTMARCH-POLICE.example",
        "  a.b+c@westmarch-police.example  ",
        "x@y@westmarch-police.example",
    ],
)
def test_the_domain_of_an_address_is_enough(town: Town, typed: str) -> None:
    browser = town.browser()
    assert "/police/authorize?" in leads_to(browser.send("/sign-in", "/sign-in/start", email=typed))


@pytest.mark.parametrize(
    ("agency", "service"),
    [
        ("hospital", "hospital"),
        ("lantern", "shared"),
        ("scrutineer", "shared"),
        ("business-unit", "business-unit"),
    ],
)
def test_a_chosen_organisation_leads_to_its_service_or_the_shared_one(
    town: Town, agency: str, service: str
) -> None:
    response = town.browser().send("/sign-in", "/sign-in/start", agency=agency)
    assert f"/{service}/authorize?" in leads_to(response)


def test_the_chosen_organisation_is_taken_over_an_address_that_stayed_in_its_box(town: Town) -> None:
    response = town.browser().send(
        "/sign-in", "/sign-in/start", agency="hospital", email="me@nowhere.example"
    )
    assert "/hospital/authorize?" in leads_to(response)


def test_the_executive_is_not_in_the_list_because_its_members_sign_in_elsewhere(town: Town) -> None:
    page = town.browser().get("/sign-in").text
    assert 'value="police"' in page
    assert 'value="executive"' not in page


@pytest.mark.parametrize(
    "typed", ["me@nowhere.example", "no address", "@", "me@'; drop table portal.person --"]
)
def test_an_unknown_address_gets_a_message_and_the_list(town: Town, typed: str) -> None:
    response = town.browser().send("/sign-in", "/sign-in/start", email=typed)
    assert response.status_code == 422
    assert "We do not know this e-mail address" in response.text
    assert 'value="police"' in response.text


def test_nothing_typed_and_nothing_chosen_gets_a_message(town: Town) -> None:
    response = town.browser().send("/sign-in", "/sign-in/start")
    assert response.status_code == 422
    assert "Enter your work e-mail address, or choose your organisation" in response.text


def test_an_organisation_that_was_not_offered_is_refused(town: Town) -> None:
    assert town.browser().send("/sign-in", "/sign-in/start", agency="executive").status_code == 422


def test_a_service_that_is_switched_off_is_not_used(town: Town) -> None:
    town.sql("update portal.identity_provider set enabled = false where name = 'Westmarch Police'")
    browser = town.browser()
    assert 'value="police"' not in browser.get("/sign-in").text
    assert browser.send("/sign-in", "/sign-in/start", email="a@westmarch-police.example").status_code == 422


def test_the_page_that_was_wanted_survives_the_whole_way(town: Town) -> None:
    browser = town.browser()
    refused = browser.get("/home?a=1&b=c%20d")
    assert refused.status_code == 303
    assert refused.location == "/sign-in?next=/home?a%3D1%26b%3Dc%2520d"
    page = refused.location
    address = leads_to(browser.send(page, "/sign-in/start", email="x@westmarch-police.example"))
    assert browser.come_back(address, "siobhan-obrien").location == "/home?a=1&b=c%20d"
    assert browser.get("/home?a=1&b=c%20d").status_code == 200


def test_it_survives_a_wrong_address_first(town: Town) -> None:
    browser = town.browser()
    again = browser.send("/sign-in?next=/home", "/sign-in/start", email="me@nowhere.example")
    assert 'name="next" type="hidden" value="/home"' in again.text


@pytest.mark.parametrize(
    "evil",
    [
        "//evil.example",
        "https://evil.example",
        "https:evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n//evil.example",
        " //evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/a\\..\\..//evil.example",
        "/" + "a" * 3000,
    ],
)
def test_nobody_is_led_to_another_site(town: Town, evil: str) -> None:
    browser = town.browser()
    hidden = browser.hidden("/sign-in") | {"next": evil, "email": "x@westmarch-police.example"}
    address = leads_to(browser.client.post("/sign-in/start", base_url="http://127.0.0.1:9", data=hidden))
    assert browser.come_back(address, "siobhan-obrien").location == "/"
    assert browser.get("/sign-in", query_string={"next": evil}).location == "/"


def test_two_tabs_may_each_sign_in(town: Town) -> None:
    browser = town.browser()
    first, second = (
        browser.leave("siobhan-obrien", "/home?tab=1"),
        browser.leave("gareth-pyke", "/home?tab=2"),
    )
    assert browser.come_back(second, "gareth-pyke").location == "/home?tab=2"
    assert "Gareth Pyke" in browser.get(QUIET).text
    assert browser.come_back(first, "siobhan-obrien").location == "/home?tab=1"
    assert "Siobhan O&#39;Brien" in browser.get(QUIET).text
    live = town.sql("select count(*) from portal.sign_in where ended_at is null")
    assert live == [(1,)]


def test_many_sign_ins_begun_do_not_fill_the_cookie(town: Town) -> None:
    browser = town.browser()
    addresses = [browser.leave("siobhan-obrien", "/" + "p" * 590) for _ in range(5)]
    cookie = browser.client.get_cookie("portal", domain="127.0.0.1")
    assert cookie is not None
    assert len(cookie.value) < 3_900
    assert browser.come_back(addresses[0], "siobhan-obrien").status_code == 400
    assert browser.come_back(addresses[-1], "siobhan-obrien").status_code == 303


def test_an_answer_is_taken_once(town: Town) -> None:
    browser = town.browser()
    address = browser.leave("siobhan-obrien")
    answer = choose(address, "siobhan-obrien")
    assert browser.get("/sign-in/callback", query_string=answer).status_code == 303
    assert browser.get("/sign-in/callback", query_string=answer).status_code == 400


def test_an_answer_is_not_taken_from_a_browser_that_did_not_begin(town: Town) -> None:
    answer = choose(town.browser().leave("siobhan-obrien"), "siobhan-obrien")
    response = town.browser().get("/sign-in/callback", query_string=answer)
    assert (response.status_code, heading(response)) == (400, "We could not sign you in")


@pytest.mark.parametrize("query", ["", "?state=", "?state=x&code=y", "?error=access_denied"])
def test_an_answer_to_nothing_is_refused(town: Town, query: str) -> None:
    assert town.browser().get(f"/sign-in/callback{query}").status_code == 400


def test_a_person_who_declines_is_told_how_to_go_on(town: Town) -> None:
    browser = town.browser()
    state = asked(browser.leave("siobhan-obrien", "/home"))["state"]
    issuer = issuer_of(town.practice.base_url, "police")
    response = browser.get(
        "/sign-in/callback", query_string={"error": "access_denied", "state": state, "iss": issuer}
    )
    assert response.status_code == 403
    assert "did not sign you in" in response.text
    assert 'href="/sign-in?next=/home"' in response.text


def test_a_forged_token_signs_nobody_in(town: Town) -> None:
    browser = town.browser()
    address = browser.leave("siobhan-obrien")
    town.practice.wrong.signature = Signature.OTHER_KEY
    try:
        response = browser.come_back(address, "siobhan-obrien")
    finally:
        town.practice.wrong.signature = Signature.HONEST
    assert response.status_code == 403
    assert town.sql("select count(*) from portal.sign_in") == [(0,)]
    assert browser.get(QUIET).status_code == 303


def test_a_service_that_does_not_answer_gets_a_page_that_says_so(town: Town) -> None:
    town.sql(
        "update portal.identity_provider set issuer = 'http://127.0.0.1:1' where name = 'Westmarch Police'"
    )
    response = town.browser().send(
        "/sign-in?next=/home", "/sign-in/start", email="x@westmarch-police.example"
    )
    assert (response.status_code, heading(response)) == (503, "Your sign-in service cannot be reached")
    assert 'href="/sign-in?next=/home"' in response.text


def test_somebody_of_the_shared_service_who_was_not_invited_is_not_let_in(town: Town) -> None:
    browser = town.browser()
    address = leads_to(browser.send("/sign-in", "/sign-in/start", agency="lantern"))
    response = browser.come_back(address, "ffion-rhydderch")
    assert (response.status_code, heading(response)) == (403, "We do not know this sign-in")
    assert browser.get(QUIET).status_code == 303


def test_the_session_is_new_after_signing_in(town: Town) -> None:
    """A cookie that somebody else planted before the sign-in opens nothing after it, and holds nothing."""
    browser = town.browser()
    with browser.client.session_transaction(base_url="http://127.0.0.1:9") as session:
        session["planted"] = "yes"
    browser.sign_in("siobhan-obrien")
    with browser.client.session_transaction(base_url="http://127.0.0.1:9") as session:
        assert "planted" not in session


def test_the_database_does_not_hold_what_the_cookie_carries(town: Town) -> None:
    browser = town.signed_in("siobhan-obrien")
    with browser.client.session_transaction(base_url="http://127.0.0.1:9") as session:
        token = session["_user_id"]
    ((digest,),) = town.sql("select token_digest from portal.sign_in")
    assert len(token) >= 43
    assert token.encode() not in bytes(digest)


def test_too_many_attempts_have_to_wait(town: Town) -> None:
    browser = town.browser()
    hidden = browser.hidden("/sign-in") | {"email": "me@nowhere.example"}
    statuses = [
        browser.client.post("/sign-in/start", base_url="http://127.0.0.1:9", data=hidden).status_code
        for _ in range(2 * rate_limits.PER_BROWSER + 1)
    ]
    assert statuses[0] == 422
    assert 429 in statuses


def test_a_foreign_host_header_is_refused(town: Town) -> None:
    response = town.app.test_client().get("/sign-in", base_url="http://evil.example")
    assert response.status_code == 400
    assert "evil.example" not in response.text


def test_a_form_without_its_token_is_refused(town: Town) -> None:
    response = town.app.test_client().post(
        "/sign-in/start", base_url="http://127.0.0.1:9", data={"email": "x@westmarch-police.example"}
    )
    assert response.status_code == 400


def test_the_cookie_is_kept_from_scripts_and_other_sites(make_town: MakeTown) -> None:
    town = make_town(base_url="https://portal.example")
    response = town.app.test_client().get("/sign-in", base_url="https://portal.example")
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-portal=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
