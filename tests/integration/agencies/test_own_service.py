"""An agency's own sign-in service, from its address to its last session: looked at, tried, switched on and off."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import pytest
from werkzeug.serving import make_server
from werkzeug.test import TestResponse
from werkzeug.wrappers import Request, Response

from portal.business_unit.directory.services import WHY
from portal.demo.identity.issuer import CLIENT_ID
from portal.demo.partnership import issuer_of, person
from portal.infra import oidc_calls
from portal.infra.oidc_calls import Fault
from tests.integration.agencies.conftest import BASE_URL, Browser, Town, heading, leads_to
from tests.pages import text_of
from tests.practice_provider import SECRET

MANAGER, OFFICER = "dorothea-finch", "beatrix-lowe"
LANTERN = "/business-unit/agencies/lantern/sign-in"
POLICE = "/business-unit/agencies/police/sign-in"


@pytest.fixture
def town(town: Town) -> Town:
    """With probation's service known to nobody here, so that another agency can be connected to it."""
    town.sql("update portal.workspace set identity_provider_id = null where slug = 'probation'")
    town.sql("delete from portal.identity_provider where name = 'Westmarch Probation'")
    return town


def issuer(town: Town, slug: str = "probation") -> str:
    return issuer_of(town.practice.base_url, slug)


def connected(browser: Browser, **changes: str) -> TestResponse:
    """Lantern connected to the service that probation had."""
    fields = {"issuer": issuer(browser.town), "client_id": CLIENT_ID, "client_secret": SECRET} | changes
    return browser.send(f"{LANTERN}/connect", f"{LANTERN}/connect", **fields)


def switch_on(browser: Browser, at: str = LANTERN) -> TestResponse:
    """The button pressed, whether the page shows it or not."""
    return browser.send(at, f"{at}/on", once=uuid4().hex, version="0")


def not_tried(answer: TestResponse) -> bool:
    """Whether it was refused because no sign-in has worked."""
    return answer.status_code == 422 and "No sign-in with this service has worked yet" in text_of(answer)


def trial_link(browser: Browser) -> str:
    """The link with which the service is tried, as a path."""
    found = re.search(rf'href="{BASE_URL}(/sign-in/try/[^"]+)"', browser.get(LANTERN).text)
    assert found
    return found[1]


def tried(town: Town, link: str, key: str) -> TestResponse:
    """Somebody of the agency follows the link in a browser of their own."""
    other = town.browser()
    return other.come_back(leads_to(other.send(link, link)), key)


def test_a_service_is_looked_at_saved_off_tried_and_only_then_switched_on(town: Town) -> None:
    browser = town.signed_in(MANAGER)
    sent = connected(browser)
    assert (sent.status_code, sent.location) == (303, LANTERN)
    shown = browser.get(LANTERN)
    assert "The service answers as it should. It is saved, and switched off" in text_of(shown)
    assert "No sign-in has worked yet" in text_of(shown)
    assert "With the shared service" in text_of(shown)
    assert not_tried(switch_on(browser))

    answer = tried(town, trial_link(browser), "keziah-bright")
    assert (answer.status_code, heading(answer)) == (200, "It works")
    assert "Signed in as Keziah Bright, keziah.bright@tarnvale-probation.example" in text_of(answer)
    bound = town.sql(
        "select (select count(*) from portal.identity where issuer = :issuer and subject not in"
        " (select subject from portal.identity where issuer <> :issuer)),"
        " (select count(*) from portal.sign_in where issuer = :issuer)",
        issuer=issuer(town),
    )
    assert bound[0][1] == 0

    assert "signed in as Keziah Bright" in text_of(browser.get(LANTERN))
    on = switch_on(browser)
    assert (on.status_code, on.location) == (303, LANTERN)
    assert "signs in with its own service from now on. 5 people were" in text_of(browser.get(LANTERN))


