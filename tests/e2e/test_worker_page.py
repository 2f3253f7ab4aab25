"""The page about the worker on a wide screen: why something failed is read in whole words."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Route

from portal.config import ROOT
from portal.demo.valkey import Valkey
from portal.infra.calendar import at
from portal.protocol.actors import Role
from tests import engines
from tests.engines import Template
from tests.integration.business_unit.test_worker_page import NOON, WORKER, _wait
from tests.pages import BASE_URL, Pages, opened

WHY = "SMTPServerDisconnected: Connection unexpectedly closed"
LINES = """
    () => [...document.querySelectorAll(".app-typed")].flatMap((cell) => {
      const [text] = cell.childNodes;
      return [...text.data.matchAll(/\\S+/g)].map((word) => {
        const range = document.createRange();
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        return [word[0], new Set([...range.getClientRects()].map((one) => one.top)).size];
      });
    })
"""
"""Each word of what is shown as it came, and on how many lines it stands."""


@pytest.fixture
def pages(template: Template, valkey_server: Valkey) -> Iterator[Pages]:
    with opened(template, engines.emptied(valkey_server)) as pages, at(NOON):
        yield pages


def _from_the_folder(route: Route) -> None:
    path = route.request.url.removeprefix(BASE_URL).partition("?")[0].lstrip("/")
    route.fulfill(path=ROOT / "portal" / path)


def test_no_word_of_why_something_failed_is_broken(pages: Pages, browser: Browser) -> None:
    way = pages.way().submitted()
    about = {"to": way.manager, "case": way.see(way.officer).case.id, "attempts": 20, "error": WHY}
    for kind in ("email", "undelivered"):
        _wait(pages, kind, **about, failed=NOON)
        _wait(pages, kind, **about, next=NOON + timedelta(hours=1))
    shown = pages.who("business_unit", Role.OFFICER).get(WORKER).text
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.route("**/static/**", _from_the_folder)
    page.route(f"{BASE_URL}{WORKER}", lambda route: route.fulfill(body=shown, content_type="text/html"))
    page.goto(f"{BASE_URL}{WORKER}")
    assert page.evaluate(LINES) == [[word, 1] for word in f"The mail server broke off ({WHY})".split()] * 4
    page.close()
