"""The review list with its workings, legal holds, and what no page of them tells (decisions 25 and 29)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from portal.business_unit.care import actions
from portal.infra.calendar import at, now
from portal.infra.verification import verify
from portal.protocol.actors import Role
from portal.protocol.errors import WrongState
from portal.protocol.retention import YEARS, years_after
from tests.pages import Browser, Pages, text_of
from tests.partnership import as_owner
from tests.records import Old

RECORDS = "/business-unit/records"


def _page(one: Old, *more: str) -> str:
    return "/".join((RECORDS, one.reference, *more))


def _list(browser: Browser) -> str:
    _, _, listed = text_of(browser.get(RECORDS)).partition("To review")
    return listed.partition("Disposed of, the newest first")[0]


def test_the_soonest_comes_first_with_its_working(pages: Pages, officer: Browser) -> None:
    passed = Old(pages.partnership).over()
    earlier = Old(pages.partnership)
    earlier.children = ({"name": "Older One", "date_of_birth": "1995-04-05", "record_number": "R-0"},)
    earlier.over()
    soon = _ending(pages, now() + timedelta(days=100))
    later = _ending(pages, now() + timedelta(days=300))
    said = _list(officer)
    places = [said.index(one.reference) for one in (earlier, passed, soon)]
    assert places == sorted(places)
    assert later.reference not in said
    of_passed, of_soon = said[places[1] :], said[places[2] :]
    assert "2021 The date has passed" in of_passed
    assert "The youngest child turns 25 in 2021, which is later, and so decides." in of_passed
    assert "Comes within six months" in of_soon
    assert f"{YEARS} years after is" in of_soon


def _ending(pages: Pages, due: datetime) -> Old:
    """A case that is kept until this day for its end alone."""
    day = years_after(due.date(), -YEARS)
    one = Old(pages.partnership, began=datetime(day.year, day.month, day.day, 9, 0, tzinfo=UTC))
    one.children = ({"name": "Grown Up", "date_of_birth": "1996-05-06", "record_number": "R-1"},)
    return one.over()


def test_no_page_of_a_record_tells_a_birthday_or_a_name(
    pages: Pages, officer: Browser, first: Browser
) -> None:
    one = Old(pages.partnership).over()
    one.do(
        one.officer, actions.hold, one.reference, reason="A claim of Marigold Testperson, born 6 May 1996."
    )
    shown = [officer.get(RECORDS), officer.get(_page(one)), officer.get(_page(one, "lift-hold"))]
    shown.append(officer.get(f"/cases/{one.reference}"))
    one.do(one.officer, actions.lift, one.reference, reason="Marigold has her papers.")
    shown += [officer.get(_page(one)), first.get(_page(one, "propose-disposal"))]
    for answer in shown:
        assert answer.status_code == 200
        for told in ("Marigold", "Testperson", "1996", "6 May", "06/05"):
            assert told not in answer.text
    assert "[child 1’s name]" in text_of(shown[1])


def test_a_hold_is_put_on_and_lifted_with_a_reason_each(old: Old, officer: Browser, pages: Pages) -> None:
    assert officer.send(_page(old, "hold")).status_code == 422
    another = officer.fill(_page(old, "hold"), reason="Another.")
    assert officer.send(_page(old, "hold"), reason="A claim.").location == _page(old)
    said = text_of(officer.get(_page(old)))
    assert "On legal hold" in said
    assert "A legal hold keeps it until the hold is lifted, whatever the date." in said
    assert old.reference in text_of(officer.get(RECORDS)).partition("On legal hold")[2]
    assert officer.post(_page(old, "hold"), another).status_code == 409
    assert officer.get(_page(old, "hold")).status_code == 409
    assert officer.send(_page(old, "lift-hold"), reason="It was settled.").location == _page(old)
    assert "No hold is on it." in text_of(officer.get(_page(old)))
    assert officer.get(_page(old, "lift-hold")).status_code == 409
    with as_owner(pages.partnership.logins) as session:
        rows = session.execute(
            text(
                "select h.event, h.payload ->> 'reasons', h.agencies from portal.history h"
                " join portal.escalation e on e.id = h.escalation_id"
                " where e.reference = :reference order by h.seq desc limit 2"
            ),
            {"reference": old.reference},
        ).all()
    assert [tuple(row) for row in rows] == [
        ("lift_hold", "It was settled.", []),
        ("hold", "A claim.", []),
    ]
    assert verify(pages.partnership.logins.owner_url).faults == ()


def test_an_open_case_may_be_held_too(pages: Pages, officer: Browser) -> None:
    one = Old(pages.partnership).forwarded()
    said = text_of(officer.get(_page(one)))
    assert "The case is open: its time begins when it ends." in said
    assert officer.send(_page(one, "hold"), reason="An inquiry.").status_code == 303


def test_what_is_done_with_the_record_is_read_by_the_business_unit_alone(old: Old, pages: Pages) -> None:
    old.do(old.officer, actions.hold, old.reference, reason="A claim against Birch.")
    for who in (old.manager, old.responder):
        shown = pages.browser(who).get(f"/cases/{old.reference}")
        assert shown.status_code == 200
        assert "legal hold" not in shown.text
        assert "A claim against Birch." not in shown.text
    assert "A claim against Birch." in pages.browser(old.officer).get(f"/cases/{old.reference}").text


def test_a_hold_makes_nobodys_form_stale(pages: Pages) -> None:
    one = Old(pages.partnership)
    one.forwarded()
    before = [one.version(who) for who in (one.officer, one.manager, one.responder)]
    one.do(one.officer, actions.hold, one.reference, reason="An inquiry.")
    assert [one.version(who) for who in (one.officer, one.manager, one.responder)] == before


def test_a_record_is_opened_by_its_reference_however_it_is_typed(old: Old, officer: Browser) -> None:
    typed = old.reference.lower().replace("-", " ")
    assert officer.get(f"{RECORDS}?reference={typed}").location == _page(old)
    said = text_of(officer.get(f"{RECORDS}?reference=RPD-2222-2222"))
    assert "There is no record with this reference" in said


def test_a_draft_has_no_record_here(pages: Pages, officer: Browser) -> None:
    one = Old(pages.partnership)
    one.started()
    assert officer.get(_page(one)).status_code == 404
    assert officer.get(_page(one, "hold")).status_code == 404


@pytest.mark.parametrize(
    ("slug", "role"),
    [("business_unit", Role.CLERK), ("alder", Role.SENIOR_MANAGER), ("quality", Role.READER)],
)
def test_nobody_else_keeps_records(pages: Pages, slug: str, role: Role) -> None:
    browser = pages.who(slug, role)
    assert browser.get(RECORDS).status_code == 403
    assert f'href="{RECORDS}"' not in browser.get("/home").text


def test_one_hold_at_a_time(old: Old) -> None:
    old.do(old.officer, actions.hold, old.reference, reason="A claim.")
    with pytest.raises(WrongState, match="on it already"):
        old.do(old.officer, actions.hold, old.reference, reason="Another.")


def test_the_list_follows_the_portals_day(pages: Pages, officer: Browser) -> None:
    one = _ending(pages, now() + timedelta(days=300))
    assert one.reference not in _list(officer)
    with at(now() + timedelta(days=150)):
        assert one.reference in _list(pages.who("business_unit", Role.OFFICER))
