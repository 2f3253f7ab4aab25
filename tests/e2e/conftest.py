"""One portal for all the browser's tests, and a window for everybody who takes part."""

import contextlib
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from portal.demo.stories import STORIES
from tests.e2e.stack import Stack, running
from tests.e2e.visitor import Visitor

TOLD = ("going-home", "refuge", "was-not-brought", "not-invited", "car-seat", "bump-and-an-order")
"""The practice cases that are there from the beginning."""

KEPT_TOO_LONG = "rescue-medicine"
"""One more, which ended: a test lets its time be over."""

Visit = Callable[..., Visitor]


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The portal, with the practice partnership in it."""
    with running([story for story in STORIES if story.key in (*TOLD, KEPT_TOO_LONG)]) as stack:
        yield stack


@pytest.fixture
def visit(stack: Stack, browser: Browser) -> Iterator[Visit]:
    """Opens a window of a browser in which nobody has signed in; what any page did wrong fails the test."""
    visitors: list[Visitor] = []
    with contextlib.ExitStack() as opened:

        def window(*, javascript: bool, width: int) -> BrowserContext:
            context = browser.new_context(
                java_script_enabled=javascript,
                viewport={"width": width, "height": 900},
                locale="en-GB",
                timezone_id="Europe/London",
            )
            opened.callback(context.close)
            return context

        def open_window(*, javascript: bool = True, width: int = 1280) -> Visitor:
            still = None if javascript else window(javascript=True, width=width).new_page()
            visitor = Visitor(window(javascript=javascript, width=width), stack, still=still)
            visitors.append(visitor)
            return visitor

        yield open_window
        for visitor in visitors:
            visitor.assert_nothing_amiss()
