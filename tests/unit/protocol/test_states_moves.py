"""The code's table against the protocol's, row by row: how the case moves, and its parts."""

from collections import Counter

from portal.protocol import permissions as who
from portal.protocol.escalation import CaseState, PartKind, PartState
from portal.protocol.rows import Action, PartMove, Row, Which
from portal.protocol.states import TRANSITIONS, actors_of, rows_for
from tests.unit.protocol.section_4 import SECTION_4, Line, each_row


def _moves(kind: PartKind, from_: str, to: str | None, which: Which = Which.THE_ONE) -> PartMove:
    states = frozenset(PartState[name] for name in from_.split())
    return PartMove(kind, which, states, PartState[to] if to else None)


RESPONSE, REFERRAL, SUMMARY, REVIEW, _ACTION = PartKind
PARTS: dict[str, tuple[PartMove, ...]] = {
    "": (),
    "every part ends": (),  # whatever row ends a case: `test_moves` proves that its parts end with it
    "response: new → AWAITED, one for each agency": (_moves(RESPONSE, "", "AWAITED", Which.NEW_FOR_EACH),),
    "response: AWAITED": (_moves(RESPONSE, "AWAITED", None),),
    "response: AWAITED → REPLACED": (_moves(RESPONSE, "AWAITED", "REPLACED"),),
    "response: AWAITED → REPLACED, and new → AWAITED": (
        _moves(RESPONSE, "AWAITED", "REPLACED"),
        _moves(RESPONSE, "", "AWAITED", Which.NEW_FOR_EACH),
    ),
    "response: AWAITED → RECEIVED": (_moves(RESPONSE, "AWAITED", "RECEIVED"),),
    "referral: new → ASKED": (_moves(REFERRAL, "", "ASKED", Which.NEW_OWN),),
    "referral: new → REFERRED": (_moves(REFERRAL, "", "REFERRED", Which.NEW_OWN),),
    "referral: ASKED": (_moves(REFERRAL, "ASKED", None),),
    "referral: ASKED → RETURNED": (_moves(REFERRAL, "ASKED", "RETURNED"),),
    "referral: RETURNED → ASKED": (_moves(REFERRAL, "RETURNED", "ASKED"),),
    "referral: every ASKED or RETURNED → REFERRED": (
        _moves(REFERRAL, "ASKED RETURNED", "REFERRED", Which.EVERY),
    ),
    "referral: ASKED, RETURNED → WITHDRAWN": (_moves(REFERRAL, "ASKED RETURNED", "WITHDRAWN"),),
    "referral: REFERRED → WITHDRAWN": (_moves(REFERRAL, "REFERRED", "WITHDRAWN"),),
    "referral: every REFERRED → DECLINED": (_moves(REFERRAL, "REFERRED", "DECLINED", Which.EVERY),),
    "A's referral → WITHDRAWN": (_moves(REFERRAL, "ASKED RETURNED REFERRED", "WITHDRAWN", Which.OWN),),
    "summary: new → DIRECTED": (_moves(SUMMARY, "", "DIRECTED", Which.NEW_FOR_EACH),),
    "summary: DIRECTED → SUBMITTED": (_moves(SUMMARY, "DIRECTED", "SUBMITTED"),),
    "summary: DIRECTED → RECALLED": (_moves(SUMMARY, "DIRECTED", "RECALLED"),),
    "review: new → DIRECTED": (_moves(REVIEW, "", "DIRECTED", Which.NEW_FOR_EACH),),
    "review: DIRECTED → SUBMITTED": (_moves(REVIEW, "DIRECTED", "SUBMITTED"),),
    "review: DIRECTED → RECALLED": (_moves(REVIEW, "DIRECTED", "RECALLED"),),
}


def test_there_is_a_row_for_each_of_the_protocols_and_no_other() -> None:
    assert Counter(row.action for row in TRANSITIONS) == Counter(line.action for line in SECTION_4)
    assert len(SECTION_4) == 46
    assert {line.action for line in SECTION_4} == set(Action)


@each_row
def test_a_row_moves_the_case_as_the_protocol_says(line: Line, row: Row) -> None:
    assert (row.from_, row.to) == line.ends


@each_row
def test_a_row_moves_the_parts_as_the_protocol_says(line: Line, row: Row) -> None:
    expected = PARTS[line.part]
    if line.action is Action.DECIDE:  # whatever summary is unfinished
        expected = (_moves(SUMMARY, "DIRECTED", "RECALLED", Which.EVERY),)
    assert row.parts == expected


def test_the_rows_and_the_people_of_an_action_are_found() -> None:
    assert [row.to for row in rows_for(Action.DECLINE)] == [CaseState.UNRESOLVED, CaseState.WITHDRAWN]
    assert actors_of(Action.RESPOND) == (who.SENIOR_MANAGER_OF_THAT_B, who.BUSINESS_UNIT)
