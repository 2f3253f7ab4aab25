"""Attachments in a pack: reproduced page by page, or listed with the reason; a pack is made whatever they are."""

import io
import os
import re
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from portal.executive.packs import attached, leaves
from portal.executive.packs.contents import Kind
from tests import files, packs
from tests.paper import built, in_one_line, pages_of

PDF = "application/pdf"


def _scripted() -> bytes:
    pdf = files.paper("scripted")
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    return files.saved(pdf)


def _with_a_file_inside() -> bytes:
    pdf = files.paper("embedded")
    pdf.attachments["inside.txt"] = b"inside"
    return files.saved(pdf)


def _locked() -> bytes:
    return files.saved(files.paper("locked"), encryption=pikepdf.Encryption(owner="owner", user="user"))


def _half() -> bytes:
    whole = files.saved(files.paper(*("page",) * 20))
    return whole[: len(whole) // 2]


def _broken_page() -> bytes:
    """Its frame is sound, and what stands on its page cannot be read."""
    pdf = files.paper("broken")
    pdf.pages[0].Contents = pdf.make_stream(b"not deflated at all")
    pdf.pages[0].Contents.Filter = pikepdf.Name.FlateDecode
    return files.saved(pdf, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def _broken_font() -> bytes:
    """Its pages can be read, and the letters on them cannot be drawn."""
    pdf = files.paper("broken font")
    letters = pdf.make_stream(b"not deflated at all")
    letters.Filter = pikepdf.Name.FlateDecode
    pdf.pages[0].resources.Font.F.FontDescriptor = pikepdf.Dictionary(FontFile2=letters)
    return files.saved(pdf, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def _lost_its_table() -> bytes:
    """Where its objects are has to be guessed."""
    return re.sub(rb"startxref\s+\d+", b"startxref\n7", files.saved(files.paper("guessed")))


def _hidden_layer() -> bytes:
    pdf = files.paper("layers")
    layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String("Names")))
    usual = pikepdf.Dictionary(OFF=pikepdf.Array([layer]))
    pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array([layer]), D=usual)
    return files.saved(pdf)


def _too_many_pages() -> bytes:
    return files.saved(files.paper(*("page",) * (attached.MOST_PAGES + 1)))


def _too_many_pixels() -> bytes:
    return files.picture(size=(10_000, 6_000))


@pytest.mark.parametrize(
    ("media_type", "make", "why"),
    [
        (PDF, _scripted, "It holds a script, which is a small program."),
        (PDF, _with_a_file_inside, "It has other files embedded in it."),
        (PDF, _locked, "It is locked with a password or protected."),
        (PDF, _half, "It is damaged."),
        (PDF, _broken_page, "It is damaged."),
        (PDF, _broken_font, "It is damaged."),
        (PDF, _lost_its_table, "It is damaged."),
        (PDF, _hidden_layer, leaves.LAYERS),
        (PDF, _too_many_pages, "It has more than 500 pages."),
        (PDF, lambda: b"%PDF-1.7 and nothing more", "It cannot be read: it may be damaged."),
        (PDF, files.picture, "It cannot be read: it may be damaged."),
        ("image/png", _too_many_pixels, "It is 10,000 by 6,000 pixels, which is too large."),
        ("image/jpeg", lambda: files.picture("JPEG", size=(800, 600))[:2_000], "It is damaged."),
        ("image/jpeg", files.picture, "It is damaged."),
        ("application/octet-stream", files.text_file, attached.NOT_PAGES),
    ],
)
def test_what_cannot_be_reproduced_is_listed_with_the_reason(
    tmp_path: Path, media_type: str, make: Callable[[], bytes], why: str
) -> None:
    one = packs.attachment(1, media_type)
    pack = built(tmp_path, packs.contents(attachments=(one,)), {1: make()})
    assert dict(pack.not_reproduced) == {1: why}
    assert len(pack.volumes) == 1
    listed = in_one_line(pages_of(pack.volumes[0])[-1])
    assert f"Not reproduced. {why}" in listed
    assert f"48,213 bytes. Not reproduced. {why} {one.sha256}" in listed


