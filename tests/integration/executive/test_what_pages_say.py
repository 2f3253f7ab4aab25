"""What the pages of stage 4 say to whoever is about to do something: what it does, who reads it, and why."""

import pytest

from portal.escalations.actions import referral, replies
from portal.executive import actions
from portal.executive.packs import volumes
from portal.executive.packs.attached import Outcome
from portal.infra.calendar import calendar_for
from portal.protocol.actors import Role
from portal.protocol.clock import day_in_words
from portal.protocol.escalation import PartKind
from portal.protocol.part_4 import last_day_to_comment
from portal.protocol.rows import Action
from tests import packs
from tests.integration.executive.conftest import NOT_RESOLVED, REQUEST, Browse
from tests.pages import Pages, text_of
from tests.stage_4 import Stage4
from tests.way import Way

MANAGER = Role.SENIOR_MANAGER


@pytest.fixture
def unresolved(pages: Pages) -> Way:
    way = Way(pages.partnership).answered()
    manager = way.manager
    way.do(manager, replies.conclude, way.reference, version=way.version(manager), content=NOT_RESOLVED)
    return way


@pytest.fixture
def asked(unresolved: Way) -> Way:
    manager = unresolved.manager
    unresolved.do(
        manager, referral.ask, unresolved.reference, version=unresolved.version(manager),
        how=Action.ASK_REFERRAL, content=REQUEST,
    )  # fmt: skip
    return unresolved


def the_part(way: Way, kind: PartKind) -> object:
    return next(way.see(way.officer).case.of_kind(kind)).id


def test_who_asks_for_referral_reads_that_the_executive_will_see_it(unresolved: Way, browse: Browse) -> None:
    page = text_of(browse(MANAGER, "alder").get(f"/cases/{unresolved.reference}/part-4"))
    assert "The Executive, once the case is referred" in page


def test_who_joins_or_comments_reads_of_the_executive_once(referred: Way, browse: Browse) -> None:
    birch, part = browse(MANAGER, "birch"), the_part(referred, PartKind.REFERRAL)
    for path in ("part-4/join", f"comment/{part}"):
        page = birch.get(f"/cases/{referred.reference}/{path}").text
        seen = page.partition("Who will see this")[2].partition("<dt")[0]
        assert seen.count("The Executive") == 1, path


def test_a_returned_request_says_what_to_do(asked: Way, browse: Browse) -> None:
    officer, part = asked.officer, the_part(asked, PartKind.REFERRAL)
    asked.do(
        officer, referral.return_referral, asked.reference, version=asked.version(officer), part=part,
        reasons="Say more.",
    )  # fmt: skip
    alder = browse(MANAGER, "alder")
    for path in ("", "/part-4"):
        page = text_of(alder.get(f"/cases/{asked.reference}{path}"))
        assert "Complete your request and ask again" in page, path
        assert "Ask for referral to the Executive" not in page, path


def test_the_other_agency_reads_until_when_it_may_comment(asked: Way, browse: Browse) -> None:
    began = next(asked.see(asked.officer).case.of_kind(PartKind.REFERRAL)).began_at
    day = day_in_words(last_day_to_comment(began, calendar_for({})))
    until = f"may comment on it until {day}"
    for slug, role in (("alder", MANAGER), ("birch", MANAGER), ("business_unit", Role.OFFICER)):
        assert until in text_of(browse(role, slug).get(f"/cases/{asked.reference}")), slug


def test_a_decision_is_proposed_and_then_changed(pages: Pages, browse: Browse) -> None:
    way = Stage4(pages.partnership).accepted()
    case = f"/cases/{way.reference}"
    first = text_of(browse(Role.MEMBER).get(case))
    assert ("Propose a decision" in first, "Change the decision proposed" in first) == (True, False)
    way.propose({"issues": {"1": {"decision": "A call is held.", "reasons": "So."}}, "actions": []})
    then = text_of(browse(Role.MEMBER).get(case))
    assert ("Propose a decision" in then, "Change the decision proposed" in then) == (False, True)


def test_who_says_that_an_action_is_done_reads_that_the_executive_sees_it(
    pages: Pages, browse: Browse
) -> None:
    way = Stage4(pages.partnership).decided()
    page = browse(MANAGER, "birch").get(
        f"/cases/{way.reference}/action-done/{the_part(way, PartKind.ACTION)}"
    )
    seen = page.text.partition("Who will see this")[2].partition("<dt")[0]
    assert "The Executive" in seen
    assert "nobody can change it" in text_of(page)


def test_the_page_of_a_substitute_says_why_one_is_needed(pages: Pages, browse: Browse) -> None:
    way = Stage4(pages.partnership).referred()
    page = f"/business-unit/cases/{way.reference}/substitute"
    office = browse(Role.OFFICER, "business_unit")
    assert "No substitute is needed now" in text_of(office.get(page))
    way.do(way.member, actions.declare, way.reference, interests=["managed"], words="")
    why = text_of(office.get(page))
    assert "1 of the 2 who may sit on the case has a conflict of interest, so a quorum is out of reach" in why


def test_the_scrutineer_declares_to_compile_and_not_to_decide(pages: Pages, browse: Browse) -> None:
    way = Stage4(pages.partnership).directed()
    page = text_of(browse(Role.SCRUTINEER, "scrutineer").get(f"/scrutiny/{way.reference}"))
    assert ("do not compile the summary" in page, "do not decide" in page) == (True, False)


def test_the_preview_of_the_summary_is_masked_as_its_readers_read_it(pages: Pages, browse: Browse) -> None:
    way = Stage4(pages.partnership).directed()
    browser = browse(Role.SCRUTINEER, "scrutineer")
    page = f"/scrutiny/{way.reference}"
    browser.post(f"{page}/declare", browser.fill(page) | {"which": "none"})
    written = browser.fill(f"{page}/summary") | {"analysis": "Test Child was heard."}
    browser.post(f"{page}/summary/autosave", written)
    preview = text_of(browser.get(f"{page}/summary/preview"))
    assert ("[child 1’s name] was heard." in preview, "Test Child" in preview) == (True, False)


@pytest.mark.parametrize("pages_of_it", [(), (False,)])
def test_a_pack_speaks_of_a_second_volume_when_there_is_one(pages_of_it: tuple[bool, ...]) -> None:
    contents = packs.contents(attachments=(packs.attachment(1),))
    html = volumes.volume_1(contents, {1: Outcome(pages_of_it, "" if pages_of_it else "It broke.")}).html
    assert ("follows in volume 2" in html, "there is no volume 2" in html) == (
        bool(pages_of_it),
        not pages_of_it,
    )
