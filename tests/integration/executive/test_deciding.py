"""P11 and decision 22: a decision is proposed, voted on, signed once, final, and its actions are followed."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from portal.infra.calendar import now
from portal.protocol.actors import Role
from portal.protocol.clock import london_date
from portal.protocol.escalation import CaseState
from tests.integration.executive.conftest import Browse
from tests.integration.executive.test_declaring import NONE, SOME, declares
from tests.pages import Browser, text_of
from tests.partnership import as_owner
from tests.way import Way

DECIDED = {
    "issues-0-decision": "A meeting is held within a week.",
    "issues-0-reasons": "Both reports ask for it.",
}


@pytest.fixture
def accepted(referred: Way, browse: Browse) -> Way:
    """Two members sit; the case was accepted."""
    for role in (Role.CHAIR, Role.MEMBER):
        declares(browse(role), referred, **NONE)
    at(browse(Role.MEMBER), referred, "accept", reasons="A child waits.")
    return referred


def page(way: Way, step: str) -> str:
    return f"/executive/cases/{way.reference}/{step}"


def at(browser: Browser, way: Way, step: str, **answers: Any) -> Any:
    return browser.send(page(way, step), **answers)


def proposed(browser: Browser, way: Way, *, action: bool = False) -> Any:
    fields = browser.fill(page(way, "proposal")) | DECIDED
    if action:
        by = london_date(now()) + timedelta(days=30)
        fields |= {
            "actions-0-what": "Hold the meeting.",
            "actions-0-owner": str(way.partnership.workspaces["birch"]),
            "actions-0-by-day": str(by.day),
            "actions-0-by-month": str(by.month),
            "actions-0-by-year": str(by.year),
        }
    return browser.post(page(way, "proposal"), fields)


def both(way: Way) -> list[str]:
    """The chair and the member, as the form names who took part."""
    return [str(way.partnership.who("executive", role).membership) for role in (Role.CHAIR, Role.MEMBER)]


def signs(browser: Browser, way: Way) -> Any:
    return at(browser, way, "decide", how="meeting", present=both(way), final="y")


def test_decision_22_nobody_decides_alone(accepted: Way, browse: Browse) -> None:
    """A second member without a conflict has to say what they hold, and to take part."""
    chair, member = browse(Role.CHAIR), browse(Role.MEMBER)
    proposed(chair, accepted)
    at(chair, accepted, "view", view="for")
    assert chair.get(page(accepted, "decide")).status_code == 409
    at(member, accepted, "view", view="for")
    alone = at(chair, accepted, "decide", how="meeting", present=both(accepted)[:1], final="y")
    assert (alone.status_code, "at least two members" in text_of(alone)) == (422, True)
    assert accepted.see(accepted.officer).case.state is CaseState.ACCEPTED
    assert signs(chair, accepted).status_code == 303


def test_it_is_proposed_voted_on_and_released_to_both_agencies(accepted: Way, browse: Browse) -> None:
    chair, member = browse(Role.CHAIR), browse(Role.MEMBER)
    assert proposed(member, accepted, action=True).status_code == 303
    for browser in (chair, member):
        assert at(browser, accepted, "view", view="for").status_code == 303
    for slug in ("alder", "birch"):
        seen = text_of(browse(Role.SENIOR_MANAGER, slug).get(f"/cases/{accepted.reference}"))
        assert "A meeting is held within a week." not in seen
    assert signs(chair, accepted).status_code == 303
    assert accepted.see(accepted.officer).case.state is CaseState.DECIDED
    for slug in ("alder", "birch"):
        seen = text_of(browse(Role.SENIOR_MANAGER, slug).get(f"/cases/{accepted.reference}"))
        assert "A meeting is held within a week." in seen
        assert "Hold the meeting." in seen


def test_no_party_and_no_officer_reads_what_is_proposed_or_held(accepted: Way, browse: Browse) -> None:
    member = browse(Role.MEMBER)
    proposed(member, accepted)
    at(member, accepted, "view", view="against", dissent="I would not.")
    for slug, role in (
        ("alder", Role.SENIOR_MANAGER),
        ("birch", Role.SENIOR_MANAGER),
        ("business_unit", Role.OFFICER),
    ):
        seen = text_of(browse(role, slug).get(f"/cases/{accepted.reference}"))
        for words in ("A meeting is held", "I would not.", "Proposed a decision", "Gave their view"):
            assert words not in seen


def test_dissent_is_read_by_the_members_and_the_record_by_the_clerk_too(
    accepted: Way, browse: Browse
) -> None:
    chair, member = browse(Role.CHAIR), browse(Role.MEMBER)
    proposed(chair, accepted)
    at(chair, accepted, "view", view="for")
    at(member, accepted, "view", view="for", dissent="I would wait two weeks.")
    at(
        chair,
        accepted,
        "decide",
        how="written",
        present=both(accepted),
        final="y",
        minutes="It took an hour.",
    )
    readers = {
        ("executive", Role.CHAIR): (True, True),
        ("executive", Role.MEMBER): (True, True),
        ("business_unit", Role.CLERK): (False, True),
        ("business_unit", Role.OFFICER): (False, False),
        ("alder", Role.SENIOR_MANAGER): (False, False),
        ("birch", Role.SENIOR_MANAGER): (False, False),
    }
    for (slug, role), meant in readers.items():
        seen = text_of(browse(role, slug).get(f"/cases/{accepted.reference}"))
        assert ("I would wait two weeks." in seen, "It took an hour." in seen) == meant, (slug, role)


def test_decision_22_a_tie_decides_nothing(accepted: Way, browse: Browse) -> None:
    chair, member = browse(Role.CHAIR), browse(Role.MEMBER)
    proposed(chair, accepted)
    at(chair, accepted, "view", view="for")
    at(member, accepted, "view", view="against")
    assert browse(Role.CHAIR).get(page(accepted, "decide")).status_code == 409
    assert accepted.see(accepted.officer).case.state is CaseState.ACCEPTED


def test_only_who_presides_signs(accepted: Way, browse: Browse) -> None:
    chair, member = browse(Role.CHAIR), browse(Role.MEMBER)
    proposed(chair, accepted)
    for browser in (chair, member):
        at(browser, accepted, "view", view="for")
    assert member.get(page(accepted, "decide")).status_code == 403


def test_a_changed_proposal_is_voted_on_anew(accepted: Way, browse: Browse) -> None:
    chair, member = browse(Role.CHAIR), browse(Role.MEMBER)
    proposed(chair, accepted)
    for browser in (chair, member):
        at(browser, accepted, "view", view="for")
    fields = member.fill(page(accepted, "proposal")) | {"issues-0-decision": "Nothing is done."}
    assert member.post(page(accepted, "proposal"), fields).status_code == 303
    assert chair.get(page(accepted, "decide")).status_code == 409


def test_without_a_quorum_at_the_moment_of_signing_nothing_is_decided(accepted: Way, browse: Browse) -> None:
    chair, member = browse(Role.CHAIR), browse(Role.MEMBER)
    proposed(chair, accepted)
    for browser in (chair, member):
        at(browser, accepted, "view", view="for")
    signed = {"how": "meeting", "present": both(accepted), "final": "y"}
    fields = chair.fill(page(accepted, "decide")) | signed
    declares(member, accepted, **SOME)
    assert chair.post(page(accepted, "decide"), fields).status_code == 409
    assert accepted.see(accepted.officer).case.state is CaseState.ACCEPTED


def test_signed_twice_is_decided_once(accepted: Way, browse: Browse) -> None:
    chair, member = browse(Role.CHAIR), browse(Role.MEMBER)
    proposed(chair, accepted)
    for browser in (chair, member):
        at(browser, accepted, "view", view="for")
    signed = {"how": "meeting", "present": both(accepted), "final": "y"}
    first, second = (chair.fill(page(accepted, "decide")) | signed for _ in "ab")
    assert chair.post(page(accepted, "decide"), first).status_code == 303
    assert chair.post(page(accepted, "decide"), first).status_code == 303
    assert chair.post(page(accepted, "decide"), second).status_code == 409
    with as_owner(accepted.partnership.logins) as session:
        assert session.scalar(text("select count(*) from portal.document where kind = 'decision'")) == 1


def test_decided_it_is_final_and_corrected_beside_it_alone(accepted: Way, browse: Browse) -> None:
    chair, member = browse(Role.CHAIR), browse(Role.MEMBER)
    proposed(chair, accepted)
    for browser in (chair, member):
        at(browser, accepted, "view", view="for")
    signs(chair, accepted)
    for step in ("proposal", "view", "decide", "accept", "decline"):
        assert chair.get(page(accepted, step)).status_code == 409, step
    assert at(chair, accepted, "correct", body="It is 8 days.", clerical="y").status_code == 303
    assert member.get(page(accepted, "correct")).status_code == 403
    seen = text_of(browse(Role.SENIOR_MANAGER, "birch").get(f"/cases/{accepted.reference}"))
    assert "A meeting is held within a week." in seen
    assert "It is 8 days." in seen


def test_its_actions_are_followed_to_their_end(accepted: Way, browse: Browse) -> None:
    chair, member = browse(Role.CHAIR), browse(Role.MEMBER)
    proposed(chair, accepted, action=True)
    for browser in (chair, member):
        at(browser, accepted, "view", view="for")
    signs(chair, accepted)
    birch, alder = browse(Role.SENIOR_MANAGER, "birch"), browse(Role.SENIOR_MANAGER, "alder")
    seen = text_of(birch.get(f"/cases/{accepted.reference}"))
    assert "Carry out what the Executive decided" in seen
    part = next(one.part.id for one in accepted.see(accepted.officer).parts if one.part.kind == "action")
    done = f"/cases/{accepted.reference}/action-done/{part}"
    assert alder.get(done).status_code == 403
    assert birch.send(done, body="It was held on Monday.").status_code == 303
    assert "It was held on Monday." in text_of(alder.get(f"/cases/{accepted.reference}"))
    with as_owner(accepted.partnership.logins) as session:
        left = session.scalar(
            text("select count(*) from portal.deadline where clock = 'action' and stopped_at is null")
        )
    assert left == 0
    assert birch.get(done).status_code == 409


def test_a_proposal_that_lacks_something_is_refused_beside_its_field(accepted: Way, browse: Browse) -> None:
    member = browse(Role.MEMBER)
    refused = at(member, accepted, "proposal", **{"issues-0-decision": "A meeting."})
    assert refused.status_code == 422
    assert "Issue 1: give the reasons" in text_of(refused)