def test_one_that_breaks_its_reader_spoils_no_other(tmp_path: Path) -> None:
    both = (packs.attachment(1), packs.attachment(2))
    pack = built(
        tmp_path, packs.contents(attachments=both), {1: _half(), 2: files.saved(files.paper("The second"))}
    )
    assert dict(pack.not_reproduced) == {1: "It is damaged."}
    assert "The second" in pages_of(pack.volumes[1])[-1]


@pytest.mark.parametrize(
    ("seconds", "reader", "why"),
    [
        (20, lambda _content, _most: os.kill(os.getpid(), signal.SIGKILL), attached.BROKE),
        (0.2, lambda _content, _most: sum(iter(lambda: 0, 1)), attached.TOO_SLOW),
        (20, lambda _content, _most: bytearray(4 * 1024**3), attached.BROKE),
    ],
)
def test_a_reader_that_dies_never_ends_or_eats_memory_spoils_one_attachment(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    seconds: float,
    reader: Callable[[bytes, int], pikepdf.Pdf],
    why: str,
) -> None:
    monkeypatch.setattr(leaves, "READERS", {PDF: reader})
    monkeypatch.setattr(attached, "SECONDS", seconds)
    (tmp_path / "1").write_bytes(files.pdf())
    contents = packs.contents(attachments=(packs.attachment(1),))
    assert attached.prepare(contents, tmp_path)[1].why_not == why


def test_limits_of_all_together_leave_out_what_comes_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attached, "MOST_PAGES_OF_ALL", 3)
    sizes = {1: 2, 2: 2, 3: 1}
    for number, pages in sizes.items():
        (tmp_path / str(number)).write_bytes(files.saved(files.paper(*("page",) * pages)))
    contents = packs.contents(attachments=tuple(packs.attachment(number) for number in sizes))
    outcomes = attached.prepare(contents, tmp_path)
    assert [(len(one.pages), one.why_not) for one in outcomes.values()] == [
        (2, ""),
        (0, attached.NO_VOLUME),
        (1, ""),
    ]


def test_one_too_large_or_not_there_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attached, "MOST_BYTES", 100)
    (tmp_path / "1").write_bytes(files.pdf())
    contents = packs.contents(attachments=(packs.attachment(1), packs.attachment(2)))
    outcomes = attached.prepare(contents, tmp_path)
    assert [one.why_not for one in outcomes.values()] == [attached.TOO_LARGE, attached.NOT_THERE]


def test_without_time_left_the_rest_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attached, "SECONDS_OF_ALL", 0)
    (tmp_path / "1").write_bytes(files.pdf())
    outcomes = attached.prepare(packs.contents(attachments=(packs.attachment(1),)), tmp_path)
    assert outcomes[1].why_not == attached.NO_TIME


def test_the_second_volume_has_their_pages_in_order_and_says_where_each_begins(tmp_path: Path) -> None:
    three = (
        packs.attachment(1, title="The minutes"),
        packs.attachment(2, why_not="No redacted copy was supplied."),
        packs.attachment(3, "image/tiff", title="The scan"),
        packs.attachment(4, title="The plan"),
    )
    contents = replace(packs.contents(Kind.SCRUTINEER), attachments=three)
    scan = io.BytesIO()
    pages = [Image.new("L", (1240, 1754), shade) for shade in (200, 150)]
    pages[0].save(scan, "TIFF", save_all=True, append_images=pages[1:])
    pack = built(
        tmp_path,
        contents,
        {
            1: files.saved(files.paper("First of minutes", "Second of minutes")),
            3: scan.getvalue(),
            4: files.saved(files.paper("A plan", size=(842, 595))),
        },
    )
    first = pack.pages[0]
    text = pages_of(pack.volumes[1])
    assert pack.pages[1] == len(text) == 2 + 2 + 2 + 1
    assert "First of minutes" in text[2]
    assert "Second of minutes" in text[3]
    assert "A plan" in text[6]
    assert ["1. The minutes" in page for page in text] == [False, False, True, True, False, False, False]
    assert ["3. The scan" in page for page in text] == [False] * 4 + [True, True, False]
    index = in_one_line(text[1])
    for begins in (f"2 {first + 3}", f"2 {first + 5}", f"1 {first + 7}"):
        assert begins in index
    assert "2." not in index
    with pikepdf.open(pack.volumes[1]) as pdf:
        assert [_lies(page) for page in pdf.pages] == [False] * 6 + [True]
        assert "/StructTreeRoot" not in pdf.Root
        assert "/Metadata" not in pdf.Root
        assert (
            str(pdf.docinfo.Title)
            == f"{packs.REFERENCE}: referral pack for the Independent Scrutineer, volume 2"
        )


