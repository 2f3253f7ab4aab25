"""Word, Excel and Outlook files: made of the parts of one, of a bearable size, unlocked, and without macros.

The newer ones (.docx, .xlsx) are zip archives of XML parts, the older ones (.doc, .xls, .msg) a file system in a
file. Of an archive the list of its parts is read, what they say of each other, and the documents embedded in it.
"""

import io
import zipfile
from collections.abc import Iterable

import olefile

from portal.infra.files import parts as of_office
from portal.infra.files.parts import MACROS
from portal.infra.files.refusal import Refused

MOST_PARTS = 5_000
MOST_UNPACKED = 250 * 1024 * 1024
"""Bytes of all parts together, unpacked. What claims more is an archive made to fill computers."""

MOST_TIMES = 200
"""How many times larger than the file its parts may be, once they are larger than `SMALL`."""

SMALL = 20 * 1024 * 1024

CONTENT_TYPES = "[Content_Types].xml"
LONGEST_LIST = 2 * 1024 * 1024

LOCKED = "It is locked with a password. Save a copy without a password and attach that."
TOO_LARGE_INSIDE = "It unpacks to far more than a document holds. Save it as PDF and attach that."
INSIDE_THE_INSIDE = (
    "A document that is embedded in it has another document inside. Save it as PDF and attach that."
)
EMBEDDED = "A document is embedded in it, such as the numbers behind a chart, and is refused: {why}"

_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml", "/macrosheets/", "/activex/")
_MACRO_TYPES = (b"macroenabled", b"vbaproject", b"macrosheet")
_MACRO_STORAGES = frozenset({"macros", "_vba_project_cur", "_vba_project", "vba"})


def check_word(content: bytes) -> bytes:
    """A .docx as it is. Raises Refused when it is none, is locked, holds macros or unpacks to too much."""
    return _check_parts(content, main="word/document", what="a Word document")


def check_excel(content: bytes) -> bytes:
    """An .xlsx, likewise."""
    return _check_parts(content, main="xl/workbook", what="an Excel workbook")


def check_old_word(content: bytes) -> bytes:
    """A .doc, likewise."""
    return _check_streams(content, main={"worddocument"}, what="a Word document")


def check_old_excel(content: bytes) -> bytes:
    """An .xls, likewise."""
    return _check_streams(content, main={"workbook", "book"}, what="an Excel workbook")


def check_outlook(content: bytes) -> bytes:
    """A .msg, likewise. A macro in something attached to the e-mail is the scanner's to find."""
    names = {path[0].lower() for path in _streams(content, "an Outlook e-mail") if len(path) == 1}
    if "__properties_version1.0" not in names:
        raise _not("an Outlook e-mail")
    return content


def _check_parts(content: bytes, *, main: str, what: str) -> bytes:
    if content.startswith(_OLE_MAGIC):
        _check_not_locked(_streams(content, what))
        raise _not(what)
    # A way of packing that zipfile does not know is a NotImplementedError.
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = _check_archive(archive, size=len(content), main=main, what=what)
            _check_embedded(archive, unpacked)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, OSError, EOFError) as error:
        raise _not(what) from error
    return content


def _check_archive(archive: zipfile.ZipFile, *, size: int, main: str, what: str, before: int = 0) -> int:
    """Everything but the embedded documents. Gives the bytes of all parts, those counted `before` among them."""
    parts = archive.infolist()
    names = [part.filename.lower() for part in parts]
    unpacked = sum(part.file_size for part in parts)
    too_dense = unpacked > SMALL and unpacked > MOST_TIMES * size
    if len(parts) > MOST_PARTS or before + unpacked > MOST_UNPACKED or too_dense:
        raise Refused(TOO_LARGE_INSIDE)
    if CONTENT_TYPES.lower() not in names or not any(name.startswith(main) for name in names):
        raise _not(what)
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(LOCKED)
    if any(mark in f"/{name}" for name in names for mark in _MACRO_PARTS) or _typed_as_macros(archive):
        raise Refused(MACROS)
    of_office.check(archive)
    return before + unpacked


def _check_embedded(archive: zipfile.ZipFile, unpacked: int) -> None:
    """A document inside the document is held to the same, and holds none itself."""
    for part, main in of_office.embedded(archive):
        with archive.open(part) as content:
            inner = content.read()
        with zipfile.ZipFile(io.BytesIO(inner)) as inside:
            try:
                unpacked = _check_archive(
                    inside, size=len(inner), main=main, what="a document", before=unpacked
                )
            except Refused as refused:
                raise Refused(EMBEDDED.format(why=refused)) from refused
            if any(of_office.embedded(inside)):
                raise Refused(INSIDE_THE_INSIDE)


def _typed_as_macros(archive: zipfile.ZipFile) -> bool:
    """Whether the list of the parts' types names macros, however it is encoded."""
    names = [name for name in archive.namelist() if name.lower() == CONTENT_TYPES.lower()]
    for name in names:
        with archive.open(name) as part:
            types = part.read(LONGEST_LIST).replace(b"\0", b"").lower()
        if any(mark in types for mark in _MACRO_TYPES):
            return True
    return False


def _check_streams(content: bytes, *, main: set[str], what: str) -> bytes:
    paths = _streams(content, what)
    _check_not_locked(paths)
    names = {name.lower() for path in paths for name in path}
    if main.isdisjoint(names):
        raise _not(what)
    if not _MACRO_STORAGES.isdisjoint(names):
        raise Refused(MACROS)
    return content


def _check_not_locked(paths: Iterable[list[str]]) -> None:
    """A newer file with a password is an older one with the encrypted archive inside."""
    if any("encryptedpackage" in (name.lower() for name in path) for path in paths):
        raise Refused(LOCKED)


def _streams(content: bytes, what: str) -> list[list[str]]:
    """Every stream and storage of an older file, each as its path."""
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as inside:
            return [list(path) for path in inside.listdir(streams=True, storages=True)]
    except (OSError, ValueError, IndexError, RecursionError) as error:
        raise _not(what) from error


def _not(what: str) -> Refused:
    return Refused(f"Its name says that it is {what}, but it does not hold one. Save it again, or as PDF.")
