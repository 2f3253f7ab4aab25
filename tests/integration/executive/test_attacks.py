"""Stage 4 under bad input and races: one outcome, the loser told, nothing half-made."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from portal.escalations import queries
from portal.escalations.actions import replies
from portal.executive import actions, deciding
from portal.executive.queries import possible_substitutes
from portal.infra.verification import verify
from portal.protocol.actors import Actor, Role
from portal.protocol.deadlines import Clock
from portal.protocol.errors import Invalid, NotFound, WrongState
from portal.protocol.escalation import CaseState
from tests.integration.executive.conftest import Browse
from tests.integration.executive.test_declaring import joins
from tests.pages import Browser, Pages, at_once, own_form, text_of, typed
from tests.partnership import as_owner
from tests.stage_4 import Stage4

SIGNED = {"how": "meeting", "final": "y"}


@pytest.fixture
def stage_4(pages: Pages) -> Stage4:
    """A case that nobody has driven anywhere yet."""
    return Stage4(pages.partnership)


def page(way: Stage4, step: str) -> str:
    return f"/executive/cases/{way.reference}/{step}"


def ready(way: Stage4) -> Stage4:
    """Proposed, and both are for it."""
    way.proposed()
    for one in (way.chair, way.member):
        way.holds(one, "for")
    return way


def signing(browser: Browser, way: Stage4, **changes: Any) -> dict[str, Any]:
    """The signature, filled in."""
    present = [str(one.membership) for one in (way.chair, way.member)]
    return browser.fill(page(way, "decide")) | SIGNED | {"present": present} | changes


def stored(way: Stage4) -> dict[str, Any]:
    """What the database alone says: where the case stands, and how many there are of what a decision makes."""
    counted = {
        "decisions": "portal.document where kind = 'decision'",
        "actions": "portal.part where kind = 'action'",
        "dates": "portal.deadline where clock = 'action'",
        "minutes": "portal.deliberation",
        "told": "portal.history where event = 'decide'",
    }
    with as_owner(way.partnership.logins) as session:
        state = session.scalar(
            text("select state from portal.escalation where reference = :one"), {"one": way.reference}
        )
        return {"state": state} | {
            name: session.scalar(text(f"select count(*) from {what}")) for name, what in counted.items()
        }


ONCE = {"state": "decided", "decisions": 1, "actions": 1, "dates": 1, "minutes": 1, "told": 1}
NEVER = dict.fromkeys(ONCE, 0)


def not_decided(state: CaseState) -> dict[str, Any]:
    return NEVER | {"state": state.value}


def test_signed_from_two_tabs_at_once_it_is_decided_once_and_the_other_is_told(
    stage_4: Stage4, browse: Browse
) -> None:
    ready(stage_4)
    one, other = browse(Role.CHAIR), browse(Role.CHAIR)
    first, second = signing(one, stage_4), signing(other, stage_4)
    answers = at_once(
        lambda: one.post(page(stage_4, "decide"), first),
        lambda: other.post(page(stage_4, "decide"), second),
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert stored(stage_4) == ONCE
    assert verify(stage_4.partnership.logins.owner_url).faults == ()


def test_p11_what_was_withdrawn_meanwhile_is_not_decided(stage_4: Stage4, browse: Browse) -> None:
    ready(stage_4)
    chair = browse(Role.CHAIR)
    fields = signing(chair, stage_4)
    version = stage_4.version(stage_4.manager)
    stage_4.do(
        stage_4.manager, replies.withdraw, stage_4.reference, version=version, reasons="It is settled."
    )
    told = chair.post(page(stage_4, "decide"), fields)
    assert (told.status_code, "no longer before the Executive" in text_of(told)) == (409, True)
    assert stored(stage_4) == not_decided(CaseState.WITHDRAWN)


def test_a_withdrawal_and_a_signature_at_once_have_one_outcome(stage_4: Stage4, browse: Browse) -> None:
    ready(stage_4)
    chair, manager = browse(Role.CHAIR), browse(Role.SENIOR_MANAGER, "alder")
    signed = signing(chair, stage_4)
    withdrawn = manager.fill(f"/cases/{stage_4.reference}/withdraw", reasons="It is settled.")
    answers = at_once(
        lambda: chair.post(page(stage_4, "decide"), signed),
        lambda: manager.post(f"/cases/{stage_4.reference}/withdraw", withdrawn),
    )
    outcome = [answer.status_code for answer in answers]
    assert outcome in ([303, 409], [409, 303])
    assert stored(stage_4) == (ONCE if outcome[0] == 303 else not_decided(CaseState.WITHDRAWN))
    assert verify(stage_4.partnership.logins.owner_url).faults == ()


def test_accepted_and_declined_at_once_it_is_one_of_them(stage_4: Stage4, browse: Browse) -> None:
    stage_4.declared()
    chair, member = browse(Role.CHAIR), browse(Role.MEMBER)
    yes = chair.fill(page(stage_4, "accept"), reasons="A child waits.")
    no = member.fill(page(stage_4, "decline"), reasons="It is not.")
    answers = at_once(
        lambda: chair.post(page(stage_4, "accept"), yes), lambda: member.post(page(stage_4, "decline"), no)
    )
    outcome = [answer.status_code for answer in answers]
    assert outcome in ([303, 409], [409, 303])
    meant = CaseState.ACCEPTED if outcome[0] == 303 else CaseState.UNRESOLVED
    assert stage_4.see(stage_4.officer).case.state is meant


@pytest.mark.parametrize("who", [Role.CHAIR, Role.MEMBER])
def test_recused_between_the_page_and_the_click_nobody_signs_or_says_what_they_hold(
    stage_4: Stage4, browse: Browse, who: Role
) -> None:
    ready(stage_4)
    chair, member = browse(Role.CHAIR), browse(Role.MEMBER)
    signed, held = signing(chair, stage_4), member.fill(page(stage_4, "view"), view="for")
    joins(stage_4, stage_4.partnership.who("executive", who), "birch")
    recused = "You have a conflict of interest"
    by_chair, by_member = (
        chair.post(page(stage_4, "decide"), signed),
        member.post(page(stage_4, "view"), held),
    )
    assert (by_chair.status_code, recused in text_of(by_chair)) == (409, who is Role.CHAIR)
    assert by_member.status_code == (409 if who is Role.MEMBER else 303)
    assert (recused in text_of(by_member)) is (who is Role.MEMBER)
    assert stored(stage_4) == not_decided(CaseState.ACCEPTED)


def test_decision_22_the_view_of_one_who_was_recused_counts_no_more(stage_4: Stage4) -> None:
    ready(stage_4)
    substitute = stage_4.partnership.who("executive", Role.SUBSTITUTE)
    stage_4.do(
        stage_4.officer, actions.name_substitute, stage_4.reference,
        version=stage_4.version(stage_4.officer), membership=substitute.membership,
    )  # fmt: skip
    stage_4.do(substitute, actions.declare, stage_4.reference, interests=[], words="")
    stage_4.holds(substitute, "against")
    stage_4.do(stage_4.member, actions.declare, stage_4.reference, interests=["personal"], words="")
    with pytest.raises(WrongState):
        stage_4.signs(stage_4.chair, present=[stage_4.chair, substitute])
    assert stored(stage_4) == not_decided(CaseState.ACCEPTED)


def test_a_proposal_changed_between_view_and_signature_is_not_signed(stage_4: Stage4, browse: Browse) -> None:
    ready(stage_4)
    chair = browse(Role.CHAIR)
    fields = signing(chair, stage_4)
    stage_4.propose({"issues": {"1": {"decision": "Nothing.", "reasons": "It is so."}}, "actions": []})
    for one in (stage_4.chair, stage_4.member):
        stage_4.holds(one, "for")
    shown = chair.post(page(stage_4, "decide"), fields)
    assert (shown.status_code, "While you were writing: Proposed" in text_of(shown)) == (409, True)
    refused = chair.post(page(stage_4, "decide"), typed(own_form(shown.text)))
    assert refused.status_code == 409
    assert "was changed while you read it" in text_of(refused)
    assert stored(stage_4) == not_decided(CaseState.ACCEPTED)


@pytest.mark.parametrize("forged", ["0", "-1", "7", "x", "", "1" * 40, "²"])
def test_a_forged_proposal_is_not_signed(stage_4: Stage4, browse: Browse, forged: str) -> None:
    ready(stage_4)
    chair = browse(Role.CHAIR)
    assert chair.post(page(stage_4, "decide"), signing(chair, stage_4, proposal=forged)).status_code == 409
    assert stored(stage_4) == not_decided(CaseState.ACCEPTED)


def test_only_those_who_sit_can_have_been_present(stage_4: Stage4, browse: Browse) -> None:
    ready(stage_4)
    chair = browse(Role.CHAIR)
    others = [
        stage_4.partnership.who("executive", Role.SUBSTITUTE), stage_4.manager, stage_4.officer,
    ]  # fmt: skip
    for forged in ([str(one.membership) for one in others], ["x"], []):
        refused = chair.post(page(stage_4, "decide"), signing(chair, stage_4, present=forged))
        assert refused.status_code == 422
        assert "took part" in text_of(refused)
    assert stored(stage_4) == not_decided(CaseState.ACCEPTED)
    with pytest.raises(Invalid):
        stage_4.signs(stage_4.chair, present=others)


@pytest.mark.parametrize("slug", ["cedar", "executive", "business_unit"])
def test_an_action_is_given_to_a_party_alone(stage_4: Stage4, browse: Browse, slug: str) -> None:
    stage_4.accepted()
    member, owner = browse(Role.MEMBER), str(stage_4.partnership.workspaces[slug])
    fields = member.fill(page(stage_4, "proposal")) | {
        "issues-0-decision": "A meeting.", "issues-0-reasons": "Both ask.", "actions-0-what": "Hold it.",
        "actions-0-owner": owner, "actions-0-by-day": "1", "actions-0-by-month": "3",
        "actions-0-by-year": "2099",
    }  # fmt: skip
    assert member.post(page(stage_4, "proposal"), fields).status_code == 422
    assert stage_4.proposal() == 0


def test_two_who_change_a_proposal_at_once_lose_nothing(stage_4: Stage4, browse: Browse) -> None:
    stage_4.proposed()
    chair, member = browse(Role.CHAIR), browse(Role.MEMBER)
    forms = [
        one.fill(page(stage_4, "proposal")) | {"issues-0-decision": f"Decided by {name}."}
        for name, one in (("one", chair), ("another", member))
    ]
    answers = at_once(
        lambda: chair.post(page(stage_4, "proposal"), forms[0]),
        lambda: member.post(page(stage_4, "proposal"), forms[1]),
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    lost = next(one for one in answers if one.status_code == 409)
    assert "saved this proposal while you were writing" in text_of(lost)
    assert "Decided by" in lost.text
    assert stage_4.proposal() == 2


def test_decision_22_a_substitute_sits_on_the_one_case_for_which_they_are_named(
    stage_4: Stage4, pages: Pages
) -> None:
    substitute = pages.partnership.who("executive", Role.SUBSTITUTE)
    other = Stage4(pages.partnership).accepted()
    stage_4.referred()
    stage_4.do(
        stage_4.officer, actions.name_substitute, stage_4.reference,
        version=stage_4.version(stage_4.officer), membership=substitute.membership,
    )  # fmt: skip
    stage_4.do(substitute, actions.declare, stage_4.reference, interests=[], words="")
    assert stage_4.see(substitute).reference == stage_4.reference
    refused: list[Callable[[], Any]] = [
        lambda: other.see(substitute),
        lambda: other.do(substitute, actions.declare, other.reference, interests=[], words=""),
        lambda: other.do(substitute, deciding.give_view, other.reference, proposal=1, view="for", dissent=""),
    ]
    for attempt in refused:
        with pytest.raises(NotFound):
            attempt()


def test_decision_21_who_is_of_a_party_too_puts_its_case_there_and_decides_nothing_here(
    stage_4: Stage4, pages: Pages
) -> None:
    stage_4.proposed()
    stage_4.holds(stage_4.chair, "for")
    stage_4.holds(stage_4.member, "for", dissent="I would rather wait.")
    joins(stage_4, stage_4.member, "birch")
    with as_owner(pages.partnership.logins) as session:
        session.execute(
            text(
                "insert into portal.membership_role (membership_id, role, granted_at)"
                " select id, 'senior_manager', now() from portal.membership"
                " where person_id = :person and workspace_id = :workspace"
            ),
            {"person": stage_4.member.person, "workspace": pages.partnership.workspaces["birch"]},
        )
    with pytest.raises(NotFound):
        stage_4.see(stage_4.member)
    at_birch = pages.who("birch", Role.SENIOR_MANAGER)
    seen = text_of(at_birch.get(f"/cases/{stage_4.reference}"))
    assert "We think the child needs a plan." in seen
    assert "I would rather wait." not in seen
    for step in ("accept", "decline", "proposal", "view", "decide", "correct"):
        assert at_birch.get(page(stage_4, step)).status_code == 403


@pytest.mark.parametrize("step", ["accept", "decline", "proposal", "view", "decide", "correct"])
def test_no_party_and_no_officer_reaches_what_is_the_executives(
    stage_4: Stage4, browse: Browse, step: str
) -> None:
    ready(stage_4)
    for role, slug in ((Role.SENIOR_MANAGER, "alder"), (Role.OFFICER, "business_unit")):
        browser = browse(role, slug)
        assert browser.get(page(stage_4, step)).status_code == 403
        assert browser.post(page(stage_4, step), {"version": "1"}).status_code == 403


def test_decision_22_the_business_unit_alone_is_offered_substitutes_and_none_of_a_party(
    stage_4: Stage4,
) -> None:
    stage_4.referred()
    substitute = stage_4.partnership.who("executive", Role.SUBSTITUTE)

    def offered(who: Actor) -> list[UUID]:
        with stage_4.partnership.database.reading(stage_4.partnership.context(who)) as session:
            case = queries.case(session, stage_4.officer, stage_4.reference).case.id
            return [one.membership for one in possible_substitutes(session, case)]

    assert offered(stage_4.officer) == [substitute.membership]
    assert offered(stage_4.manager) == []
    joins(stage_4, substitute, "birch")
    assert offered(stage_4.officer) == []
    with pytest.raises(Invalid):
        stage_4.do(
            stage_4.officer, actions.name_substitute, stage_4.reference,
            version=stage_4.version(stage_4.officer), membership=substitute.membership,
        )  # fmt: skip


def test_p11_a_party_reads_the_date_of_its_own_action(stage_4: Stage4) -> None:
    stage_4.decided(owner="birch")
    clocks = {
        who.workspace_name: [one.deadline.clock for one in stage_4.see(who).deadlines if one.running]
        for who in (stage_4.responder, stage_4.officer)
    }
    assert all(Clock.ACTION in running for running in clocks.values())
