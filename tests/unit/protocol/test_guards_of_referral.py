"""When a request for referral may be asked and go on, and who may accept it: these guards at their edges."""

from dataclasses import replace

import pytest

from portal.protocol.escalation import CaseState, PartState
from portal.protocol.moves import may
from portal.protocol.rows import Action
from tests.unit.protocol.cases import NOW, PEOPLE, case, ids, part, request, seat

AWAITED, RECEIVED = PartState.AWAITED, PartState.RECEIVED
ASKED, REFERRED = PartState.ASKED, PartState.REFERRED


@pytest.mark.parametrize(
    ("parties", "open_"), [((), False), (("A",), False), (("C",), False), (("A", "C"), True)]
)
def test_an_early_request_goes_on_when_every_other_party_agreed(
    parties: tuple[str, ...], open_: bool
) -> None:
    early = part("B referral", ASKED, early=True, agreed=frozenset(ids(*parties)))
    asked = case(part("B response", AWAITED), part("C response", AWAITED), early)
    assert may(asked, Action.REFER, PEOPLE["BU officer"], request()) is open_


def test_a_party_that_came_later_must_agree_too_and_one_that_was_replaced_need_not() -> None:
    early = part("B referral", ASKED, early=True, agreed=frozenset(ids("A", "C")))
    responses = part("B response", AWAITED), part("C response", AWAITED)
    newcomer = case(*responses, part("STRANGER response", AWAITED), early)
    assert not may(newcomer, Action.REFER, PEOPLE["BU officer"], request())
    replaced = case(*responses, part("OLD response", PartState.REPLACED), early)
    assert may(replaced, Action.REFER, PEOPLE["BU officer"], request())


def test_agreement_counts_only_for_a_request_that_is_early() -> None:
    ordinary = part("B referral", ASKED, agreed=frozenset(ids("A")))
    assert not may(case(part("B response", AWAITED), ordinary), Action.REFER, PEOPLE["BU officer"], request())


def test_what_was_agreed_to_is_the_request_that_waits_and_not_one_that_was_returned() -> None:
    returned = part("B referral", PartState.RETURNED, early=True, agreed=frozenset(ids("A", "C")))
    responses = part("B response", AWAITED), part("C response", AWAITED)
    asked = case(*responses, returned, part("C referral", ASKED, early=True))
    assert not may(asked, Action.REFER, PEOPLE["BU officer"], request())


def test_stage_3_is_not_complete_before_anybody_was_asked() -> None:
    assert not case(part("OLD response", PartState.REPLACED)).stage_3_complete(NOW)


@pytest.mark.parametrize("state", [PartState.DECLINED, PartState.WITHDRAWN])
def test_a_request_that_fell_leaves_room_for_another(state: PartState) -> None:
    unresolved = case(part("B response", RECEIVED), part("A referral", state), state=CaseState.UNRESOLVED)
    assert may(unresolved, Action.ASK_REFERRAL, PEOPLE["A senior"], request())


def test_one_member_without_a_conflict_accepts_and_declines_without_a_quorum() -> None:
    alone = case(
        part("B referral", REFERRED), state=CaseState.REFERRED, bench=(seat("E member", 1, declared=True),)
    )
    for action in (Action.ACCEPT, Action.DECLINE):
        assert may(alone, action, PEOPLE["E member"], request())
    accepted = replace(alone, state=CaseState.ACCEPTED)
    assert not may(accepted, Action.DECIDE, PEOPLE["E member"], request())
