"""Decision 21: a member declares before any paper opens, and one with a conflict reads none."""

from typing import Any

import pytest
from sqlalchemy import text

from portal.executive import actions
from portal.protocol.actors import Actor, Role
from portal.protocol.errors import NotFound, WrongState
from portal.protocol.escalation import CaseState
from tests.integration.executive.conftest import Browse
from tests.pages import Browser, text_of
from tests.partnership import as_owner
from tests.way import Way

NONE = {"which": "none"}
SOME = {"which": "some", "interests": ["managed"], "words": "I chaired the panel."}
PAPERS = "We think the child needs a plan."
"""Something that Part 1 says."""


def member(way: Way) -> Actor:
    return way.partnership.who("executive", Role.MEMBER)


def declares(browser: Browser, way: Way, **answers: Any) -> Any:
    return browser.post(
        f"/executive/{way.reference}/declare", browser.fill(f"/executive/{way.reference}/declare") | answers
    )


def joins(way: Way, who: Actor, slug: str, *, ended: str = "null") -> None:
    """Make a member of the Executive one of an agency's too, or somebody who was."""
    with as_owner(way.partnership.logins) as session:
        session.execute(
            text(
                "insert into portal.membership (person_id, workspace_id, created_at, ended_at)"
                f" values (:person, :workspace, now() - interval '5 years', {ended})"
            ),
            {"person": who.person, "workspace": way.partnership.workspaces[slug]},
        )


def test_before_declaring_a_member_reads_the_reference_the_parties_and_the_signatories_alone(
    referred: Way, browse: Browse
) -> None:
    browser = browse(Role.MEMBER)
    assert browser.get(f"/cases/{referred.reference}").status_code == 404
    before = text_of(browser.get(f"/executive/{referred.reference}"))
    for shown in (referred.reference, "Alder Agency", "Birch Agency", "alder senior_manager, Alder Agency"):
        assert shown in before
    assert PAPERS not in before
    assert "The child waits." not in before


def test_without_a_conflict_the_papers_open_masked(referred: Way, browse: Browse) -> None:
    browser = browse(Role.MEMBER)
    assert declares(browser, referred, **NONE).status_code == 303
    assert browser.get(f"/executive/{referred.reference}").location.endswith(f"/cases/{referred.reference}")
    page = text_of(browser.get(f"/cases/{referred.reference}"))
    assert PAPERS in page
    assert "The child waits." in page
    assert "Show the children’s identity" not in page
    assert browser.get(f"/cases/{referred.reference}/identity").status_code == 403


def test_a_declared_interest_recuses_and_cannot_be_taken_back(referred: Way, browse: Browse) -> None:
    browser = browse(Role.MEMBER)
    assert declares(browser, referred, **SOME).status_code == 303
    assert "You do not decide this case" in text_of(browser.get(f"/executive/{referred.reference}"))
    declares(browser, referred, **NONE)
    assert browser.get(f"/cases/{referred.reference}").status_code == 404
    assert "You do not decide this case" in text_of(browser.get(f"/executive/{referred.reference}"))


def test_more_may_be_declared_and_closes_the_door(referred: Way, browse: Browse) -> None:
    browser = browse(Role.MEMBER)
    declares(browser, referred, **NONE)
    assert browser.get(f"/cases/{referred.reference}").status_code == 200
    declares(browser, referred, **SOME)
    assert browser.get(f"/cases/{referred.reference}").status_code == 404


@pytest.mark.parametrize("answers", [{}, {"which": "some"}, {"which": "none", "interests": ["managed"]}])
def test_a_declaration_that_says_nothing_or_two_things_is_refused(
    referred: Way, browse: Browse, answers: dict[str, Any]
) -> None:
    browser = browse(Role.MEMBER)
    assert declares(browser, referred, **answers).status_code == 422
    assert browser.get(f"/cases/{referred.reference}").status_code == 404


@pytest.mark.parametrize(
    ("slug", "ended", "sits"),
    [
        ("alder", "null", False),
        ("birch", "now() - interval '11 months'", False),
        ("birch", "now() - interval '13 months'", True),
        ("cedar", "null", True),
    ],
)
def test_the_portal_finds_a_conflict_itself(
    referred: Way, browse: Browse, slug: str, ended: str, sits: bool
) -> None:
    joins(referred, member(referred), slug, ended=ended)
    browser = browse(Role.MEMBER)
    assert (
        "The portal finds a conflict" in text_of(browser.get(f"/executive/{referred.reference}"))
    ) is not sits
    declares(browser, referred, **NONE)
    assert browser.get(f"/cases/{referred.reference}").status_code == (200 if sits else 404)


def test_a_conflict_that_comes_later_closes_the_door(referred: Way, browse: Browse) -> None:
    browser = browse(Role.MEMBER)
    declares(browser, referred, **NONE)
    joins(referred, member(referred), "birch")
    assert browser.get(f"/cases/{referred.reference}").status_code == 404


def test_a_substitute_who_was_not_named_knows_of_nothing(referred: Way, browse: Browse) -> None:
    browser = browse(Role.SUBSTITUTE)
    assert referred.reference not in text_of(browser.get("/executive"))
    assert browser.get(f"/executive/{referred.reference}").status_code == 404


