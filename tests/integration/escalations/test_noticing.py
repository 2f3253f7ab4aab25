"""Decision 25: whoever writes a child's identity into any text is told as they type it, and before it is taken."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from portal.escalations import queries
from portal.infra.calendar import now
from portal.protocol.actors import Role
from portal.protocol.clock import london_date
from tests.integration.escalations.drafting import STATEMENTS, address, kept
from tests.pages import BASE_URL, Browser, own_form, text_of, typed
from tests.way import Way

Browse = Callable[..., Browser]

NAMED = "We saw TEST Child on 3/2/19."
SEEN = ("“TEST Child”", "child 1’s name", "“3/2/19”", "child 1’s date of birth", "Write “Child 1” instead.")
BANNER = "A child’s identity seems to be in what you typed. Nothing is done yet."
TODAY = "{today}"
"""Stands in a form for the day on which it is sent."""
CONCLUDED = {
    "results-0-result": "not",
    "overall": "not",
    "practitioner_told_on": TODAY,
    "on_record": "y",
    "reasons": "It is not.",
}
CHASED = {"how": "telephone", "on": TODAY}
A, B, OFFICE = ("alder", Role.SENIOR_MANAGER), ("birch", Role.SENIOR_MANAGER), ("business_unit", Role.OFFICER)


@dataclass(frozen=True)
class Form:
    """A form in which words of one's own are written: who writes it, once the case came how far, on which page."""

    who: tuple[str, Role]
    until: str
    page: str
    field: str
    more: dict[str, str] = field(default_factory=dict)


FORMS = (
    Form(A, "started", "sign-off", "exception_reason", STATEMENTS),
    Form(A, "forwarded", "withdraw", "reasons"),
    Form(A, "forwarded", "add", "body", {"about": "part_1", "kind": "addendum"}),
    Form(A, "answered", "part-3", "learning", CONCLUDED),
    Form(A, "answered", "part-3", "results-0-why", CONCLUDED),
    Form(A, "resolved", "follow-up", "difference", {"promises-0-done": "done", "promises-0-words": "Yes."}),
    Form(B, "forwarded", "more-time", "reasons", {"days": "2"}),
    Form(B, "forwarded", "not-for-us", "reasons"),
    Form(B, "forwarded", "holding-reply", "body"),
    Form(OFFICE, "submitted", "send-back", "reasons"),
    Form(OFFICE, "submitted", "out-of-scope", "route", {"exclusion": "conduct"}),
    Form(OFFICE, "forwarded", "note", "body", {"kind": "note"}),
    Form(OFFICE, "answered", "chase", "body", CHASED | {"whom": "{raising}"}),
)


@pytest.fixture(params=FORMS, ids=lambda form: f"{form.page}: {form.field}")
def form(request: pytest.FixtureRequest) -> Form:
    found: Form = request.param
    return found


def _page(way: Way, form: Form) -> str:
    return ("/business-unit" if form.who == OFFICE else "") + address(way, form.page)


def _filled(browser: Browser, way: Way, form: Form, words: str) -> dict[str, Any]:
    raising, today = way.manager.workspace, london_date(now())
    named = {name: value.format(raising=raising) for name, value in form.more.items() if value != TODAY}
    for name in (name for name, value in form.more.items() if value == TODAY):
        named |= {f"{name}-{part}": str(getattr(today, part)) for part in ("day", "month", "year")}
    return browser.fill(_page(way, form)) | named | {form.field: words}


def _begun(browse: Browse, way: Way, form: Form) -> Browser:
    getattr(way, form.until)()
    slug, role = form.who
    return browse(role, slug)


def _happened(way: Way) -> int:
    with way.partnership.database.reading(way.partnership.context(way.manager)) as session:
        return len(queries.timeline(session, way.see(way.manager).case.id))


def _looks(way: Way) -> int:
    with way.partnership.database.reading(way.partnership.context(way.manager)) as session:
        return queries.how_many_looks(session, way.see(way.manager).case.id)


def _while_typing(browser: Browser, way: Way, fields: dict[str, Any]) -> Any:
    """What the page's line sends, and gets."""
    return browser.client.post(f"/cases/{way.reference}/noticed", base_url=BASE_URL, data=fields)


def test_decision_25_it_is_shown_back_once_with_what_was_noticed_and_taken_when_it_is_sent_again(
    browse: Browse, way: Way, form: Form
) -> None:
    browser = _begun(browse, way, form)
    fields, before = _filled(browser, way, form, NAMED), _happened(way)
    told = browser.post(_page(way, form), fields)
    assert (told.status_code, BANNER in text_of(told)) == (200, True), text_of(told)
    assert all(words in text_of(told) for words in SEEN)
    assert kept(told, NAMED)
    assert _happened(way) == before
    again = fields | {"cautioned": typed(own_form(told.text))["cautioned"]}
    assert browser.post(_page(way, form), again).status_code == 303


