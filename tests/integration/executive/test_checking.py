"""The check before anybody gets a pack finds each fault that is planted."""

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from portal.executive.packs import checking
from portal.executive.packs.checking import Faulty
from portal.executive.packs.contents import Kind
from portal.executive.packs.process import NotBuilt
from portal.infra import pdf
from portal.infra.pdf import LaidOut
from tests import packs
from tests.paper import built

TITLE = f"{packs.REFERENCE}: referral pack for the Independent Scrutineer, volume 1"
CSS = "@page { size: 90mm 90mm; margin: 5mm } p { font: 10pt sans-serif; overflow-wrap: anywhere }"


@pytest.fixture(scope="module")
def volume(tmp_path_factory: pytest.TempPathFactory) -> LaidOut:
    pack = built(tmp_path_factory.mktemp("pack"), packs.contents())
    return LaidOut(pack.volumes[0].read_bytes(), pack.pages[0])


def _with(volume: LaidOut, change: Callable[[pikepdf.Pdf], None]) -> LaidOut:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(volume.content)) as changed:
        change(changed)
        changed.save(out)
    return LaidOut(out.getvalue(), volume.pages)


def _each(kind: str, change: Callable[[pikepdf.Dictionary], None]) -> Callable[[pikepdf.Pdf], None]:
    """A change to every object that is of this kind, by its type or what it is in the structure."""

    def all_of_them(changed: pikepdf.Pdf) -> None:
        for one in changed.objects:
            if isinstance(one, pikepdf.Dictionary) and kind in (str(one.get("/Type")), str(one.get("/S"))):
                change(one)

    return all_of_them


def _drop(*names: str) -> Callable[[pikepdf.Dictionary], None]:
    def drop(one: pikepdf.Dictionary) -> None:
        for name in names:
            if name in one:
                del one[name]

    return drop


def _script(changed: pikepdf.Pdf) -> None:
    changed.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def _embed(changed: pikepdf.Pdf) -> None:
    changed.attachments["inside.txt"] = b"inside"


def _retitle(changed: pikepdf.Pdf) -> None:
    changed.docinfo["/Title"] = packs.CHILD


def _lose_a_page(changed: pikepdf.Pdf) -> None:
    del changed.pages[3]


FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda one: _drop("/StructTreeRoot")(one.Root), "not tagged"),
        (lambda one: _drop("/MarkInfo")(one.Root), "not tagged"),
        (lambda one: _drop("/Lang")(one.Root), "what language"),
        (_retitle, "does not have its title"),
        (_each("/FontDescriptor", _drop(*FONT_FILES)), "font is not in the pack"),
        (_each("/Figure", _drop("/Alt")), "no words that stand for it"),
        (_script, "could not be opened again. It holds a script"),
        (_embed, "could not be opened again. It has other files"),
        (_lose_a_page, "were laid out"),
    ],
)
def test_each_fault_is_found(volume: LaidOut, change: Callable[[pikepdf.Pdf], None], why: str) -> None:
    checking.check([volume], title=TITLE, canaries=())
    with pytest.raises(Faulty, match=why):
        checking.check([_with(volume, change)], title=TITLE, canaries=())


def test_half_a_pack_is_none(volume: LaidOut) -> None:
    half = LaidOut(volume.content[: len(volume.content) // 2], volume.pages)
    with pytest.raises(Faulty):
        checking.check([half], title=TITLE, canaries=())


def test_the_second_volume_is_looked_at_too(volume: LaidOut) -> None:
    with pytest.raises(Faulty, match="It holds a script"):
        checking.check([volume, _with(volume, _script)], title=TITLE, canaries=())


def _hides(html: str, *canaries: str) -> None:
    content = pdf.make(f"<html lang=en-GB><title>{TITLE}</title><body>{html}</body></html>", css=CSS)
    checking.check([LaidOut(content, _pages(content))], title=TITLE, canaries=canaries)


def _pages(content: bytes) -> int:
    with pikepdf.open(io.BytesIO(content)) as opened:
        return len(opened.pages)


LONG = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswessenschafe"


@pytest.mark.parametrize(
    ("html", "canary"),
    [
        ("<p>We saw Jordana Testperson today.</p>", "Jordana Testperson"),
        ("<p>We saw JORDANA<br>TESTPERSON today.</p>", "Jordana Testperson"),
        ("<p>We saw Jordána  Testperson.</p>", "jordana testperson"),
        ("<p>Jordana-Testperson’s mother</p>", "Jordana Testperson"),
        ("<p>the number REC77-123.</p>", "REC 77 123"),
        ("<p>the number REC - 77 123.</p>", "rec-77/123"),
        ("<p>Jor&shy;dana and others</p>", "Jordana"),
        (f"<p>{LONG}</p>", LONG),
        ("<p>李小龙 was seen</p>", "李小龙"),
        ("<h1>About Jordana</h1>", "Jordana"),
        ('<p>A picture</p><svg width="9" height="9"><title>Jordana at home</title></svg>', "Jordana"),
    ],
)
def test_what_must_not_be_shown_is_found_however_it_is_written(html: str, canary: str) -> None:
    _hides(html, "Nobody Of This Name")
    with pytest.raises(Faulty, match="A piece of identity that this pack must not show is in volume 1"):
        _hides(html, "Nobody Of This Name", canary)


@pytest.mark.parametrize(
    ("html", "canary"),
    [
        ("<p>We are planning a visit.</p>", "Ann"),
        ("<p>Joann saw the father.</p>", "Ann"),
        ("<p>There sat the father.</p>", "Theresa"),
        ("<p>the number 77 1234</p>", "77 123"),
        ("<p>Nothing</p>", ""),
        ("<p>Nothing</p>", " – "),
    ],
)
def test_what_only_looks_like_it_is_let_pass(html: str, canary: str) -> None:
    _hides(html, canary)


def test_the_page_is_named_and_the_piece_is_not() -> None:
    html = '<p>One</p><p style="break-before: page">Jordana</p>'
    with pytest.raises(Faulty, match=r"volume 1, page 2\.$") as found:
        _hides(html, "Jordana")
    assert "Jordana" not in str(found.value)


def test_a_redacted_copy_that_is_not_redacted_stops_the_pack(tmp_path: Path) -> None:
    shown = pdf.make("<html lang=en-GB><title>Minutes</title><p>Jordana Testperson</p></html>", css=CSS)
    contents = packs.contents(Kind.EXECUTIVE, attachments=(packs.attachment(1, redacted=True),))
    with pytest.raises(NotBuilt, match=r"is in volume 2, page 3\.$"):
        built(tmp_path, contents, {1: shown}, canaries=["Jordana Testperson"])
