"""What every page must satisfy, whoever looks at it: accessibility, its title, its width, where errors lead."""

import re
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route

SERVICE = "Professional differences"
NARROW = 375
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
KEYS = re.compile(r'value="[^"]*"|nonce="[^"]*"')
"""What differs each time a page is made: what stands in hidden fields, and its nonce."""

AXE_OPTIONS: dict[str, Any] = {
    "runOnly": {"type": "tag", "values": WCAG},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}


def check_page(page: Page, *, still: Page | None, seen: set[str]) -> None:
    """Check a page of the portal, or of what stands beside it in practice.

    `still` is a window to show it in again, for a page that was loaded without JavaScript: axe needs the timers
    that such a page does not have. A page in `seen`, the same to the letter but for its keys, passed axe before.
    """
    _has_one_heading(page)
    _fits_a_narrow_screen(page)
    words = f"{page.viewport_size} {bool(still)} {KEYS.sub('', page.content())}"
    if words not in seen:
        _passes_axe(shown_still(page, still) if still else page)
        seen.add(words)


def check_portal_page(page: Page, *, javascript: bool) -> None:
    """Check what the portal's own pages promise beyond that."""
    _has_its_title(page)
    _leads_to_its_errors(page, javascript=javascript)


def _has_one_heading(page: Page) -> None:
    headings = page.locator("h1")
    assert headings.count() == 1, f"{page.url} has {headings.count()} headings of level 1"


def _has_its_title(page: Page) -> None:
    pattern = rf"(Error: )?\S.* – {SERVICE}"
    assert re.fullmatch(pattern, page.title()), f"{page.url} is titled {page.title()!r}"
    wrong = page.locator(".govuk-error-summary").count() > 0
    assert page.title().startswith("Error: ") == wrong, f"{page.url} is titled {page.title()!r}"


def _fits_a_narrow_screen(page: Page) -> None:
    """Nothing is cut off and nobody scrolls sideways on a telephone (WCAG 1.4.10)."""
    size = page.viewport_size
    assert size
    page.set_viewport_size({"width": NARROW, "height": 800})
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(size)
    assert width <= NARROW, f"{page.url} is {width} pixels wide on a screen of {NARROW}"


def _leads_to_its_errors(page: Page, *, javascript: bool) -> None:
    """Each error links to the field it is about; with JavaScript the summary has the focus."""
    summary = page.locator(".govuk-error-summary")
    if not summary.count():
        return
    for link in summary.get_by_role("link").all():
        target = str(link.get_attribute("href"))
        assert page.locator(target).count() == 1, (
            f"{page.url}: an error leads to {target}, which is not there"
        )
    if javascript:
        focused = page.evaluate("document.activeElement.className")
        assert "govuk-error-summary" in focused, f"{page.url}: the focus is on {focused!r}"


def _passes_axe(page: Page) -> None:
    """No violation of WCAG 2.2 at level A or AA, the size of targets included."""
    found = Axe().run(page, options=AXE_OPTIONS)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


def shown_still(page: Page, still: Page) -> Page:
    """The same page, as it stands, in a window whose policy lets nothing of the page itself run."""
    body, headers = page.content(), {"Content-Security-Policy": "script-src 'none'"}

    def answer(route: Route) -> None:
        if route.request.is_navigation_request():
            route.fulfill(body=body, headers=headers, content_type="text/html; charset=utf-8")
        else:
            route.continue_()

    still.unroute_all()
    still.route("**/*", answer)
    still.goto(page.url)
    return still
