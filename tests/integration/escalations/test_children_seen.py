"""Who sees the children's identity while Part 1 is written: it is kept, but of who wrote it last (decision 25)."""

from datetime import timedelta

from portal.infra.calendar import at, now
from portal.protocol.actors import Actor, Role
from tests.integration.escalations.drafting import address, send
from tests.integration.escalations.looked import faults, looks
from tests.pages import Pages, text_of
from tests.way import Way


def _seen(pages: Pages, way: Way) -> list[tuple[str, str, str]]:
    return [one for one in looks(pages, way) if one[0] == "reveal"]


def _look_of(actor: Actor) -> tuple[str, str, str]:
    return "reveal", "write", actor.name


def test_who_wrote_the_children_sees_them_as_their_own(pages: Pages) -> None:
    way = pages.way().started()
    page = pages.browser(way.contributor).get(address(way, "part-1/children"))
    assert ("Test Child" in page.text, _seen(pages, way)) == (True, [])


def test_a_colleagues_look_is_kept_once_an_hour_and_shown_to_the_agency(pages: Pages) -> None:
    way = pages.way().started()
    deputy, start = pages.partnership.who("alder", Role.DEPUTY), now()
    for minutes, times in ((0, 1), (59, 1), (61, 2)):
        with at(start + timedelta(minutes=minutes)):
            page = pages.browser(deputy).get(address(way, "part-1/children"))
        assert "Test Child" in page.text
        assert _seen(pages, way) == [_look_of(deputy)] * times
    told = text_of(pages.browser(way.contributor).get(address(way, "looks")))
    assert f"{deputy.name} What Saw the children’s identity What for To write Part 1" in told
    assert faults(pages, way) == []


def test_no_other_section_is_a_look_nor_are_children_that_nobody_wrote(pages: Pages) -> None:
    way = pages.way().started()
    deputy = pages.who("alder", Role.DEPUTY)
    deputy.get(address(way, "part-1/why"))
    assert _seen(pages, way) == []


def test_once_the_colleague_saved_them_it_is_the_first_writer_who_looks(pages: Pages) -> None:
    way = pages.way().started()
    deputy = pages.partnership.who("alder", Role.DEPUTY)
    renamed = {"children-0-name": "Another Child"}
    assert send(pages.browser(deputy), address(way, "part-1/children"), renamed).status_code == 303
    pages.browser(way.contributor).get(address(way, "part-1/children"))
    assert _seen(pages, way) == [_look_of(deputy), _look_of(way.contributor)]


def test_the_page_says_what_is_kept(pages: Pages) -> None:
    way = pages.way().started()
    shown = text_of(pages.browser(way.contributor).get(address(way, "part-1/children")))
    assert "opens this page after a colleague wrote it is recorded" in shown


def test_a_form_shown_back_is_a_look_only_where_it_shows_what_a_colleague_wrote(pages: Pages) -> None:
    way = pages.way().started()
    deputy, page = pages.partnership.who("alder", Role.DEPUTY), address(way, "part-1/children")
    browser = pages.browser(deputy)
    fields = pages.browser(way.contributor).fill(page)
    assert browser.post(page, fields | {"children-0-date_of_birth-month": "13"}).status_code == 422
    assert _seen(pages, way) == []
    shown = browser.post(page, fields | {"beside": f"{fields['children-0-key']}.name", "add": "children"})
    assert ("wrote meanwhile" in shown.text, _seen(pages, way)) == (True, [_look_of(deputy)])
