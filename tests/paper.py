"""PDFs as tests read them: a pack built, and the text of its pages."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pypdfium2

from portal.executive.packs import process
from portal.executive.packs.contents import Contents
from portal.executive.packs.process import Built, Limits


def built(
    folder: Path,
    contents: Contents,
    attachments: Mapping[int, bytes] | None = None,
    *,
    canaries: Sequence[str] = (),
) -> Built:
    """The pack of these contents, built by its own process."""
    process.lay_in(folder, contents, attachments or {}, canaries)
    return process.run(folder, Limits(), lambda _progress: None)


def pages_of(content: Path | bytes) -> list[str]:
    """The text of each page."""
    document = pypdfium2.PdfDocument(content)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def in_one_line(text: str) -> str:
    """A text as it reads, wherever its lines break."""
    return " ".join(text.split())
