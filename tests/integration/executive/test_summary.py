"""P12 and decision 23: the Scrutineer is directed, declares, writes unseen, submits once; the parties get it."""

from datetime import timedelta
from typing import Any

import pytest

from portal.infra.calendar import now
from portal.protocol.actors import Role
from portal.protocol.clock import day_in_words, london_date
from portal.protocol.escalation import PartKind, PartState
from tests.integration.executive.conftest import Browse
from tests.integration.executive.test_deciding import at, proposed, signs
from tests.integration.executive.test_declaring import NONE, PAPERS, SOME, declares
from tests.pages import Browser, text_of
from tests.way import Way

WRITTEN = {
    "private_notes": "I doubt the dates.",
    "chronology": "It began in March.",
    "positions": "One says yes, the other no.",
    "agreed": "The child needs help.",
    "disputed": "Which help.",
    "analysis": "Both have a point.",
    "limits": "None",
}


@pytest.fixture
def directed(referred: Way, browse: Browse) -> Way:
    """Two members sit, the case was accepted, and the Scrutineer directed."""
    for role in (Role.CHAIR, Role.MEMBER):
        declares(browse(role), referred, **NONE)
    at(browse(Role.MEMBER), referred, "accept", reasons="A child waits.")
    assert asks(browse(Role.CHAIR), referred).status_code == 303
    return referred


def asks(
    browser: Browser, way: Way, step: str = "direct-summary", *, question: str = "Which help was offered?"
) -> Any:
    by = london_date(now()) + timedelta(days=21)
    day = {"due_on-day": str(by.day), "due_on-month": str(by.month), "due_on-year": str(by.year)}
    return at(browser, way, step, question=question, **day)


def scrutineer_declares(browser: Browser, way: Way, **answers: Any) -> Any:
    page = f"/scrutiny/{way.reference}"
    return browser.post(f"{page}/declare", browser.fill(page) | answers)


def submitted(browser: Browser, way: Way, **changes: str) -> Any:
    page = f"/scrutiny/{way.reference}/summary"
    assert browser.send(page, **(WRITTEN | changes)).status_code == 303
    return browser.post(f"{page}/submit", browser.fill(f"{page}/preview"))


def test_only_who_presides_directs(directed: Way, browse: Browse) -> None:
    assert browse(Role.MEMBER).get(f"/executive/cases/{directed.reference}/ask-for-review").status_code == 403
    assert browse(Role.CHAIR).get(f"/executive/cases/{directed.reference}/direct-summary").status_code == 409


def test_both_parties_read_that_it_was_directed_and_not_the_question(directed: Way, browse: Browse) -> None:
    for slug in ("alder", "birch"):
        page = text_of(browse(Role.SENIOR_MANAGER, slug).get(f"/cases/{directed.reference}"))
        assert "Directed the Independent Scrutineer" in page
        assert "Which help was offered?" not in page


def test_before_declaring_the_scrutineer_reads_the_parties_alone(directed: Way, browse: Browse) -> None:
    browser = browse(Role.SCRUTINEER, "scrutineer")
    assert directed.reference in text_of(browser.get("/scrutiny"))
    assert browser.get(f"/cases/{directed.reference}").status_code == 404
    page = text_of(browser.get(f"/scrutiny/{directed.reference}"))
    assert "Alder Agency" in page
    assert "Which help was offered?" not in page


def test_then_the_case_opens_but_never_the_deliberations(directed: Way, browse: Browse) -> None:
    proposed(browse(Role.CHAIR), directed)
    at(browse(Role.CHAIR), directed, "view", view="against", dissent="I would not.")
    browser = browse(Role.SCRUTINEER, "scrutineer")
    assert scrutineer_declares(browser, directed, **NONE).status_code == 303
    page = text_of(browser.get(f"/cases/{directed.reference}"))
    for words in (PAPERS, "The child waits.", "Which help was offered?"):
        assert words in page
    for words in ("A meeting is held", "I would not.", "Proposed a decision", "Who may decide"):
        assert words not in page


