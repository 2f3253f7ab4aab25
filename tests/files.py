"""Real files for tests, made here: what people attach, and what they must not."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import pikepdf
from PIL import Image

WORD_PARTS = {
    "[Content_Types].xml": b"<Types/>",
    "_rels/.rels": b"<Relationships/>",
    "word/document.xml": b"<document/>",
}
EXCEL_PARTS = {
    "[Content_Types].xml": b"<Types/>",
    "_rels/.rels": b"<Relationships/>",
    "xl/workbook.xml": b"<workbook/>",
}


def text_file(words: str = "What was said at the meeting.") -> bytes:
    """A text."""
    return words.encode()


def pdf(**of_the_document: object) -> bytes:
    """A PDF of one page; what is named is set on the document itself."""
    document = pikepdf.new()
    document.add_blank_page()
    for key, value in of_the_document.items():
        document.Root[f"/{key}"] = value
    return saved(document)


def paper(*pages: str, size: tuple[int, int] = (595, 842)) -> pikepdf.Pdf:
    """A PDF with a line of text on each page."""
    pdf = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    for words in pages:
        pdf.add_blank_page(page_size=size)
        pdf.pages[-1].resources.Font = pikepdf.Dictionary(F=font)
        pdf.pages[-1].Contents = pdf.make_stream(f"BT /F 20 Tf 72 400 Td ({words}) Tj ET".encode())
    return pdf


def saved(document: pikepdf.Pdf, **how: Any) -> bytes:
    """A PDF's bytes."""
    out = io.BytesIO()
    document.save(out, **how)
    return out.getvalue()


def archive(parts: Mapping[str, bytes]) -> bytes:
    """A zip archive of these parts, packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def picture(format_name: str = "PNG", size: tuple[int, int] = (8, 6), **how: object) -> bytes:
    """An image of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, format_name, **how)
    return out.getvalue()


class Breaking(io.BytesIO):
    """A connection that is reset once its bytes are read."""

    def read(self, size: int | None = -1, /) -> bytes:
        """So many bytes; at the end, none but an error."""
        if data := super().read(size):
            return data
        raise ConnectionResetError

    def readinto(self, buffer: Any, /) -> int:
        """The same, into a buffer."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