def test_decision_22_a_named_substitute_sits_on_that_case(referred: Way, browse: Browse) -> None:
    office = browse(Role.OFFICER, "business_unit")
    page = f"/business-unit/cases/{referred.reference}/substitute"
    who = referred.partnership.who("executive", Role.SUBSTITUTE).membership
    assert office.send(page, who=str(who)).status_code == 303
    browser = browse(Role.SUBSTITUTE)
    assert declares(browser, referred, **NONE).status_code == 303
    assert browser.get(f"/cases/{referred.reference}").status_code == 200


def test_a_substitute_of_a_party_is_not_offered_and_not_taken(referred: Way, browse: Browse) -> None:
    substitute = referred.partnership.who("executive", Role.SUBSTITUTE)
    joins(referred, substitute, "birch")
    office = browse(Role.OFFICER, "business_unit")
    page = f"/business-unit/cases/{referred.reference}/substitute"
    assert substitute.name not in text_of(office.get(page))
    assert office.send(page, who=str(substitute.membership)).status_code == 422


def test_decision_16_a_member_accepts_with_reasons_that_both_agencies_read(
    referred: Way, browse: Browse
) -> None:
    browser = browse(Role.MEMBER)
    declares(browser, referred, **NONE)
    page = f"/executive/cases/{referred.reference}/accept"
    assert browser.send(page, reasons="").status_code == 422
    assert browser.send(page, reasons="A child waits since March.").status_code == 303
    assert referred.see(referred.officer).case.state is CaseState.ACCEPTED
    for slug in ("alder", "birch"):
        shown = text_of(browse(Role.SENIOR_MANAGER, slug).get(f"/cases/{referred.reference}"))
        assert "Accepted the case as exceptional" in shown
        assert "A child waits since March." in shown


def test_decision_16_declined_it_goes_back_and_leaves_the_executive(referred: Way, browse: Browse) -> None:
    browser = browse(Role.MEMBER)
    declares(browser, referred, **NONE)
    sent = browser.send(f"/executive/cases/{referred.reference}/decline", reasons="Not exceptional.")
    assert (sent.status_code, sent.location) == (303, "/executive")
    assert referred.see(referred.manager).case.state is CaseState.UNRESOLVED
    left = browser.get(f"/executive/{referred.reference}")
    assert (left.status_code, "no longer before the Executive" in text_of(left)) == (409, True)
    assert "Not exceptional." in text_of(
        browse(Role.SENIOR_MANAGER, "alder").get(f"/cases/{referred.reference}")
    )


def test_who_is_recused_between_page_and_click_decides_nothing(referred: Way, browse: Browse) -> None:
    browser = browse(Role.MEMBER)
    declares(browser, referred, **NONE)
    page = f"/executive/cases/{referred.reference}/accept"
    fields = browser.fill(page) | {"reasons": "A child waits."}
    joins(referred, member(referred), "birch")
    told = browser.post(page, fields)
    assert (told.status_code, "You have a conflict of interest" in text_of(told)) == (409, True)
    assert referred.see(referred.officer).case.state is CaseState.REFERRED


def test_nothing_is_declared_on_a_case_that_is_not_with_the_executive(referred: Way, browse: Browse) -> None:
    chair = referred.partnership.who("executive", Role.CHAIR)
    way = Way(referred.partnership).answered()
    with pytest.raises(NotFound):
        way.do(chair, actions.declare, way.reference, interests=[], words="")
    with pytest.raises(WrongState):
        referred.do(
            referred.officer, actions.name_substitute, way.reference, version=way.version(way.officer),
            membership=chair.membership,
        )  # fmt: skip


def test_the_quorum_is_shown_with_who_presides(referred: Way, browse: Browse) -> None:
    for role in (Role.MEMBER, Role.CHAIR):
        declares(browse(role), referred, **NONE)
    page = text_of(browse(Role.MEMBER).get(f"/cases/{referred.reference}"))
    assert "2 of the 2 members needed have declared no conflict of interest" in page
    assert "executive chair presides" in page
    assert "Who may decide" not in text_of(
        browse(Role.SENIOR_MANAGER, "alder").get(f"/cases/{referred.reference}")
    )


def test_both_positions_stand_side_by_side(referred: Way, browse: Browse) -> None:
    browser = browse(Role.MEMBER)
    declares(browser, referred, **NONE)
    page = text_of(browser.get(f"/cases/{referred.reference}/positions"))
    for words in (PAPERS, "We partly agree", "Some of it is so.", "That a meeting is held."):
        assert words in page


def test_who_is_recused_is_asked_by_no_letter(referred: Way, browse: Browse) -> None:
    declares(browse(Role.MEMBER), referred, **SOME)
    chair = browse(Role.CHAIR)
    declares(chair, referred, **NONE)
    chair.send(f"/executive/cases/{referred.reference}/accept", reasons="A child waits.")
    with as_owner(referred.partnership.logins) as session:
        asked = session.execute(
            text("select membership_id from portal.outbox where payload ->> 'ask' = 'decide'")
        ).all()
    assert asked == []
