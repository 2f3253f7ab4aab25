"""The guard: nobody passes a door that does not say who may; and what is sent twice is done once."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
from flask import Flask, Response, url_for
from sqlalchemy import text
from sqlalchemy.exc import InternalError
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.demo.valkey import Valkey
from portal.escalations.actions import part_1
from portal.infra.db import Context, Database
from portal.protocol.actors import Role
from portal.protocol.errors import Invalid
from portal.protocol.permissions import Permission
from portal.protocol.rows import Action
from portal.web import guard
from portal.web.actor import NotSignedIn, actor, reading, unit_of_work
from portal.web.forms import PortalForm
from portal.web.guard import Undeclared, public, requires, signed_in
from tests import pages
from tests.engines import Template
from tests.pages import BASE_URL, Browser, Pages

CASES = text("select count(*) from portal.escalation")


@dataclass
class Site:
    """The portal with a few doors more, each of a different kind."""

    pages: Pages
    reached: threading.Event
    go_on: threading.Event

    @property
    def app(self) -> Flask:
        return self.pages.app

    @property
    def database(self) -> Database:
        return self.pages.partnership.database

    def as_(self, slug: str, role: Role) -> Browser:
        return self.pages.who(slug, role)

    def context(self, slug: str) -> Context:
        people = self.pages.partnership
        return people.context(people.who(slug, Role.CONTRIBUTOR))

    def cases(self, of: str = "alder") -> int:
        """How many cases an agency has."""
        with self.database.reading(self.context(of)) as session:
            return int(session.scalar(CASES) or 0)


@pytest.fixture(scope="module")
def site(template: Template, valkey_server: Valkey) -> Iterator[Site]:
    with pages.opened(template, valkey_server.url()) as opened:
        site = Site(opened, threading.Event(), threading.Event())
        _add_doors(site)
        yield site


def _add_doors(site: Site) -> None:
    def door(path: str, view: Callable[[], Response | str], methods: str = "GET") -> None:
        site.app.add_url_rule(path, path.strip("/"), view, methods=[methods])

    def start() -> Response:
        with unit_of_work(PortalForm()) as work:
            reference = part_1.start(work.session, actor(), gate={})
            work.leads_to = url_for("escalations.show", reference=reference)
        return work.redirect()

    def slow_start() -> Response:
        with unit_of_work(PortalForm()) as work:
            site.reached.set()
            assert site.go_on.wait(30)
            part_1.start(work.session, actor(), gate={})
            work.leads_to = "/slow"
        return work.redirect()

    def failing_start() -> Response:
        with unit_of_work(PortalForm()) as work:
            part_1.start(work.session, actor(), gate={})
            raise Invalid({"reasons": "Enter your reasons"})

    def writes_when_looked_at() -> str:
        with unit_of_work() as work:
            return str(work)

    def writes_while_reading() -> str:
        with reading() as session:
            part_1.start(session, actor(), gate={})
        return "written"

    see, write = requires(Permission.SEE_AGENCY_WORKLIST), requires(Permission.START_ESCALATION)
    door("/silent", lambda: "open")
    door("/open", public("For this test.")(lambda: "open"))
    door("/anybody", signed_in(lambda: "open"))
    door("/readers", see(lambda: "open"))
    door("/signers", requires(Action.SIGN_OFF, Action.WITHDRAW)(lambda: "open"))
    door("/start", write(start), "POST")
    door("/slow-start", write(slow_start), "POST")
    door("/failing-start", write(failing_start), "POST")
    door("/writes-when-looked-at", see(writes_when_looked_at))
    door("/writes-while-reading", write(writes_while_reading))


def form(browser: Browser, once: str | None = None) -> dict[str, str]:
    """What every form carries, as a page of ours gave it."""
    fields = pages.typed(pages.own_form(browser.get("/cases").text))
    return {"csrf_token": fields["csrf_token"], "once": uuid4().hex if once is None else once, "version": "0"}


def test_a_route_that_says_nothing_keeps_the_application_from_starting(site: Site) -> None:
    with pytest.raises(Undeclared, match="silent"):
        guard.check_routes(site.app)


def test_a_route_that_says_nothing_is_closed_to_everybody(site: Site) -> None:
    assert site.app.test_client().get("/silent", base_url=BASE_URL).status_code == 500
    assert site.as_("alder", Role.SENIOR_MANAGER).get("/silent").status_code == 500


@pytest.mark.parametrize(
    ("path", "nobody", "administrator", "contributor", "senior_manager", "officer"),
    [
        ("/open", 200, 200, 200, 200, 200),
        ("/anybody", 303, 200, 200, 200, 200),
        ("/readers", 303, 403, 200, 200, 403),
        ("/signers", 303, 403, 403, 200, 200),  # the officer signs on behalf of an agency (decision 20)
        ("/no-such-page", 404, 404, 404, 404, 404),
    ],
)
def test_each_door_opens_to_those_it_names(
    site: Site,
    path: str,
    nobody: int,
    administrator: int,
    contributor: int,
    senior_manager: int,
    officer: int,
) -> None:
    assert site.app.test_client().get(path, base_url=BASE_URL).status_code == nobody
    assert site.as_("alder", Role.ADMINISTRATOR).get(path).status_code == administrator
    assert site.as_("alder", Role.CONTRIBUTOR).get(path).status_code == contributor
    assert site.as_("alder", Role.SENIOR_MANAGER).get(path).status_code == senior_manager
    assert site.as_("business_unit", Role.OFFICER).get(path).status_code == officer


def test_a_refusal_says_who_may(site: Site) -> None:
    page = site.as_("alder", Role.CONTRIBUTOR).get("/signers").text
    assert "a senior manager of the raising agency" in page


def test_a_part_of_a_page_leads_to_sign_in_as_a_whole_and_back_to_the_page(site: Site) -> None:
    response = site.app.test_client().get(
        "/readers",
        base_url=BASE_URL,
        headers={"HX-Request": "true", "HX-Current-URL": f"{BASE_URL}/cases?closed=1"},
    )
    assert response.status_code == 204
    assert response.headers["HX-Redirect"] == "/sign-in?next=/cases?closed%3D1"


def test_nobody_acts_without_being_signed_in(site: Site) -> None:
    with site.app.test_request_context("/", base_url=BASE_URL), pytest.raises(NotSignedIn):
        actor()


def test_a_page_that_is_looked_at_cannot_write(site: Site) -> None:
    browser, before = site.as_("alder", Role.CONTRIBUTOR), site.cases()
    assert browser.get("/writes-when-looked-at").status_code == 500
    assert browser.get("/writes-while-reading").status_code == 500
    assert site.cases() == before


def test_a_form_sent_twice_is_done_once_and_leads_to_the_same_page(site: Site) -> None:
    browser, before = site.as_("alder", Role.CONTRIBUTOR), site.cases()
    fields = form(browser)
    first, second = browser.post("/start", fields), browser.post("/start", fields)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert first.location.startswith("/cases/")
    assert site.cases() == before + 1
    assert browser.post("/start", form(browser)).location != first.location
    assert site.cases() == before + 2


def test_htmx_is_led_there_too(site: Site) -> None:
    browser = site.as_("alder", Role.CONTRIBUTOR)
    fields = form(browser)
    first = browser.post("/start", fields)
    again = browser.client.post("/start", base_url=BASE_URL, data=fields, headers={"HX-Request": "true"})
    assert (again.status_code, again.headers["HX-Redirect"]) == (204, first.location)


def test_a_second_sending_waits_for_the_first_to_finish(site: Site) -> None:
    browser, before = site.as_("alder", Role.CONTRIBUTOR), site.cases()
    fields = form(browser)
    answers: list[TestResponse] = []

    def send(path: str) -> threading.Thread:
        other = Browser(site.app, browser.token)
        cookie = browser.client.get_cookie("portal", domain="127.0.0.1")
        assert cookie is not None
        other.client.set_cookie("portal", cookie.value, domain="127.0.0.1")
        thread = threading.Thread(target=lambda: answers.append(other.post(path, fields)))
        thread.start()
        return thread

    first = send("/slow-start")
    assert site.reached.wait(30)
    second = send("/start")
    _wait_for_a_lock(site.database)
    site.go_on.set()
    first.join(30)
    second.join(30)
    assert [answer.location for answer in answers] == ["/slow", "/slow"]
    assert site.cases() == before + 1


def _wait_for_a_lock(database: Database) -> None:
    waiting = text(
        "select count(*) from pg_locks where not granted and locktype = 'transactionid' and database is null"
    )
    for _ in range(3_000):
        with database.reading() as session:
            if session.scalar(waiting):
                return
        threading.Event().wait(0.01)
    raise AssertionError("the second sending never waited")


def test_a_form_that_was_refused_may_be_sent_again_with_its_key(site: Site) -> None:
    browser, before = site.as_("alder", Role.CONTRIBUTOR), site.cases()
    fields = form(browser)
    assert browser.post("/failing-start", fields).status_code == 422
    assert site.cases() == before
    assert browser.post("/start", fields).status_code == 303
    assert site.cases() == before + 1


def test_another_persons_key_is_refused_and_says_nothing(site: Site) -> None:
    first, second = site.as_("alder", Role.CONTRIBUTOR), site.as_("birch", Role.CONTRIBUTOR)
    fields = form(first)
    led_to = first.post("/start", fields).location
    response = second.post("/start", form(second, fields["once"]))
    assert response.status_code == 422
    assert led_to not in response.text
    assert site.cases("birch") == 0


@pytest.mark.parametrize("key", ["", "x", "'; --", "A" * 32, "0" * 33])
def test_a_key_that_we_did_not_make_is_refused(site: Site, key: str) -> None:
    browser, before = site.as_("alder", Role.CONTRIBUTOR), site.cases()
    assert browser.post("/start", form(browser, key)).status_code == 422
    assert site.cases() == before


def test_a_form_without_a_key_is_refused(site: Site) -> None:
    browser = site.as_("alder", Role.CONTRIBUTOR)
    fields = form(browser)
    del fields["once"]
    assert browser.post("/start", fields).status_code == 422


def test_reading_is_refused_by_the_database_itself(site: Site) -> None:
    def write(session: Session) -> None:
        session.execute(text("insert into portal.once (key) values (gen_random_uuid())"))

    with (
        site.database.reading(site.context("alder")) as session,
        pytest.raises(InternalError, match="read-only"),
    ):
        write(session)
