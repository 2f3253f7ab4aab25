"""The second volume: its index, and each page of the attachments in the frame that was laid out for it."""

import io
from collections.abc import Iterable
from pathlib import Path

import pikepdf

MM = 72 / 25.4
SIDE, TOP, BOTTOM = 18 * MM, 20 * MM, 26 * MM
"""What the frame keeps for itself: the pack's own lines stand there, and never on somebody's page."""


def bind(frame: bytes, attachments: Iterable[Path], *, pages_before: int) -> bytes:
    """The frame's last pages, filled with the pages of the attachments in their order.

    Its pages are numbered on from those of the first volume, by the reader's own program too.
    """
    attached = [pikepdf.open(path) for path in attachments]
    with pikepdf.open(io.BytesIO(frame)) as volume:
        leaves = [page for one in attached for page in one.pages]
        first = len(volume.pages) - len(leaves)
        for number, leaf in enumerate(leaves):
            # Under a name of ours: one that the library gives is another each time.
            name = pikepdf.Name(f"/Leaf{number}")
            _put(volume.pages[first + number], volume.copy_foreign(leaf.as_form_xobject()), name)
        volume.Root.PageLabels = pikepdf.Dictionary(
            Nums=[0, pikepdf.Dictionary(S=pikepdf.Name.D, St=pages_before + 1)]
        )
        out = io.BytesIO()
        volume.save(out, deterministic_id=True)
    for one in attached:
        one.close()
    return out.getvalue()


def _put(page: pikepdf.Page, leaf: pikepdf.Object, name: pikepdf.Name) -> None:
    """Onto a page of the frame, made smaller where it does not fit, never larger."""
    page.add_resource(leaf, pikepdf.Name.XObject, name)
    drawn = page.calc_form_xobject_placement(
        leaf, name, _within(page), invert_transformations=True, allow_shrink=True, allow_expand=False
    )
    page.contents_add(b"q", prepend=True)
    page.contents_add(b"Q " + drawn)


def _within(page: pikepdf.Page) -> pikepdf.Rectangle:
    left, bottom, right, top = (float(side) for side in page.mediabox)
    return pikepdf.Rectangle(left + SIDE, bottom + BOTTOM, right - SIDE, top - TOP)
