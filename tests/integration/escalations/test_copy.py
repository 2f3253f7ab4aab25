"""The copy of a case: with the identity only when asked for, for a purpose, logged; and the PDF it is made as."""

from io import BytesIO

import pikepdf
import pytest
from weasyprint.urls import FatalURLFetchingError

from portal.escalations.actions import part_1
from portal.infra import pdf
from tests.integration.escalations.looked import faults as _faults
from tests.integration.escalations.looked import looks as _looks
from tests.integration.escalations.named_child import PIECES
from tests.integration.escalations.named_child import forwarded as _forwarded
from tests.integration.escalations.named_child import holds as _holds
from tests.integration.escalations.named_child import renamed as _renamed
from tests.pages import Pages
from tests.way import Way, full


def test_decision_27_a_copy_is_logged_and_with_the_identity_it_is_a_reveal_too(pages: Pages) -> None:
    way = _forwarded(pages)
    browser, page = pages.browser(way.responder), f"/cases/{way.reference}/copy"
    without = browser.send(page, identity="without", purpose="act")
    assert _looks(pages, way)[-1] == ("copy", "", way.responder.name)
    assert {look[0] for look in _looks(pages, way)} == {"view", "copy"}
    with_ = browser.send(page, identity="with", purpose="record")
    assert {("copy", "record", way.responder.name), ("reveal", "record", way.responder.name)} <= set(
        _looks(pages, way)
    )
    assert _faults(pages, way) == []
    for answer in (without, with_):
        with pikepdf.open(BytesIO(answer.data)) as made:
            assert "/StructTreeRoot" in made.Root
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{way.reference}-copy.pdf"'
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_copy_with_the_identity_wants_a_purpose(pages: Pages) -> None:
    way = _forwarded(pages)
    browser, page = pages.browser(way.responder), f"/cases/{way.reference}/copy"
    for typed, message in (
        ({"identity": "with"}, "Choose why you need to see the identity."),
        ({"identity": "with", "purpose": "x"}, "Choose one of the list"),
        ({}, "Choose whether the copy should show"),
    ):
        answer = browser.send(page, **typed)
        assert answer.status_code == 422
        assert message in answer.text
    assert {look[0] for look in _looks(pages, way)} == {"view"}


# What it is made from ----------------------------------------------------------------------------------


def _document(pages: Pages, way: Way, monkeypatch: pytest.MonkeyPatch, **typed: str) -> str:
    """What a copy is made from, as it goes to the maker of PDFs."""
    given: list[str] = []
    monkeypatch.setattr(pdf, "make", lambda html, css: given.append(html) or b"%PDF-")
    pages.browser(way.manager).send(f"/cases/{way.reference}/copy", **typed)
    return given[0]


def test_an_earlier_version_of_part_1_follows_the_newest_under_a_heading_of_its_own(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = _document(pages, _renamed(pages), monkeypatch, identity="without", purpose="record")
    places = [
        made.index(one) for one in (">Part 1", "<h2>Earlier versions of Part 1</h2>", "Earlier version 1,")
    ]
    assert places == sorted(places)
    assert made.count("Earlier version ") == 1


def test_decision_25_a_copy_shows_the_identity_only_when_it_was_asked_for(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = _forwarded(pages)
    without = _document(pages, way, monkeypatch, identity="without")
    assert "[child 1’s name]" in without
    assert _holds(without) == []
    with_ = _document(pages, way, monkeypatch, identity="with", purpose="record")
    assert set(_holds(with_)) == set(PIECES)
    assert "[child 1’s name]" not in with_


def test_a_copy_with_an_identity_that_is_not_there_says_why_it_comes_without(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = pages.way()
    way.reference = way.do(way.contributor, part_1.start, gate={})
    asked = _document(pages, way, monkeypatch, identity="with", purpose="record")
    assert "The identity was asked for, but there is none yet that Alder Agency may see." in asked
    assert "was asked for" not in _document(pages, way, monkeypatch, identity="without")


def test_text_that_looks_like_markup_is_printed_as_it_is(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = pages.way().started()
    sections = full(pages.partnership.workspaces["birch"])
    sections["why"] = {
        "unresolved": '<img src="file:///etc/hostname"> {{ 7*7 }} <script>',
        "safety": "Daily.",
    }
    way.do(way.contributor, part_1.write, way.reference, sections=sections)
    way.do(way.manager, part_1.sign_off, way.reference, version=way.version(way.manager))
    answer = pages.browser(way.manager).send(f"/cases/{way.reference}/copy", identity="without")
    assert answer.data.startswith(b"%PDF")
    html = _document(pages, way, monkeypatch, identity="without")
    assert "&lt;img src=&#34;file:///etc/hostname&#34;&gt; {{ 7*7 }} &lt;script&gt;" in html


# The PDF -----------------------------------------------------------------------------------------------


def test_a_pdf_is_tagged_and_says_on_every_page_what_it_is() -> None:
    css = "@page { size: A4; @top-left { content: string(r) } } .r { string-set: r content() }"
    html = '<html lang="en"><head><title>T</title></head><body><h1 class="r">RPD</h1><p>x</p></body></html>'
    with pikepdf.open(BytesIO(pdf.make(html, css=css))) as made:
        assert "/StructTreeRoot" in made.Root
        assert made.Root.MarkInfo.Marked
        assert str(made.Root.Lang) == "en"
        assert [round(float(side)) for side in made.pages[0].mediabox] == [0, 0, 595, 842]


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="file:///etc/hostname">',
        '<img src="http://127.0.0.1:9/x.png">',
        '<img src="data:image/png;base64,AAAA">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        '<style>@import "file:///etc/hostname";</style>',
    ],
)
def test_a_pdf_fetches_nothing(markup: str) -> None:
    with pytest.raises(FatalURLFetchingError):
        pdf.make(f"<p>{markup}</p>", css="")
