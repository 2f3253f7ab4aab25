"""Each "only if" of the table, met in its scene and broken by one fact."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest

from portal.protocol import guards as only
from portal.protocol.conflicts import View
from portal.protocol.errors import Invalid, WrongState
from portal.protocol.escalation import CaseState, Extension, PartState
from portal.protocol.moves import advance, may
from portal.protocol.rows import Action, Guard
from portal.protocol.states import TRANSITIONS
from tests.unit.protocol.cases import BENCH, NOW, PEOPLE, ids, later, part
from tests.unit.protocol.scenes import SCENES
from tests.unit.protocol.spoils import Spoil, about, fact, given, with_, without

GIVEN, HERE = Invalid, WrongState


@dataclass(frozen=True)
class Broken:
    """A guard, a scene where it holds, who acts in which state, the fact that breaks it, and what comes of that.

    `becomes` is the refusal, or the state the case goes to when another row takes over.
    """

    guard: Guard
    scene: str
    person: str
    state: CaseState
    spoil: Spoil
    becomes: type[Invalid] | type[WrongState] | CaseState


def _broken(guard: Guard, scene: str, person: str, state: str, spoil: Spoil, becomes: Any) -> Broken:
    return Broken(guard, scene, person, CaseState[state], spoil, becomes)


AWAITED, RECEIVED, DIRECTED = PartState.AWAITED, PartState.RECEIVED, PartState.DIRECTED
ASKED, REFERRED, WITHDRAWN = PartState.ASKED, PartState.REFERRED, PartState.WITHDRAWN
B_DUE = later(10)
B_HAS_ASKED = with_(part("B referral", ASKED))
C_STANDS = with_(part("C referral", ASKED))
ALL_VIEWS_AGAINST = tuple(replace(one, view=View.AGAINST if one.view else None) for one in BENCH)
A_TIE = tuple(replace(one, view=View.FOR if one.order == 0 else View.AGAINST) for one in BENCH[:2])
# The recused and the undeclared count neither for the quorum nor for the vote.
ONE_WITHOUT_CONFLICT = (BENCH[0], replace(BENCH[3], view=View.FOR), replace(BENCH[4], view=View.FOR))

BROKEN = (
    # Given with the request
    _broken(only.PART_1_COMPLETE, "sign_off", "A senior", "DRAFT", given(missing=("risk",)), GIVEN),
    _broken(only.SIGNER_STANDS_APART, "sign_off", "A senior", "DRAFT",
            fact(writers=frozenset(ids("A senior"))), GIVEN),
    _broken(only.FORM_ATTACHED, "sign_off, on behalf", "BU officer", "DRAFT", given(form_attached=False), GIVEN),
    _broken(only.FORM_ATTACHED, "sign_off, on behalf", "BU manager", "RETURNED", given(form_attached=False),
            GIVEN),
    _broken(only.DAYS_GIVEN, "ask_extension", "B senior", "FORWARDED", given(extra_days=0), GIVEN),
    _broken(only.DAYS_GIVEN, "ask_extension", "B deputy", "UNRESOLVED", given(extra_days=6), GIVEN),
    _broken(only.REASONS_GIVEN, "ask_extension", "B senior", "FORWARDED", given(reasons=""), GIVEN),
    _broken(only.REASONS_GIVEN, "say_not_for_us", "B senior", "FORWARDED", given(reasons="\t\n"), GIVEN),
    _broken(only.REASONS_GIVEN, "withdraw, another's request stands", "A senior", "ACCEPTED", given(reasons=""),
            GIVEN),
    _broken(only.REASONS_GIVEN, "send_back", "BU officer", "SUBMITTED", given(reasons=" "), GIVEN),
    _broken(only.REASONS_GIVEN, "return_referral", "BU officer", "ANSWERED", given(reasons=""), GIVEN),
    _broken(only.REASONS_GIVEN, "accept", "E member", "REFERRED", given(reasons=""), GIVEN),
    _broken(only.REASONS_GIVEN, "decline, A in", "E member", "REFERRED", given(reasons=""), GIVEN),
    _broken(only.REASONS_GIVEN, "decline, A out", "E member", "REFERRED", given(reasons=""), GIVEN),
    _broken(only.REASONS_GIVEN, "withdraw, alone", "A deputy", "ANSWERED", given(reasons=""), GIVEN),
    _broken(only.ROUTE_NAMED, "close_out_of_scope", "BU manager", "SUBMITTED", given(exclusion=""), GIVEN),
    _broken(only.ROUTE_NAMED, "close_out_of_scope", "BU manager", "SUBMITTED", given(reasons=""), GIVEN),
    _broken(only.RESPONDERS_CAN_RECEIVE, "forward", "BU officer", "SUBMITTED", given(able=frozenset()), GIVEN),
    _broken(only.RESPONDERS_CAN_RECEIVE, "forward", "BU officer", "SUBMITTED", given(agencies=()), GIVEN),
    _broken(only.RESPONDERS_CAN_RECEIVE, "forward", "BU officer", "SUBMITTED",
            given(agencies=ids("A"), able=frozenset(ids("A"))), GIVEN),
    _broken(only.RESPONDERS_CAN_RECEIVE, "forward", "BU officer", "SUBMITTED",
            given(agencies=ids("STRANGER", "STRANGER"), new_ids=ids("one", "two")), GIVEN),
    _broken(only.RESPONDERS_CAN_RECEIVE, "change_responder", "BU officer", "FORWARDED",
            given(agencies=ids("C"), able=frozenset(ids("C"))), GIVEN),
    _broken(only.RESPONDERS_CAN_RECEIVE, "change_responder", "BU officer", "FORWARDED",
            given(agencies=ids("B"), able=frozenset(ids("B"))), GIVEN),
    _broken(only.REPLY_COMPLETE, "respond, the last", "B senior", "FORWARDED", given(missing=("actions",)), GIVEN),
    _broken(only.REPLY_COMPLETE, "respond, another awaited", "BU officer", "FORWARDED",
            given(missing=("actions",)), GIVEN),
    _broken(only.REPLY_COMPLETE, "respond, the last", "B senior", "ACCEPTED", given(missing=("actions",)), GIVEN),
    *(
        _broken(only.SENT_BEFORE_NOW, scene, "BU officer", state, given(answered_at=sent), GIVEN)
        for scene, state in (
            ("respond, another awaited", "FORWARDED"),
            ("respond, the last", "FORWARDED"),
            ("respond, the last", "UNRESOLVED"),
        )
        for sent in (None, later(-1), NOW + timedelta(microseconds=1))
    ),
    _broken(only.PROMISE_BROKEN, "reopen", "A senior", "RESOLVED", given(promise_broken=False), GIVEN),
    _broken(only.CLERICAL, "correct", "E chair", "DECIDED", given(clerical=False), GIVEN),
    _broken(only.COMMISSION_COMPLETE, "commission_summary", "E chair", "ACCEPTED", given(due_on=None), GIVEN),
    _broken(only.COMMISSION_COMPLETE, "commission_review", "E chair", "ACCEPTED", given(agencies=()), GIVEN),
    # Part 1, while the Business Unit writes it
    _broken(only.WRITES_PART_1, "discard", "A contributor", "DRAFT", fact(on_behalf=True), HERE),
    _broken(only.WRITES_PART_1, "sign_off", "A senior", "DRAFT", fact(on_behalf=True), HERE),
    _broken(only.WRITES_PART_1, "sign_off", "A deputy", "RETURNED", fact(on_behalf=True), HERE),
    # The responding agencies
    _broken(only.NOT_OVERDUE, "ask_extension", "B senior", "FORWARDED", about("B response", due_at=NOW), HERE),
    _broken(only.NOT_OVERDUE, "grant_extension", "BU officer", "REFERRED", about("B response", due_at=NOW), HERE),
    *(
        _broken(only.EXTENSION_NEVER_ASKED, "ask_extension", "B senior", "FORWARDED",
                about("B response", extension=one), HERE)
        for one in (Extension.ASKED, Extension.GRANTED, Extension.REFUSED)
    ),
    *(
        _broken(only.EXTENSION_ASKED, scene, "BU officer", "FORWARDED", about("B response", extension=one), HERE)
        for scene in ("grant_extension", "refuse_extension")
        for one in (Extension.NEVER_ASKED, Extension.GRANTED, Extension.REFUSED)
    ),
    _broken(only.EARLY_ENOUGH_FOR_NOT_FOR_US, "say_not_for_us", "B senior", "FORWARDED",
            about("B response", began_at=later(-3)), HERE),
    _broken(only.NOT_YET_SAID_NOT_FOR_US, "say_not_for_us", "B senior", "FORWARDED",
            about("B response", said_not_for_us=True), HERE),
    _broken(only.SAID_NOT_FOR_US, "keep_responder", "BU officer", "FORWARDED",
            about("B response", said_not_for_us=False), HERE),
    _broken(only.RESPONDER_HAS_NO_REQUEST, "change_responder", "BU officer", "FORWARDED", B_HAS_ASKED, HERE),
    _broken(only.RESPONDER_HAS_NO_REQUEST, "release_responder, another awaited", "BU officer", "FORWARDED",
            B_HAS_ASKED, HERE),
    _broken(only.RESPONDER_HAS_NO_REQUEST, "release_responder, the others in", "BU officer", "FORWARDED",
            B_HAS_ASKED, HERE),
    _broken(only.ANOTHER_AWAITED, "release_responder, another awaited", "BU officer", "FORWARDED",
            about("C response", state=RECEIVED), CaseState.ANSWERED),
    _broken(only.ANOTHER_AWAITED, "respond, another awaited", "B senior", "FORWARDED",
            about("C response", state=RECEIVED), CaseState.ANSWERED),
    _broken(only.NO_OTHER_AWAITED, "release_responder, the others in", "BU officer", "FORWARDED",
            about("C response", state=AWAITED), CaseState.FORWARDED),
    _broken(only.NO_OTHER_AWAITED, "respond, the last", "B senior", "FORWARDED",
            about("C response", state=AWAITED), CaseState.FORWARDED),
    _broken(only.ANOTHER_RESPONDER_LEFT, "release_responder, the others in", "BU officer", "FORWARDED",
            without("C response"), HERE),
    # A concludes
    _broken(only.STAGE_3_COMPLETE, "conclude_resolved", "A senior", "FORWARDED",
            about("B response", state=AWAITED), HERE),
    _broken(only.STAGE_3_COMPLETE, "conclude_resolved", "A senior", "UNRESOLVED",
            about("C response", state=AWAITED), HERE),
    _broken(only.STAGE_3_COMPLETE, "conclude_not_resolved", "A senior", "FORWARDED",
            about("B response", state=AWAITED), HERE),
    _broken(only.NO_OTHER_AGENCYS_REQUEST, "conclude_resolved", "A senior", "ANSWERED", B_HAS_ASKED, HERE),
    _broken(only.WITHIN_REOPENING, "reopen", "A senior", "RESOLVED", fact(follow_up_on=date(2026, 12, 10)), HERE),
    _broken(only.WITHIN_REOPENING, "reopen", "A senior", "RESOLVED", fact(follow_up_on=None), HERE),
    # Asking for referral
    _broken(only.NO_OWN_REQUEST, "ask_referral, anew", "A senior", "UNRESOLVED",
            with_(part("A referral", ASKED)), HERE),
    _broken(only.NO_OWN_REQUEST, "ask_referral, anew", "B senior", "ANSWERED", B_HAS_ASKED, HERE),
    _broken(only.NO_OWN_REQUEST, "ask_early_referral", "B senior", "FORWARDED", B_HAS_ASKED, HERE),
    _broken(only.NO_OWN_REQUEST, "join_referral", "B senior", "ACCEPTED", B_HAS_ASKED, HERE),
    _broken(only.STAGE_3_COMPLETE, "ask_referral, anew", "B senior", "FORWARDED",
            about("C response", state=AWAITED), HERE),
    _broken(only.OWN_RESPONSE_IN, "ask_referral, anew", "B senior", "FORWARDED",
            about("B response", state=AWAITED, due_at=NOW), HERE),
    _broken(only.STAGE_3_NOT_COMPLETE, "ask_early_referral", "B senior", "FORWARDED",
            with_(part("B response", AWAITED, due_at=NOW), part("C response", RECEIVED)), HERE),
    _broken(only.REQUEST_IS_EARLY, "agree_early_referral", "C senior", "FORWARDED",
            about("B referral", early=False), HERE),
    _broken(only.NOT_YET_AGREED, "agree_early_referral", "C senior", "FORWARDED",
            about("B referral", agreed=frozenset(ids("C"))), HERE),
    _broken(only.A_REQUEST_IS_ASKED, "refer", "BU officer", "UNRESOLVED", about("B referral", state=WITHDRAWN),
            HERE),
    _broken(only.READY_TO_REFER, "refer", "BU officer", "UNRESOLVED", about("B response", state=AWAITED), HERE),
    # Giving up a request
    _broken(only.RAISING_IN_OR_ANOTHER_REQUEST, "withdraw_referral, A in", "B senior", "ANSWERED",
            fact(raising_withdrew=True), CaseState.WITHDRAWN),
    _broken(only.RAISING_HAS_WITHDRAWN, "withdraw_referral, A out", "B senior", "ANSWERED",
            fact(raising_withdrew=False), CaseState.ANSWERED),
    _broken(only.NO_OTHER_REQUEST, "withdraw_referral, A out", "B senior", "ANSWERED", C_STANDS,
            CaseState.ANSWERED),
    _broken(only.ANOTHER_REQUEST, "withdraw_referral, referred, another stands", "B senior", "ACCEPTED",
            about("C referral", state=PartState.DECLINED), CaseState.UNRESOLVED),
    _broken(only.NO_OTHER_REQUEST, "withdraw_referral, referred, A in", "B senior", "REFERRED",
            with_(part("C referral", REFERRED)), CaseState.REFERRED),
    _broken(only.RAISING_IS_IN, "withdraw_referral, referred, A in", "B senior", "ACCEPTED",
            fact(raising_withdrew=True), CaseState.WITHDRAWN),
    _broken(only.RAISING_HAS_WITHDRAWN, "withdraw_referral, referred, A out", "B senior", "ACCEPTED",
            fact(raising_withdrew=False), CaseState.UNRESOLVED),
    # The Executive
    _broken(only.RAISING_IS_IN, "decline, A in", "E member", "REFERRED", fact(raising_withdrew=True),
            CaseState.WITHDRAWN),
    _broken(only.RAISING_HAS_WITHDRAWN, "decline, A out", "E member", "REFERRED", fact(raising_withdrew=False),
            CaseState.UNRESOLVED),
    _broken(only.NO_SUMMARY_DIRECTED, "commission_summary", "E chair", "ACCEPTED",
            with_(part("SCRUTINEER summary", DIRECTED)), HERE),
    _broken(only.NO_REVIEW_DIRECTED, "commission_review", "E chair", "ACCEPTED",
            with_(part("LEARNING review", DIRECTED)), HERE),
    _broken(only.INTERESTS_DECLARED, "submit_summary", "S scrutineer", "ACCEPTED",
            about("SCRUTINEER summary", interests_declared=False), HERE),
    _broken(only.QUORUM, "decide", "E chair", "ACCEPTED", fact(bench=ONE_WITHOUT_CONFLICT), HERE),
    _broken(only.MORE_FOR_THAN_AGAINST, "decide", "E chair", "ACCEPTED", fact(bench=ALL_VIEWS_AGAINST), HERE),
    _broken(only.MORE_FOR_THAN_AGAINST, "decide", "E chair", "ACCEPTED", fact(bench=A_TIE), HERE),
    # Leaving
    _broken(only.NO_OTHER_AGENCYS_REQUEST, "withdraw, alone", "A senior", "UNRESOLVED", B_HAS_ASKED,
            CaseState.UNRESOLVED),
    _broken(only.NO_OTHER_AGENCYS_REQUEST, "withdraw, alone", "A senior", "SUBMITTED", B_HAS_ASKED, HERE),
    _broken(only.OTHER_AGENCYS_REQUEST, "withdraw, another's request stands", "A senior", "ACCEPTED",
            about("B referral", state=PartState.DECLINED), CaseState.WITHDRAWN),
    _broken(only.NO_REQUEST_IS_ASKED, "close", "BU officer", "UNRESOLVED", about("C referral", state=ASKED), HERE),
    _broken(only.TURN_IS_SPENT, "close", "BU officer", "UNRESOLVED", fact(chases=1), HERE),
    _broken(only.TURN_IS_SPENT, "close", "BU officer", "UNRESOLVED", fact(turn_began_at=later(-19)), HERE),
    _broken(only.TURN_IS_SPENT, "close", "BU officer", "UNRESOLVED", fact(turn_began_at=None), HERE),
    _broken(only.TURN_IS_SPENT, "close", "BU officer", "FORWARDED", about("B response", due_at=B_DUE), HERE),
)  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN, ids=[f"{broken.scene}: {broken.guard.words}" for broken in BROKEN])
def test_one_fact_breaks_the_guard_and_closes_the_action(broken: Broken) -> None:
    scene, actor = SCENES[broken.scene], PEOPLE[broken.person]
    case = replace(scene.case, state=broken.state)
    action = Action(broken.scene.split(",")[0])
    assert broken.guard.holds(case, actor, scene.request)
    assert advance(case, action, actor, scene.request)

    case, request = broken.spoil(case, scene.request)
    assert not broken.guard.holds(case, actor, request)
    if isinstance(broken.becomes, CaseState):
        assert advance(case, action, actor, request).after.state is broken.becomes
    else:
        with pytest.raises(broken.becomes, match=re.escape(broken.guard.says(case))):
            advance(case, action, actor, request)
        assert may(case, action, actor, request) is (broken.becomes is Invalid)


def test_no_guard_of_the_table_is_left_out() -> None:
    guards = {guard for row in TRANSITIONS for guard in (*row.only_if, *row.given)}
    assert guards == {broken.guard for broken in BROKEN}


def test_what_was_given_is_refused_beside_its_field() -> None:
    for broken in BROKEN:
        if broken.becomes is Invalid:
            assert broken.guard.field
