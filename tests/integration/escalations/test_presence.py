"""Who is writing what is seen on the pages of Parts 2 and 3 too, by their own colleagues and nobody else."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from portal.escalations import queries
from portal.protocol.actors import Role
from tests.integration.escalations.drafting import address
from tests.pages import Browser
from tests.partnership import as_owner
from tests.way import Way

Browse = Callable[..., Browser]
A, B, OFFICE = "alder", "birch", "business_unit"


def _on_behalf(way: Way) -> str:
    (response,) = way.see(way.officer).case.responses
    return f"/business-unit/cases/{way.reference}/reply/{response.id}/write"


PAGES: dict[str, tuple[str, str, Role, Role, Callable[[Way], str], str]] = {
    "part 2": (
        "forwarded", B, Role.CONTRIBUTOR, Role.DEPUTY, lambda way: address(way, "part-2"),
        "birch contributor has this reply open.",
    ),
    "part 3": (
        "answered", A, Role.SENIOR_MANAGER, Role.DEPUTY, lambda way: address(way, "part-3"),
        "alder senior_manager has Part 3 open.",
    ),
    "on behalf": (
        "forwarded", OFFICE, Role.OFFICER, Role.MANAGER, _on_behalf, "business_unit officer has this reply open.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("place", PAGES)
def test_a_colleague_sees_who_has_it_open_and_not_themselves(browse: Browse, way: Way, place: str) -> None:
    until, slug, first, second, page_of, words = PAGES[place]
    getattr(way, until)()
    page = page_of(way)
    one, other = browse(first, slug), browse(second, slug)
    for browser in (one, other):
        assert f'hx-post="{page}/presence"' in browser.get(page).text
    assert slug not in one.post(f"{page}/presence", {}).text
    assert words in other.post(f"{page}/presence", {}).text
    assert words not in one.post(f"{page}/presence", {}).text


@pytest.mark.parametrize("place", PAGES)
def test_whoever_left_is_forgotten_within_a_minute(browse: Browse, way: Way, place: str) -> None:
    until, slug, first, second, page_of, words = PAGES[place]
    getattr(way, until)()
    page = page_of(way)
    browse(first, slug).post(f"{page}/presence", {})
    _an_hour_passes(way)
    assert words not in browse(second, slug).post(f"{page}/presence", {}).text


def _an_hour_passes(way: Way) -> None:
    with as_owner(way.partnership.logins) as session:
        session.execute(text("update portal.editing set at = at - interval '1 hour'"))


def test_the_agency_and_the_business_unit_do_not_see_each_other(browse: Browse, way: Way) -> None:
    way.forwarded()
    theirs, ours = address(way, "part-2"), _on_behalf(way)
    birch, office = browse(Role.DEPUTY, B), browse(Role.OFFICER, OFFICE)
    browse(Role.CONTRIBUTOR, B).post(f"{theirs}/presence", {})
    assert "has this reply open" not in office.post(f"{ours}/presence", {}).text
    assert "business_unit" not in birch.post(f"{theirs}/presence", {}).text


def test_that_a_page_stays_open_is_no_look(browse: Browse, way: Way) -> None:
    way.answered()
    browser = browse(Role.SENIOR_MANAGER, A)
    before = _looks(way)
    assert browser.post(address(way, "part-3/presence"), {}).status_code == 200
    assert _looks(way) == before


def _looks(way: Way) -> int:
    with way.partnership.database.reading(way.partnership.context(way.manager)) as session:
        return queries.how_many_looks(session, way.see(way.manager).case.id)


def test_it_says_nothing_once_there_is_nothing_to_write(browse: Browse, way: Way) -> None:
    way.answered()
    page = address(way, "part-2/presence")
    assert browse(Role.CONTRIBUTOR, B).post(page, {}).status_code == 409
    assert browse(Role.SENIOR_MANAGER, A).post(page, {}).status_code == 403
    assert browse(Role.SENIOR_MANAGER, "cedar").post(page, {}).status_code == 404
