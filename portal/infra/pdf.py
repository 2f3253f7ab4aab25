"""A document as a PDF: tagged for screen readers (PDF/UA), made from the given text alone."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher

OnPage = Callable[[int], None]
"""Told the number of each page as it is laid out. Some are laid out again, once it is known what they refer to."""

TAGGED: dict[str, Any] = {"pdf_variant": "pdf/ua-1", "pdf_tags": True}


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A PDF, and how many pages were laid out for it."""

    content: bytes
    pages: int


def make(html: str, *, css: str) -> bytes:
    """The PDF of a whole HTML document: see `lay_out`."""
    return lay_out(html, css=css).content


def lay_out(html: str, *, css: str, tagged: bool = True, on_page: OnPage | None = None) -> LaidOut:
    """The PDF of a whole HTML document, laid out by one style sheet. The same text gives the same bytes.

    Nothing is fetched from anywhere, whatever the document names: FatalURLFetchingError is raised. One that pages
    of others are put into is not `tagged`: it must not say that it is PDF/UA. The library is loaded when it is
    first needed, since it is large and most processes never need it.
    """
    from weasyprint import CSS, HTML

    fetcher, options = _refuser(), TAGGED if tagged else {}
    sheet = CSS(string=css, url_fetcher=fetcher)
    with _telling(on_page):
        document = HTML(string=html, url_fetcher=fetcher).render(stylesheets=[sheet], **options)
        return LaidOut(document.write_pdf(**options), len(document.pages))


def _refuser() -> "URLFetcher":
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class Refuser(URLFetcher):
        """Fetches nothing: no address, no file, no data."""

        def fetch(self, url: str, headers: object = None) -> None:
            raise FatalURLFetchingError("A PDF is made from what it is given alone.")

    return Refuser()


class _Teller(logging.Handler):
    """Reads the number of a page from what the library logs of its progress."""

    def __init__(self, on_page: OnPage) -> None:
        super().__init__(logging.INFO)
        self._on_page = on_page

    def emit(self, record: logging.LogRecord) -> None:
        if " - Page " in str(record.msg) and isinstance(record.args, tuple) and record.args:
            self._on_page(int(str(record.args[0])))


@contextmanager
def _telling(on_page: OnPage | None) -> Iterator[None]:
    if on_page is None:
        yield
        return
    log, teller = logging.getLogger("weasyprint.progress"), _Teller(on_page)
    before = log.level
    log.addHandler(teller)
    log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.removeHandler(teller)
        log.setLevel(before)
