"""A pack opened again before anybody gets it: it is what it says, and shows nobody whom it must not show.

The text was masked before it was laid out. That the pieces of identity are not in it is looked at once more here,
in what a reader's program would read and copy, titles and alternatives to pictures included.
"""

import io
import re
from collections.abc import Iterator, Sequence

import pikepdf
import pypdfium2

from portal.infra.files import pdfs
from portal.infra.files.refusal import Refused
from portal.infra.pdf import LaidOut
from portal.protocol.folding import fold

LANGUAGE = "en-GB"
NOT_OURS = "The laid-out pack could not be opened again."
SHOWS_IDENTITY = "A piece of identity that this pack must not show is in volume {volume}, {where}."

_BETWEEN_WORDS = r"[\W_]{0,3}"
_HYPHENS = re.compile("[\ufffe\u0002]\\s*")
"""What PDFium writes for a hyphen at the end of a line."""


class Faulty(Exception):
    """The pack must not be given to anybody. The text says why, in plain words."""


def check(volumes: Sequence[LaidOut], *, title: str, canaries: Sequence[str]) -> None:
    """A whole pack: its text, then the attachments when there are any. Raises Faulty."""
    text, *attachments = volumes
    with _opened(text) as pdf:
        _check_text(pdf, title)
    for one in attachments:
        _opened(one).close()
    for number, one in enumerate(volumes, start=1):
        _check_hides(one.content, canaries, number)


def _check_text(pdf: pikepdf.Pdf, title: str) -> None:
    """Tagged, in its language and under its title, its fonts in it, its pictures described."""
    marked = pdf.Root.get("/MarkInfo", pikepdf.Dictionary()).get("/Marked", False)
    if "/StructTreeRoot" not in pdf.Root or not marked:
        raise Faulty("The pack is not tagged for screen readers.")
    if str(pdf.Root.get("/Lang", "")) != LANGUAGE:
        raise Faulty("The pack does not say what language it is in.")
    if str(pdf.docinfo.get("/Title", "")) != title:
        raise Faulty("The pack does not have its title.")
    for one in pdf.objects:
        if isinstance(one, pikepdf.Dictionary):
            _check_object(one)


def _check_hides(content: bytes, canaries: Sequence[str], volume: int) -> None:
    """None of the canaries stands in the volume, however it is spaced, accented or broken over lines.

    A canary counts as a word or words of its own: "Ann" is not in "planning".
    """
    searches = [search for one in canaries if (search := _search(one))]
    for where, text in _texts(content) if searches else ():
        if any(search.search(text) for search in searches):
            raise Faulty(SHOWS_IDENTITY.format(volume=volume, where=where))


def _opened(volume: LaidOut) -> pikepdf.Pdf:
    """A volume that can be read, is whole, and in which nothing acts."""
    try:
        pdfs.check(volume.content)
    except Refused as refused:
        raise Faulty(f"{NOT_OURS} {str(refused).partition('. ')[0]}.") from refused
    pdf = pikepdf.open(io.BytesIO(volume.content))
    if len(pdf.pages) != volume.pages:
        raise Faulty(f"The pack has {len(pdf.pages)} pages, and {volume.pages} were laid out.")
    return pdf


def _check_object(one: pikepdf.Dictionary) -> None:
    kind = one.get("/Type")
    if kind == pikepdf.Name.FontDescriptor and not any(
        name in one for name in ("/FontFile", "/FontFile2", "/FontFile3")
    ):
        raise Faulty("A font is not in the pack.")
    if kind == pikepdf.Name.StructElem and one.get("/S") == pikepdf.Name.Figure and not one.get("/Alt"):
        raise Faulty("A picture has no words that stand for it.")


def _search(canary: str) -> re.Pattern[str] | None:
    words = re.findall(r"\w+", fold(canary))
    return re.compile(rf"(?<!\w){_BETWEEN_WORDS.join(words)}(?!\w)") if words else None


def _texts(content: bytes) -> Iterator[tuple[str, str]]:
    """Every text of the volume and where it stands: page by page, with its lines apart and with them joined."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        yield "in its description of itself", fold("\n".join(_about(pdf)))
    document = pypdfium2.PdfDocument(content)
    try:
        for number, page in enumerate(document, start=1):
            text = _HYPHENS.sub("", page.get_textpage().get_text_range())
            for written in (text, re.sub(r"[\r\n]+", "", text)):
                yield f"page {number}", fold(written)
    finally:
        document.close()


def _about(pdf: pikepdf.Pdf) -> Iterator[str]:
    """What stands beside the pages: titles, bookmarks, alternatives to pictures, notes on links."""
    if "/Metadata" in pdf.Root:
        yield pdf.Root.Metadata.read_bytes().decode(errors="replace")
    for one in (pdf.docinfo, *pdf.objects):
        if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            yield from (str(value) for _, value in one.items() if isinstance(value, pikepdf.String))