def test_people_who_used_the_shared_service_are_signed_out_and_bound_anew(town: Town) -> None:
    before, browser = town.signed_in("deji-olatunde"), town.signed_in(MANAGER)
    connected(browser)
    tried(town, trial_link(browser), "alistair-munroe")
    town.sql("delete from portal.outbox")
    assert switch_on(browser).status_code == 303
    assert before.get("/cases").location.startswith("/sign-in")
    shared = town.browser()
    shared.send("/sign-in", "/sign-in/start", email=person("deji-olatunde").email)
    invited = town.sql("select count(*) from portal.outbox where kind = 'invitation'")
    assert invited == [(5,)]
    anew = town.browser()
    assert (
        anew.sign_in_invited(town.invite("deji-olatunde", "lantern", "/cases"), "alistair-munroe").status_code
        == 303
    )
    assert "Deji Olatunde" in anew.get("/cases").text


def test_nothing_comes_of_a_trial_but_the_word_that_it_worked(town: Town) -> None:
    people = town.sql("select count(*) from portal.person")
    identities = town.sql("select issuer, subject from portal.identity order by 1, 2")
    browser = town.signed_in(MANAGER)
    connected(browser)
    tried(town, trial_link(browser), "keziah-bright")
    assert town.sql("select count(*) from portal.person") == people
    assert town.sql("select issuer, subject from portal.identity order by 1, 2") == identities
    assert browser.get("/business-unit").status_code == 200


def test_the_manager_may_try_it_in_their_own_browser_and_stays_who_they_are(town: Town) -> None:
    browser = town.signed_in(MANAGER)
    connected(browser)
    link = trial_link(browser)
    answer = browser.come_back(leads_to(browser.send(link, link)), "nadia-haddad")
    assert "Signed in as Nadia Haddad" in text_of(answer)
    assert "Dorothea Finch" in browser.get("/business-unit").text


def test_a_trial_that_fails_says_what_was_noticed_and_switches_nothing_on(town: Town) -> None:
    browser = town.signed_in(MANAGER)
    connected(browser, client_secret="another secret")
    answer = tried(town, trial_link(browser), "keziah-bright")
    assert (answer.status_code, heading(answer)) == (403, "It does not work yet")
    assert "invalid_client" in text_of(answer)
    assert "another secret" not in answer.text
    assert not_tried(switch_on(browser))


def test_a_changed_secret_has_to_be_tried_again(town: Town) -> None:
    browser = town.signed_in(MANAGER)
    connected(browser)
    tried(town, trial_link(browser), "keziah-bright")
    connected(browser, client_secret="another secret")
    assert not_tried(switch_on(browser))


@pytest.mark.parametrize("page", ["", "/connect"])
def test_the_secret_is_never_shown_again(town: Town, page: str) -> None:
    browser = town.signed_in(MANAGER)
    assert SECRET not in connected(browser, client_id="").text
    connected(browser)
    assert SECRET not in browser.get(f"{LANTERN}{page}").text


@contextmanager
def answering(body: str = "", status: int = 200, wait: Event | None = None) -> Iterator[str]:
    """A service that answers everything alike, or only once it is told to."""

    @Request.application
    def answer(_request: Request) -> Response:
        if wait:
            wait.wait(20)
        return Response(body, status, content_type="application/json")

    server = make_server("127.0.0.1", 0, answer, threaded=True)
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        if wait:
            wait.set()
        server.shutdown()
        thread.join()
        server.server_close()


def refused(browser: Browser, at: str) -> str:
    """What is said beside the field; nothing was kept."""
    sent = connected(browser, issuer=at)
    assert sent.status_code == 422
    assert browser.town.sql("select count(*) from portal.identity_provider where not enabled") == [(0,)]
    return text_of(sent)


@pytest.mark.parametrize(
    ("body", "status", "fault"),
    [
        ("", 404, Fault.ABSENT),
        ("", 500, Fault.ABSENT),
        ("<html>", 200, Fault.NONSENSE),
        ("[]", 200, Fault.NONSENSE),
        (f'"{"x" * 300_000}"', 200, Fault.NONSENSE),
        ('{"issuer": "https://another.example"}', 200, Fault.OTHER_ISSUER),
    ],
)
def test_a_service_that_answers_wrongly_is_refused_in_plain_words(
    town: Town, body: str, status: int, fault: Fault
) -> None:
    browser = town.signed_in(MANAGER)
    with answering(body, status) as at:
        assert WHY[fault] in refused(browser, at)


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"token_endpoint": "ftp://somewhere.example/"}, Fault.ENDPOINTS),
        ({"jwks_uri": None}, Fault.ENDPOINTS),
        ({"issuer": "https://another.example"}, Fault.OTHER_ISSUER),
    ],
)
def test_a_service_that_publishes_what_cannot_be_used_is_refused(
    town: Town, wrong: dict[str, Any], fault: Fault
) -> None:
    browser = town.signed_in(MANAGER)
    town.practice.wrong.metadata = wrong
    try:
        assert WHY[fault] in refused(browser, issuer(town))
    finally:
        town.practice.wrong.metadata = {}


