"""The page of a case: what is asked of whom and who can do it, what may come next, dates, earlier versions."""

import re
from collections.abc import Iterator

import pytest

from portal.demo.valkey import Valkey
from portal.escalations.actions import office, part_1, replies
from portal.protocol.actors import Actor, Role
from tests.engines import Template
from tests.pages import Pages, opened, text_of
from tests.way import CONCLUSION, Way

BY_NAME = "A senior manager or deputy of your agency does this: {0} deputy, {0} senior_manager."
REFERRAL = "either agency may ask for the case to be referred to the Executive"


@pytest.fixture(scope="module")
def pages(template: Template, valkey_server: Valkey) -> Iterator[Pages]:
    with opened(template, valkey_server.url()) as pages:
        yield pages


def _html(pages: Pages, way: Way, reader: Actor) -> str:
    response = pages.browser(reader).get(f"/cases/{way.reference}")
    assert response.status_code == 200
    return response.text


@pytest.mark.parametrize(
    ("until", "who", "page"),
    [
        ("forwarded", "responder", "cases/{}/part-2"),
        ("forwarded", "responder", "cases/{}/attachments/part-2"),
        ("forwarded", "responder", "cases/{}/identity"),
        ("forwarded", "officer", "business-unit/cases/{}/reply/{}/write"),
        ("submitted", "officer", "business-unit/cases/{}/forward"),
        ("answered", "manager", "cases/{}/part-3"),
    ],
)
def test_the_title_of_every_page_of_a_case_ends_in_its_reference(
    pages: Pages, way: Way, until: str, who: str, page: str
) -> None:
    getattr(way, until)()
    parts = [part.part.id for part in way.see(way.officer).parts]
    shown = pages.browser(getattr(way, who)).get("/" + page.format(way.reference, *parts))
    title = shown.text.partition("<title>")[2].partition("</title>")[0]
    assert f" – {way.reference} – " in title


def test_who_opens_the_identity_is_told_who_will_see_that(pages: Pages, way: Way) -> None:
    way.forwarded()
    for who, sees in ((way.officer, "The Business Unit sees"), (way.responder, "Your agency sees")):
        shown = text_of(pages.browser(who).get(f"/cases/{way.reference}/identity"))
        assert f"Who will see this {sees} your name" in shown


def test_before_a_copy_is_taken_it_is_said_that_the_page_stays(pages: Pages, way: Way) -> None:
    way.forwarded()
    shown = text_of(pages.browser(way.responder).get(f"/cases/{way.reference}/copy"))
    assert "Your browser downloads the file, and this page stays as it is." in shown


def _shown(pages: Pages, way: Way, reader: Actor) -> str:
    return text_of(pages.browser(reader).get(f"/cases/{way.reference}"))


def _returned(way: Way) -> Way:
    way.submitted()
    way.do(
        way.officer, office.send_back, way.reference, version=way.version(way.officer), reasons="Say more."
    )
    return way


def _asked_for_sign_off(way: Way) -> Way:
    way.started()
    of = way.manager.membership
    way.do(way.contributor, part_1.ask_for_sign_off, way.reference, version=way.draft_version(), of=of)
    return way


def _unresolved(way: Way) -> Way:
    way.answered()
    content = {**CONCLUSION, "results": {"1": "not"}, "overall": "not", "reasons": "No plan yet."}
    way.do(way.manager, replies.conclude, way.reference, version=way.version(way.manager), content=content)
    return way


def test_sign_off_is_asked_of_the_person_and_the_others_read_their_name(pages: Pages) -> None:
    way = _asked_for_sign_off(pages.way())
    assert "Asked of you Sign off Part 1" in _shown(pages, way, way.manager)
    for reader in (way.contributor, pages.partnership.who("alder", Role.DEPUTY)):
        shown = _shown(pages, way, reader)
        assert "Asked of you " not in shown
        assert "Asked of your agency" in shown
        assert "alder senior_manager was asked to sign off." in shown


def test_a_draft_is_asked_of_who_may_write_it(pages: Pages) -> None:
    way = pages.way().started()
    assert "Asked of you Finish Part 1" in _shown(pages, way, way.contributor)


def test_a_conclusion_is_asked_of_who_may_sign_and_the_others_read_who_that_is(pages: Pages) -> None:
    way = pages.way().answered()
    assert "Asked of you Say whether it is resolved" in _shown(pages, way, way.manager)
    shown = _shown(pages, way, way.contributor)
    assert "Asked of your agency" in shown
    assert BY_NAME.format("alder") in shown
    assert BY_NAME.format("alder") not in _shown(pages, way, way.responder)


def test_the_business_unit_is_asked_to_check_by_who_may(pages: Pages) -> None:
    way = pages.way().submitted()
    assert "Asked of you Check the form" in _shown(pages, way, way.officer)
    assert "What happens next" in _shown(pages, way, way.manager)


def test_an_unresolved_case_says_how_a_referral_is_asked_for(pages: Pages) -> None:
    way = _unresolved(pages.way())
    for reader in (way.manager, way.contributor, way.responder):
        shown = _shown(pages, way, reader)
        assert REFERRAL in shown
    offered = {
        who.name: "Ask for referral to the Executive" in _shown(pages, way, who)
        for who in (way.manager, way.responder, way.contributor, way.officer)
    }
    assert offered == {
        way.manager.name: True,
        way.responder.name: True,
        way.contributor.name: False,
        way.officer.name: False,
    }
    assert BY_NAME.format("alder") in _shown(pages, way, way.contributor)
    before = pages.way().answered()
    assert REFERRAL not in _shown(pages, before, before.manager)


def test_a_version_that_was_returned_can_still_be_read_and_no_two_parts_share_an_id(pages: Pages) -> None:
    way = _returned(pages.way())
    version = way.version(way.manager)
    way.do(way.manager, part_1.sign_off, way.reference, version=version)
    for reader in (way.manager, way.contributor, way.officer):
        html = _html(pages, way, reader)
        assert "Earlier version 1, signed by alder senior_manager on" in html
        ids = re.findall(r'\bid="([^"]+)"', html)
        assert {"written-why", "version-1-why"} <= set(ids)
        assert len(ids) == len(set(ids))
    version = way.version(way.officer)
    way.do(way.officer, office.forward, way.reference, version=version, to=[way.responder.membership])
    assert "Earlier version" not in _html(pages, way, way.responder)


def test_dates_that_stopped_are_closed_and_those_that_run_are_not(pages: Pages) -> None:
    way = pages.way().forwarded()
    running, stopped = _html(pages, way, way.officer).split("Dates that have passed or stopped")
    assert "Reply due" in running
    assert "Business Unit to send it on" not in running
    assert "Business Unit to send it on" in stopped
    submitted = pages.way().submitted()
    assert "Dates that have passed or stopped" not in _html(pages, submitted, submitted.officer)
