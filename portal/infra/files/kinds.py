"""The kinds of file that can be attached, as one table: how each is known, checked and handed out.

A file is taken when its name and its content say the same: the extension finds the row, libmagic has to find one
of the row's content types, and the row's own check has to find what such a file is made of.
"""

from collections.abc import Callable
from dataclasses import dataclass

from portal.infra.files import images, mails, office, pdfs, texts

OCTETS = "application/octet-stream"
"""What a browser is told of a file that it must not try to show."""

Check = Callable[[bytes], bytes]
"""Gives the content to keep, which may be a cleaned one; raises Refused."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file. `content` are the beginnings of what libmagic calls it; `served` is what we call it."""

    words: str
    extensions: tuple[str, ...]
    content: tuple[str, ...]
    check: Check
    served: str = OCTETS


OLE = ("application/x-ole-storage", "application/cdfv2", "application/encrypted")
ZIP = ("application/zip", "application/vnd.openxmlformats-officedocument")

# libmagic names a text after what it looks like, and knows nothing of one of a few letters.
TEXT = ("text/", "application/json", "application/csv", "application/javascript", OCTETS)

KINDS: tuple[Kind, ...] = (
    Kind("PDF", ("pdf",), ("application/pdf",), pdfs.check, "application/pdf"),
    Kind("Word document", ("docx",), (*ZIP, *OLE), office.check_word),
    Kind("Word document", ("doc",), ("application/msword", *OLE), office.check_old_word),
    Kind("Excel workbook", ("xlsx",), (*ZIP, *OLE), office.check_excel),
    Kind("Excel workbook", ("xls",), ("application/vnd.ms-excel", "application/msexcel", *OLE),
         office.check_old_excel),
    Kind("JPEG image", ("jpg", "jpeg"), ("image/jpeg",), images.cleaner("JPEG"), "image/jpeg"),
    Kind("PNG image", ("png",), ("image/png", "image/apng"), images.cleaner("PNG"), "image/png"),
    Kind("GIF image", ("gif",), ("image/gif",), images.cleaner("GIF"), "image/gif"),
    Kind("WebP image", ("webp",), ("image/webp",), images.cleaner("WEBP"), "image/webp"),
    Kind("TIFF image", ("tif", "tiff"), ("image/tiff",), images.cleaner("TIFF")),
    Kind("e-mail", ("eml",), ("message/", *TEXT), mails.check),
    Kind("Outlook e-mail", ("msg",), ("application/vnd.ms-outlook", *OLE), office.check_outlook),
    Kind("text", ("txt", "csv", "md"), ("message/", *TEXT), texts.check),
)  # fmt: skip
"""Every kind that is taken. What is not here is refused."""

OFFERED = (
    "PDF, Word, Excel, JPEG, PNG, GIF, WebP or TIFF images, e-mails (.eml or .msg), or text (.txt or .csv)"
)
"""The same, as a page says it."""

INSTEAD = {
    "docm": "It can hold macros. Save it as .docx",
    "dotm": "It can hold macros. Save it as .docx",
    "xlsm": "It can hold macros. Save it as .xlsx",
    "xlsb": "It can hold macros. Save it as .xlsx",
    "heic": "Save or export the photograph as JPEG",
    "heif": "Save or export the photograph as JPEG",
    "zip": "Take the files out of it and attach each one",
    "rtf": "Save it as .docx or PDF",
    "odt": "Save it as .docx or PDF",
    "ods": "Save it as .xlsx or PDF",
    "ppt": "Save it as PDF",
    "pptx": "Save it as PDF",
    "pages": "Export it as PDF",
    "numbers": "Export it as PDF",
    "htm": "Save it as PDF",
    "html": "Save it as PDF",
}
"""What to do with a kind of file that is common and not taken."""


def kind_of(extension: str) -> Kind | None:
    """The kind that files of this extension (in lower case, without its dot) are."""
    return next((kind for kind in KINDS if extension in kind.extensions), None)
