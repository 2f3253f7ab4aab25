"""Images, written anew from their pixels: nothing else that was in the file is kept.

So where a photograph was taken, with what, by whom, its thumbnail and its comments are gone; it is turned the way
the camera was held first. How large it is, is asked before anything of it is decoded.
"""

import io
import threading
from collections.abc import Iterator
from typing import Any

from PIL import Image, ImageCms, ImageFile, ImageOps, ImageSequence

from portal.infra.files.refusal import Refused

LONGEST_SIDE = 20_000
MOST_PIXELS = 50_000_000
"""Pixels of one picture: more than any telephone’s camera has by default."""

SMALLER = (
    f"Make it smaller: at most {LONGEST_SIDE:,} pixels on a side and"
    f" {MOST_PIXELS // 1_000_000} million in all."
)

MOST_FRAMES = 200
MOST_PIXELS_OF_ALL = 100_000_000
"""Pixels of all pages or frames together: some ten scanned pages."""

HOW: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 92},
    "PNG": {},
    "GIF": {},
    "WEBP": {"quality": 92},
    "TIFF": {"compression": "tiff_lzw"},
}
"""How each format is written."""

SHOWN = ("transparency", "duration", "loop", "disposal")
"""What of a picture's information says how it looks, and so stays."""

# One at a time: decoded, a picture of 200 MB can come from a file of 10.
_ONE_AT_A_TIME = threading.Lock()


def cleaner(format_name: str) -> Any:
    """What gives an image of this format back without its metadata, or raises Refused."""

    def clean(content: bytes) -> bytes:
        # WeasyPrint, once imported, has every picture of the process read though its end is missing.
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        try:
            with _ONE_AT_A_TIME, Image.open(io.BytesIO(content), formats=[format_name]) as image:
                _check_size(image)
                return _written(image, format_name)
        except Image.DecompressionBombError:
            # Of a picture this large the library does not even say how large it is.
            raise Refused(f"It has far too many pixels. {SMALLER}") from None

    return clean


def size_of(content: bytes) -> tuple[int, int]:
    """The width and height of an image in pixels, from its head alone."""
    with Image.open(io.BytesIO(content)) as image:
        return image.size


def _check_size(image: Image.Image) -> None:
    """Before anything is decoded: opening reads the head of the file alone."""
    width, height = image.size
    frames = getattr(image, "n_frames", 1)
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise Refused(f"It is {width:,} by {height:,} pixels, which is too large. {SMALLER}")
    if frames > MOST_FRAMES or frames * width * height > MOST_PIXELS_OF_ALL:
        raise Refused("It has too many pages or frames. Save it as PDF, or attach it in parts.")


def _written(image: Image.Image, format_name: str) -> bytes:
    frames = _frames(image)
    first, out = next(frames), io.BytesIO()
    how = HOW[format_name] | ({"save_all": True, "append_images": frames} if _moves(image) else {})
    first.save(out, format=format_name, **how)
    return out.getvalue()


def _moves(image: Image.Image) -> bool:
    return int(getattr(image, "n_frames", 1)) > 1


def _frames(image: Image.Image) -> Iterator[Image.Image]:
    """Each picture of the file, turned upright, in plain colours, and with nothing but how it looks."""
    for frame in ImageSequence.Iterator(image):
        bare = _in_plain_colours(ImageOps.exif_transpose(frame))
        bare.info = {key: value for key, value in bare.info.items() if key in SHOWN}
        yield bare


def _in_plain_colours(image: Image.Image) -> Image.Image:
    """The colours that a colour profile means, so that a bruise keeps its colour when the profile goes."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode != "RGB":
        return image
    try:
        plain = ImageCms.profileToProfile(
            image, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
        )
    except (ImageCms.PyCMSError, OSError):
        return image
    return plain or image
