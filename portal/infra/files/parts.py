"""The parts of a newer Word or Excel file: each of a kind that Office itself writes, and none that reaches out.

A document can fetch a template, a picture or a workbook from elsewhere when it is opened, and so tell a stranger
who reads it and when, or bring in what was never attached. What it fetches stands in its relationships.
"""

import zipfile
from collections.abc import Callable, Iterator
from xml.parsers import expat

from portal.infra.files.refusal import Refused

REACHES_OUT = (
    "It fetches something from elsewhere when it is opened, such as a template, a picture or another workbook."
    " Save it as PDF and attach that."
)
HOLDS_OTHERS = (
    "It has other files embedded in it. Attach those files by themselves, and the document without them or"
    " as PDF."
)
MACROS = "It holds macros, which are small programs. Save it without macros, or as PDF, and attach that."
UNREADABLE = "It cannot be read: it may be damaged. Open it on your computer, save it again, and attach that."

LONGEST_PART = 20 * 1024 * 1024
"""Bytes of one part that is read: more than the relationships of the largest sheet of links have."""

EXTENSIONS = frozenset({
    "xml", "rels", "vml", "psmdcp", "odttf", "fntdata",
    "png", "jpg", "jpeg", "jpe", "jfif", "gif", "bmp", "tif", "tiff", "emf", "wmf", "wdp", "svg",
})  # fmt: skip
"""What Office's own parts end in, beside the embedded documents and the settings of a printer."""

DOCUMENTS = {"docx": "word/document", "xlsx": "xl/workbook"}
"""The documents that may be embedded, as the numbers behind a chart are, and the part each is known by."""

BY_RELATION = {
    "/oleobject": HOLDS_OTHERS,
    "/afchunk": HOLDS_OTHERS,
    "/vbaproject": MACROS,
    "/wordvbadata": MACROS,
    "/control": MACROS,
    "/xlmacrosheet": MACROS,
    "/xlintlmacrosheet": MACROS,
    "/externallink": REACHES_OUT,
    "/connections": REACHES_OUT,
    "/querytable": REACHES_OUT,
    "/webextensiontaskpanes": REACHES_OUT,
    "/webextension": REACHES_OUT,
}
"""What a part is by its relationship, whatever it is called."""

BY_TYPE = {
    "macroenabled": MACROS,
    "vbaproject": MACROS,
    "macrosheet": MACROS,
    "oleobject": HOLDS_OTHERS,
    "externallink+xml": REACHES_OUT,
    "spreadsheetml.connections+xml": REACHES_OUT,
}
"""What a part is by its content type."""

Element = Callable[[str, dict[str, str]], None]


def check(archive: zipfile.ZipFile) -> None:
    """Raises Refused when a part is of no kind that Office writes, brings a macro, or reaches out.

    Documents that are embedded are the caller's to look into (`embedded`).
    """
    for part in archive.infolist():
        name = _plain(part)
        if name.endswith("/"):
            continue
        if not _is_offices_own(name):
            raise Refused(HOLDS_OTHERS)
        if look := _look(name):
            _read(archive, part, look)


def embedded(archive: zipfile.ZipFile) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    """Each document inside this one, and the part that it must have."""
    for part in archive.infolist():
        if main := DOCUMENTS.get(_ending(_plain(part))):
            yield part, main


def _plain(part: zipfile.ZipInfo) -> str:
    return part.filename.lower().replace("\\", "/")


def _ending(name: str) -> str:
    return name.rpartition("/")[2].rpartition(".")[2]


def _is_offices_own(name: str) -> bool:
    ending = _ending(name)
    if ending in DOCUMENTS:
        return "/embeddings/" in f"/{name}"
    return ending in EXTENSIONS or (ending == "bin" and name.startswith("xl/printersettings/"))


def _look(name: str) -> Element | None:
    """How the elements of a part are looked at; most parts need no look."""
    if name == "[content_types].xml":
        return _content_type
    return {"rels": _relationship, "svg": _drawing}.get(_ending(name))


def _content_type(_element: str, attributes: dict[str, str]) -> None:
    said = attributes.get("contenttype", "").lower()
    for mark, why in BY_TYPE.items():
        if mark in said:
            raise Refused(why)


def _relationship(_element: str, attributes: dict[str, str]) -> None:
    """A link that a person follows may lead out; what Office follows by itself may not."""
    kind = attributes.get("type", "").strip().lower()
    if attributes.get("targetmode", "").strip().lower() == "external" and not kind.endswith("/hyperlink"):
        raise Refused(REACHES_OUT)
    for ending, why in BY_RELATION.items():
        if kind.endswith(ending):
            raise Refused(why)
    if kind.endswith("/package") and _ending(attributes.get("target", "").lower()) not in DOCUMENTS:
        raise Refused(HOLDS_OTHERS)


def _drawing(element: str, attributes: dict[str, str]) -> None:
    if element in {"script", "foreignobject", "style"}:
        raise Refused(REACHES_OUT)
    for name, value in attributes.items():
        own = value.strip().lower()
        if name in {"href", "src"} and element != "a" and not own.startswith(("#", "data:image/")):
            raise Refused(REACHES_OUT)
        if "url(" in own.replace(" ", "").replace("url(#", ""):
            raise Refused(REACHES_OUT)


def _read(archive: zipfile.ZipFile, part: zipfile.ZipInfo, look: Element) -> None:
    """Look at every element of a part, by the last words of its name and its attributes' names in small letters.

    A declaration of a document's type is refused before anything of it counts, so no entity is ever replaced.
    """
    if part.file_size > LONGEST_PART:
        raise Refused(UNREADABLE)

    def started(name: str, attributes: dict[str, str]) -> None:
        look(_local(name), {_local(one): value for one, value in attributes.items()})

    def declared(*_: object) -> None:
        raise Refused(UNREADABLE)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = started
    parser.StartDoctypeDeclHandler = declared
    try:
        with archive.open(part) as content:
            parser.ParseFile(content)
    except expat.ExpatError as error:
        raise Refused(UNREADABLE) from error


def _local(name: str) -> str:
    return name.rpartition(" ")[2].lower()
