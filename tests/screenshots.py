"""The pictures in docs/pictures: the practice partnership's pages on a wide and on a narrow screen.

`python -m tests.screenshots`, which `make screenshots` calls. The pages are those of the running portal, and each
is checked as the browser's tests check every page.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from portal.config import ROOT
from portal.demo.partnership import person, workspace
from portal.demo.stories import STORIES
from portal.infra.calendar import now
from portal.protocol.clock import london_date
from portal.protocol.half_year import half_year_of
from tests.e2e.chromium import chromium
from tests.e2e.stack import Stack, running
from tests.e2e.visitor import Visitor

PICTURES = ROOT / "docs" / "pictures"
WIDE, NARROW = 1280, 375
TALLEST = 1500
"""Where a picture of a long page is cut off, in pixels."""
COLOURS = 64


@dataclass(frozen=True)
class Picture:
    """A page to take: who looks at it, and where it is.

    `{…}` stands for the reference of a practice case; {report} for the half-year of the practice report. `acting`:
    the workspace to be chosen by somebody who is a member of several.
    """

    name: str
    who: str
    path: str
    status: int = 200
    acting: str = ""


SIGNED_IN: tuple[Picture, ...] = (
    Picture("worklist", "helen-thackeray", "/cases"),
    Picture("case", "grace-okonjo", "/cases/{going-home}"),
    Picture("part-1", "callum-reyes", "/cases/{late-notice}/part-1"),
    Picture("part-1-issues", "hannah-silverdale", "/cases/{waiting-list}/part-1/issues"),
    Picture("part-1-check", "hannah-silverdale", "/cases/{waiting-list}/part-1/check"),
    Picture("sign-off", "deji-olatunde", "/cases/{waiting-list}/sign-off"),
    Picture("business-unit", "beatrix-lowe", "/business-unit"),
    Picture("forward", "beatrix-lowe", "/business-unit/cases/{safety-plan}/forward"),
    Picture("reply", "helen-thackeray", "/cases/{winter-coats}/part-2"),
    Picture("conclusion", "grace-okonjo", "/cases/{going-home}/part-3"),
    Picture("log", "beatrix-lowe", "/business-unit/log"),
    Picture("more", "beatrix-lowe", "/business-unit/more"),
    Picture("imports", "beatrix-lowe", "/business-unit/imports"),
    Picture("report", "dorothea-finch", "/reports/{report}/exact"),
    Picture("records", "dorothea-finch", "/business-unit/records"),
    Picture("agencies", "dorothea-finch", "/business-unit/agencies"),
    Picture("settings", "dorothea-finch", "/business-unit/settings"),
    Picture("workspaces", "miriam-castellane", "/workspaces"),
    Picture("executive", "miriam-castellane", "/executive", acting="Partnership Executive"),
    Picture(
        "decision", "miriam-castellane", "/cases/{before-the-scrutineer}", acting="Partnership Executive"
    ),
    Picture("no-role", "tobias-fenn", "/", status=403),
    Picture("not-found", "beatrix-lowe", "/cases/RPD-AAAA-AAAA", status=404),
)

FIRST = {"tobias-fenn": 403}
"""What signing in leads to, when it is not a page of one's own."""

OFFICER, INVITED, NAMED = "beatrix-lowe", "dominic-vale", "hospital"


def main() -> None:
    """Take every picture."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with running(STORIES) as stack, chromium() as browser:
        take(stack, browser, PICTURES)
    size = sum(path.stat().st_size for path in PICTURES.glob("*.png"))
    print(
        f"{len(list(PICTURES.glob('*.png')))} pictures, {size / 1024:.0f} KB, in {PICTURES.relative_to(ROOT)}"
    )


def take(stack: Stack, browser: Browser, folder: Path, *, tallest: int = TALLEST) -> None:
    """Take the pictures of a running portal into a folder."""
    with _window(stack, browser) as visitor:
        visitor.open("/sign-in")
        _take(visitor, folder, "sign-in", tallest)
    report = half_year_of(london_date(now())).before.before.before.named
    for key, acting in dict.fromkeys((one.who, one.acting) for one in SIGNED_IN):
        with _window(stack, browser) as visitor:
            visitor.sign_in(key, status=FIRST.get(key, 200))
            if acting:
                visitor.choose_like("Who are you acting for?", acting)
                visitor.press("Continue")
            for picture in (one for one in SIGNED_IN if (one.who, one.acting) == (key, acting)):
                path = picture.path.format(**stack.references, report=report)
                visitor.open(path, status=picture.status)
                _take(visitor, folder, picture.name, tallest)
    with _window(stack, browser) as visitor:
        _be_invited(visitor, stack.references["safety-plan"])
        _take(visitor, folder, "invitation", tallest)


def _be_invited(visitor: Visitor, reference: str) -> None:
    """Have a case sent to somebody who has never signed in, and open the link of the letter they get."""
    visitor.sign_in(OFFICER)
    visitor.open(f"/business-unit/cases/{reference}/forward")
    police = workspace("police").name
    visitor.page.get_by_label("Which other agency should reply too?").select_option(label=police)
    there = visitor.page.get_by_role("group", name=f"Who should receive it at {police}?", exact=True)
    visitor.press_in_place("Add this agency", there)
    named = visitor.page.get_by_role("button", name=f"Do not send it to {workspace(NAMED).name}", exact=True)
    named.click()
    named.wait_for(state="detached")
    visitor.choose(f"Who should receive it at {police}?", f"{person(INVITED).name}, senior manager")
    visitor.press("Send the form on")
    visitor.sign_out()
    visitor.open_letter(INVITED, f"{reference}: reply with Part 2")
    visitor.follow_link_of_letter()


@contextmanager
def _window(stack: Stack, browser: Browser) -> Iterator[Visitor]:
    context = browser.new_context(viewport={"width": WIDE, "height": 900}, timezone_id="Europe/London")
    visitor = Visitor(context, stack)
    yield visitor
    context.close()
    visitor.assert_nothing_amiss()


def _take(visitor: Visitor, folder: Path, name: str, tallest: int) -> None:
    for width, suffix in ((WIDE, ""), (NARROW, "-narrow")):
        visitor.page.set_viewport_size({"width": width, "height": 800})
        picture = Image.open(io.BytesIO(visitor.page.screenshot(full_page=True, animations="disabled")))
        cut = picture.crop((0, 0, width, min(picture.height, tallest))).convert("RGB")
        cut.quantize(COLOURS, dither=Image.Dither.NONE).save(folder / f"{name}{suffix}.png", optimize=True)
    visitor.page.set_viewport_size({"width": WIDE, "height": 900})


if __name__ == "__main__":
    main()
