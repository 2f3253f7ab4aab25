"""A form that a very small agency signed with a reason stands out where the Business Unit looks (decision 10)."""

from portal.escalations.actions import part_1
from portal.protocol.actors import Role
from tests.pages import Pages, text_of
from tests.way import Way

REASON = "There are two of us, and Test Child’s nurse is away."
WROTE, HELD_STAGE_2 = "Signed by somebody who wrote it", "Signed by somebody who held stage 2"


def _signed(pages: Pages, *, wrote: bool) -> Way:
    way = pages.way().started()
    if wrote:
        way.do(
            way.manager,
            part_1.write,
            way.reference,
            sections={"why": {"unresolved": "No.", "safety": "Calls."}},
        )
    version = way.version(way.manager)
    way.do(way.manager, part_1.sign_off, way.reference, version=version, exception_reason=REASON)
    return way


def _row(listed: str, way: Way) -> str:
    return listed[listed.index(way.reference) :].partition("Between")[0]


def test_decision_10_the_business_unit_sees_who_signed_in_its_list_and_on_the_case(pages: Pages) -> None:
    wrote, held, apart = _signed(pages, wrote=True), _signed(pages, wrote=False), pages.way().submitted()
    officer = pages.browser(wrote.officer)
    listed = text_of(officer.get("/business-unit"))
    assert WROTE in _row(listed, wrote)
    assert HELD_STAGE_2 in _row(listed, held)
    assert "Signed by" not in _row(listed, apart)
    for way, words in ((wrote, WROTE), (held, HELD_STAGE_2)):
        top = text_of(officer.get(f"/cases/{way.reference}")).partition("Part 1: the difference")[0]
        assert f"{words} , for this reason: There are two of us" in top.replace(words + ",", words + " ,")
        assert "Test Child" not in top
    assert "Signed by" not in text_of(officer.get(f"/cases/{apart.reference}")).partition("Part 1: the")[0]


def test_no_agency_is_shown_it_above_the_form(pages: Pages) -> None:
    way = _signed(pages, wrote=True)
    senior = pages.who("alder", Role.SENIOR_MANAGER)
    assert WROTE not in text_of(senior.get("/cases"))
    assert WROTE not in text_of(senior.get(f"/cases/{way.reference}"))
