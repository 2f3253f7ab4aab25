"""Each "only if" of the table, met in its scene and broken by one fact."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from portal.protocol import guards as only
from portal.protocol.conflicts import View
from portal.protocol.errors import Invalid, WrongState
from portal.protocol.escalation import CaseState, Escalation, Extension, Part, PartState, Request
from portal.protocol.guards import Guard
from portal.protocol.moves import advance, may
from portal.protocol.rows import Action
from portal.protocol.states import TRANSITIONS
from tests.unit.protocol.cases import (
    BENCH,
    CALENDAR,
    NOW,
    PEOPLE,
    case,
    ids,
    later,
    named,
    part,
    request,
    seat,
)
from tests.unit.protocol.scenes import SCENES

Spoil = Callable[[Escalation, Request], tuple[Escalation, Request]]
GIVEN, HERE = Invalid, WrongState


def given(**facts: Any) -> Spoil:
    """Something else comes with the request."""
    return lambda case, request: (case, replace(request, **facts))


def fact(**facts: Any) -> Spoil:
    """The case is otherwise."""
    return lambda case, request: (replace(case, **facts), request)


def with_(*parts: Part) -> Spoil:
    """The case has these parts, in place of those of the same name."""
    return lambda case, request: (case.with_parts(*parts), request)


def without(*names: str) -> Spoil:
    """The case lacks these parts."""
    gone = set(ids(*names))
    return lambda case, request: (
        replace(case, parts=tuple(one for one in case.parts if one.id not in gone)),
        request,
    )


def about(name: str, **facts: Any) -> Spoil:
    """One part is otherwise."""

    def spoil(case: Escalation, request: Request) -> tuple[Escalation, Request]:
        known = case.part(named(name))
        assert known is not None
        return case.with_parts(replace(known, **facts)), request

    return spoil


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
        with pytest.raises(broken.becomes, match=broken.guard.words.replace("?", r"\?")):
            advance(case, action, actor, request)
        assert may(case, action, actor, request) is (broken.becomes is Invalid)


def test_no_guard_of_the_table_is_left_out() -> None:
    guards = {guard for row in TRANSITIONS for guard in (*row.only_if, *row.given)}
    assert guards == {broken.guard for broken in BROKEN}


def test_what_was_given_is_refused_beside_its_field() -> None:
    for broken in BROKEN:
        if broken.becomes is Invalid:
            assert broken.guard.field


# The edges of the guards -----------------------------------------------------------------------------------


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


@pytest.mark.parametrize(("days", "taken"), [(-1, False), (0, False), (1, True), (5, True), (6, False)])
def test_decision_4_one_to_five_working_days_may_be_asked_for(days: int, taken: bool) -> None:
    awaited, asked = case(part("B response", AWAITED)), request("B response", extra_days=days)
    if taken:
        after = advance(awaited, Action.ASK_EXTENSION, PEOPLE["B senior"], asked).after
        assert after.parts[0].extension_days == days
    else:
        with pytest.raises(Invalid, match="from 1 to 5"):
            advance(awaited, Action.ASK_EXTENSION, PEOPLE["B senior"], asked)


def test_a_due_date_runs_until_its_last_instant() -> None:
    response = part("B response", AWAITED)
    assert response.due_at is not None
    last = response.due_at - timedelta(microseconds=1)
    asks = (Action.ASK_EXTENSION, PEOPLE["B senior"])
    assert may(case(response), *asks, request("B response", now=last))
    assert not may(case(response), *asks, request("B response", now=response.due_at))


@pytest.mark.parametrize(("day", "open_"), [(13, True), (14, False)])
def test_not_for_us_can_be_said_until_the_end_of_the_second_working_day(day: int, open_: bool) -> None:
    now = datetime.combine(date(2027, 1, day), NOW.timetz())
    asked = request("B response", now=now)
    assert may(case(part("B response", AWAITED)), Action.SAY_NOT_FOR_US, PEOPLE["B senior"], asked) is open_


@pytest.mark.parametrize(("days", "open_"), [(20, True), (21, False), (-15, True)])
def test_a_resolved_case_is_reopened_until_twenty_working_days_after_the_follow_up(
    days: int, open_: bool
) -> None:
    resolved = case(state=CaseState.RESOLVED, follow_up_on=CALENDAR.add(NOW.date(), -days))
    assert may(resolved, Action.REOPEN, PEOPLE["A senior"], request()) is open_


@pytest.mark.parametrize(("days", "chases", "open_"), [(20, 2, True), (20, 1, False), (19, 2, False)])
def test_no_further_contact_needs_twenty_working_days_and_two_chases(
    days: int, chases: int, open_: bool
) -> None:
    silent = case(state=CaseState.ANSWERED, turn_began_at=later(-days), chases=chases)
    assert may(silent, Action.CLOSE, PEOPLE["BU officer"], request()) is open_


@pytest.mark.parametrize(("days", "open_"), [(5, True), (4, False)])
def test_no_further_step_needs_five_working_days_and_no_chase(days: int, open_: bool) -> None:
    said = case(state=CaseState.UNRESOLVED, turn_began_at=later(-6), no_further_step_at=later(-days))
    assert may(said, Action.CLOSE, PEOPLE["BU officer"], request()) is open_


@pytest.mark.parametrize("state", ["FORWARDED", "ANSWERED", "UNRESOLVED"])
def test_a_returned_request_does_not_keep_a_case_from_being_closed(state: str) -> None:
    scene = SCENES["close"]
    assert may(replace(scene.case, state=CaseState[state]), Action.CLOSE, PEOPLE["BU manager"], scene.request)


MOMENT = timedelta(microseconds=1)
"""A due date ends with the first instant of the next day: its last moment is just before."""


def test_with_responses_missing_the_turn_begins_with_the_last_due_date() -> None:
    parts = (
        part("B response", RECEIVED, due_at=later(-10)),
        part("C response", AWAITED, due_at=later(-25)),
    )
    late = case(*parts, chases=2)
    assert only.turn_began(late, NOW) == later(-10) - MOMENT
    assert not may(late, Action.CLOSE, PEOPLE["BU officer"], request())


def test_with_responses_missing_a_returned_request_begins_its_askers_turn() -> None:
    parts = (part("B response", AWAITED, due_at=later(-25)), part("C referral", PartState.RETURNED))
    assert only.turn_began(case(*parts, turn_began_at=later(-3)), NOW) == later(-3)
    assert only.turn_began(case(*parts, turn_began_at=later(-50)), NOW) == later(-25) - MOMENT


def test_it_is_nobodys_turn_before_stage_3_is_complete() -> None:
    asked_early = case(part("B response", AWAITED), turn_began_at=later(-30), chases=9)
    assert only.turn_began(asked_early, NOW) is None


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
