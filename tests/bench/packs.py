"""Building a pack, beside WeasyPrint alone: the same document, the same options, in a process of its own too."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from portal.executive.packs import process, volumes
from portal.executive.packs.contents import Contents
from portal.executive.packs.process import Built, Limits
from tests import packs
from tests.bench.client import Failed, Round
from tests.bench.compare import WHOLE, compare
from tests.bench.figures import MEGABYTES, Figure
from tests.bench.servers import Bench

ALONE = """
import sys
from pathlib import Path
from weasyprint import CSS, HTML
html, css, target = (Path(one) for one in sys.argv[1:])
document, sheet = HTML(string=html.read_text()), CSS(string=css.read_text())
document.write_pdf(target, stylesheets=[sheet], pdf_variant="pdf/ua-1", pdf_tags=True)
"""


def pack_50(_bench: Bench, name: str) -> list[Figure]:
    """A pack of some 50 pages."""
    return _pack(name, packs.contents(issues=18, times=2), pages=50)


def pack_200(_bench: Bench, name: str) -> list[Figure]:
    """A pack of some 200 pages."""
    return _pack(name, packs.contents(issues=60, events=40, times=6), pages=200)


def _pack(name: str, contents: Contents, *, pages: int) -> list[Figure]:
    made: list[Built] = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        process.lay_in(folder, contents, {})
        document = volumes.volume_1(contents, {})
        (folder / "alone.html").write_text(document.html)
        (folder / "alone.css").write_text(document.css)
        figures = compare(
            name,
            lambda: _timed(lambda: made.append(process.run(folder, Limits(), lambda _progress: None))),
            lambda: _timed(lambda: _alone(folder)),
            kinds=WHOLE,
        )
    if abs(made[-1].pages[0] - pages) > pages / 10:
        raise Failed(f"The pack has {made[-1].pages[0]} pages, not some {pages}.")
    most = max(one.megabytes for one in made)
    return [*figures, Figure(f"{name}-memory", most, Limits().megabytes, MEGABYTES, len(made))]


def _alone(folder: Path) -> None:
    files = [folder / name for name in ("alone.html", "alone.css", "alone.pdf")]
    subprocess.run([sys.executable, "-c", ALONE, *files], check=True)


def _timed(act: Callable[[], None]) -> Round:
    began = time.monotonic()
    act()
    took = time.monotonic() - began
    return Round(took, (took,))