def test_with_an_interest_it_stays_closed(directed: Way, browse: Browse) -> None:
    browser = browse(Role.SCRUTINEER, "scrutineer")
    scrutineer_declares(browser, directed, **SOME)
    assert browser.get(f"/cases/{directed.reference}").status_code == 404
    closed = browser.get(f"/scrutiny/{directed.reference}/summary")
    assert (closed.status_code, "the case stays closed to you" in text_of(closed)) == (409, True)


def test_the_draft_is_seen_by_nobody_else_and_submitted_once(directed: Way, browse: Browse) -> None:
    browser = browse(Role.SCRUTINEER, "scrutineer")
    scrutineer_declares(browser, directed, **NONE)
    page = f"/scrutiny/{directed.reference}/summary"
    browser.send(page, **WRITTEN)
    for slug, role in (
        ("executive", Role.CHAIR),
        ("business_unit", Role.OFFICER),
        ("alder", Role.SENIOR_MANAGER),
    ):
        assert "Both have a point." not in text_of(browse(role, slug).get(f"/cases/{directed.reference}"))
    fields = browser.fill(f"{page}/preview")
    assert browser.post(f"{page}/submit", fields).status_code == 303
    assert browser.get(page).status_code == 409
    chair = text_of(browse(Role.CHAIR).get(f"/cases/{directed.reference}"))
    assert "Both have a point." in chair
    assert "I doubt the dates." not in chair
    assert "Part 1 of Alder Agency, version 1, signed by alder senior_manager" in chair
    assert "Both have a point." not in text_of(
        browse(Role.SENIOR_MANAGER, "birch").get(f"/cases/{directed.reference}")
    )
    summary = next(directed.see(directed.officer).case.of_kind(PartKind.SUMMARY))
    assert summary.state is PartState.SUBMITTED


def test_a_summary_that_lacks_a_section_says_so_and_is_not_submitted(directed: Way, browse: Browse) -> None:
    browser = browse(Role.SCRUTINEER, "scrutineer")
    scrutineer_declares(browser, directed, **NONE)
    page = f"/scrutiny/{directed.reference}/summary"
    browser.send(page, **(WRITTEN | {"analysis": ""}))
    preview = browser.get(f"{page}/preview")
    assert "Analysis: write this section" in text_of(preview)
    assert "Submit the summary" not in text_of(preview)


def test_it_is_given_to_the_parties_with_the_decision_less_what_is_withheld(
    directed: Way, browse: Browse
) -> None:
    browser = browse(Role.SCRUTINEER, "scrutineer")
    scrutineer_declares(browser, directed, **NONE)
    assert submitted(browser, directed).status_code == 303
    chair, member = browse(Role.CHAIR), browse(Role.MEMBER)
    page = f"/executive/cases/{directed.reference}/proposal"
    held = {"issues-0-decision": "A meeting.", "issues-0-reasons": "So.", "withheld": ["analysis"]}
    assert chair.post(page, chair.fill(page) | held).status_code == 422
    assert (
        chair.post(page, chair.fill(page) | held | {"withheld_because": "It names staff."}).status_code == 303
    )
    for one in (chair, member):
        at(one, directed, "view", view="for")
    assert signs(chair, directed).status_code == 303
    birch = text_of(browse(Role.SENIOR_MANAGER, "birch").get(f"/cases/{directed.reference}"))
    assert "It began in March." in birch
    assert "It names staff." in birch
    assert "Both have a point." not in birch
    assert browser.get(f"/cases/{directed.reference}").status_code == 404


def test_recalled_it_closes_to_the_scrutineer(directed: Way, browse: Browse) -> None:
    browser = browse(Role.SCRUTINEER, "scrutineer")
    scrutineer_declares(browser, directed, **NONE)
    assert at(browse(Role.CHAIR), directed, "recall-summary").status_code == 303
    assert browser.get(f"/cases/{directed.reference}").status_code == 404
    assert directed.reference not in text_of(browser.get("/scrutiny"))


