"""A sign-in ends: when asked, when it has lasted, when nothing happened; and a cookie alone opens nothing."""

import pytest

from tests.integration.agencies.conftest import BASE_URL, Town, heading, leads_to

QUIET = "/home"


def test_signing_out_ends_every_copy_of_the_cookie(town: Town) -> None:
    browser, thief = town.signed_in("siobhan-obrien"), town.browser()
    cookie = browser.client.get_cookie("portal", domain="127.0.0.1")
    assert cookie is not None
    thief.client.set_cookie("portal", cookie.value, domain="127.0.0.1")
    assert thief.get(QUIET).status_code == 200
    browser.send(QUIET, "/sign-out")
    assert thief.get(QUIET).status_code == 303
    assert browser.get(QUIET).status_code == 303


def test_it_goes_on_to_the_service_and_comes_back_to_say_so(town: Town) -> None:
    browser = town.signed_in("siobhan-obrien")
    address = leads_to(browser.send(QUIET, "/sign-out"))
    assert address.startswith(f"{town.practice.base_url}/police/end-session?")
    assert f"{BASE_URL}/signed-out".replace(":", "%3A").replace("/", "%2F") in address
    assert heading(browser.get("/signed-out")) == "You have signed out"


def test_a_service_that_does_not_answer_keeps_nobody_signed_in(town: Town) -> None:
    browser = town.signed_in("siobhan-obrien")
    town.sql(
        "update portal.identity_provider set issuer = 'http://127.0.0.1:1' where name = 'Westmarch Police'"
    )
    town.sql("update portal.sign_in set issuer = 'http://127.0.0.1:1'")
    response = browser.send(QUIET, "/sign-out")
    assert (response.status_code, response.location) == (303, "/signed-out")
    assert browser.get(QUIET).status_code == 303


def test_pressing_it_when_already_signed_out_says_the_same(town: Town) -> None:
    browser = town.signed_in("siobhan-obrien")
    hidden = browser.hidden(QUIET)
    town.sql("update portal.sign_in set ended_at = now()")
    response = browser.client.post("/sign-out", base_url=BASE_URL, data=hidden)
    assert (response.status_code, response.location) == (303, "/signed-out")


def test_a_link_does_not_sign_out(town: Town) -> None:
    browser = town.signed_in("siobhan-obrien")
    assert browser.get("/sign-out").status_code == 405
    assert browser.get(QUIET).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        "ended_at = now()",
        "expires_at = now() - interval '1 second'",
        "last_seen_at = now() - interval '61 minutes'",
        "token_digest = sha256('another')",
    ],
)
def test_a_sign_in_that_is_over_opens_nothing(town: Town, change: str) -> None:
    browser = town.signed_in("siobhan-obrien")
    assert browser.get(QUIET).status_code == 200
    town.sql(f"update portal.sign_in set {change}")
    assert browser.get(QUIET).location == "/sign-in?next=/home"


def test_a_sign_in_in_use_stays(town: Town) -> None:
    browser = town.signed_in("siobhan-obrien")
    town.sql("update portal.sign_in set last_seen_at = now() - interval '59 minutes'")
    assert browser.get(QUIET).status_code == 200
    assert town.sql("select last_seen_at > now() - interval '1 minute' from portal.sign_in") == [(True,)]


def test_a_sign_in_lasts_as_long_as_the_settings_say(town: Town) -> None:
    town.signed_in("siobhan-obrien")
    assert town.sql("select expires_at - created_at = interval '10 hours' from portal.sign_in") == [(True,)]


def test_a_forged_cookie_opens_nothing(town: Town) -> None:
    browser = town.signed_in("siobhan-obrien")
    cookie = browser.client.get_cookie("portal", domain="127.0.0.1")
    assert cookie is not None
    content, stamp, signature = cookie.value.rsplit(".", 2)
    for forged in (f"{content}.{stamp}.{signature[::-1]}", f"{content}.{stamp}.", content, "x"):
        thief = town.browser()
        thief.client.set_cookie("portal", forged, domain="127.0.0.1")
        assert thief.get(QUIET).status_code == 303, forged


def test_what_is_sent_after_the_sign_in_ended_is_shown_to_copy(town: Town) -> None:
    browser = town.signed_in("edmund-carrow")
    hidden = browser.hidden("/workspaces")
    town.sql("update portal.sign_in set ended_at = now()")
    response = browser.client.post(
        "/workspaces",
        base_url=BASE_URL,
        data=hidden | {"note": "a long text"},
        headers={"Referer": f"{BASE_URL}/workspaces"},
    )
    assert (response.status_code, heading(response)) == (401, "You have been signed out")
    assert "a long text" in response.text
    assert 'href="/sign-in?next=/workspaces"' in response.text
