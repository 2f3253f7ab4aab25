"""A million letters of any kind in one field: refused beside it, shown back whole, and nothing else lost."""

import html
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from portal.protocol.actors import Role
from portal.web.security import FORM_BYTES
from tests.integration.escalations.drafting import address
from tests.pages import text_of
from tests.way import Way

Browse = Callable[..., Any]

MILLION = 1024 * 1024
TEXTS = {"chinese": "李" * MILLION, "nul": "\0" * MILLION, "latin": "x" * MILLION}
OTHER = "Typed beside it: <O’Brien> & Zoë"


@dataclass(frozen=True)
class Form:
    """A form with two texts in it: who sends it, once the case has come how far, from which page."""

    slug: str
    role: Role
    until: str
    page: str
    field: str
    other: str


FORMS = {
    "part 1": Form("alder", Role.CONTRIBUTOR, "started", "part-1/why", "unresolved", "safety"),
    "part 2": Form("birch", Role.CONTRIBUTOR, "forwarded", "part-2", "none_taken", "disputed"),
    "part 3": Form("alder", Role.SENIOR_MANAGER, "answered", "part-3", "learning", "reasons"),
    "a step": Form("business_unit", Role.OFFICER, "forwarded", "link", "why", "to"),
    "a file": Form("alder", Role.CONTRIBUTOR, "started", "attachments/part-1", "title", "author"),
}


def _address(way: Way, form: Form) -> str:
    return ("/business-unit" if form.slug == "business_unit" else "") + address(way, form.page)


def _file(form: Form) -> dict[str, Any]:
    """A form that brings a file is sent in parts, as a browser does it."""
    return {"file": (io.BytesIO(b"Seen twice."), "notes.txt")} if form.page.startswith("attach") else {}


@pytest.mark.parametrize("letters", TEXTS)
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_million_letters_come_back_beside_their_field(
    browse: Browse, way: Way, form: Form, letters: str
) -> None:
    getattr(way, form.until)()
    browser, page, typed = browse(form.role, form.slug), _address(way, form), TEXTS[letters]
    fields = browser.fill(page) | {form.field: typed, form.other: OTHER}
    answer = browser.post(page, fields | _file(form))
    assert answer.status_code == 422, text_of(answer)[:300]
    assert f'id="{form.field}-error"' in answer.text
    assert typed in answer.text
    assert OTHER in html.unescape(answer.text)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_more_than_that_is_answered_with_what_to_do(browse: Browse, way: Way, form: Form) -> None:
    getattr(way, form.until)()
    browser, page = browse(form.role, form.slug), _address(way, form)
    fields = browser.fill(page) | {form.field: "x" * (FORM_BYTES + 1)}
    answer = browser.post(page, fields)
    assert answer.status_code == 413
    assert "We can take up to 12 MB at a time." in text_of(answer)
    assert "Use your browser’s back button: what you typed should still be there." in text_of(answer)
