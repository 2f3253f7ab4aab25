"""The code's table against the protocol's, row by row: who may act, and only if what."""

from portal.protocol import guards as only
from portal.protocol import permissions as who
from portal.protocol.permissions import Clause
from portal.protocol.rows import Action, Guard, Row
from tests.unit.protocol.section_4 import Line, each_row

WHO: dict[str, tuple[Clause, ...]] = {
    "contributor of A": (who.CONTRIBUTOR_OF_A,),
    "senior manager of A": (who.SENIOR_MANAGER_OF_A,),
    "senior manager of that B": (who.SENIOR_MANAGER_OF_THAT_B,),
    "senior manager of that B, or Business Unit on its behalf": (
        who.SENIOR_MANAGER_OF_THAT_B,
        who.BUSINESS_UNIT,
    ),
    "senior manager of a B": (who.SENIOR_MANAGER_OF_A_B,),
    "senior manager of a party": (who.SENIOR_MANAGER_OF_A_PARTY,),
    "senior manager of each other party": (who.SENIOR_MANAGER_OF_EACH_OTHER_PARTY,),
    "senior manager of the asker": (who.SENIOR_MANAGER_OF_THE_ASKER,),
    "Business Unit": (who.BUSINESS_UNIT,),
    "Executive member without a conflict": (who.EXECUTIVE_WITHOUT_CONFLICT,),
    "presiding member": (who.PRESIDING_MEMBER,),
    "Scrutineer": (who.SCRUTINEER,),
}

ONLY_IF: dict[str, tuple[Guard, ...]] = {
    "Part 1 is complete": (only.PART_1_COMPLETE,),
    "decision 10": (only.SIGNER_STANDS_APART,),
    "reasons given": (only.REASONS_GIVEN,),
    "an exclusion of the gate applies": (only.ROUTE_NAMED,),
    "the right route is named": (only.ROUTE_NAMED,),
    "each differs from A and has a role-holder": (only.RESPONDERS_CAN_RECEIVE,),
    "not overdue": (only.NOT_OVERDUE,),
    "never asked before": (only.EXTENSION_NEVER_ASKED,),
    "asked": (only.EXTENSION_ASKED,),
    "within 2 days of forwarding": (only.EARLY_ENOUGH_FOR_NOT_FOR_US,),
    'it said "not for us"': (only.SAID_NOT_FOR_US,),
    "another is still awaited": (only.ANOTHER_AWAITED,),
    "all the others are in": (only.NO_OTHER_AWAITED, only.ANOTHER_RESPONDER_LEFT),
    "no other is awaited": (only.NO_OTHER_AWAITED,),
    "stage 3 is complete": (only.STAGE_3_COMPLETE,),
    "stage 3 is not complete": (only.STAGE_3_NOT_COMPLETE,),
    "no other agency's request stands": (only.NO_OTHER_AGENCYS_REQUEST,),
    "another agency's request stands": (only.OTHER_AGENCYS_REQUEST,),
    "a promised action was not done": (only.PROMISE_BROKEN,),
    "within 20 days of the follow-up date": (only.WITHIN_REOPENING,),
    "its own response is in": (only.OWN_RESPONSE_IN,),
    "the request is early": (only.REQUEST_IS_EARLY,),
    "one is ASKED, and stage 3 is complete or every other party agreed": (
        only.A_REQUEST_IS_ASKED,
        only.READY_TO_REFER,
    ),
    "A is still in, or another request stands": (only.RAISING_IN_OR_ANOTHER_REQUEST,),
    "A has withdrawn and no other request stands": (only.RAISING_HAS_WITHDRAWN, only.NO_OTHER_REQUEST),
    "another request stands": (only.ANOTHER_REQUEST,),
    "no other request stands": (only.NO_OTHER_REQUEST,),
    "A is still in": (only.RAISING_IS_IN,),
    "A has withdrawn": (only.RAISING_HAS_WITHDRAWN,),
    "interests declared": (only.INTERESTS_DECLARED,),
    "quorum": (only.QUORUM,),
    "more for than against": (only.MORE_FOR_THAN_AGAINST,),
    "clerical": (only.CLERICAL,),
    "no request is ASKED": (only.NO_REQUEST_IS_ASKED,),
    'two chases and 20 days since the turn began, or A said "no further step" and 5 days have passed': (
        only.TURN_IS_SPENT,
    ),
}
ONLY_IF_OF: dict[tuple[Action, str], tuple[Guard, ...]] = {
    (Action.CHANGE_RESPONDER, "it has no request of its own"): (only.RESPONDER_HAS_NO_REQUEST,),
    (Action.RELEASE_RESPONDER, "it has no request of its own"): (only.RESPONDER_HAS_NO_REQUEST,),
    (Action.ASK_REFERRAL, "it has no request of its own"): (only.NO_OWN_REQUEST,),
    (Action.ASK_EARLY_REFERRAL, "it has no request of its own"): (only.NO_OWN_REQUEST,),
    (Action.JOIN_REFERRAL, "it has no request of its own"): (only.NO_OWN_REQUEST,),
    (Action.COMMISSION_SUMMARY, "none is DIRECTED"): (only.NO_SUMMARY_DIRECTED,),
    (Action.COMMISSION_REVIEW, "none is DIRECTED"): (only.NO_REVIEW_DIRECTED,),
}
"""Words that mean different things in different rows."""

