"""Files that people attach: what is taken, what is refused and in which words, and what is cleaned away."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage

import pikepdf
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from portal.infra.files import INSTEAD, KINDS, OCTETS, Refused, accept, images, office
from portal.infra.files.names import LONGEST, extension_of, shown
from tests.compound import compound
from tests.files import EXCEL_PARTS, WORD_PARTS, archive, pdf, picture, saved, text_file


def _email() -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@agency.example", "What was said"
    message.set_content("We spoke on Monday.")
    return message.as_bytes()


def _refusal(name: str, content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        accept(name, content)
    return str(refused.value)


# What is taken ---------------------------------------------------------------------------------------------

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


# What is refused, in words -----------------------------------------------------------------------------------


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


# Office files ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "more",
    [
        {"word/vbaProject.bin": b"x"},
        {"word/VBAPROJECT.BIN": b"x"},
        {"elsewhere/vbaData.xml": b"x"},
        {"word/activeX/activeX1.bin": b"x"},
        {"[Content_Types].xml": b"application/vnd.ms-word.document.macroEnabled.main+xml"},
        {"[Content_Types].xml": "application/vnd.ms-office.vbaProject".encode("utf-16")},
    ],
)
def test_a_document_with_macros_is_refused(more: dict[str, bytes]) -> None:
    assert "It holds macros" in _refusal("a.docx", archive(WORD_PARTS | more))


def test_a_workbook_with_a_sheet_of_macros_is_refused() -> None:
    parts = EXCEL_PARTS | {"xl/macrosheets/sheet1.xml": b"x"}
    assert "It holds macros" in _refusal("a.xlsx", archive(parts))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.doc", compound(["WordDocument"], storages=["Macros"])),
        ("a.doc", compound(["WordDocument", "_VBA_PROJECT"])),
        ("a.xls", compound(["Workbook"], storages=["_VBA_PROJECT_CUR"])),
    ],
)
def test_an_older_file_with_macros_is_refused(name: str, content: bytes) -> None:
    assert "It holds macros" in _refusal(name, content)


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.doc"])
def test_a_file_with_a_password_is_refused(name: str) -> None:
    locked = compound(["EncryptedPackage", "EncryptionInfo"])
    assert "It is locked with a password" in _refusal(name, locked)


def test_a_locked_part_is_refused() -> None:
    content = bytearray(archive(WORD_PARTS))
    for place in (content.find(b"PK\x01\x02"),):
        content[place + 8] |= 1
    assert "It is locked with a password" in _refusal("a.docx", bytes(content))


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    claims = archive(WORD_PARTS | {"word/media/image1.bmp": b"\0" * 1_000})
    place = claims.rfind(b"PK\x01\x02")
    bomb = claims[: place + 24] + (office.MOST_UNPACKED + 1).to_bytes(4, "little") + claims[place + 28 :]
    assert "It unpacks to far more" in _refusal("a.docx", bomb)


def test_a_dense_archive_is_refused_and_a_plain_one_is_not() -> None:
    dense = archive(WORD_PARTS | {"word/document.xml": b" " * (office.SMALL + 1)})
    assert "It unpacks to far more" in _refusal("a.docx", dense)
    assert accept("a.docx", archive(WORD_PARTS | {"word/document.xml": b" " * (office.SMALL // 2)}))


def test_an_archive_of_too_many_parts_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in WORD_PARTS.items():
            packed.writestr(name, content)
        for number in range(office.MOST_PARTS):
            packed.writestr(f"word/{number}", b"")
    assert "It unpacks to far more" in _refusal("a.docx", out.getvalue())


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _relation(
    kind: str, target: str = "https://elsewhere.example/", mode: str = 'TargetMode="External"'
) -> bytes:
    return (
        '<?xml version="1.0"?>'
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/{kind}" Target="{target}" {mode}/></Relationships>'
    ).encode()


@pytest.mark.parametrize("kind", ["attachedTemplate", "oleObject", "frame", "image", "externalLinkPath", "x"])
@pytest.mark.parametrize("where", ["_rels/.rels", "word/_rels/settings.xml.RELS"])
def test_a_document_that_fetches_something_when_it_is_opened_is_refused(kind: str, where: str) -> None:
    for content in (_relation(kind), _relation(kind).decode().encode("utf-16")):
        assert "It fetches something from elsewhere" in _refusal(
            "a.docx", archive(WORD_PARTS | {where: content})
        )


def test_a_link_that_a_person_follows_stays() -> None:
    parts = {"word/_rels/document.xml.rels": _relation("hyperlink")}
    assert accept("a.docx", archive(WORD_PARTS | parts)).name == "a.docx"


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("oleObject", "other files embedded"),
        ("aFChunk", "other files embedded"),
        ("package", "other files embedded"),
        ("vbaProject", "It holds macros"),
        ("control", "It holds macros"),
        ("connections", "It fetches something"),
        ("externalLink", "It fetches something"),
        ("webextensiontaskpanes", "It fetches something"),
    ],
)
def test_a_part_is_known_by_its_relationship_whatever_it_is_called(kind: str, says: str) -> None:
    parts = {"xl/_rels/workbook.xml.rels": _relation(kind, "data.xml", ""), "xl/data.xml": b"x"}
    assert says in _refusal("a.xlsx", archive(EXCEL_PARTS | parts))


@pytest.mark.parametrize(
    "said", ["&#x6d;acroEnabled", "spreadsheetml.connections+xml", "spreadsheetml.externalLink+xml"]
)
def test_a_part_is_known_by_its_type_however_that_is_written(said: str) -> None:
    types = f'<Types><Override PartName="/a.xml" ContentType="application/{said}"/></Types>'.encode()
    assert _refusal("a.xlsx", archive(EXCEL_PARTS | {"[Content_Types].xml": types}))


@pytest.mark.parametrize(
    "name",
    [
        "word/embeddings/oleObject1.bin",
        "word/embeddings/run.exe",
        "word/media/page.html",
        "word/media/letter.rtf",
        "word/printerSettings/printerSettings1.bin",
        "word/plain.docx",
        "word/_rels/document.xml.rel%73",
        "noending",
    ],
)
def test_a_part_that_office_does_not_write_is_refused(name: str) -> None:
    assert "It has other files embedded in it" in _refusal("a.docx", archive(WORD_PARTS | {name: b"x"}))


def test_what_office_writes_is_taken() -> None:
    names = [
        "word/media/a.png",
        "word/media/b.EMF",
        "word/fonts/c.odttf",
        "word/vmlDrawing1.vml",
        "docProps/",
    ]
    assert accept("a.docx", archive(WORD_PARTS | dict.fromkeys(names, b"")))
    assert accept("a.xlsx", archive(EXCEL_PARTS | {"xl/printerSettings/printerSettings1.bin": b"x"}))


CHART = "word/embeddings/Microsoft_Excel_Worksheet.xlsx"


def test_a_workbook_behind_a_chart_is_taken_when_it_could_be_attached_itself() -> None:
    parts = WORD_PARTS | {"word/charts/_rels/chart1.xml.rels": _relation("package", f"../../{CHART}", "")}
    assert accept("a.docx", archive(parts | {CHART: archive(EXCEL_PARTS)}))


@pytest.mark.parametrize(
    ("inner", "says"),
    [
        ({"xl/vbaProject.bin": b"x"}, "is refused: It holds macros"),
        ({"xl/_rels/workbook.xml.rels": _relation("externalLinkPath")}, "is refused: It fetches something"),
        ({"xl/embeddings/deeper.docx": archive(WORD_PARTS)}, "has another document inside"),
    ],
)
def test_a_workbook_behind_a_chart_is_held_to_the_same(inner: dict[str, bytes], says: str) -> None:
    assert says in _refusal("a.docx", archive(WORD_PARTS | {CHART: archive(EXCEL_PARTS | inner)}))


def test_an_embedded_workbook_that_is_none_is_refused() -> None:
    assert _refusal("a.docx", archive(WORD_PARTS | {CHART: b"MZ"}))
    assert "does not hold one" in _refusal("a.docx", archive(WORD_PARTS | {CHART: archive({"a.xml": b""})}))


def test_embedded_documents_count_to_what_a_document_unpacks_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "MOST_UNPACKED", 20_000)
    inner = archive(EXCEL_PARTS | {"xl/a.xml": b" " * 9_000})
    two = {f"word/embeddings/{number}.xlsx": inner for number in range(2)}
    three = two | {"word/embeddings/3.xlsx": inner}
    assert accept("a.docx", archive(WORD_PARTS | two))
    assert "It unpacks to far more" in _refusal("a.docx", archive(WORD_PARTS | three))


@pytest.mark.parametrize(
    "content", [b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"<!DOCTYPE Relationships><a/>", b"<a>", b""]
)
def test_relationships_that_declare_entities_or_are_broken_are_refused(content: bytes) -> None:
    assert "It cannot be read" in _refusal("a.docx", archive(WORD_PARTS | {"_rels/.rels": content}))


@pytest.mark.parametrize(
    ("inside", "taken"),
    [
        ('<a href="https://agency.example/"><use href="#b"/></a><rect fill="url(#c)"/>', True),
        ('<image xlink:href="https://elsewhere.example/a.png"/>', False),
        ('<rect fill="url(https://elsewhere.example/)"/>', False),
        ("<script>alert(1)</script>", False),
        ("<style>@import 'https://elsewhere.example/'</style>", False),
    ],
)
def test_a_drawing_in_a_document_does_not_reach_out(inside: str, taken: bool) -> None:
    heads = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    content = archive(WORD_PARTS | {"word/media/a.svg": f"<svg {heads}>{inside}</svg>".encode()})
    assert accept("a.docx", content) if taken else "It fetches something" in _refusal("a.docx", content)


# PDFs --------------------------------------------------------------------------------------------------------

NAME, DICTIONARY = pikepdf.Name, pikepdf.Dictionary
SCRIPT = {"/S": NAME.JavaScript, "/JS": "app.alert(1)"}


def _with_page(**of_the_page: object) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    for key, value in of_the_page.items():
        document.pages[0].obj[f"/{key}"] = value
    return saved(document)


def _with_names(key: str) -> bytes:
    return pdf(Names=DICTIONARY({f"/{key}": DICTIONARY(Names=pikepdf.Array())}))


def _with_embedded_file() -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    document.attachments["notes.txt"] = b"embedded"
    return saved(document)


def _loose() -> bytes:
    """A script in an object that only a page's own private dictionary points to, in a packed object stream."""
    document = pikepdf.new()
    document.add_blank_page()
    hidden = document.make_indirect(DICTIONARY(Deep=pikepdf.Array([DICTIONARY(SCRIPT)])))
    document.pages[0].obj["/PieceInfo"] = DICTIONARY(Own=hidden)
    return saved(document, object_stream_mode=pikepdf.ObjectStreamMode.generate)


