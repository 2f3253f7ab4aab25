"""A pack as its readers have it: whole, in order, tagged, the same each time, and with nothing in it that acts."""

import io
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pikepdf
import pytest

from portal.executive.packs.contents import Answer, Contents, Event, Fact, Kind, Part, Section
from portal.executive.packs.process import Built
from tests import files, packs
from tests.paper import built, in_one_line, pages_of

AS_TYPED = (
    "<script>alert(1)</script>",
    "<b>bold</b> & &amp; &lt;",
    "{{ 7*7 }} {% for %} {# not a remark #}",
    "file:///etc/passwd",
    "url(http://127.0.0.1/a.png)",
    "</section></body></html>",
    "<!-- not a remark -->",
    "]]> <![CDATA[",
    "@import 'x.css'; counter(page)",
    "Šárka Đỗ – “quoted” – 李",
)


@dataclass(frozen=True)
class Made:
    """A pack with its contents, and how often somebody knocked at our door while it was built."""

    contents: Contents
    pack: Built
    folder: Path
    knocks: int

    def text(self) -> list[str]:
        return pages_of(self.pack.volumes[0])


def _hostile(kind: Kind, port: int) -> Contents:
    """Contents of which every kind of text is made to look like something else."""
    door = f"http://127.0.0.1:{port}/seen.png"
    text = "\n".join((*AS_TYPED, f'<img src="{door}"><link rel="stylesheet" href="{door}">{door}'))
    contents = packs.contents(kind, attachments=(packs.attachment(1, title=AS_TYPED[0]),))
    issue = replace(contents.issues[0], position=text, answers=(Answer("<i>Agency</i>", "Agreed", text),))
    return replace(
        contents,
        recipient="Scrutineer <svg onload=x>",
        issues=(issue, *contents.issues[1:]),
        parts=(*contents.parts, Part("<h1>Notes</h1>", (Section("<u>Note</u>", (Fact("<q>", text),)),))),
        events=(Event(packs.BEGAN, text, "<em>Somebody</em>"), *contents.events),
    )


@pytest.fixture(scope="module", params=Kind)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("pack")
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.setblocking(False)
        contents = _hostile(request.param, door.getsockname()[1])
        pack = built(folder, contents, {1: files.pdf()})
        yield Made(contents, pack, folder, _knocks(door))


def _knocks(door: socket.socket) -> int:
    try:
        door.accept()
    except BlockingIOError:
        return 0
    return 1


def test_it_is_tagged_in_its_language_and_under_its_title(made: Made) -> None:
    with pikepdf.open(made.pack.volumes[0]) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en-GB"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        title = str(pdf.docinfo.Title)
        assert title.startswith(packs.REFERENCE)
        assert packs.CHILD not in title
        with pdf.open_metadata() as described:
            assert described["pdfuaid:part"] == "1"
        kinds = _kinds_of_structure(pdf)
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/Figure", "/L", "/Link", "/P"} <= kinds


def _kinds_of_structure(pdf: pikepdf.Pdf) -> set[str]:
    """Of the elements that are reached from the root of the structure."""
    found: set[str] = set()
    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        one = waiting.pop()
        found.add(str(one.get("/S", "")))
        below = one.get("/K", [])
        waiting += [
            element
            for element in (below if isinstance(below, pikepdf.Array) else [below])
            if isinstance(element, pikepdf.Dictionary) and element.get("/Type") == pikepdf.Name.StructElem
        ]
    return found


def test_a_picture_has_words_that_stand_for_it(made: Made) -> None:
    with pikepdf.open(made.pack.volumes[0]) as pdf:
        figures = [
            one
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/S") == pikepdf.Name.Figure
        ]
        assert [str(one.Alt).startswith("Timeline of 10 events") for one in figures] == [True]


def test_every_font_is_in_it(made: Made) -> None:
    with pikepdf.open(made.pack.volumes[0]) as pdf:
        fonts = [
            one
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == pikepdf.Name.FontDescriptor
        ]
        assert fonts
        assert all("/FontFile2" in one or "/FontFile3" in one for one in fonts)


def test_every_page_says_where_it_belongs(made: Made) -> None:
    for volume, pages in zip(made.pack.volumes, made.pack.pages, strict=True):
        text = pages_of(volume)
        assert len(text) == pages
        for page in text:
            assert packs.REFERENCE in page
            assert "OFFICIAL-SENSITIVE" in page
            assert "Scrutineer <svg onload=x>" in in_one_line(page)


def test_pages_are_numbered_on_from_the_first_volume_to_the_second(made: Made) -> None:
    first, second = made.pack.pages
    for number, page in enumerate(made.text(), start=1):
        assert f"Page {number} of {first}" in page
    for number, page in enumerate(pages_of(made.pack.volumes[1]), start=1):
        assert f"Page {first + number}" in page
        assert f"Volume 2: {number} of {second}" in page
    with pikepdf.open(made.pack.volumes[1]) as pdf:
        assert [page.label for page in pdf.pages] == [str(first + one) for one in range(1, second + 1)]


