"""A person at a browser, who does what a person can do: open, follow, press, fill in. Every page is looked at."""

import time
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response, expect

from portal.demo import partnership, processes
from tests.e2e.checks import check_page, check_portal_page
from tests.e2e.children import SECRETS
from tests.e2e.chromium import PATIENCE_MS
from tests.e2e.stack import Stack

PATIENCE_SECONDS = PATIENCE_MS / 1000


class Visitor:
    """One browser window with cookies of its own.

    `still` is a window in which a page without JavaScript is shown again for axe; with JavaScript there is none.
    A part of a page whose address ends in one of `refusals` may be answered with an error.
    Whatever a page does wrong while it is open, a message on the console or
    a request to somebody else, is kept and fails the test at its end.
    """

    def __init__(self, context: BrowserContext, stack: Stack, *, still: Page | None = None) -> None:
        self.context, self.stack, self.still = context, stack, still
        self.javascript = still is None
        context.set_default_timeout(PATIENCE_MS)
        self.amiss: list[str] = []
        self.refusals: list[str] = []
        self.status = 0
        self.page = context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.amiss.append(f"{self.page.url}: {error}"))
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)

    def open(self, path: str, *, status: int = 200) -> None:
        """Open a page of the portal, or any of the stack by its whole address."""
        self.page.goto(path if "://" in path else f"{self.stack.portal}{path}")
        self.look(status)

    def follow(self, name: str, *, within: Locator | None = None) -> None:
        """Follow a link."""
        with self.page.expect_navigation():
            (within or self.page).get_by_role("link", name=name, exact=True).click()
        self.look()

    def follow_other(self, name: str) -> None:
        """Follow a link that the page of a case keeps closed under "What else you can do"."""
        self.page.get_by_text("What else you can do", exact=True).click()
        self.follow(name)

    def press(self, name: str, *, status: int = 200) -> None:
        """Press a button that leads to another page, or to this one again with its errors."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).click()
        self.look(status)

    def press_in_place(self, name: str, then: Locator) -> None:
        """Press a button that changes part of the page; without JavaScript it brings the whole page again."""
        if self.javascript:
            self.page.get_by_role("button", name=name, exact=True).click()
        else:
            with self.page.expect_navigation():
                self.page.get_by_role("button", name=name, exact=True).click()
        expect(then).to_be_visible(timeout=PATIENCE_MS)
        if self.javascript:  # the keyboard goes on there
            expect(self.page.locator(":focus")).to_have_count(1)
        self.look()

    def write(self, question: str, answer: str, *, within: Locator | None = None) -> None:
        """Type an answer into the box with this label."""
        (within or self.page).get_by_role("textbox", name=question, exact=True).fill(answer)

    def choose(self, question: str, answer: str, *, within: Locator | None = None) -> None:
        """Choose one of a few answers."""
        group = (within or self.page).get_by_role("group", name=question, exact=True)
        group.get_by_role("radio", name=answer, exact=True).check()

    def choose_like(self, question: str, words: str, *, within: Locator | None = None) -> None:
        """Choose the one answer that holds these words."""
        group = (within or self.page).get_by_role("group", name=question, exact=True)
        group.get_by_role("radio", name=words).check()

    def date(self, question: str, day: str, *, within: Locator | None = None) -> None:
        """Type a date, given as in "27 3 2019", into its three boxes."""
        group = (within or self.page).get_by_role("group", name=question, exact=True)
        for part, typed in zip(("Day", "Month", "Year"), day.split(), strict=True):
            group.get_by_role("textbox", name=part, exact=True).fill(typed)

    def tick_within(self, place: Locator, statement: str) -> None:
        """Tick a box in one place of a page that has several like it."""
        place.get_by_role("checkbox", name=statement, exact=True).check()

    def tick(self, *statements: str) -> None:
        """Tick boxes."""
        for statement in statements:
            self.page.get_by_role("checkbox", name=statement, exact=True).check()

    def sign_in(self, key: str, *, at: str = "/sign-in", status: int = 200) -> None:
        """Open a page, be asked to sign in, and come back to it."""
        self.open(at)
        self.sign_in_here(key, status=status)

    def sign_in_here(self, key: str, *, status: int = 200) -> None:
        """Sign in on the page that asks for it: the agency is found by the person's e-mail address."""
        self.write("Work e-mail address", partnership.person(key).email)
        self.press_to_leave("Continue", key)
        self.be(key, status=status)

    def press_to_leave(self, name: str, key: str) -> None:
        """Press a button that leads to a person's own sign-in service, by the page that says so."""
        self.page.get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_url(f"{self.stack.sign_in_of(key)}/**")
        self.look()

    def be(self, key: str, *, status: int = 200) -> None:
        """Choose who one is, on the practice sign-in service's page, and come back."""
        self.page.locator(f"button[value='{key}']").click()
        self.page.wait_for_url(f"{self.stack.portal}/**")
        self.look(status)

    def sign_out(self) -> None:
        """Press the button at the top."""
        self.page.get_by_role("button", name="Sign out", exact=True).click()
        self.page.wait_for_url(f"{self.stack.portal}/signed-out")
        self.look()

    def open_letter(self, key: str, subject: str) -> None:
        """Find the newest letter with this subject to a person in the mailbox, once it has come, and open it."""
        address = partnership.person(key).email
        letters = self.page.get_by_role("link", name=subject, exact=True)
        limit = time.monotonic() + PATIENCE_SECONDS
        self.page.goto(f"{self.stack.mailbox}/?to={address}")
        while not letters.count():
            assert time.monotonic() < limit, f"No letter {subject!r} came to {address}"
            processes.pause(0.1)
            self.page.reload()
        self.look()
        with self.page.expect_navigation():
            letters.first.click()
        self.look()

    def follow_link_of_letter(self) -> None:
        """Follow the one link into the portal that the open letter's plain text holds.

        The mouse is led there first: out of a frame in a process of its own, a click alone is not heard.
        """
        link = self.page.locator(f"a[href^='{self.stack.portal}']")
        link.hover()
        with self.page.expect_navigation():
            link.click()
        self.look()

    def look(self, status: int = 200) -> None:
        """Look at the page one has come to, as everybody may who uses it."""
        self.page.wait_for_load_state("load")
        assert self.status == status, f"{self.page.url} answered {self.status}, not {status}"
        check_page(self.page, still=self.still, seen=self.stack.seen)
        if self.page.url.startswith(self.stack.portal):
            check_portal_page(self.page, javascript=self.javascript)
        self._names_no_child()

    def assert_nothing_amiss(self) -> None:
        """Fail with whatever the pages did wrong while they were open."""
        assert not self.amiss, "\n".join(self.amiss)

    def _names_no_child(self) -> None:
        for place in (self.page.url, self.page.title()):
            told = [secret for secret in SECRETS if secret.lower() in place.lower()]
            assert not told, f"{place!r} tells {told}"

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((*self.stack.own, "data:")):
            self.amiss.append(f"{self.page.url} asked {request.url}")

    def _answered(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self.status = response.status
        elif response.status >= 400 and not response.url.endswith(tuple(self.refusals)):
            self.amiss.append(f"{self.page.url}: {response.url} answered {response.status}")

    def _heard(self, message: ConsoleMessage) -> None:
        """A page that answers with an error is noted by the browser itself; all else is the page's fault."""
        path = urlsplit(message.location.get("url", "")).path
        own = path == urlsplit(self.page.url).path or path.endswith(tuple(self.refusals))
        if any(f"{refused}," in message.text for refused in self.refusals):
            return
        if message.type in ("error", "warning") and not (own and "status of" in message.text):
            self.amiss.append(f"{self.page.url}: {message.text}")
