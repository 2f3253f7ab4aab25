"""Who is told by e-mail of what happens at stage 4 without them: the Executive, the Scrutineer, who presides."""

import pytest

from portal.escalations.actions import referral, replies
from portal.executive import actions, commissioning
from portal.protocol.actors import Role
from portal.protocol.escalation import CaseState, PartKind
from portal.protocol.rows import Action
from portal.scrutiny import actions as scrutiny
from tests.integration.executive.conftest import REQUEST, Browse
from tests.pages import Pages, text_of
from tests.stage_4 import Stage4
from tests.told import told

CHAIR, MEMBER = "chair@executive.example", "member@executive.example"
SCRUTINEER = "scrutineer@scrutineer.example"
OFFICE = {"manager@business_unit.example", "officer@business_unit.example"}


@pytest.fixture
def accepted(pages: Pages) -> Stage4:
    return Stage4(pages.partnership).accepted()


@pytest.fixture
def directed(pages: Pages) -> Stage4:
    return Stage4(pages.partnership).directed()


def of_stage_4(way: Stage4, what: str) -> set[str]:
    """Who of the Executive and the Scrutineer is told it, as news."""
    return {address for address in told(way, f"news: {what}") if "executive" in address or "scrut" in address}


def withdraws(way: Stage4) -> None:
    manager = way.manager
    way.do(manager, replies.withdraw, way.reference, version=way.version(manager), reasons="It is settled.")


def declares_an_interest(way: Stage4) -> None:
    who = way.partnership.who("scrutineer", Role.SCRUTINEER)
    way.do(who, scrutiny.declare, way.reference, interests=["advised"], words="")


def test_a_case_that_a_withdraws_from_the_executive_is_told_to_whoever_sits(accepted: Stage4) -> None:
    withdraws(accepted)
    assert accepted.see(accepted.officer).case.state is CaseState.WITHDRAWN
    assert of_stage_4(accepted, "withdraw") == {CHAIR, MEMBER}


def test_and_to_the_scrutineer_while_directed(directed: Stage4) -> None:
    withdraws(directed)
    assert of_stage_4(directed, "withdraw") == {CHAIR, MEMBER, SCRUTINEER}


def test_nobody_with_a_conflict_is_told(accepted: Stage4) -> None:
    accepted.do(accepted.member, actions.declare, accepted.reference, interests=["managed"], words="")
    withdraws(accepted)
    assert of_stage_4(accepted, "withdraw") == {CHAIR}


def test_where_another_agencys_request_keeps_the_case_there_they_are_told_too(directed: Stage4) -> None:
    birch = directed.responder
    directed.do(
        birch, referral.ask, directed.reference, version=directed.version(birch), how=Action.JOIN_REFERRAL,
        content=REQUEST,
    )  # fmt: skip
    withdraws(directed)
    assert directed.see(directed.officer).case.state is CaseState.ACCEPTED
    assert of_stage_4(directed, "withdraw") == {CHAIR, MEMBER, SCRUTINEER}


def test_the_last_request_that_is_withdrawn_is_told_to_them(directed: Stage4) -> None:
    manager = directed.manager
    directed.do(
        manager, referral.withdraw_referral, directed.reference, version=directed.version(manager),
        reasons="It is settled.",
    )  # fmt: skip
    assert directed.see(directed.officer).case.state is CaseState.UNRESOLVED
    assert of_stage_4(directed, "withdraw_referral") == {CHAIR, MEMBER, SCRUTINEER}


def test_before_stage_4_none_of_them_is_told_of_a_withdrawal(pages: Pages) -> None:
    way = Stage4(pages.partnership)
    way.answered()
    withdraws(way)
    assert of_stage_4(way, "withdraw") == set()


def test_a_recalled_summary_is_told_to_the_scrutineer(directed: Stage4) -> None:
    part = next(directed.see(directed.chair).case.of_kind(PartKind.SUMMARY)).id
    directed.do(
        directed.chair, commissioning.recall, directed.reference, version=directed.version(directed.chair),
        how=Action.RECALL_SUMMARY, part=part,
    )  # fmt: skip
    assert of_stage_4(directed, "recall_summary") == {SCRUTINEER}


def test_a_decision_that_did_not_wait_for_the_summary_is_told_to_the_scrutineer(directed: Stage4) -> None:
    directed.propose({"issues": {"1": {"decision": "A call.", "reasons": "So."}}, "actions": []})
    for one in (directed.chair, directed.member):
        directed.holds(one, "for")
    directed.signs(directed.chair)
    assert of_stage_4(directed, "decide") == {SCRUTINEER}


def test_decision_23_an_interest_of_the_scrutineer_is_told_to_who_presides_and_the_business_unit(
    directed: Stage4,
) -> None:
    declares_an_interest(directed)
    assert set(told(directed, "news: declare")) == {CHAIR, *OFFICE}


def test_it_is_told_to_the_next_without_a_conflict_where_the_chair_has_one(directed: Stage4) -> None:
    directed.do(directed.chair, actions.declare, directed.reference, interests=["managed"], words="")
    declares_an_interest(directed)
    assert set(told(directed, "news: declare")) == {MEMBER, *OFFICE}


def test_without_an_interest_nobody_is_told(directed: Stage4) -> None:
    who = directed.partnership.who("scrutineer", Role.SCRUTINEER)
    directed.do(who, scrutiny.declare, directed.reference, interests=[], words="")
    assert told(directed, "news: declare") == []


def test_who_withdraws_reads_whom_that_is_told(directed: Stage4, browse: Browse) -> None:
    page = text_of(browse(Role.SENIOR_MANAGER, "alder").get(f"/cases/{directed.reference}/withdraw"))
    page = page.lower()
    for name in ("the members of the Executive without a conflict of interest", "the Independent Scrutineer"):
        assert name.lower() in page
