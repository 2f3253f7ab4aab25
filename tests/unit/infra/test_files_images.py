"""Images that people attach: what is cleaned away, what stays, and how large one may be."""

import io
import struct
import zlib

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from portal.infra.files import accept, images
from tests.files import picture
from tests.unit.infra.refusals import refusal as _refusal


def _located() -> Image.Exif:
    taken = Image.Exif()
    taken[0x010F], taken[0x0112] = "Invented Camera Works", 6
    taken.get_ifd(0x8825)[2] = (51.0, 28.0, 40.0)
    return taken


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_photograph_loses_its_place_and_device_and_is_turned_upright(format_name: str) -> None:
    content = picture(format_name, size=(8, 6), exif=_located())
    assert Image.open(io.BytesIO(content)).getexif()[0x010F] == "Invented Camera Works"
    kept = accept(
        f"a.{ {'TIFF': 'tif', 'JPEG': 'jpg'}.get(format_name, format_name.lower()) }", content
    ).content
    with Image.open(io.BytesIO(kept)) as image:
        assert image.format == format_name
        assert image.size == (6, 8)
        assert b"Invented Camera" not in kept
        assert not image.getexif().get_ifd(0x8825)
        assert 0x010F not in image.getexif()


@pytest.mark.parametrize("how", [{"comment": b"Said by Ann"}, {"xmp": b"<x:xmpmeta>Said by Ann"}])
def test_comments_and_other_blocks_go_too(how: dict[str, bytes]) -> None:
    content = picture("JPEG", **how)
    assert b"Said by Ann" in content
    assert b"Said by Ann" not in accept("a.jpg", content).content


def test_what_stands_in_a_png_or_gif_or_behind_the_picture_goes() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "Said by Ann")
    for name, content in (
        ("a.png", picture(pnginfo=notes)),
        ("a.gif", picture("GIF", comment=b"Said by Ann")),
        ("a.tif", picture("TIFF", tiffinfo={270: "Said by Ann"})),
        ("a.jpg", picture("JPEG") + b"Said by Ann"),
    ):
        assert b"Said by Ann" in content
        assert b"Said by Ann" not in accept(name, content).content


def test_colours_are_kept_when_their_profile_goes() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    kept = accept("a.png", picture(icc_profile=profile)).content
    with Image.open(io.BytesIO(kept)) as image:
        assert "icc_profile" not in image.info
        assert image.convert("RGB").getpixel((0, 0)) == (0, 128, 128)


@pytest.mark.parametrize(("name", "format_name"), [("a.gif", "GIF"), ("a.tif", "TIFF"), ("a.webp", "WEBP")])
def test_every_page_and_frame_stays(name: str, format_name: str) -> None:
    frames = [Image.new("RGB", (8, 6), colour) for colour in ("red", "green", "blue")]
    out = io.BytesIO()
    frames[0].save(out, format_name, save_all=True, append_images=frames[1:])
    with Image.open(io.BytesIO(accept(name, out.getvalue()).content)) as image:
        assert getattr(image, "n_frames", 1) == 3


def test_a_see_through_picture_stays_see_through() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (4, 4), (10, 20, 30, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(accept("a.png", out.getvalue()).content)) as image:
        assert image.convert("RGBA").getpixel((0, 0)) == (10, 20, 30, 0)


def test_a_picture_50000_pixels_wide_is_refused_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    content = picture(size=(50_000, 2))
    monkeypatch.setattr(images, "_written", None)
    assert "It is 50,000 by 2 pixels, which is too large" in _refusal("a.png", content)


def test_a_picture_of_50000_by_50000_pixels_is_refused_for_its_size() -> None:
    small = picture(size=(4, 4))
    head = b"IHDR" + struct.pack(">II", 50_000, 50_000) + small[24:29]
    claims = small[:12] + head + struct.pack(">I", zlib.crc32(head)) + small[33:]
    said = _refusal("a.png", claims)
    assert "It has far too many pixels. Make it smaller: at most 20,000 pixels on a side" in said


@pytest.mark.parametrize("size", [(20_001, 1), (1, 20_001), (7_100, 7_100)])
def test_the_limits_of_a_picture(monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]) -> None:
    content = picture(size=size)
    monkeypatch.setattr(images, "_written", lambda *_: b"decoded")
    assert "pixels, which is too large" in _refusal("a.png", content)
    assert accept("a.png", picture(size=(20_000, 1))).content == b"decoded"


def test_a_picture_of_too_many_frames_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MOST_FRAMES", 2)
    frames = [Image.new("RGB", (8, 6), colour) for colour in ("red", "green", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    assert "too many pages or frames" in _refusal("a.gif", out.getvalue())
