"""Each kind of file that people attach: what is taken as it, and in which words the rest is refused."""

from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.infra.files import INSTEAD, KINDS, OCTETS, Refused, accept
from portal.infra.files.names import extension_of
from tests.compound import compound
from tests.files import EXCEL_PARTS, WORD_PARTS, archive, pdf, picture, text_file
from tests.unit.infra.refusals import refusal as _refusal


def _email() -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@agency.example", "What was said"
    message.set_content("We spoke on Monday.")
    return message.as_bytes()


TAKEN: dict[str, Callable[[], bytes]] = {
    "a.pdf": pdf,
    "a.docx": lambda: archive(WORD_PARTS),
    "a.xlsx": lambda: archive(EXCEL_PARTS),
    "a.doc": lambda: compound(["WordDocument", "1Table"]),
    "a.xls": lambda: compound(["Workbook"]),
    "a.msg": lambda: compound(["__properties_version1.0", "__substg1.0_0037001F"]),
    "a.jpg": lambda: picture("JPEG"),
    "a.JPEG": lambda: picture("JPEG"),
    "a.png": picture,
    "a.gif": lambda: picture("GIF"),
    "a.webp": lambda: picture("WEBP"),
    "a.tif": lambda: picture("TIFF"),
    "a.tiff": lambda: picture("TIFF", compression="tiff_deflate"),
    "a.eml": _email,
    "a.txt": text_file,
    "a.csv": lambda: b"day,what\r\n1 March,a visit\r\n",
    "a.md": lambda: b"# Minutes\n\n- a visit\n",
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_file_whose_name_and_content_agree_is_taken(name: str) -> None:
    assert accept(name, TAKEN[name]()).name == name


def test_every_kind_is_tried_here() -> None:
    assert {one for kind in KINDS for one in kind.extensions} == {extension_of(name) for name in TAKEN}


@pytest.mark.parametrize("name", TAKEN)
def test_under_another_kinds_name_it_is_refused(name: str) -> None:
    """Every pair of kinds: a file is never taken for what it is not."""
    content = TAKEN[name]()
    own = next(kind for kind in KINDS if extension_of(name) in kind.extensions)
    for other in KINDS:
        if other is own or (own.words == "e-mail" and other.words == "text"):
            continue
        assert _refusal(f"a.{other.extensions[0]}", content)


@pytest.mark.parametrize(
    "words", ["x", "é", "李", "Zoë said: “no”.", "\ufeffwith a mark", "tab\tand\r\nlines\f", "{}", "<b>"]
)
def test_text_is_taken_in_every_script_and_length(words: str) -> None:
    for encoding in ("utf-8", "utf-16"):
        assert accept("a.txt", words.encode(encoding)).media_type == OCTETS
    assert accept("old.txt", "Zoë".encode("latin-1")).content == "Zoë".encode("latin-1")


def test_only_what_is_plainly_safe_is_called_by_its_own_type() -> None:
    assert {kind.served for kind in KINDS} == {
        OCTETS, "application/pdf", "image/jpeg", "image/png", "image/gif", "image/webp",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.pdf", b"", "The file is empty"),
        ("a", b"x", "no ending that says what it is"),
        (".pdf", b"x", "no ending that says what it is"),
        ("a.exe", b"MZ", "Files that end in .exe cannot be attached"),
        ("a.docm", archive(WORD_PARTS), "It can hold macros. Save it as .docx"),
        ("a.heic", b"x", "export the photograph as JPEG"),
        ("a.pdf.zip", archive({"a": b"b"}), "Take the files out of it"),
        ("a.svg", b"<svg/>", "Files that end in .svg cannot be attached"),
        ("a.html", b"<p>", "Save it as PDF"),
        ("a.pdf", archive({"a": b"b"}), "Its name ends in .pdf, but it is not a PDF"),
        ("a.docx", archive({"a": b"b"}), "it is a Word document, but it does not hold one"),
        ("a.xlsx", archive(WORD_PARTS), "it is an Excel workbook, but it does not hold one"),
        ("a.docx", b"PK\x03\x04 and then nothing", "it is not a Word document"),
        ("a.doc", compound(["Workbook"]), "it is not a Word document"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "does not hold one"),
        ("a.jpg", picture("PNG"), "Its name ends in .jpg, but it is not a JPEG image"),
        ("a.png", picture()[:50], "cannot be read"),
        ("a.txt", b"\0\1\2", "does not hold plain text"),
        ("a.txt", b"\x89PNG\r\n\x1a\n", "does not hold plain text"),
        ("a.eml", b"Just a text.", "It is not an e-mail"),
        ("a.pdf", b"%PDF-1.7\n" + b"x" * 99, "cannot be read"),
    ],
)
def test_a_refusal_says_why_and_what_to_do(name: str, content: bytes, says: str) -> None:
    assert says in _refusal(name, content)


def test_what_to_do_instead_is_said_of_no_kind_that_is_taken() -> None:
    assert not INSTEAD.keys() & {one for kind in KINDS for one in kind.extensions}


@given(st.binary(max_size=400), st.sampled_from([one for kind in KINDS for one in kind.extensions]))
@example(b"PK\x05\x06" + b"\0" * 18, "docx")
@example(b"GIF89a", "gif")
@example(b"II*\0\x08\0\0\0", "tif")
def test_whatever_is_sent_is_taken_or_refused(content: bytes, extension: str) -> None:
    with suppress(Refused):
        assert accept(f"a.{extension}", content).content