def test_decision_25_its_line_tells_while_it_is_typed_and_then_it_is_taken_at_once(
    browse: Browse, way: Way, form: Form
) -> None:
    browser = _begun(browse, way, form)
    assert f'hx-post="/cases/{way.reference}/noticed"' in browser.get(_page(way, form)).text
    fields = _filled(browser, way, form, NAMED)
    told = _while_typing(browser, way, fields)
    assert told.status_code == 200
    assert all(words in told.text for words in SEEN)
    assert 'hx-swap-oob="true"' in told.text
    again = fields | {"cautioned": typed(told.text)["cautioned"]}
    assert browser.post(_page(way, form), again).status_code == 303


def test_who_names_nobody_is_told_nothing(browse: Browse, way: Way, form: Form) -> None:
    browser = _begun(browse, way, form)
    fields = _filled(browser, way, form, "We saw Child 1 in February.")
    told = _while_typing(browser, way, fields)
    assert ("app-saved__not" in told.text, typed(told.text)["cautioned"]) == (False, "")
    assert browser.post(_page(way, form), fields).status_code == 303


def test_what_is_added_after_somebody_was_told_is_told_too(browse: Browse, way: Way) -> None:
    browser, page = _begun(browse, way, FORMS[1]), address(way, "withdraw")
    told = browser.send(page, reasons="Test Child is well.")
    fields = typed(own_form(told.text))
    more = browser.post(page, fields | {"reasons": "Test Child, born 3/2/2019, is well."})
    assert (more.status_code, "“3/2/2019”" in text_of(more)) == (200, True)
    less = fields | {"reasons": "Test Child is well now."}
    assert browser.post(page, less).status_code == 303


def test_the_line_keeps_nothing_and_is_no_look(browse: Browse, way: Way) -> None:
    browser = _begun(browse, way, FORMS[1])
    fields = _filled(browser, way, FORMS[1], NAMED)
    before = (_happened(way), _looks(way), way.version(way.manager))
    assert _while_typing(browser, way, fields).status_code == 200
    assert (_happened(way), _looks(way), way.version(way.manager)) == before


def test_the_line_names_only_what_was_typed(browse: Browse, way: Way) -> None:
    browser = _begun(browse, way, FORMS[1])
    told = _while_typing(browser, way, _filled(browser, way, FORMS[1], "Test is well."))
    assert "“Test”" in told.text
    assert ("2019" in told.text, "R-1" in told.text, "Test Child" in told.text) == (False, False, False)


def test_what_is_too_long_for_its_field_is_refused_and_not_read_through(browse: Browse, way: Way) -> None:
    browser = _begun(browse, way, FORMS[1])
    fields = _filled(browser, way, FORMS[1], f"{NAMED} {'x' * 10_000}")
    assert "TEST" not in _while_typing(browser, way, fields).text
    refused = browser.post(address(way, "withdraw"), fields)
    assert (refused.status_code, BANNER in text_of(refused)) == (422, False)


def test_nobody_else_learns_that_there_is_a_case(browse: Browse, way: Way) -> None:
    browser = _begun(browse, way, FORMS[1])
    fields = _filled(browser, way, FORMS[1], NAMED)
    stranger = browse(Role.SENIOR_MANAGER, "cedar")
    answers = [stranger.post(f"/cases/{one}/noticed", fields) for one in (way.reference, "RPD-0000-0000")]
    assert [one.status_code for one in answers] == [404, 404]
    assert text_of(answers[0]) == text_of(answers[1])


def test_a_file_is_attached_and_its_words_are_told_of(browse: Browse, way: Way) -> None:
    way.started()
    browser, page = browse(), address(way, "attachments/part-1")
    fields = browser.fill(
        page, title="A letter", kind="other", author="Test Child", third_party="no", minimum="y"
    )
    assert f'hx-post="/cases/{way.reference}/noticed"' in browser.get(page).text
    told = _while_typing(browser, way, {name: value for name, value in fields.items() if name != "file"})
    assert "“Test Child” looks like child 1’s name." in told.text
    attached = browser.client.post(
        page, base_url=BASE_URL, data=fields | {"file": (io.BytesIO(b"Dear all"), "letter.txt")}
    )
    assert attached.status_code == 303
    shown = text_of(browser.get(page))
    assert "The answer to “Who wrote it?” holds something of a child’s identity." in shown
    assert "The title holds" not in shown