BY_DECISION_20: dict[Action, tuple[Clause, ...]] = {
    Action.DISCARD: (who.BUSINESS_UNIT_ON_BEHALF,),
    Action.SIGN_OFF: (who.BUSINESS_UNIT_ON_BEHALF,),
}
"""Part 1 is entered by the Business Unit for an agency that cannot sign in, which the table does not repeat."""

ASKED_BESIDE: dict[Action, tuple[Guard, ...]] = {
    Action.DISCARD: (only.WRITES_PART_1,),  # decision 20
    Action.SIGN_OFF: (only.WRITES_PART_1, only.FORM_ATTACHED),  # decision 20
    Action.ASK_EXTENSION: (only.DAYS_GIVEN, only.REASONS_GIVEN),  # decision 4: of at most 5 days
    Action.SAY_NOT_FOR_US: (only.NOT_YET_SAID_NOT_FOR_US, only.REASONS_GIVEN),  # said once, decision 12
    Action.RESPOND: (only.REPLY_COMPLETE, only.SENT_BEFORE_NOW),  # what Part 2 requires; decision 20
    Action.AGREE_EARLY_REFERRAL: (only.NOT_YET_AGREED,),  # agreed once
    Action.CHANGE_RESPONDER: (only.RESPONDERS_CAN_RECEIVE,),  # as in forwarding
    Action.DECLINE: (only.REASONS_GIVEN,),  # decision 16
    Action.COMMISSION_SUMMARY: (only.COMMISSION_COMPLETE,),  # P12: a due date
    Action.COMMISSION_REVIEW: (only.COMMISSION_COMPLETE,),
    Action.WITHDRAW: (only.REASONS_GIVEN,),  # decision 17
}
"""What the code asks although the table's column does not say so, and why."""


def _asked(line: Line) -> set[Guard]:
    words = [phrase.strip() for phrase in line.only_if.split(";") if phrase.strip()]
    meant = [ONLY_IF_OF.get((line.action, phrase)) or ONLY_IF[phrase] for phrase in words]
    return {guard for guards in meant for guard in guards}


@each_row
def test_a_row_names_whom_the_protocol_names(line: Line, row: Row) -> None:
    assert row.who == WHO[line.who] + BY_DECISION_20.get(line.action, ())


@each_row
def test_a_row_asks_what_the_protocol_asks(line: Line, row: Row) -> None:
    assert {*row.only_if, *row.given} == _asked(line) | set(ASKED_BESIDE.get(line.action, ()))
