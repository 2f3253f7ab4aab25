"""One attachment as plain pages: nothing is left of it but what is seen.

A PDF's notes and filled-in fields are drawn into its pages, and its links, names, layers and descriptions of
itself are left behind. An image becomes a page for each of its pictures. It is read in a process of its own (see
`attached`), and what cannot be read is refused in words for the readers of the pack.
"""

import io
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from pathlib import Path

import pikepdf
from PIL import Image, ImageSequence

from portal.infra.files import images, pdfs
from portal.infra.files.refusal import Refused

DAMAGED = "It is damaged."
LAYERS = "It has layers that are hidden, and on paper they could show."
TOO_MANY_PAGES = "It has more than {most} pages."

A4_AT_300_DPI = (2480, 3508)
"""The pixels of a page that print well: what has more is made smaller."""
POINTS_PER_PIXEL = 72 / 150
"""How large an image is that has fewer."""
SMALLEST = 3
"""Points of a page's side at least, as the format wants it."""
QUALITY = 90

OF_ITSELF = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb")
"""Where a PDF says who made it, with what and when."""


def make(source: Path, media_type: str, target: Path, *, most: int) -> list[bool]:
    """Write the file's pages to `target`, and say of each whether it lies. Raises Refused for what is not to be
    reproduced, and whatever its readers raise for what they cannot read.
    """
    with READERS[media_type](source.read_bytes(), most) as pages:
        pages.save(target, deterministic_id=True)
        return [_lies(page) for page in pages.pages]


def _lies(page: pikepdf.Page) -> bool:
    left, bottom, right, top = (float(side) for side in page.mediabox)
    return right - left > top - bottom


def _pdf(content: bytes, most: int) -> pikepdf.Pdf:
    _accepted(pdfs.check, content)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        if len(pdf.pages) > most:
            raise Refused(TOO_MANY_PAGES.format(most=most))
        if _hides_layers(pdf):
            raise Refused(LAYERS)
        # What has to be mended first could be mended into pages that lack what stood on them.
        if pdf.check_pdf_syntax():
            raise Refused(DAMAGED)
        pdf.generate_appearance_streams()
        pdf.flatten_annotations("all")
        return _only_what_is_seen(pdf)


def _accepted(check: Callable[[bytes], bytes], content: bytes) -> bytes:
    """What the check gives. Of a refusal its first sentence: the others tell who attached it what to do."""
    try:
        return check(content)
    except Refused as refused:
        raise Refused(f"{str(refused).partition('. ')[0].rstrip('.')}.") from None


def _hides_layers(pdf: pikepdf.Pdf) -> bool:
    usual = pdf.Root.get("/OCProperties", pikepdf.Dictionary()).get("/D", pikepdf.Dictionary())
    return bool(usual.get("/OFF")) or bool(usual.get("/AS")) or usual.get("/BaseState") == pikepdf.Name.OFF


def _only_what_is_seen(pdf: pikepdf.Pdf) -> pikepdf.Pdf:
    plain = pikepdf.new()
    for page in pdf.pages:
        seen = plain.copy_foreign(page.as_form_xobject())
        left, bottom, right, top = _box_of(seen)
        _add_page(plain, seen, (right - left, top - bottom), f"1 0 0 1 {-left:f} {-bottom:f}")
    for any_object in pdfs.dictionaries(plain):
        for key in OF_ITSELF:
            if key in any_object:
                del any_object[key]
    return plain


def _add_page(pdf: pikepdf.Pdf, seen: pikepdf.Object, size: tuple[float, float], placed: str) -> None:
    """A page of what is seen, `placed` by a matrix, with a thin line around it, which shows where it ends."""
    pdf.add_blank_page(page_size=size)
    page = pdf.pages[-1]
    page.resources.XObject = pikepdf.Dictionary(Seen=seen)
    edge = f"q 0.7 G 0.5 w 0 0 {size[0]:f} {size[1]:f} re S Q"
    page.Contents = pdf.make_stream(f"q {placed} cm /Seen Do Q {edge}".encode())


def _box_of(seen: pikepdf.Object) -> tuple[float, float, float, float]:
    """Where a page stands once it was turned as it is to be read: left, bottom, right, top."""
    matrix = pikepdf.Matrix(seen.get("/Matrix", pikepdf.Array([1, 0, 0, 1, 0, 0])))
    left, bottom, right, top = (float(side) for side in list(seen.BBox))
    corners = [matrix.transform(corner) for corner in product((left, right), (bottom, top))]
    across, up = zip(*corners, strict=True)
    return min(across), min(up), max(across), max(up)


def _image(format_name: str) -> Callable[[bytes, int], pikepdf.Pdf]:
    def read(content: bytes, most: int) -> pikepdf.Pdf:
        clean = _accepted(images.cleaner(format_name), content)
        with Image.open(io.BytesIO(clean), formats=[format_name]) as image:
            if getattr(image, "n_frames", 1) > most:
                raise Refused(TOO_MANY_PAGES.format(most=most))
            return _pages_of(_pictures(image))

    return read


def _pictures(image: Image.Image) -> Iterator[Image.Image]:
    """Each picture of the file on white, no larger than a page can show."""
    for frame in ImageSequence.Iterator(image):
        picture = frame.convert("RGBA")
        paper = Image.new("RGBA", picture.size, "white")
        paper.alpha_composite(picture)
        lies = picture.width > picture.height
        paper.thumbnail(A4_AT_300_DPI[::-1] if lies else A4_AT_300_DPI)
        yield paper.convert("RGB")


def _pages_of(pictures: Iterator[Image.Image]) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    for picture in pictures:
        width, height = (max(side * POINTS_PER_PIXEL, SMALLEST) for side in picture.size)
        _add_page(pdf, _drawn(pdf, picture), (width, height), f"{width:f} 0 0 {height:f} 0 0")
    return pdf


def _drawn(pdf: pikepdf.Pdf, picture: Image.Image) -> pikepdf.Stream:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    drawn = pdf.make_stream(out.getvalue())
    drawn.Type, drawn.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    drawn.Width, drawn.Height = picture.size
    drawn.ColorSpace, drawn.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
    drawn.Filter = pikepdf.Name.DCTDecode
    return drawn


READERS: Mapping[str, Callable[[bytes, int], pikepdf.Pdf]] = {
    "application/pdf": _pdf,
    "image/jpeg": _image("JPEG"),
    "image/png": _image("PNG"),
    "image/gif": _image("GIF"),
    "image/webp": _image("WEBP"),
    "image/tiff": _image("TIFF"),
}
"""What is reproduced, by what the file is, and how it is read."""