WEB = {"/S": NAME.URI, "/URI": "https://elsewhere.example/"}


def _with_stream_elsewhere() -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    document.pages[0].obj["/Own"] = pikepdf.Stream(document, b"", F="other.bin")
    return saved(document)


def _with_ring_of_actions() -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    action = document.make_indirect(DICTIONARY(S=NAME.Named, N=NAME.NextPage))
    action["/Next"] = action
    document.Root["/OpenAction"] = action
    return saved(document)


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (lambda: pdf(OpenAction=DICTIONARY(SCRIPT)), "It holds a script"),
        (lambda: pdf(AA=DICTIONARY(WC=DICTIONARY(SCRIPT))), "It holds a script"),
        (lambda: _with_page(AA=DICTIONARY(O=DICTIONARY(SCRIPT))), "It holds a script"),
        (lambda: _with_page(Annots=pikepdf.Array([DICTIONARY(A=DICTIONARY(SCRIPT))])), "It holds a script"),
        (lambda: _with_names("JavaScript"), "It holds a script"),
        (lambda: pdf(AcroForm=DICTIONARY(XFA="x")), "It holds a script"),
        (_loose, "It holds a script"),
        (_with_embedded_file, "It has other files embedded in it"),
        (lambda: _with_names("EmbeddedFiles"), "It has other files embedded in it"),
        (lambda: _with_page(Annots=pikepdf.Array([DICTIONARY(Subtype=NAME.FileAttachment)])),
         "It has other files embedded in it"),
        (lambda: pdf(Collection=DICTIONARY()), "It has other files embedded in it"),
        (lambda: pdf(OpenAction=DICTIONARY(S=NAME.Launch, F="calc.exe")), "It would start a program"),
        (lambda: pdf(OpenAction=DICTIONARY(S=NAME.SubmitForm)), "It would start a program or send data"),
        (lambda: pdf(OpenAction=DICTIONARY(S=NAME.ImportData)), "It would start a program or send data"),
        (lambda: pdf(OpenAction=DICTIONARY(S=NAME.GoToE)), "It has other files embedded in it"),
        (lambda: pdf(OpenAction=DICTIONARY(S=NAME.GoToR, F="other.pdf")), "It opens something from elsewhere"),
        (lambda: _with_page(Annots=pikepdf.Array([DICTIONARY(A=DICTIONARY(S=NAME.GoToR))])),
         "It opens something from elsewhere"),
        (lambda: pdf(OpenAction=DICTIONARY(S=NAME.Thread, F="other.pdf")), "It opens something from elsewhere"),
        (lambda: pdf(OpenAction=DICTIONARY(WEB)), "It opens something from elsewhere"),
        (lambda: pdf(AA=DICTIONARY(WC=DICTIONARY(WEB))), "It opens something from elsewhere"),
        (lambda: _with_page(AA=DICTIONARY(O=DICTIONARY(S=NAME.GoTo, Next=pikepdf.Array([DICTIONARY(WEB)])))),
         "It opens something from elsewhere"),
        (lambda: _with_page(Own=DICTIONARY(FS=NAME.URL, F="https://elsewhere.example/")),
         "It opens something from elsewhere"),
        (_with_stream_elsewhere, "It opens something from elsewhere"),
        (_with_ring_of_actions, "It opens something from elsewhere"),
    ],
)  # fmt: skip
def test_a_pdf_that_acts_is_refused(made: Callable[[], bytes], says: str) -> None:
    assert says in _refusal("a.pdf", made())


