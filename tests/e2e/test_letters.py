"""E-mails as people see them: on a narrow screen, in the dark, and in the practice mailbox, framed."""

import email.message
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from werkzeug.serving import make_server

from portal.demo.mailbox import Store, create_page
from portal.infra import mail
from portal.infra.letters import Letter, Link
from tests.e2e.checks import check_page

NARROWEST = 320
"""The narrowest screen on which nobody scrolls sideways (WCAG 1.4.10)."""


def letter(address: str) -> Letter:
    """Everything a letter can hold, with a link that is longer than a line."""
    return Letter(
        about="reply with Part 2",
        partnership="Westmarch Safeguarding Children Partnership",
        workspace="Fernhill NHS Trust, Community Paediatrics",
        reference="RPD-AAAA-BBBB",
        lines=("You are asked to: reply with Part 2.", "This is the second reminder."),
        due="Your reply was due by the end of Friday 11 December 2026. It is 3 working days late.",
        link=Link(address=f"{address}?{'a-long-token-' * 8}", until="Friday 8 January 2027"),
    )


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


@pytest.fixture
def mailbox(store: Store) -> Iterator[str]:
    """The practice mailbox's pages, on their own; gives their address."""
    server = make_server("127.0.0.1", 0, create_page(store, store.folder / "clock"), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def _kept(store: Store, address: str) -> str:
    """A letter in the mailbox; the path of its page."""
    whole = mail.message(letter(address), sender="a@portal.example", to="b@birch.example", message_id="<1@c>")
    store.keep(email.message_from_bytes(whole.as_bytes()))
    return f"/messages/{store.messages()[0].id}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_letter_is_legible_on_a_narrow_screen_in_the_light_and_in_the_dark(
    browser: Browser, scheme: str
) -> None:
    with browser.new_context(viewport={"width": NARROWEST, "height": 640}, color_scheme=scheme) as context:
        asked: list[str] = []
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.set_content(letter("https://portal.example/invitation/x").html())
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(22, 29, 30)"}[scheme]
        check_page(page, still=None, seen=set())
        assert asked == []


@pytest.mark.parametrize("javascript", [True, False])
def test_the_practice_mailbox_frames_the_html_above_the_text(
    browser: Browser, mailbox: str, store: Store, javascript: bool
) -> None:
    context = browser.new_context(java_script_enabled=javascript, viewport={"width": 375, "height": 900})
    with context, browser.new_context() as plain:
        page, where = context.new_page(), f"{mailbox}{_kept(store, mailbox)}"
        amiss: list[str] = []
        page.on("console", lambda message: amiss.append(message.text))
        page.goto(where)
        check_page(page, still=None if javascript else plain.new_page(), seen=set())
        framed = page.frame_locator("iframe")
        expect(framed.get_by_role("heading", level=1)).to_have_text("You are asked to: reply with Part 2.")
        _leads_out(page, framed.get_by_role("link", name="Open the case"), mailbox)
        page.goto(where)
        _leads_out(page, page.locator("pre").get_by_role("link"), mailbox)
        assert amiss == []


def _leads_out(page: Page, link: Locator, mailbox: str) -> None:
    """Following the link opens its page in place of the mailbox's."""
    link.hover()
    with page.expect_navigation():
        link.click()
    assert page.url.startswith(f"{mailbox}/?a-long-token-")