def test_the_contents_name_the_page_on_which_a_chapter_begins(made: Made) -> None:
    text = made.text()
    listed = dict(re.findall(r"^(.+?)[ .]{3,}(\d+)\r?$", text[1], flags=re.MULTILINE))
    assert {
        "The case",
        "Chronology",
        "Issue 1",
        "Issue 2",
        "Part 1: the difference",
        "History",
    } <= listed.keys()
    bookmarked = _bookmarked(made.pack.volumes[0])
    for chapter, page in listed.items():
        assert (chapter, int(page)) in bookmarked
        assert chapter in in_one_line(text[int(page) - 1])


def _bookmarked(volume: Path) -> set[tuple[str, int]]:
    """What each bookmark is called and to which page it leads."""
    found = set()
    with pikepdf.open(volume) as pdf, pdf.open_outline() as outline:
        waiting = list(outline.root)
        while waiting:
            one = waiting.pop()
            found.add((one.title, pdf.pages.index(pikepdf.Page(one.destination[0])) + 1))
            waiting += one.children
    return found


def test_bookmarks_lead_to_every_chapter(made: Made) -> None:
    with pikepdf.open(made.pack.volumes[0]) as pdf, pdf.open_outline() as outline:
        (top,) = outline.root
        assert top.title == packs.REFERENCE
        chapters = [one.title for one in top.children]
    assert chapters[:2] == ["Contents", "The case"]
    assert chapters[-4:] == ["<h1>Notes</h1>", "Deadlines and their working", "History", "Attachments"]


@pytest.mark.parametrize("typed", AS_TYPED)
def test_text_that_looks_like_something_else_is_printed_as_it_is(made: Made, typed: str) -> None:
    text = re.sub(r"\s", "", "".join(made.text()))
    # In the position, the answer, the notes and the chronology.
    assert text.count(re.sub(r"\s", "", typed)) >= 4


def test_titles_that_look_like_markup_are_printed_too(made: Made) -> None:
    text = in_one_line(" ".join(made.text()))
    for typed in ("<h1>Notes</h1>", "<u>Note</u>", "<q>", "<em>Somebody</em>", "<i>Agency</i>"):
        assert typed in text


def test_nothing_is_fetched_and_nothing_acts(made: Made) -> None:
    assert made.knocks == 0
    for volume in made.pack.volumes:
        with pikepdf.open(volume) as pdf:
            assert not pdf.attachments
            keys = {key for one in pdf.objects if isinstance(one, pikepdf.Dictionary) for key in one}
            assert keys.isdisjoint({"/JS", "/JavaScript", "/URI", "/AA", "/OpenAction", "/EF", "/Launch"})
    assert "root:" not in "".join(made.text())


def test_it_shows_identity_in_the_scrutineers_alone(made: Made) -> None:
    shown = made.contents.kind is Kind.SCRUTINEER
    assert (packs.CHILD in in_one_line(" ".join(made.text()))) == shown


def test_the_same_contents_give_the_same_pack(made: Made, tmp_path: Path) -> None:
    again = built(tmp_path, made.contents, {1: files.pdf()})
    assert [one.read_bytes() for one in again.volumes] == [one.read_bytes() for one in made.pack.volumes]


def test_other_contents_give_another(made: Made, tmp_path: Path) -> None:
    other = built(tmp_path, replace(made.contents, version=18), {1: files.pdf()})
    assert other.volumes[0].read_bytes() != made.pack.volumes[0].read_bytes()


def test_it_says_when_it_was_frozen_and_not_when_it_was_built(made: Made) -> None:
    with pikepdf.open(io.BytesIO(made.pack.volumes[0].read_bytes())) as pdf:
        assert str(pdf.docinfo.CreationDate).startswith("D:20270114140700")
    assert "14 January 2027 at 2:07pm, version 17" in in_one_line(made.text()[0])


def test_history_and_its_head_are_in_it(made: Made) -> None:
    text = re.sub(r"\s", "", "".join(made.text()))
    assert text.count(packs.HEAD) == 2
    assert "Saturday28andSunday29November2026arenotcounted:weekend" in text


def test_a_case_in_which_hardly_anything_happened_is_a_pack_too(tmp_path: Path) -> None:
    bare = Contents(
        Kind.LEARNING, packs.REFERENCE, "A partnership", "OFFICIAL", "Readers", 1, packs.BEGAN, packs.HEAD
    )
    pack = built(tmp_path, bare)
    assert len(pack.volumes) == 1
    text = in_one_line(" ".join(pages_of(pack.volumes[0])))
    for words in ("Nothing has happened yet.", "There are none.", "None."):
        assert words in text
