"""Part 1 checked, signed off, returned and given up."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from portal.escalations.actions import office, part_1
from portal.infra.calendar import at
from portal.infra.db import Database
from portal.protocol.actors import Role
from portal.protocol.escalation import CaseState
from portal.protocol.part_1 import STATEMENTS as STATED
from tests.integration.escalations.drafting import (
    STATEMENTS,
    address,
    identities,
    send,
    state,
)
from tests.pages import text_of
from tests.partnership import Partnership
from tests.way import Way

THURSDAY = datetime(2026, 12, 24, 11, 0, tzinfo=UTC)


def test_the_check_names_what_is_missing_with_a_link_to_it(browse: Any, empty: Way) -> None:
    browser = browse()
    send(browser, address(empty, "part-1/issues"), {"issues-0-position": "We differ."})
    page = browser.get(address(empty, "part-1/check"))
    assert "Issue 1: say the evidence for it" in text_of(page)
    assert f"{address(empty, 'part-1/issues')}#issues-0-evidence" in page.text
    assert "The children: add at least one" in text_of(page)
    assert "We differ." in text_of(page)
    assert "Ask for sign-off" not in text_of(page)


def test_it_is_checked_as_the_other_agency_will_read_it(browse: Any, whole: Way) -> None:
    browser = browse()
    send(browser, address(whole, "part-1/why"), {"safety": "We ring Test Child each day."})
    page = browser.get(address(whole, "part-1/check"))
    assert "We ring [child 1’s name] each day." in text_of(page)
    assert "“Test Child” in “" in text_of(page)
    assert "We ring Test Child each day." in browser.get(address(whole, "part-1/why")).text


def test_what_is_not_complete_cannot_be_asked_for(browse: Any, people: Partnership, empty: Way) -> None:
    browser = browse()
    form = browser.fill(address(empty, "part-1/why"))
    of = people.who("alder", Role.DEPUTY).membership
    answer = browser.post(address(empty, "part-1/check"), form | {"of": str(of)})
    assert answer.status_code == 422
    assert empty.see(empty.contributor).sign_off_asked_of is None


def test_a_senior_manager_is_asked_and_told(browse: Any, people: Partnership, whole: Way) -> None:
    browser, page = browse(), address(whole, "part-1/check")
    shown = text_of(browser.get(page))
    assert "What happens next" in shown
    assert "You can sign it off yourself" not in shown
    form = browser.fill(page) | {"of": str(whole.manager.membership)}
    answer = browser.post(page, form)
    assert (answer.status_code, answer.location) == (303, f"/cases/{whole.reference}")
    assert "alder senior_manager was asked to sign off Part 1." in text_of(browser.get(answer.location))
    assert browser.post(page, form).location == answer.location
    assert whole.see(whole.contributor).sign_off_asked_of == whole.manager.membership
    assert _told(whole) == [("sign_off", str(whole.manager.membership))]
    assert "alder senior_manager was asked" in text_of(browser.get(page))


def _told(way: Way) -> list[tuple[str, str]]:
    owner = Database(way.partnership.logins.owner_url, pool_size=1)
    statement = text(
        "select o.payload->>'ask', o.membership_id::text from portal.outbox o"
        " join portal.escalation e on e.id = o.escalation_id where e.reference = :reference"
    )
    with owner.reading() as session:
        session.execute(text("set local role portal_owner"))
        rows = [(row[0], row[1]) for row in session.execute(statement, {"reference": way.reference})]
    owner.engine.dispose()
    return rows


@pytest.mark.parametrize("of", ["nobody", "contributor", "birch", "none"])
def test_only_who_may_sign_is_asked(browse: Any, people: Partnership, whole: Way, of: str) -> None:
    forged = {
        "nobody": "not-an-id",
        "contributor": str(whole.contributor.membership),
        "birch": str(whole.responder.membership),
        "none": "",
    }
    answer = send(browse(), address(whole, "part-1/check"), {"of": forged[of]})
    assert answer.status_code == 422
    assert whole.see(whole.contributor).sign_off_asked_of is None


def test_who_wrote_some_of_it_is_named_and_not_offered(browse: Any, people: Partnership, whole: Way) -> None:
    deputy = browse(Role.DEPUTY)
    send(deputy, address(whole, "part-1/why"), {"safety": "Weekly visits."})
    page = browse().get(address(whole, "part-1/check"))
    assert "alder deputy cannot sign it" in text_of(page)
    assert str(people.who("alder", Role.DEPUTY).membership) not in page.text
    assert "You can sign it off yourself" not in text_of(deputy.get(address(whole, "part-1/check")))
    manager = browse(Role.SENIOR_MANAGER)
    assert "You can sign it off yourself" in text_of(manager.get(address(whole, "part-1/check")))
    send(manager, address(whole, "part-1/why"), {"safety": "Daily visits."})
    page = browse().get(address(whole, "part-1/check"))
    assert "Everyone who can sign for your agency wrote some of Part 1" in text_of(page)
    assert str(whole.manager.membership) in page.text


def test_the_page_to_sign_shows_everything_and_what_signing_sets_off(browse: Any, whole: Way) -> None:
    with at(THURSDAY):
        words = text_of(browse(Role.SENIOR_MANAGER).get(address(whole, "sign-off")))
    for written in (
        "We think the child needs a plan.",
        "Birch Agency",
        "Daily contact.",
        "Monday 2 March 2026",
    ):
        assert written in words
    assert "The Business Unit has 2 working days: by Wednesday 30 December 2026" in words
    assert "Birch Agency, once the Business Unit sends it on" in words


def test_a_senior_manager_signs_once(browse: Any, whole: Way) -> None:
    browser, page = browse(Role.SENIOR_MANAGER), address(whole, "sign-off")
    form = browser.fill(page) | STATEMENTS | {"apart": "y"}
    answer = browser.post(page, form)
    assert (answer.status_code, answer.location) == (303, f"/cases/{whole.reference}"), text_of(answer)
    assert "You signed off Part 1" in text_of(browser.get(answer.location))
    again = browser.post(page, form)
    assert (again.status_code, again.location) == (303, answer.location)
    assert state(whole) is CaseState.SUBMITTED
    (paper,) = whole.see(whole.manager).documents
    assert (paper.signed_by, paper.version) == ("alder senior_manager", 1)


@pytest.mark.parametrize("left_out", [*STATEMENTS, "apart"])
def test_every_statement_is_confirmed(browse: Any, whole: Way, left_out: str) -> None:
    ticks = {name: "y" for name in [*STATEMENTS, "apart"] if name != left_out}
    answer = send(browse(Role.SENIOR_MANAGER), address(whole, "sign-off"), ticks)
    assert answer.status_code == 422
    assert answer.text.count(" checked") == len(ticks)
    assert state(whole) is CaseState.DRAFT


def test_who_held_stage_2_in_a_very_small_agency_gives_a_reason(browse: Any, whole: Way) -> None:
    reason = {"exception_reason": "There are two of us, and Zoë is away."}
    answer = send(browse(Role.SENIOR_MANAGER), address(whole, "sign-off"), STATEMENTS | reason)
    assert answer.status_code == 303, text_of(answer)
    paper = whole.see(whole.manager).newest("part_1")
    assert paper is not None
    assert paper.content["exception_reason"] == reason["exception_reason"]


@pytest.mark.parametrize("apart", [{}, {"apart": "y"}])
def test_who_wrote_it_signs_only_with_a_reason(browse: Any, whole: Way, apart: dict[str, str]) -> None:
    browser, page = browse(Role.SENIOR_MANAGER), address(whole, "sign-off")
    send(browser, address(whole, "part-1/why"), {"safety": "Weekly visits."})
    assert "I did not write any of Part 1" not in text_of(browser.get(page))
    answer = send(browser, page, STATEMENTS | apart | {"exception_reason": " "})
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert state(whole) is CaseState.DRAFT
    reason = {"exception_reason": "Nobody else can sign here."}
    assert send(browser, page, STATEMENTS | reason).status_code == 303
    assert state(whole) is CaseState.SUBMITTED


def test_nobody_signs_what_changed_after_they_read_it(browse: Any, whole: Way) -> None:
    browser, page = browse(Role.SENIOR_MANAGER), address(whole, "sign-off")
    form = browser.fill(page) | STATEMENTS | {"apart": "y"}
    send(browse(), address(whole, "part-1/why"), {"safety": "Nothing at all."})
    answer = browser.post(page, form)
    assert answer.status_code == 409
    assert "alder contributor saved this form while you were reading it" in text_of(answer)
    assert state(whole) is CaseState.DRAFT


@pytest.mark.parametrize("read", ["", "-1", "x", "9" * 30, "²"])
def test_a_signature_without_what_was_read_is_not_ours(browse: Any, whole: Way, read: str) -> None:
    fields = STATEMENTS | {"apart": "y", "read": read}
    answer = send(browse(Role.SENIOR_MANAGER), address(whole, "sign-off"), fields)
    assert answer.status_code == 422
    assert state(whole) is CaseState.DRAFT


def test_what_is_not_complete_shows_no_button_to_sign(browse: Any, empty: Way) -> None:
    browser, page = browse(Role.SENIOR_MANAGER), address(empty, "sign-off")
    shown = browser.get(page)
    assert "Part 1 is not complete" in text_of(shown)
    assert "Sign off and send" not in text_of(shown)
    form = browser.fill(address(empty, "discard")) | STATEMENTS | {"apart": "y", "read": "0"}
    answer = browser.post(page, form)
    assert answer.status_code == 422, text_of(answer)
    assert state(empty) is CaseState.DRAFT


def test_a_contributor_never_signs(browse: Any, whole: Way) -> None:
    browser = browse()
    assert browser.get(address(whole, "sign-off")).status_code == 403
    form = browser.fill(address(whole, "part-1/why")) | STATEMENTS | {"apart": "y", "read": "3"}
    assert browser.post(address(whole, "sign-off"), form).status_code == 403
    assert "Read and sign off" not in text_of(browser.get(address(whole, "part-1/check")))
    assert state(whole) is CaseState.DRAFT


def test_why_a_stage_was_gone_on_without_reaches_the_business_unit(browse: Any, whole: Way) -> None:
    stages = {"stage_1": {"not_done": "Their team was disbanded."}}
    whole.do(whole.contributor, part_1.write, whole.reference, sections=stages)
    manager = browse(Role.SENIOR_MANAGER)
    assert "Their team was disbanded." in text_of(manager.get(address(whole, "sign-off")))
    answer = send(manager, address(whole, "sign-off"), STATEMENTS | {"apart": "y"})
    assert answer.status_code == 303, text_of(answer)
    officer = browse(Role.OFFICER, "business_unit")
    assert "Their team was disbanded." in text_of(officer.get(f"/cases/{whole.reference}"))


def test_a_returned_form_says_why_and_is_signed_again_with_its_children(browse: Any, way: Way) -> None:
    way.submitted()
    reasons = "Issue 1: say which report.\nThe safety plan has no date."
    way.do(way.officer, office.send_back, way.reference, version=way.version(way.officer), reasons=reasons)
    browser = browse()
    words = text_of(browser.get(address(way)))
    assert "The Business Unit returned the form" in words
    assert "The safety plan has no date." in words
    assert "Discard this draft" not in words
    assert browser.get(address(way, "discard")).status_code == 409
    assert browser.fill(address(way, "part-1/children"))["children-0-name"] == "Test Child"
    send(browser, address(way, "part-1/why"), {"safety": "Daily contact until 1 March."})
    manager = browse(Role.SENIOR_MANAGER)
    answer = send(manager, address(way, "sign-off"), STATEMENTS | {"apart": "y"})
    assert answer.status_code == 303, text_of(answer)
    assert [paper.version for paper in way.see(way.manager).documents] == [1, 2]
    assert [child.name for child in identities(way)] == ["Test Child"]


def test_a_draft_is_discarded_after_asking_once(browse: Any, whole: Way) -> None:
    browser, page = browse(), address(whole, "discard")
    assert "cannot be opened again" in text_of(browser.get(page))
    form = browser.fill(page)
    answer = browser.post(page, form)
    assert (answer.status_code, answer.location) == (303, "/cases")
    assert f"{whole.reference} was discarded." in text_of(browser.get("/cases"))
    again = browser.post(page, form)
    assert (again.status_code, again.location) == (303, answer.location)
    assert state(whole) is CaseState.DISCARDED


def test_a_draft_that_was_asked_to_be_signed_meanwhile_is_not_discarded_unseen(
    browse: Any, people: Partnership, whole: Way
) -> None:
    browser, page = browse(), address(whole, "discard")
    form = browser.fill(page)
    of = str(people.who("alder", Role.DEPUTY).membership)
    assert send(browser, address(whole, "part-1/check"), {"of": of}).status_code == 303
    assert browser.post(page, form).status_code == 409
    assert state(whole) is CaseState.DRAFT


def test_what_was_said_with_a_signature_that_came_too_late_reads_as_it_was_asked(
    browse: Any, whole: Way
) -> None:
    senior, page = browse(Role.SENIOR_MANAGER), address(whole, "sign-off")
    fields = senior.fill(page) | STATEMENTS | {"apart": "y"}
    assert senior.post(page, fields | {"once": "0" * 32}).status_code == 303
    late = senior.post(page, fields)
    assert (late.status_code, "Tried y" in text_of(late)) == (409, False)
    assert f"{STATED['tried']} Yes" in text_of(late)
