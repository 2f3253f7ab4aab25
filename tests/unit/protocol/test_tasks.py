"""What a case asks of whom: each ask with the cases that ask it, and those beside them that do not."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import pytest

from portal.protocol.actors import Kind
from portal.protocol.conflicts import Stuck
from portal.protocol.deadlines import Clock
from portal.protocol.escalation import CaseState, Escalation, Extension, PartState
from portal.protocol.tasks import WORDS, Ask, Task, in_a_sentence, known_to, tasks
from tests.unit.protocol.cases import A, B, case, ids, named, part

S, P = CaseState, PartState
B_RESPONSE, B_REFERRAL, SUMMARY = ids("B response", "B referral", "SCRUTINEER summary")
IN = part("B response", P.RECEIVED)
FOLLOWED = date(2027, 2, 8)
BUSINESS_UNIT, EXECUTIVE, SCRUTINEER = Kind.BUSINESS_UNIT, Kind.EXECUTIVE, Kind.SCRUTINEER


@dataclass(frozen=True)
class Asks:
    """A case, and everything it asks."""

    case: Escalation
    asked: tuple[Task, ...]


def _awaited(**facts: object) -> Escalation:
    return case(part("B response", P.AWAITED, **facts), state=S.FORWARDED)


def _reply(ask: Ask = Ask.RESPOND) -> Task:
    return Task(ask, B, Clock.RESPONSE, B_RESPONSE)


def _office(ask: Ask, clock: Clock | None = Clock.RESPONSE, part: UUID = B_RESPONSE) -> Task:
    return Task(ask, BUSINESS_UNIT, clock, part)


REFERRED = part("B referral", P.REFERRED)
OF_THE_REVIEW = Task(Ask.REVIEW, Kind.LEARNING, Clock.COMMISSION, named("LEARNING review"))
CASES: dict[str, Asks] = {
    "a draft": Asks(case(state=S.DRAFT), (Task(Ask.FINISH_PART_1, A),)),
    "a draft, sign-off asked": Asks(case(state=S.DRAFT, sign_off_asked=True), (Task(Ask.SIGN_OFF, A),)),
    "a draft written on behalf": Asks(
        case(state=S.DRAFT, on_behalf=True), (Task(Ask.FINISH_PART_1, BUSINESS_UNIT),)
    ),
    "submitted": Asks(
        case(state=S.SUBMITTED), (Task(Ask.CHECK_AND_FORWARD, BUSINESS_UNIT, Clock.BUSINESS_UNIT_CHECK),)
    ),
    "returned": Asks(case(state=S.RETURNED), (Task(Ask.COMPLETE_PART_1, A, Clock.TURN),)),
    "returned, sign-off asked": Asks(
        case(state=S.RETURNED, sign_off_asked=True), (Task(Ask.SIGN_OFF, A, Clock.TURN),)
    ),
    "returned, written on behalf": Asks(
        case(state=S.RETURNED, on_behalf=True), (Task(Ask.COMPLETE_PART_1, BUSINESS_UNIT, Clock.TURN),)
    ),
    "forwarded": Asks(_awaited(), (_reply(),)),
    "forwarded, the reply waits for a signature": Asks(
        _awaited(sign_off_asked=True), (_reply(Ask.SIGN_OFF_REPLY),)
    ),
    "forwarded, more time asked": Asks(
        _awaited(extension=Extension.ASKED), (_reply(), _office(Ask.ANSWER_EXTENSION))
    ),
    "forwarded, more time asked and not answered by the due date, which lapsed (decision 4)": Asks(
        _awaited(extension=Extension.ASKED, lapsed=True), (_reply(),)
    ),
    "forwarded, more time given": Asks(_awaited(extension=Extension.GRANTED), (_reply(),)),
    "forwarded, more time refused": Asks(_awaited(extension=Extension.REFUSED), (_reply(),)),
    "forwarded, not for us": Asks(_awaited(said_not_for_us=True), (_reply(), _office(Ask.ASSESS_NOT_FOR_US))),
    "unresolved, not for us, which nobody can answer any more": Asks(
        replace(_awaited(said_not_for_us=True), state=S.UNRESOLVED, raising_withdrew=True), (_reply(),)
    ),
    "forwarded, the old agency had opened it": Asks(
        case(part("OLD response", P.REPLACED, to_assess=True), part("B response", P.AWAITED)),
        (_reply(), _office(Ask.ASSESS_ACCESS, None, named("OLD response"))),
    ),
    "forwarded, the old agency never opened it": Asks(
        case(part("OLD response", P.REPLACED), part("B response", P.AWAITED)), (_reply(),)
    ),
    "two are awaited": Asks(
        case(part("B response", P.AWAITED), part("C response", P.AWAITED, sign_off_asked=True)),
        (_reply(), Task(Ask.SIGN_OFF_REPLY, named("C"), Clock.RESPONSE, named("C response"))),
    ),
    "answered": Asks(case(IN, state=S.ANSWERED), (Task(Ask.CONCLUDE, A, Clock.TURN),)),
    "answered, A withdrew": Asks(case(IN, state=S.ANSWERED, raising_withdrew=True), ()),
    "unresolved": Asks(case(IN, state=S.UNRESOLVED), (Task(Ask.CHOOSE_NEXT_STEP, A, Clock.TURN),)),
    "unresolved, referral asked": Asks(
        case(IN, part("B referral", P.ASKED), state=S.UNRESOLVED),
        (_office(Ask.CHECK_REFERRAL, Clock.REFERRAL_CHECK, B_REFERRAL),),
    ),
    "unresolved, referral returned": Asks(
        case(IN, part("B referral", P.RETURNED), state=S.UNRESOLVED),
        (Task(Ask.COMPLETE_REFERRAL, B, Clock.TURN, B_REFERRAL),),
    ),
    "resolved": Asks(
        case(IN, state=S.RESOLVED, follow_up_on=FOLLOWED), (Task(Ask.FOLLOW_UP, A, Clock.FOLLOW_UP),)
    ),
    "resolved and followed up": Asks(case(IN, state=S.RESOLVED, follow_up_on=FOLLOWED, followed_up=True), ()),
    "resolved, with no date to follow up on": Asks(case(IN, state=S.RESOLVED), ()),
    "re-opened": Asks(
        case(IN, state=S.UNRESOLVED, follow_up_on=FOLLOWED), (Task(Ask.CHOOSE_NEXT_STEP, A, Clock.TURN),)
    ),
    "referred": Asks(
        case(IN, REFERRED, state=S.REFERRED), (Task(Ask.JUDGE_EXCEPTIONAL, EXECUTIVE, Clock.ACCEPTANCE),)
    ),
    "referred, to an Executive without a quorum": Asks(
        case(IN, REFERRED, state=S.REFERRED, substitute_needed=Stuck.QUORUM),
        (
            Task(Ask.JUDGE_EXCEPTIONAL, EXECUTIVE, Clock.ACCEPTANCE),
            Task(Ask.NAME_SUBSTITUTE, Kind.BUSINESS_UNIT),
        ),
    ),
    "accepted": Asks(
        case(IN, REFERRED, part("SCRUTINEER summary", P.DIRECTED), state=S.ACCEPTED),
        (
            Task(Ask.DECIDE, EXECUTIVE, Clock.DECISION),
            Task(Ask.COMPILE_SUMMARY, SCRUTINEER, Clock.COMMISSION, SUMMARY),
        ),
    ),
    "decided, with an action to carry out": Asks(
        case(IN, part("B action", P.TO_DO), state=S.DECIDED),
        (Task(Ask.CARRY_OUT_ACTION, B, Clock.ACTION, named("B action")),),
    ),
    "decided, its action carried out": Asks(case(IN, part("B action", P.DONE), state=S.DECIDED), ()),
    "accepted, a review asked for": Asks(
        case(IN, REFERRED, part("LEARNING review", P.DIRECTED), state=S.ACCEPTED),
        (Task(Ask.DECIDE, EXECUTIVE, Clock.DECISION), OF_THE_REVIEW),
    ),
    "decided, the review goes on": Asks(
        case(IN, REFERRED, part("LEARNING review", P.DIRECTED), state=S.DECIDED), (OF_THE_REVIEW,)
    ),
    "decided, the review reported": Asks(
        case(IN, REFERRED, part("LEARNING review", P.SUBMITTED), state=S.DECIDED), ()
    ),
}

AT_THE_END = case(
    part("B response", P.AWAITED, extension=Extension.ASKED, said_not_for_us=True, sign_off_asked=True),
    part("OLD response", P.REPLACED, to_assess=True),
    sign_off_asked=True,
    follow_up_on=FOLLOWED,
)
"""A case with everything open at once, in which only the end is to be set."""


@pytest.mark.parametrize("name", CASES)
def test_a_case_asks_this_and_nothing_else(name: str) -> None:
    assert sorted(tasks(CASES[name].case), key=str) == sorted(CASES[name].asked, key=str)


def test_every_ask_is_asked_by_one_of_these_cases_and_has_words() -> None:
    assert {task.ask for asks in CASES.values() for task in asks.asked} == set(Ask) == set(WORDS)


@pytest.mark.parametrize("end", [S.DISCARDED, S.WITHDRAWN, S.CLOSED, S.DECIDED])
def test_a_case_that_has_ended_asks_nothing(end: CaseState) -> None:
    assert tasks(replace(AT_THE_END, state=end)) == ()


def test_decision_18_of_a_resolved_case_only_the_follow_up_is_asked() -> None:
    assert tasks(replace(AT_THE_END, state=S.RESOLVED)) == (Task(Ask.FOLLOW_UP, A, Clock.FOLLOW_UP),)


@pytest.mark.parametrize("reader", [A, B])
def test_no_agency_knows_that_the_executive_needs_a_substitute(reader: UUID) -> None:
    stuck = case(IN, REFERRED, state=S.REFERRED, substitute_needed=Stuck.TIE)
    assert known_to(stuck, reader) == (Task(Ask.JUDGE_EXCEPTIONAL, EXECUTIVE, Clock.ACCEPTANCE),)


def test_an_ask_reads_on_after_a_name() -> None:
    assert in_a_sentence(Ask.SIGN_OFF_REPLY) == "sign off the reply, Part 2"
