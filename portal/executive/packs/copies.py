"""One copy of a pack, marked on every page with who took it and when: a page that strays tells whose it was."""

import io
from datetime import datetime
from hashlib import sha256

import pikepdf

from portal.infra import pdf
from portal.infra.render import render
from portal.protocol.clock import when

MM = 72 / 25.4
LEFT, BOTTOM = 18 * MM, 6 * MM
"""Where the line stands: below the pack's own lines, where nothing else is on any page."""

MARK = pikepdf.Name.CopyMark
BEFORE = b"q"
AFTER = b"Q /Artifact <</Type /Pagination>> BDC q 1 0 0 1 %f %f cm /CopyMark Do Q EMC"


def mark(content: bytes, who: str, taken_at: datetime) -> bytes:
    """The copy that `who` took at that moment, of a volume of a pack.

    The same volume, person and moment give the same bytes: see `digest`. To a screen reader the line is none of
    the content, so what was tagged stays so.
    """
    line = pdf.lay_out(
        render("executive/pack/copy.html", who=who, when=when(taken_at)),
        css=render("executive/pack/copy.css"),
        tagged=False,
    )
    with pikepdf.open(io.BytesIO(content)) as copy, pikepdf.open(io.BytesIO(line.content)) as drawn:
        mark_of_all = copy.copy_foreign(drawn.pages[0].as_form_xobject())
        before, after = copy.make_stream(BEFORE), copy.make_stream(AFTER % (LEFT, BOTTOM))
        for page in copy.pages:
            _add(page, mark_of_all, before, after)
        out = io.BytesIO()
        copy.save(out, deterministic_id=True)
    return out.getvalue()


def digest(copy: bytes) -> bytes:
    """By what a copy is known again: the SHA-256 of the whole file."""
    return sha256(copy).digest()


def _add(page: pikepdf.Page, line: pikepdf.Object, before: pikepdf.Stream, after: pikepdf.Stream) -> None:
    """Draw the line on a page, in a state of its own. All pages share it, so a copy grows by next to nothing."""
    resources = page.resources
    if "/XObject" not in resources:
        resources.XObject = pikepdf.Dictionary()
    resources.XObject[MARK] = line
    contents = page.obj.Contents
    drawn = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    page.obj.Contents = pikepdf.Array([before, *drawn, after])
