"""Each copy of a pack tells on every page who took it and when, and is known again by its hash."""

import io
import time
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest

from portal.executive.packs import checking, copies
from portal.executive.packs.process import Built
from portal.infra.pdf import LaidOut
from tests import files, packs
from tests.paper import built, in_one_line, pages_of

WHO = "Dr Amara Nilsson, Independent Scrutineer"
TAKEN = datetime(2027, 1, 15, 10, 30, tzinfo=UTC)
LINE = f"Copy taken by {WHO} on 15 January 2027 at 10:30am"


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Built:
    contents = packs.contents(attachments=(packs.attachment(1),))
    return built(tmp_path_factory.mktemp("pack"), contents, {1: files.pdf()})


@pytest.mark.parametrize("volume", [0, 1])
def test_every_page_says_who_took_it_and_when(pack: Built, volume: int) -> None:
    content = pack.volumes[volume].read_bytes()
    before, after = pages_of(content), pages_of(copies.mark(content, WHO, TAKEN))
    assert len(after) == len(before)
    for unmarked, marked in zip(before, after, strict=True):
        assert in_one_line(marked) == in_one_line(f"{unmarked} {LINE}")


def test_the_same_copy_has_the_same_hash_and_another_has_another(pack: Built) -> None:
    content = pack.volumes[0].read_bytes()
    copy, began = copies.digest(copies.mark(content, WHO, TAKEN)), int(time.time())
    again = copy
    # Until the clock shows another second, which is what a file is given to be told from others.
    while int(time.time()) == began:
        again = copies.digest(copies.mark(content, WHO, TAKEN))
    assert again == copies.digest(copies.mark(content, WHO, TAKEN)) == copy
    assert copy != copies.digest(copies.mark(content, "Somebody else", TAKEN))
    assert copy != copies.digest(copies.mark(content, WHO, TAKEN + timedelta(minutes=1)))
    assert copy != copies.digest(copies.mark(pack.volumes[1].read_bytes(), WHO, TAKEN))


def test_a_copy_is_still_tagged_and_the_line_is_none_of_its_content(pack: Built) -> None:
    content = pack.volumes[0].read_bytes()
    copy = copies.mark(content, WHO, TAKEN)
    title = f"{packs.REFERENCE}: referral pack for the Independent Scrutineer, volume 1"
    checking.check([LaidOut(copy, pack.pages[0])], title=title, canaries=())
    assert _marked_content(copy) == _marked_content(content)
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        for page in pdf.pages:
            first, *_, opened, _, _, drawn, _, closed = pikepdf.parse_content_stream(page)
            assert str(first.operator) == "q"
            assert (str(opened.operator), str(opened.operands[0])) == ("BDC", "/Artifact")
            assert (str(drawn.operator), str(closed.operator)) == ("Do", "EMC")
            assert b"BDC" not in page.resources.XObject.CopyMark.read_bytes()


def _marked_content(content: bytes) -> list[list[int]]:
    """The numbers of what is tagged on each page."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [
            [
                int(one.operands[1].MCID)
                for one in pikepdf.parse_content_stream(page, "BDC")
                if "/MCID" in one.operands[1]
            ]
            for page in pdf.pages
        ]


def test_a_name_that_looks_like_markup_is_printed_as_it_is(pack: Built) -> None:
    who = "<b>Ann & Bob</b> {{ 7*7 }} 李"
    copy = copies.mark(pack.volumes[0].read_bytes(), who, TAKEN)
    assert f"Copy taken by {who} on" in in_one_line(pages_of(copy)[0])


def test_a_name_of_any_length_stays_at_the_foot_of_the_page(pack: Built) -> None:
    content = pack.volumes[0].read_bytes()
    copy = copies.mark(content, "Name " * 400, TAKEN)
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        left, bottom, right, top = (float(side) for side in pdf.pages[0].resources.XObject.CopyMark.BBox)
    assert (right - left, top - bottom) == pytest.approx((174 * copies.MM, 8 * copies.MM))
    assert len(pages_of(copy)) == pack.pages[0]