def _lies(page: pikepdf.Page) -> bool:
    return float(page.mediabox[2]) > float(page.mediabox[3])


def test_a_page_that_was_turned_stands_upright(tmp_path: Path) -> None:
    pdf = files.paper("Turned", size=(842, 595))
    pdf.pages[0].Rotate = 90
    made = _made(tmp_path, files.saved(pdf))
    with pikepdf.open(made) as plain:
        assert [float(side) for side in plain.pages[0].mediabox] == [0, 0, 595, 842]
    assert "Turned" in pages_of(made)[0]


def test_what_was_written_into_a_form_and_beside_the_text_is_seen(tmp_path: Path) -> None:
    pdf = files.paper("A form")
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Widget,
        FT=pikepdf.Name.Tx,
        T=pikepdf.String("name"),
        V=pikepdf.String("Filled in by hand"),
        DA=pikepdf.String("/F 12 Tf 0 g"),
        Rect=[72, 300, 400, 330],
        F=4,
    )
    pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(note)])
    font = pdf.pages[0].resources.Font
    pdf.Root.AcroForm = pikepdf.Dictionary(
        Fields=pdf.pages[0].Annots, NeedAppearances=True, DR=pikepdf.Dictionary(Font=font)
    )
    made = _made(tmp_path, files.saved(pdf))
    assert "Filled in by hand" in pages_of(made)[0]


def test_what_is_not_seen_is_left_behind(tmp_path: Path) -> None:
    pdf = files.paper("A paper")
    pdf.docinfo["/Author"] = "Somebody Secret"
    pdf.Root.Metadata = pdf.make_stream(b"<x>Somebody Secret</x>")
    pdf.pages[0].Metadata = pdf.make_stream(b"<x>Somebody Secret</x>")
    pdf.pages[0].resources.Font.F.Metadata = pdf.make_stream(b"<x>Somebody Secret</x>")
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=[0, 0, 100, 100],
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("http://secret.example")),
    )
    pdf.pages[0].Annots = pikepdf.Array([link])
    made = _made(tmp_path, files.saved(pdf))
    with pikepdf.open(made) as plain:
        out = io.BytesIO()
        plain.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized)
    assert b"A paper" in out.getvalue()
    assert b"ecret" not in out.getvalue()


def _made(tmp_path: Path, content: bytes) -> Path:
    (tmp_path / "source").write_bytes(content)
    leaves.make(tmp_path / "source", PDF, tmp_path / "made.pdf", most=10)
    return tmp_path / "made.pdf"


@pytest.mark.parametrize(
    ("format_name", "media_type"),
    [
        ("PNG", "image/png"),
        ("JPEG", "image/jpeg"),
        ("GIF", "image/gif"),
        ("WEBP", "image/webp"),
        ("TIFF", "image/tiff"),
    ],
)
def test_an_image_of_each_kind_is_a_page(tmp_path: Path, format_name: str, media_type: str) -> None:
    (tmp_path / "source").write_bytes(files.picture(format_name, size=(400, 300)))
    lying = leaves.make(tmp_path / "source", media_type, tmp_path / "made.pdf", most=10)
    assert lying == [True]
    document = pypdfium2.PdfDocument(tmp_path / "made.pdf")
    red, green, blue = document[0].render().to_pil().convert("RGB").getpixel((90, 70))
    document.close()
    assert (abs(red - 0) < 20, abs(green - 128) < 20, abs(blue - 128) < 20) == (True, True, True)


def test_an_image_shines_through_onto_white(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (400, 300), (0, 0, 0, 0)).save(out, "PNG")
    (tmp_path / "source").write_bytes(out.getvalue())
    leaves.make(tmp_path / "source", "image/png", tmp_path / "made.pdf", most=10)
    document = pypdfium2.PdfDocument(tmp_path / "made.pdf")
    assert document[0].render().to_pil().convert("RGB").getpixel((90, 70)) == (255, 255, 255)
    document.close()
