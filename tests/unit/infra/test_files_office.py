"""Office files that people attach: without macros, passwords, bombs, other files or things fetched from afar."""

import io
import zipfile

import pytest

from portal.infra.files import accept, office
from tests.compound import compound
from tests.files import EXCEL_PARTS, WORD_PARTS, archive
from tests.unit.infra.refusals import refusal as _refusal


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