@pytest.mark.parametrize(
    ("at", "fault"),
    [
        ("http://127.0.0.1:1", Fault.SILENT),
        ("http://login.example/", Fault.ADDRESS),
        ("login.example", Fault.ADDRESS),
        ("https://login.example/?tenant=1", Fault.ADDRESS),
        ("https://name:word@login.example", Fault.ADDRESS),
    ],
)
def test_an_address_that_cannot_be_called_is_refused(town: Town, at: str, fault: Fault) -> None:
    assert WHY[fault] in refused(town.signed_in(MANAGER), at)


def test_a_service_that_answers_slowly_is_not_waited_for(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oidc_calls, "DEADLINE_SECONDS", 0.3)
    with answering(wait=Event()) as at:
        assert "seconds to answer" in refused(town.signed_in(MANAGER), at)


def test_two_agencies_do_not_share_one_service_of_their_own(town: Town) -> None:
    browser = town.signed_in(MANAGER)
    sent = connected(browser, issuer=issuer(town, "police"))
    assert sent.status_code == 422
    assert "Westmarch Police already signs in with this service" in text_of(sent)


def test_a_service_switched_off_ends_every_session_at_once(town: Town) -> None:
    theirs = [town.signed_in(key) for key in ("siobhan-obrien", "gareth-pyke")]
    elsewhere, browser = town.signed_in("grace-okonjo"), town.signed_in(MANAGER)
    assert browser.send(f"{POLICE}/off", f"{POLICE}/off").status_code == 422
    assert theirs[0].get("/cases").status_code == 200
    assert browser.send(f"{POLICE}/off", f"{POLICE}/off", sure="y").status_code == 303
    assert {one.get("/cases").location for one in theirs} == {"/sign-in?next=/cases"}
    assert elsewhere.get("/cases").status_code == 200
    live = town.sql(
        "select count(*) from portal.sign_in where ended_at is null and issuer = :issuer",
        issuer=issuer(town, "police"),
    )
    assert live == [(0,)]
    again = town.browser().send("/sign-in", "/sign-in/start", email=person("gareth-pyke").email)
    assert again.status_code == 422
    assert "has switched your organisation’s sign-in service off" in text_of(again)
    shown = text_of(browser.get("/business-unit/agencies/police"))
    assert "Switched its sign-in service off" in shown
    assert not_tried(switch_on(browser, POLICE))


def test_a_service_switched_off_gives_way_to_the_shared_one(town: Town) -> None:
    browser = town.signed_in(MANAGER)
    browser.send(f"{POLICE}/off", f"{POLICE}/off", sure="y")
    sent = browser.send(POLICE, f"{POLICE}/shared")
    assert sent.status_code == 303
    assert "With the shared service" in text_of(browser.get(POLICE))
    link = town.invite("gareth-pyke", "police", "/cases")
    anew = town.browser()
    assert anew.sign_in_invited(link, "ffion-rhydderch").status_code == 303
    assert "Gareth Pyke" in anew.get("/cases").text


def test_an_officer_reads_it_and_changes_nothing(town: Town) -> None:
    browser = town.signed_in(OFFICER)
    shown = text_of(browser.get(POLICE))
    assert "A manager of the Business Unit changes this." in shown
    for page in (f"{POLICE}/connect", f"{POLICE}/off"):
        assert browser.get(page).status_code == 403


def test_a_link_that_is_old_or_not_ours_tries_nothing(town: Town) -> None:
    browser = town.signed_in(MANAGER)
    connected(browser)
    link = trial_link(browser)
    tried(town, link, "keziah-bright")
    switch_on(browser)
    for path in (link, "/sign-in/try/forged"):
        answer = town.browser().get(path)
        assert (answer.status_code, heading(answer)) == (404, "Nothing to try")
