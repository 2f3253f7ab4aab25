"""A page as a PDF: tagged for screen readers (PDF/UA), made from the given text alone."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher


def make(html: str, *, css: str) -> bytes:
    """The PDF of a whole HTML document, laid out by one style sheet.

    Nothing is fetched from anywhere, whatever the document names: FatalURLFetchingError is raised. The library is
    loaded when it is first needed, since it is large and most processes never need it.
    """
    from weasyprint import CSS, HTML

    fetcher = _refuser()
    sheet = CSS(string=css, url_fetcher=fetcher)
    document = HTML(string=html, url_fetcher=fetcher)
    made: bytes = document.write_pdf(stylesheets=[sheet], pdf_variant="pdf/ua-1", pdf_tags=True)
    return made


def _refuser() -> "URLFetcher":
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class Refuser(URLFetcher):
        """Fetches nothing: no address, no file, no data."""

        def fetch(self, url: str, headers: object = None) -> None:
            raise FatalURLFetchingError("A PDF is made from what it is given alone.")

    return Refuser()