@pytest.mark.parametrize("user", ["", "a password"])
def test_a_protected_pdf_is_refused(user: str) -> None:
    document = pikepdf.new()
    document.add_blank_page()
    locked = saved(document, encryption=pikepdf.Encryption(owner="an owner's", user=user))
    assert "It is locked with a password or protected" in _refusal("a.pdf", locked)


def test_a_pdf_without_a_page_is_refused() -> None:
    assert "cannot be read" in _refusal("a.pdf", saved(pikepdf.new()))


def test_an_ordinary_pdf_with_links_and_an_opening_page_is_taken_as_it_is() -> None:
    document = pikepdf.new()
    document.add_blank_page()
    page = document.pages[0].obj
    link = DICTIONARY(Subtype=NAME.Link, A=DICTIONARY(S=NAME.URI, URI="https://agency.example/"))
    page["/Annots"] = pikepdf.Array([link])
    document.Root["/OpenAction"] = DICTIONARY(S=NAME.GoTo, D=pikepdf.Array([page, NAME.Fit]))
    content = saved(document)
    assert accept("a.pdf", content).content == content


# Images ------------------------------------------------------------------------------------------------------


def _located() -> Image.Exif:
    taken = Image.Exif()
    taken[0x010F], taken[0x0112] = "Invented Camera Works", 6
    taken.get_ifd(0x8825)[2] = (51.0, 28.0, 40.0)
    return taken


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_photograph_loses_its_place_and_device_and_is_turned_upright(format_name: str) -> None:
    content = picture(format_name, size=(8, 6), exif=_located())
    assert Image.open(io.BytesIO(content)).getexif()[0x010F] == "Invented Camera Works"
    kept = accept(
        f"a.{ {'TIFF': 'tif', 'JPEG': 'jpg'}.get(format_name, format_name.lower()) }", content
    ).content
    with Image.open(io.BytesIO(kept)) as image:
        assert image.format == format_name
        assert image.size == (6, 8)
        assert b"Invented Camera" not in kept
        assert not image.getexif().get_ifd(0x8825)
        assert 0x010F not in image.getexif()


