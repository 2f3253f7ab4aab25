"""Who signs Part 1, and what is entered on behalf of an agency (decision 20), at the edges of their guards."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from portal.protocol import guards as only
from portal.protocol.errors import Invalid
from portal.protocol.escalation import CaseState, Escalation, PartState
from portal.protocol.moves import advance
from portal.protocol.rows import Action
from tests.unit.protocol.cases import PEOPLE, case, ids, part, request
from tests.unit.protocol.scenes import SCENES

AWAITED = PartState.AWAITED


def _sign_off(**given: Any) -> Escalation:
    scene = SCENES["sign_off"]
    case = replace(scene.case, state=CaseState.DRAFT, writers=frozenset(ids("A senior")))
    return advance(case, Action.SIGN_OFF, PEOPLE["A senior"], replace(scene.request, **given)).after


def test_a_very_small_agency_signs_its_own_with_a_reason_and_only_with_one() -> None:
    assert _sign_off(exception_reason="We are two people.").state is CaseState.SUBMITTED
    with pytest.raises(Invalid):
        _sign_off(exception_reason="  ")


def test_decision_20_the_business_unit_writes_and_signs_a_form_that_the_agency_signed_on_paper() -> None:
    scene, officer = SCENES["sign_off, on behalf"], PEOPLE["BU officer"]
    case = replace(scene.case, state=CaseState.DRAFT, writers=frozenset({officer.membership}))
    assert advance(case, Action.SIGN_OFF, officer, scene.request).after.state is CaseState.SUBMITTED


def test_decision_20_the_form_need_be_attached_only_when_it_is_entered_on_behalf() -> None:
    assert _sign_off(form_attached=False, exception_reason="We are two people.").state is CaseState.SUBMITTED


@pytest.mark.parametrize(
    ("sent", "taken"),
    [
        (datetime(2027, 1, 8, 23, 59, tzinfo=UTC), False),  # the day before the form was sent on
        (datetime(2027, 1, 11, 0, 0, tzinfo=UTC), True),  # that day, though earlier than the form
        (datetime(2027, 1, 14, 15, 0, tzinfo=UTC), True),  # this instant
        (datetime(2027, 1, 14, 15, 0, 1, tzinfo=UTC), False),  # later today
        (datetime(2027, 1, 15, 9, 0, tzinfo=UTC), False),  # tomorrow
    ],
)
def test_decision_20_a_reply_entered_on_behalf_was_sent_after_the_form_and_not_in_the_future(
    sent: datetime, taken: bool
) -> None:
    now = datetime(2027, 1, 14, 15, 0, tzinfo=UTC)
    awaited = case(part("B response", AWAITED))
    asked = request("B response", now=now, answered_at=sent)
    if taken:
        assert (
            advance(awaited, Action.RESPOND, PEOPLE["BU officer"], asked).after.parts[0].answered_at == sent
        )
    else:
        with pytest.raises(Invalid) as refused:
            advance(awaited, Action.RESPOND, PEOPLE["BU officer"], asked)
        assert set(refused.value.fields) == {"answered_on"}


def test_decision_20_the_day_a_form_was_sent_on_is_londons() -> None:
    began = datetime(2027, 6, 30, 23, 30, tzinfo=UTC)  # 1 July in London
    awaited = case(part("B response", AWAITED, began_at=began))
    now = datetime(2027, 7, 5, 9, 0, tzinfo=UTC)
    for sent, taken in ((began - timedelta(hours=1), False), (began - timedelta(minutes=30), True)):
        asked = request("B response", now=now, answered_at=sent)
        assert only.SENT_BEFORE_NOW.holds(awaited, PEOPLE["BU officer"], asked) is taken
