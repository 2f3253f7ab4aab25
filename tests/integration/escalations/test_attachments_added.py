"""Files attached to a draft: listed and handed out again, cleaned, once each, and as many as there may be."""

import io
from typing import Any

import pytest
from PIL import Image

from portal.escalations.actions import attachments
from portal.escalations.actions.attachments import Limits
from portal.protocol.errors import Invalid
from tests.files import pdf, picture, text_file
from tests.integration.escalations.attaching import WORDS
from tests.integration.escalations.attaching import address as _address
from tests.integration.escalations.attaching import attach as _attach
from tests.integration.escalations.attaching import kept as _kept
from tests.integration.escalations.attaching import seen as _seen
from tests.integration.escalations.attaching import send as _send
from tests.integration.escalations.attaching import writer as _writer
from tests.pages import Pages, at_once, own_form, text_of, typed
from tests.way import Way

pytestmark = pytest.mark.usefixtures("whole")
"""Every case here is a draft that lacks nothing."""


def test_a_file_is_attached_listed_and_downloaded(pages: Pages, way: Way) -> None:
    writer = _writer(pages)
    content = pdf()
    assert _send(writer, _address(way), content, "Wöchentliche “Notizen” 李.pdf").status_code == 303
    page = writer.get(_address(way))
    said = text_of(page)
    assert "Chronology of contacts" in said
    assert "Wöchentliche “Notizen” 李.pdf" in said
    assert "Attached by alder contributor" in said
    (file,) = _seen(way, way.contributor)
    got = writer.post(f"/cases/{way.reference}/attachments/{file.id}/file", {})
    assert (got.status_code, got.data) == (200, content)
    assert got.headers["Content-Type"] == "application/pdf"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Cache-Control"] == "no-store"
    assert got.headers.getlist("Content-Security-Policy") == [
        "default-src 'none'; frame-ancestors 'none'; sandbox"
    ]
    disposition = got.headers["Content-Disposition"]
    assert disposition.startswith("attachment; ")
    assert "filename*=UTF-8''W%C3%B6chentliche%20%E2%80%9CNotizen%E2%80%9D%20%E6%9D%8E.pdf" in disposition


def test_what_a_browser_could_run_is_handed_out_as_octets(pages: Pages, way: Way) -> None:
    writer = _writer(pages)
    assert _send(writer, _address(way), b"<script>alert(1)</script>", "page.txt").status_code == 303
    (file,) = _seen(way, way.contributor)
    got = writer.post(f"/cases/{way.reference}/attachments/{file.id}/file", {})
    assert got.headers["Content-Type"] == "application/octet-stream"


def test_what_is_stored_has_no_place_and_no_device(pages: Pages, way: Way) -> None:
    taken = Image.Exif()
    taken[0x010F] = "Invented Camera Works"
    taken.get_ifd(0x8825)[1] = "N"
    assert _send(_writer(pages), _address(way), picture("JPEG", exif=taken), "photo.jpg").status_code == 303
    (file,) = _seen(way, way.contributor)
    copy = way.do(way.contributor, attachments.download, way.reference, attachment=file.id)
    assert b"Invented Camera" not in copy.content
    assert not Image.open(io.BytesIO(copy.content)).getexif()


@pytest.mark.parametrize("paper", ["part-3", "part_1", "nothing", "..", "%00"])
def test_another_part_of_the_form_is_not_found(pages: Pages, way: Way, paper: str) -> None:
    assert _writer(pages).get(_address(way, paper)).status_code == 404


# Once each, and so many --------------------------------------------------------------------------------


def test_the_same_file_twice_in_one_part_is_said(pages: Pages, way: Way) -> None:
    assert _send(_writer(pages), _address(way), text_file("Once")).status_code == 303
    again = _send(_writer(pages), _address(way), text_file("Once"), "another name.txt", title="Again")
    assert again.status_code == 422
    assert "This file is attached already, as “Chronology of contacts”" in text_of(again)
    assert len(_seen(way, way.contributor)) == 1


def test_one_form_sent_twice_attaches_once(pages: Pages, way: Way) -> None:
    writer = _writer(pages)
    form = {**typed(own_form(writer.get(_address(way)).text)), **WORDS}
    answers = [
        writer.post(_address(way), {**form, "file": (io.BytesIO(text_file()), "a.txt")}) for _ in range(2)
    ]
    assert [one.status_code for one in answers] == [303, 303]
    assert len(_seen(way, way.contributor)) == 1


def test_there_are_as_many_as_the_setting_allows(pages: Pages, way: Way) -> None:
    for number in range(30):
        _attach(way, text_file(f"File {number}"), f"{number}.txt")
    writer = _writer(pages)
    full = writer.get(_address(way))
    assert "There are 30 files here, which is as many as there may be" in text_of(full)
    assert 'type="file"' not in full.text
    other = pages.way().started()
    form = typed(own_form(writer.get(_address(other)).text))
    fields = {**form, **WORDS, "file": (io.BytesIO(text_file("One more")), "more.txt")}
    _kept(writer.post(_address(way), fields), "as many as there may be")
    assert len(_seen(way, way.contributor)) == 30


def test_the_limit_holds_when_several_are_sent_at_once(pages: Pages, way: Way) -> None:
    limits = Limits(at_most=5, scanned=False)

    def send(number: int) -> Any:
        def one() -> Any:
            try:
                return _attach(way, text_file(f"File {number}"), limits=limits)
            except Invalid as refused:
                return refused

        return one

    for start in range(0, 12, 4):
        at_once(*(send(start + number) for number in range(4)))
    assert len(_seen(way, way.contributor)) == 5