@pytest.mark.parametrize("how", [{"comment": b"Said by Ann"}, {"xmp": b"<x:xmpmeta>Said by Ann"}])
def test_comments_and_other_blocks_go_too(how: dict[str, bytes]) -> None:
    content = picture("JPEG", **how)
    assert b"Said by Ann" in content
    assert b"Said by Ann" not in accept("a.jpg", content).content


def test_what_stands_in_a_png_or_gif_or_behind_the_picture_goes() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "Said by Ann")
    for name, content in (
        ("a.png", picture(pnginfo=notes)),
        ("a.gif", picture("GIF", comment=b"Said by Ann")),
        ("a.tif", picture("TIFF", tiffinfo={270: "Said by Ann"})),
        ("a.jpg", picture("JPEG") + b"Said by Ann"),
    ):
        assert b"Said by Ann" in content
        assert b"Said by Ann" not in accept(name, content).content


def test_colours_are_kept_when_their_profile_goes() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    kept = accept("a.png", picture(icc_profile=profile)).content
    with Image.open(io.BytesIO(kept)) as image:
        assert "icc_profile" not in image.info
        assert image.convert("RGB").getpixel((0, 0)) == (0, 128, 128)


@pytest.mark.parametrize(("name", "format_name"), [("a.gif", "GIF"), ("a.tif", "TIFF"), ("a.webp", "WEBP")])
def test_every_page_and_frame_stays(name: str, format_name: str) -> None:
    frames = [Image.new("RGB", (8, 6), colour) for colour in ("red", "green", "blue")]
    out = io.BytesIO()
    frames[0].save(out, format_name, save_all=True, append_images=frames[1:])
    with Image.open(io.BytesIO(accept(name, out.getvalue()).content)) as image:
        assert getattr(image, "n_frames", 1) == 3


