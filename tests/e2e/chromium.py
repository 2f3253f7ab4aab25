"""The system's own Chromium, driven by Playwright."""

import contextlib
import os
import shutil
from collections.abc import Iterator

from playwright.sync_api import Browser, sync_playwright

PATIENCE_MS = 30_000
"""How long a page or an element may take before a test gives up: a bound for a busy computer, not a measure."""


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser, closed at the end. Root can run it only without its sandbox."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        yield browser
        browser.close()
