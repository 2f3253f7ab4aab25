"""A promise that was not kept re-opens a case, and later begins a new one that is linked (decision 18)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from portal.escalations import queries
from portal.escalations.actions import replies
from portal.infra.calendar import at
from portal.protocol.actors import Role
from portal.protocol.deadlines import Clock
from portal.protocol.escalation import CaseState
from portal.protocol.gate import NO, QUESTIONS, YES
from tests.integration.escalations.after_the_reply import clock_of as _clock
from tests.integration.escalations.after_the_reply import names_told as _told
from tests.integration.escalations.after_the_reply import page_of as _at
from tests.integration.escalations.after_the_reply import promises as _keys
from tests.pages import Pages, text_of
from tests.way import CONCLUSION, REPLY, Way


def test_decision_18_a_reopens_a_case_when_a_promise_was_not_kept(pages: Pages, way: Way) -> None:
    way.resolved()
    senior, (key,) = pages.browser(way.manager), _keys(way)
    assert "Re-open the case" in text_of(senior.get(_at(way)))
    refused = senior.send(_at(way, "reopen"), reasons="No visit was made.")
    assert (refused.status_code, "Choose at least one action" in text_of(refused)) == (422, True)
    assert "No visit was made." in refused.text
    done = senior.send(_at(way, "reopen"), not_done=key, reasons="No visit was made.")
    assert (done.status_code, way.see(way.manager).case.state) == (303, CaseState.UNRESOLVED)
    assert _told(way, "reopen") == ["birch senior_manager", "business_unit manager", "business_unit officer"]
    assert _clock(way, Clock.FOLLOW_UP).stopped_at is not None
    assert "No visit was made." in text_of(pages.browser(way.responder).get(_at(way)))
    assert senior.get(_at(way, "reopen")).status_code == 409


def test_a_follow_up_that_names_a_broken_promise_fills_the_form_that_reopens(pages: Pages, way: Way) -> None:
    way.resolved()
    senior, (key,) = pages.browser(way.manager), _keys(way)
    said = {"promises__0__done": "not_done", "promises__0__words": "Nobody came.", "difference": "None."}
    assert senior.send(_at(way, "follow-up"), **said).status_code == 303
    assert f'{_at(way, "reopen")}"' in senior.get(_at(way, "follow-up")).text
    assert senior.fill(_at(way, "reopen"))["not_done"] == key


def test_where_nothing_was_promised_nothing_is_offered_to_reopen(pages: Pages, way: Way) -> None:
    way.forwarded()
    content = {**REPLY, "promised": []}
    way.do(way.responder, replies.respond, way.reference, version=way.version(way.responder), content=content)
    way.do(way.manager, replies.conclude, way.reference, version=way.version(way.manager), content=CONCLUSION)
    senior = pages.browser(way.manager)
    assert "Re-open the case" not in text_of(senior.get(_at(way)))
    refused = senior.get(_at(way, "reopen"))
    assert (refused.status_code, "Nothing was promised" in text_of(refused)) == (409, True)
    shown = text_of(senior.get(_at(way, "follow-up")))
    assert "Nothing was promised, so only the last question is asked." in shown
    assert senior.send(_at(way, "follow-up"), difference="Little.").status_code == 303
    assert way.see(way.manager).case.followed_up


def _pass_the_gate(pages: Pages, actor: Any, page: str) -> Any:
    answers = {one.key: YES if one.stops_on == NO else NO for one in QUESTIONS}
    return pages.browser(actor).send(page, **answers)


def test_decision_18_later_it_is_a_new_linked_case(pages: Pages, way: Way) -> None:
    with at(datetime.now(UTC) - timedelta(days=150)):
        way.resolved()
    senior, start = pages.browser(way.manager), f"/cases/start?follows={way.reference}"
    shown = senior.get(_at(way))
    assert "Re-open the case" not in text_of(shown)
    assert start in shown.text
    assert senior.get(_at(way, "reopen")).status_code == 409
    assert f"The new case will be linked to {way.reference}." in text_of(senior.get(start))
    begun = _pass_the_gate(pages, way.contributor, start)
    assert begun.status_code == 303
    new = begun.location.split("/")[2]
    old_reference, way.reference = way.reference, new
    with way.partnership.database.reading(way.partnership.context(way.manager)) as session:
        case = queries.case(session, way.manager, new).case
        assert [one.reference for one in queries.links(session, case.id)] == [old_reference]
    way.reference = old_reference
    assert new not in text_of(pages.browser(way.officer).get(_at(way)))


def test_decision_18_nobody_links_a_case_that_is_not_their_own(pages: Pages, way: Way) -> None:
    way.resolved()
    start = f"/cases/start?follows={way.reference}"
    for slug in ("birch", "cedar"):
        actor = way.partnership.who(slug, Role.CONTRIBUTOR)
        browser = pages.browser(actor)
        assert browser.get(start).status_code == 404
        answers = {one.key: YES if one.stops_on == NO else NO for one in QUESTIONS}
        sent = browser.fill("/cases/start", **answers, follows=way.reference)
        assert browser.post("/cases/start", sent).status_code == 404
    assert pages.browser(way.manager).get("/cases/start?follows=RPD-2345-6789").status_code == 404


def test_decision_18_a_new_case_follows_none_that_can_still_be_reopened_or_was_never_resolved(
    pages: Pages, way: Way
) -> None:
    browser = pages.browser(way.manager)
    answers = {one.key: YES if one.stops_on == NO else NO for one in QUESTIONS}
    for stand, status in ((way.answered, 404), (way.resolved, 409)):
        stand()
        assert browser.get(f"/cases/start?follows={way.reference}").status_code == status
        sent = browser.fill("/cases/start", **answers, follows=way.reference)
        assert browser.post("/cases/start", sent).status_code == status


def test_what_is_no_reference_is_no_case_to_follow(pages: Pages, way: Way) -> None:
    browser = pages.browser(way.contributor)
    answers = {one.key: YES if one.stops_on == NO else NO for one in QUESTIONS}
    for sent in ("\0", "RPD-2345-678\0", "x"):
        assert browser.get(f"/cases/start?follows={quote(sent)}").status_code == 404
        assert (
            browser.post("/cases/start", browser.fill("/cases/start", **answers, follows=sent)).status_code
            == 404
        )
