"""The parts of a page in a real browser: accessible, within the screen, and nothing fetched that is not ours."""

import re
import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.integration.web.conftest import MakeApp

WIDTHS = (1280, 375)


class Quiet(WSGIRequestHandler):
    """A server that does not write a line for each request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@pytest.fixture
def address(make_app: MakeApp) -> Iterator[str]:
    """The small application, served."""
    server = make_server("127.0.0.1", 0, make_app(base_url="http://127.0.0.1"), request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", ["/gallery", "/form", "/raise/stale", "/raise/database", "/no/such/page"])
def test_a_page_is_accessible_and_fits(browser: Browser, address: str, path: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(address + path)
    assert _violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_nothing_is_fetched_but_our_own_files_and_nothing_is_refused(browser: Browser, address: str) -> None:
    page = browser.new_page()
    complaints: list[str] = []
    fetched: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(f"{address}/gallery", wait_until="networkidle")
    assert complaints == []
    assert all(url == f"{address}/gallery" or url.startswith(f"{address}/static/") for url in fetched), (
        fetched
    )
    fonts = page.evaluate(
        "[...document.querySelectorAll('*')].map(element => getComputedStyle(element).fontFamily)"
    )
    assert not [font for font in fonts if "GDS" in font]
    page.close()


def test_a_page_drawn_before_our_own_sheet_is_here_asks_for_no_font(browser: Browser, address: str) -> None:
    page = browser.new_page()
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.route(re.compile(r"/static/(?!vendor/)[^?]*\.css"), lambda route: route.abort())
    page.goto(f"{address}/gallery", wait_until="networkidle")
    assert page.evaluate("getComputedStyle(document.querySelector('.govuk-button')).paddingTop") == "8px"
    assert [url for url in fetched if "/static/" not in url] == [f"{address}/gallery"]
    page.close()


def test_a_page_may_read_another_to_take_a_part_of_it(browser: Browser, address: str) -> None:
    """As htmx does. The other page came with a policy of its own, and is read under this one's."""
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{address}/gallery")
    page.evaluate(
        """async () => {
            const answer = await fetch("/form");
            const read = new DOMParser().parseFromString(await answer.text(), "text/html");
            document.body.append(...read.head.querySelectorAll("style"), read.querySelector("main"));
        }"""
    )
    assert page.locator("main").count() == 2
    assert complaints == []
    page.close()


def test_the_design_systems_own_scripts_run(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/form")
    page.fill("#reasons", "x" * 4001)
    page.wait_for_selector("text=You have 1 character too many")
    page.close()


def test_a_table_stays_a_table_when_it_is_drawn_as_cards(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 375, "height": 900})
    page.goto(f"{address}/gallery")
    table = page.get_by_role("table", name="Asked of us")
    assert table.get_by_role("row").count() == 4
    assert table.get_by_role("columnheader", name="By when").count() == 1
    assert table.get_by_role("rowheader", name="WM-7K4Q-2X").is_visible()
    # Chromium keeps the roles by itself; Safari needs them said.
    assert table.locator(":is(tr, th, td):not([role])").count() == 0
    page.close()


def test_a_form_works_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/form")
    page.fill("#reasons", "Zoë")
    page.get_by_role("button", name="Add another issue").click()
    assert page.get_by_role("group", name="Issue 2").is_visible()
    assert page.input_value("#reasons") == "Zoë"
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("link", name="Enter the date of birth").click()
    assert page.evaluate("document.activeElement.id") == "born-day"
    context.close()


def _violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]
