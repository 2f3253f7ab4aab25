"""The front-end files of others are the ones that were published, with their licence, and without a brand."""

import json
from hashlib import sha256
from importlib import metadata

from portal.config import ROOT

STATIC = ROOT / "portal" / "static"
VENDOR = STATIC / "vendor"
FILES = json.loads((VENDOR / "manifest.json").read_text())["files"]


def test_every_vendored_file_is_the_published_one() -> None:
    for entry in FILES:
        assert sha256((VENDOR / entry["file"]).read_bytes()).hexdigest() == entry["sha256"], entry["file"]
        assert entry["version"] in entry["file"]


def test_nothing_is_vendored_that_the_manifest_does_not_name() -> None:
    named = (
        {entry["file"] for entry in FILES} | {entry["licence_file"] for entry in FILES} | {"manifest.json"}
    )
    assert {path.name for path in VENDOR.iterdir()} == named


def test_every_package_has_its_licence() -> None:
    for entry in FILES:
        text = (VENDOR / entry["licence_file"]).read_text()
        assert {"MIT": "MIT License", "0BSD": "Zero-Clause BSD"}[entry["licence"]] in text


def test_the_macros_fit_the_style_sheet() -> None:
    """Version 4.1.0 of the macros draws for 6.3.0 of the design system: the two move together."""
    versions = {entry["package"]: entry["version"] for entry in FILES}
    assert (metadata.version("govuk-frontend-jinja"), versions["govuk-frontend"]) == ("4.1.0", "6.3.0")


def test_no_font_or_image_of_the_design_system_is_shipped() -> None:
    shipped = {path.suffix for path in STATIC.rglob("*") if path.is_file()}
    assert shipped <= {".css", ".js", ".json", ".svg", ".txt"}
    assert [path.name for path in STATIC.rglob("*.svg")] == ["icon.svg"]