def test_a_see_through_picture_stays_see_through() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (4, 4), (10, 20, 30, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(accept("a.png", out.getvalue()).content)) as image:
        assert image.convert("RGBA").getpixel((0, 0)) == (10, 20, 30, 0)


def test_a_picture_50000_pixels_wide_is_refused_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    content = picture(size=(50_000, 2))
    monkeypatch.setattr(images, "_written", None)
    assert "It is 50,000 by 2 pixels, which is too large" in _refusal("a.png", content)


def test_a_picture_of_50000_by_50000_pixels_is_refused_for_its_size() -> None:
    small = picture(size=(4, 4))
    head = b"IHDR" + struct.pack(">II", 50_000, 50_000) + small[24:29]
    claims = small[:12] + head + struct.pack(">I", zlib.crc32(head)) + small[33:]
    said = _refusal("a.png", claims)
    assert "It has far too many pixels. Make it smaller: at most 20,000 pixels on a side" in said


@pytest.mark.parametrize("size", [(20_001, 1), (1, 20_001), (7_100, 7_100)])
def test_the_limits_of_a_picture(monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]) -> None:
    content = picture(size=size)
    monkeypatch.setattr(images, "_written", lambda *_: b"decoded")
    assert "pixels, which is too large" in _refusal("a.png", content)
    assert accept("a.png", picture(size=(20_000, 1))).content == b"decoded"


def test_a_picture_of_too_many_frames_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MOST_FRAMES", 2)
    frames = [Image.new("RGB", (8, 6), colour) for colour in ("red", "green", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    assert "too many pages or frames" in _refusal("a.gif", out.getvalue())


# Names -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "reads"),
    [
        ("Protokoll – Zoë O’Brien 李.pdf", "Protokoll – Zoë O’Brien 李.pdf"),
        ("C:\\Users\\ann\\notes.pdf", "notes.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\0b\r\nc\t.pdf", "abc.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("  spaced   out .pdf  ", "spaced out .pdf"),
        ("", "file"),
        ("...", "file"),
        ("/", "file"),
        ("x" * 300 + ".pdf", "x" * (LONGEST - 4) + ".pdf"),
        ("x" * 300, "x" * LONGEST),
    ],
)
def test_a_name_is_kept_for_people(name: str, reads: str) -> None:
    assert shown(name) == reads


@given(st.text(max_size=600))
def test_a_name_is_always_one_that_can_be_kept_and_shown(name: str) -> None:
    reads = shown(name)
    assert 0 < len(reads) <= LONGEST
    assert not set(reads) & set("\0\r\n/\\")
    assert shown(reads) == reads
    assert reads.encode()