def test_a_review_is_asked_for_and_reported_by_the_business_unit(directed: Way, browse: Browse) -> None:
    assert asks(browse(Role.CHAIR), directed, "ask-for-review").status_code == 303
    review = next(directed.see(directed.officer).case.of_kind(PartKind.REVIEW))
    page = f"/business-unit/cases/{directed.reference}/report-review/{review.id}"
    assert browse(Role.OFFICER, "business_unit").send(page, outcome="A new leaflet.").status_code == 303
    review = next(directed.see(directed.officer).case.of_kind(PartKind.REVIEW))
    assert review.state is PartState.SUBMITTED
    assert "A new leaflet." in text_of(browse(Role.CHAIR).get(f"/cases/{directed.reference}"))


def test_it_is_saved_while_it_is_typed_but_for_what_is_not_valid(directed: Way, browse: Browse) -> None:
    browser = browse(Role.SCRUTINEER, "scrutineer")
    scrutineer_declares(browser, directed, **NONE)
    page = f"/scrutiny/{directed.reference}/summary"
    fields = browser.fill(page) | WRITTEN
    kept = browser.post(f"{page}/autosave", fields)
    assert kept.status_code == 200
    written = browser.fill(page)
    assert {name: written[name] for name in WRITTEN} == WRITTEN
    again = browser.post(f"{page}/autosave", written | {"analysis": "x" * 200_000, "agreed": "All of it."})
    assert again.status_code == 200
    kept_now = browser.fill(page)
    assert (kept_now["analysis"], kept_now["agreed"]) == (WRITTEN["analysis"], "All of it.")


def test_the_question_is_that_of_the_summary_whatever_else_was_asked(directed: Way, browse: Browse) -> None:
    assert (
        asks(browse(Role.CHAIR), directed, "ask-for-review", question="What can we learn?").status_code == 303
    )
    browser = browse(Role.SCRUTINEER, "scrutineer")
    scrutineer_declares(browser, directed, **NONE)
    for page in ("summary", "summary/preview"):
        shown = text_of(browser.get(f"/scrutiny/{directed.reference}/{page}"))
        assert ("Which help was offered?" in shown, "What can we learn?" in shown) == (True, False)


def test_directed_again_after_a_recall_the_declaration_stands(directed: Way, browse: Browse) -> None:
    browser = browse(Role.SCRUTINEER, "scrutineer")
    scrutineer_declares(browser, directed, **NONE)
    at(browse(Role.CHAIR), directed, "recall-summary")
    told = browser.get(f"/scrutiny/{directed.reference}/summary")
    assert (told.status_code, "no longer asked of you" in text_of(told)) == (409, True)
    assert asks(browse(Role.CHAIR), directed).status_code == 303
    assert submitted(browser, directed).status_code == 303


def test_both_parties_read_by_when_it_is_due(directed: Way, browse: Browse) -> None:
    due = day_in_words(london_date(now()) + timedelta(days=21))
    for slug in ("alder", "birch"):
        assert due in text_of(browse(Role.SENIOR_MANAGER, slug).get(f"/cases/{directed.reference}")), slug


def test_decision_23_the_scrutineer_does_not_read_that_the_members_are_divided(
    directed: Way, browse: Browse
) -> None:
    chair, member = browse(Role.CHAIR), browse(Role.MEMBER)
    proposed(chair, directed)
    at(chair, directed, "view", view="for")
    at(member, directed, "view", view="against")
    browser = browse(Role.SCRUTINEER, "scrutineer")
    scrutineer_declares(browser, directed, **NONE)
    divided = "The Executive is divided evenly"
    readers = {"chair": chair, "scrutineer": browser, "office": browse(Role.OFFICER, "business_unit")}
    seen = {who: divided in text_of(one.get(f"/cases/{directed.reference}")) for who, one in readers.items()}
    assert seen == {"chair": True, "scrutineer": False, "office": True}
