"""An import through the pages: bringing a file, choosing its columns, reading what each row will do."""

import io
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text
from werkzeug.test import TestResponse

from tests.pages import Browser, Pages, text_of
from tests.partnership import as_owner
from tests.sheets import csv_of

MONDAY = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
IMPORTS = "/business-unit/imports"
NEW = f"{IMPORTS}/new/old-cases"
HEADINGS = (
    "Ref", "Child’s name", "Date received", "Raised by", "Raised against", "Date sent", "Response received",
    "Outcome", "Date closed", "Category",
)  # fmt: skip
CHILD = "Quillon Featherstone"


def row(reference: str, **changes: str) -> tuple[str, ...]:
    """A row of an old log that can be imported, with these changes; a heading's spaces are underscores."""
    cells = {
        "Ref": reference, "Child’s name": CHILD, "Date received": "25/11/2024", "Raised by": "Alder Agency",
        "Raised against": "Birch Agency", "Date sent": "26/11/2024", "Response received": "10/12/2024",
        "Outcome": "Resolved", "Date closed": "20/12/2024", "Category": "Thresholds",
        **{heading.replace("_", " "): cell for heading, cell in changes.items()},
    }  # fmt: skip
    return tuple(cells[heading] for heading in HEADINGS)


def log_of(*rows: Sequence[str]) -> bytes:
    """An old log as CSV."""
    return csv_of([HEADINGS, *rows])


def bring(browser: Browser, content: bytes, name: str = "log.csv", *, new: str = NEW) -> TestResponse:
    """Choose the file."""
    return browser.post(new, browser.fill(new) | {"file": (io.BytesIO(content), name)})


def mapped(browser: Browser, content: bytes, name: str = "log.csv", *, new: str = NEW, **columns: Any) -> str:
    """Choose the file, and go on with the columns that its headings suggest; gives the page of its rows."""
    columns_page = bring(browser, content, name, new=new).location
    assert columns_page
    response = browser.send(columns_page, **columns)
    assert response.status_code == 303, text_of(response)
    return str(response.location)


def taken(browser: Browser, page: str, **changes: Any) -> TestResponse:
    """Press the button under the rows."""
    return browser.send(page, **changes)


def rows_of(page: str) -> Mapping[int, str]:
    """What a page says that each row will do."""
    found = re.findall(r'<th scope="row" role="rowheader">(\d+)</th>(.*?)</tr>', page, re.DOTALL)
    words = {int(number): " ".join(re.sub(r"<[^>]+>", " ", cell).split()) for number, cell in found}
    return {number: said.removeprefix("What it will do ") for number, said in words.items()}


def asked(pages: Pages, statement: str, **named: Any) -> list[tuple[Any, ...]]:
    """What the owner reads."""
    with as_owner(pages.partnership.logins) as session:
        return [tuple(row) for row in session.execute(text(statement), named)]


def in_the_log(pages: Pages) -> list[str]:
    """The references of the old cases that were imported."""
    return [one for (one,) in asked(pages, "select reference from portal.log_case where imported order by 1")]
