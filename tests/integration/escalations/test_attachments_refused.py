"""Uploads that are refused: of a wrong kind, too large, broken off, ill described; what was typed is kept."""

import io

import pytest

from tests.files import WORD_PARTS, Breaking, archive, picture, text_file
from tests.integration.escalations.attaching import WORDS
from tests.integration.escalations.attaching import address as _address
from tests.integration.escalations.attaching import kept as _kept
from tests.integration.escalations.attaching import seen as _seen
from tests.integration.escalations.attaching import send as _send
from tests.integration.escalations.attaching import writer as _writer
from tests.pages import BASE_URL, Browser, Pages, own_form, text_of, typed
from tests.way import Way

pytestmark = pytest.mark.usefixtures("whole")
"""Every case here is a draft that lacks nothing."""


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("notes.txt", b"", "The file is empty"),
        ("scan.pdf", archive({"a": b"b"}), "but it is not a PDF"),
        ("form.docx", archive({"a": b"b"}), "it does not hold one"),
        ("form.docx", archive({**WORD_PARTS, "word/vbaProject.bin": b"x"}), "It holds macros"),
        ("wide.png", picture(size=(50_000, 1)), "It is 50,000 by 1 pixels"),
        ("run.exe", b"MZ", "Files that end in .exe cannot be attached"),
        ("nul\0.exe", b"MZ", "Files that end in .exe cannot be attached"),
        ("x", b"MZ", "no ending"),
    ],
)
def test_a_file_that_is_not_taken_says_why_and_all_else_is_kept(
    pages: Pages, way: Way, name: str, content: bytes, says: str
) -> None:
    refused = _send(_writer(pages), _address(way), content, name)
    _kept(refused, says)
    assert _seen(way, way.contributor) == ()


def test_what_was_typed_wrongly_comes_back_as_it_was_typed(pages: Pages, way: Way) -> None:
    title = "O’Brien \u202enoitces <b> \0"
    refused = _send(_writer(pages), _address(way), text_file(), title=title, kind="nothing", minimum="")
    assert refused.status_code == 422
    said = text_of(refused)
    assert "Title holds a character that cannot be kept" in said
    assert "Choose one of the list" in said
    assert "Confirm that the file holds no more than is needed" in said
    assert "Choose the file again" in said
    assert typed(own_form(refused.text))["title"] == title


def test_the_form_without_a_file_says_so(pages: Pages, way: Way) -> None:
    writer = _writer(pages)
    form = {**typed(own_form(writer.get(_address(way)).text)), **WORDS}
    for sent in (form, {**form, "file": "no file at all"}):
        _kept(writer.post(_address(way), sent), "Choose a file")


# Too large ---------------------------------------------------------------------------------------------


def test_a_file_that_is_too_large_keeps_what_was_typed(pages: Pages, way: Way) -> None:
    for size in (20 * 1024 * 1024 + 1, 23 * 1024 * 1024, 130 * 1024 * 1024):
        _kept(_send(_writer(pages), _address(way), b"x" * size), "The file is larger than 20 MB")
    assert _seen(way, way.contributor) == ()


def test_a_file_of_just_the_size_is_taken(pages: Pages, way: Way) -> None:
    assert _send(_writer(pages), _address(way), b"x" * 20 * 1024 * 1024).status_code == 303


# Broken off --------------------------------------------------------------------------------------------


CHUNKED = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}


def _multipart(browser: Browser, address: str, content: bytes) -> tuple[bytes, str]:
    """The body that a browser sends, with its type."""
    fields = {**typed(own_form(browser.get(address).text)), **WORDS}
    head = "".join(
        f'--border\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
        if name != "file"
    )
    file = '--border\r\nContent-Disposition: form-data; name="file"; filename="contacts.txt"\r\n'
    body = f"{head}{file}Content-Type: text/plain\r\n\r\n".encode() + content + b"\r\n--border--\r\n"
    return body, "multipart/form-data; boundary=border"


@pytest.mark.parametrize("at", [0.3, 0.9, 0.999])
def test_an_upload_that_stops_halfway_keeps_what_was_typed(pages: Pages, way: Way, at: float) -> None:
    writer = _writer(pages)
    body, kind = _multipart(writer, _address(way), b"x" * 300_000)
    stopped = writer.client.post(
        _address(way),
        base_url=BASE_URL,
        input_stream=io.BytesIO(body[: int(len(body) * at)]),
        headers={"Content-Type": kind},
        environ_overrides={"CONTENT_LENGTH": str(len(body))},
    )
    _kept(stopped, "the upload stopped halfway")
    assert _seen(way, way.contributor) == ()


@pytest.mark.parametrize("told", [True, False], ids=["its length was told", "its length was not told"])
def test_an_upload_whose_connection_breaks_keeps_what_was_typed(pages: Pages, way: Way, told: bool) -> None:
    writer = _writer(pages)
    body, kind = _multipart(writer, _address(way), b"x" * 300_000)
    broken = writer.client.post(
        _address(way),
        base_url=BASE_URL,
        input_stream=Breaking(body[:200_000]),
        headers={"Content-Type": kind},
        environ_overrides={"CONTENT_LENGTH": str(len(body))} if told else CHUNKED,
    )
    _kept(broken, "the upload stopped halfway")


def test_the_body_of_a_whole_upload_is_taken(pages: Pages, way: Way) -> None:
    """The twin of the two above."""
    writer = _writer(pages)
    body, kind = _multipart(writer, _address(way), b"x" * 300_000)
    whole = writer.client.post(_address(way), base_url=BASE_URL, data=body, headers={"Content-Type": kind})
    assert whole.status_code == 303
    assert [one.size for one in _seen(way, way.contributor)] == [300_000]
