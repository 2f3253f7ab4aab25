"""A pack watched in a real browser: the line says how far it is, and the page is never loaded again."""

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from portal.demo import ports
from portal.executive import shelf
from portal.executive.packs.between import State
from portal.executive.packs.process import Progress
from portal.infra.db import Database
from tests.integration.packs.written import Written

PATIENCE_MS = 30_000


@pytest.fixture
def address(case: Written) -> Iterator[str]:
    """Where the pages are served."""
    port = ports.free()
    server = make_server("127.0.0.1", port, case.pages.app, threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{port}"
    server.shutdown()
    serving.join()


@pytest.fixture
def shown(case: Written, browser: Browser, address: str) -> Iterator[Page]:
    """The page of the Executive's pack, as the member has it open."""
    visitor = case.pages.browser(case.member)
    visitor.get("/nowhere")
    cookie = visitor.client.get_cookie("portal", domain="127.0.0.1")
    assert cookie
    context = browser.new_context()
    context.add_cookies([{"name": "portal", "value": cookie.value, "url": address}])
    page = context.new_page()
    page.goto(f"{address}/packs/{case.reference}/executive")
    yield page
    context.close()


def test_the_line_follows_the_pack_until_it_is_ready_without_a_reload(
    case: Written, builder: Database, shown: Page
) -> None:
    shown.get_by_role("button", name="Ask for the pack").click()
    line = shown.locator("#standing")
    expect(line).to_contain_text("Queued", timeout=PATIENCE_MS)
    shown.evaluate("window.loadedOnce = true")
    with builder.reading() as session:
        (pack,) = shelf.waiting(session)
    with builder.work() as session:
        shelf.take(session, pack)
    expect(line).to_contain_text("Gathering", timeout=PATIENCE_MS)
    with builder.work() as session:
        shelf.get_on(session, pack, Progress(State.LAYING_OUT, 37))
    expect(line).to_contain_text("Laying out (37 pages so far)", timeout=PATIENCE_MS)
    case.built(builder, pack)
    expect(line).to_contain_text("Ready", timeout=PATIENCE_MS)
    assert line.get_attribute("aria-live") == "polite"
    with shown.expect_download() as download:
        shown.get_by_role("button", name="Take a copy of volume 1").click(timeout=PATIENCE_MS)
    assert download.value.suggested_filename == f"{case.reference}-pack-1.pdf"
    assert shown.evaluate("window.loadedOnce") is True
    assert case.looks("pack") == [("executive member", "")]
