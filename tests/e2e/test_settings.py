"""The settings of the partnership: read, changed, refused and shown, with JavaScript and without."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.e2e.conftest import Visit

MANAGER = "dorothea-finch"
BOTH = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])


def _mark() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (240, 80), "#aa3355").save(out, "PNG")
    return out.getvalue()


@BOTH
def test_a_manager_changes_a_setting_and_reads_who_changed_what(visit: Visit, javascript: bool) -> None:
    """One that no page of the other tests shows."""
    visitor = visit(javascript=javascript)
    visitor.sign_in(MANAGER, at="/business-unit")
    visitor.follow("More")
    visitor.follow("Settings")
    visitor.follow("Change Name that e-mails come from")
    visitor.write("Name that e-mails come from", f"Westmarch, {'with' if javascript else 'without'} script")
    visitor.press("Change it")
    main = visitor.page.get_by_role("main")
    expect(main).to_contain_text(
        "Name that e-mails come from was changed. It counts within 5 seconds, in every e-mail"
    )
    expect(main.get_by_role("table", name="Who changed what, newest first")).to_contain_text(
        "Westmarch, with"
    )
    visitor.follow("Change Colour")
    visitor.write("Colour", "#777777")
    visitor.press("Change it", status=422)
    expect(main).to_contain_text("has a contrast of 4.47 to 1")


@BOTH
def test_a_logo_and_a_colour_stand_in_the_head_of_the_page(visit: Visit, javascript: bool) -> None:
    visitor = visit(javascript=javascript)
    visitor.sign_in(MANAGER, at="/business-unit")
    visitor.open("/business-unit/settings/colour")
    visitor.write("Colour", "#5b2c6f" if javascript else "#2c3e70")
    visitor.press("Change it")
    visitor.open("/business-unit/settings/logo")
    visitor.write("What does the logo show?", "A heron")
    visitor.page.get_by_label("Logo", exact=True).set_input_files(
        {"name": "mark.png", "mimeType": "image/png", "buffer": _mark()}
    )
    visitor.press("Show this logo")
    shown = visitor.page.get_by_role("img", name="A heron")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.naturalWidth") == 240
    head = visitor.page.locator(".app-header")
    expect(head).to_have_css("background-color", "rgb(91, 44, 111)" if javascript else "rgb(44, 62, 112)")
    visitor.follow("Change Logo")
    visitor.follow("Show no logo")
    visitor.press("Show no logo")
    expect(shown).to_have_count(0)
    visitor.open("/business-unit/settings/colour")
    visitor.write("Colour", "")
    visitor.press("Change it")
