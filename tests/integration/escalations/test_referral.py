"""Stage 4 is asked for (P10, decision 15): who may, when, what the request must say, and what becomes of it."""

from typing import Any

import pytest

from portal.escalations.actions import referral, replies
from portal.protocol.errors import Invalid, NotAllowed, WrongState
from portal.protocol.escalation import CaseState, PartKind, PartState
from portal.protocol.rows import Action
from tests.way import CONCLUSION, REQUEST, Way

NOT_RESOLVED = CONCLUSION | {"results": {"1": "not"}, "overall": "not", "reasons": "It is not."}


@pytest.fixture
def unresolved(way: Way) -> Way:
    way.answered()
    way.do(
        way.manager, replies.conclude, way.reference, version=way.version(way.manager), content=NOT_RESOLVED
    )
    return way


def ask(way: Way, actor: Any, action: Action = Action.ASK_REFERRAL, **changes: Any) -> None:
    way.do(
        actor, referral.ask, way.reference, version=way.version(actor), how=action, content=REQUEST | changes
    )


def request_of(way: Way) -> Any:
    return next(way.see(way.officer).case.of_kind(PartKind.REFERRAL))


def test_a_asks_and_the_business_unit_refers(unresolved: Way) -> None:
    ask(unresolved, unresolved.manager)
    assert request_of(unresolved).state is PartState.ASKED
    officer = unresolved.officer
    unresolved.do(officer, referral.refer, unresolved.reference, version=unresolved.version(officer))
    assert unresolved.see(officer).case.state is CaseState.REFERRED


@pytest.mark.parametrize("field", ["ground", "exceptional", "outstanding", "tried", "safety"])
def test_a_request_that_lacks_something_is_refused(unresolved: Way, field: str) -> None:
    with pytest.raises(Invalid):
        ask(unresolved, unresolved.manager, **{field: {} if field == "outstanding" else ""})


def test_decision_15_a_asks_after_it_concluded_and_b_once_its_reply_is_in(way: Way) -> None:
    way.answered()
    with pytest.raises(WrongState):
        ask(way, way.manager)
    ask(way, way.responder)
    assert way.see(way.manager).newest("part_4") is not None


def test_a_contributor_does_not_sign_it(unresolved: Way) -> None:
    with pytest.raises(NotAllowed):
        ask(unresolved, unresolved.contributor)


def test_early_needs_everybody(way: Way) -> None:
    way.forwarded()
    ask(way, way.manager, Action.ASK_EARLY_REFERRAL, ground="cannot_wait")
    with pytest.raises(WrongState):
        way.do(way.officer, referral.refer, way.reference, version=way.version(way.officer))
    part = request_of(way).id
    way.do(way.responder, referral.agree_early, way.reference, version=way.version(way.responder), part=part)
    way.do(way.officer, referral.refer, way.reference, version=way.version(way.officer))
    assert way.see(way.officer).case.state is CaseState.REFERRED
