"""What a case asks, of whom, and by which clock: the first thing each worklist shows, and each e-mail says."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from portal.protocol.actors import Kind
from portal.protocol.deadlines import Clock
from portal.protocol.escalation import (
    ENDED,
    WITH_THE_EXECUTIVE,
    CaseState,
    Escalation,
    Extension,
    PartKind,
    PartState,
)


class Ask(StrEnum):
    """Something that is asked of a workspace."""

    FINISH_PART_1 = "finish_part_1"
    SIGN_OFF = "sign_off"
    CHECK_AND_FORWARD = "check_and_forward"
    COMPLETE_PART_1 = "complete_part_1"
    RESPOND = "respond"
    SIGN_OFF_REPLY = "sign_off_reply"
    ANSWER_EXTENSION = "answer_extension"
    ASSESS_NOT_FOR_US = "assess_not_for_us"
    ASSESS_ACCESS = "assess_access"
    CONCLUDE = "conclude"
    CHOOSE_NEXT_STEP = "choose_next_step"
    FOLLOW_UP = "follow_up"
    CHECK_REFERRAL = "check_referral"
    COMPLETE_REFERRAL = "complete_referral"
    NAME_SUBSTITUTE = "name_substitute"
    JUDGE_EXCEPTIONAL = "judge_exceptional"
    DECIDE = "decide"
    COMPILE_SUMMARY = "compile_summary"
    CARRY_OUT_ACTION = "carry_out_action"
    REVIEW = "review"


WORDS: dict[Ask, str] = {
    Ask.FINISH_PART_1: "Finish Part 1 and ask for sign-off",
    Ask.SIGN_OFF: "Sign off Part 1",
    Ask.CHECK_AND_FORWARD: "Check the form and send it on",
    Ask.COMPLETE_PART_1: "Complete Part 1, which was returned",
    Ask.RESPOND: "Reply with Part 2",
    Ask.SIGN_OFF_REPLY: "Sign off the reply, Part 2",
    Ask.ANSWER_EXTENSION: "Answer a request for more time",
    Ask.ASSESS_NOT_FOR_US: "Decide who should reply, since the agency says that it is not for them",
    Ask.ASSESS_ACCESS: "Assess that an agency had opened a case that was not for it",
    Ask.CONCLUDE: "Say whether it is resolved",
    Ask.CHOOSE_NEXT_STEP: "Choose the next step",
    Ask.FOLLOW_UP: "Say whether what was promised was done",
    Ask.CHECK_REFERRAL: "Check a request for referral",
    Ask.COMPLETE_REFERRAL: "Complete the request for referral, which was returned",
    Ask.NAME_SUBSTITUTE: "Name a substitute, without whom the Executive cannot decide",
    Ask.JUDGE_EXCEPTIONAL: "Judge whether it is exceptional",
    Ask.DECIDE: "Decide",
    Ask.COMPILE_SUMMARY: "Compile the summary",
    Ask.CARRY_OUT_ACTION: "Carry out what the Executive decided, and say when it is done",
    Ask.REVIEW: "Carry out the review",
}
"""Each ask as a worklist and an e-mail word it."""


OF_ONE_RESPONSE = frozenset(
    {Ask.RESPOND, Ask.SIGN_OFF_REPLY, Ask.ANSWER_EXTENSION, Ask.ASSESS_NOT_FOR_US, Ask.ASSESS_ACCESS}
)
"""What is asked about one responding agency, of it or of the Business Unit: no other of them reads it."""


def in_a_sentence(ask: Ask) -> str:
    """The words of an ask as they stand after a name: "Westmarch Police to reply with Part 2"."""
    return WORDS[ask][:1].lower() + WORDS[ask][1:]


@dataclass(frozen=True, slots=True)
class Task:
    """One thing asked: of an agency, or of the partnership's own workspace of a kind.

    `clock` and `part` name the deadline it is asked by; None when no clock runs.
    """

    ask: Ask
    whose: UUID | Kind
    clock: Clock | None = None
    part: UUID | None = None


def tasks(case: Escalation) -> tuple[Task, ...]:
    """Everything the case asks now, of everyone.

    Of a case that has ended its follow-up is left to ask, its actions, and a review: it lives on, because it is
    learning.
    """
    return tuple(_asked(case))


def _asked(case: Escalation) -> Iterator[Task]:
    match case.state:
        case CaseState.DRAFT:
            yield Task(Ask.SIGN_OFF if case.sign_off_asked else Ask.FINISH_PART_1, _writer(case))
        case CaseState.SUBMITTED:
            yield Task(Ask.CHECK_AND_FORWARD, Kind.BUSINESS_UNIT, Clock.BUSINESS_UNIT_CHECK)
        case CaseState.RETURNED:
            ask = Ask.SIGN_OFF if case.sign_off_asked else Ask.COMPLETE_PART_1
            yield Task(ask, _writer(case), Clock.TURN)
        case CaseState.FORWARDED if case.silent and not case.raising_withdrew:
            yield Task(Ask.CONCLUDE, case.raising, Clock.TURN)
        case CaseState.ANSWERED if not case.raising_withdrew:
            yield Task(Ask.CONCLUDE, case.raising, Clock.TURN)
        case CaseState.UNRESOLVED if not case.requests and not case.raising_withdrew:
            yield Task(Ask.CHOOSE_NEXT_STEP, case.raising, Clock.TURN)
        case CaseState.RESOLVED if case.follow_up_on and not case.followed_up:
            yield Task(Ask.FOLLOW_UP, case.raising, Clock.FOLLOW_UP)
        case CaseState.REFERRED:
            yield Task(Ask.JUDGE_EXCEPTIONAL, Kind.EXECUTIVE, Clock.ACCEPTANCE)
        case CaseState.ACCEPTED:
            yield Task(Ask.DECIDE, Kind.EXECUTIVE, Clock.DECISION)
    if case.state in WITH_THE_EXECUTIVE and case.substitute_needed:
        yield Task(Ask.NAME_SUBSTITUTE, Kind.BUSINESS_UNIT)
    yield from _asked_for_parts(case)


def task_by(case: Escalation, clock: Clock, part: UUID | None) -> Task | None:
    """What is asked by the deadline of this clock, of this part; None when it no longer asks anything."""
    return next((task for task in tasks(case) if (task.clock, task.part) == (clock, part)), None)


def known_to(case: Escalation, reader: UUID) -> tuple[Task, ...]:
    """What an agency may know of what the case asks: nothing of who sits on the Executive. A responding agency
    nothing asked about another (decision 13) either, nor that it is A's turn because another is silent."""
    known = replace(case, substitute_needed=None)
    if reader == case.raising:
        return tasks(known)
    own = {part.id for part in case.of_kind(PartKind.RESPONSE) if part.workspace == reader}
    asked = tasks(replace(known, silent=False))
    return tuple(task for task in asked if task.ask not in OF_ONE_RESPONSE or task.part in own)


def _writer(case: Escalation) -> UUID | Kind:
    """Who writes Part 1: A, or the Business Unit on its behalf (decision 20)."""
    return Kind.BUSINESS_UNIT if case.on_behalf else case.raising


def _asked_for_parts(case: Escalation) -> Iterator[Task]:
    if case.state in (
        CaseState.FORWARDED,
        CaseState.ANSWERED,
        CaseState.UNRESOLVED,
        CaseState.REFERRED,
        CaseState.ACCEPTED,
    ):
        for response in case.awaited:
            ask = Ask.SIGN_OFF_REPLY if response.sign_off_asked else Ask.RESPOND
            yield Task(ask, response.workspace, Clock.RESPONSE, response.id)
            if response.extension is Extension.ASKED and not response.lapsed:
                yield Task(Ask.ANSWER_EXTENSION, Kind.BUSINESS_UNIT, Clock.RESPONSE, response.id)
            if response.said_not_for_us and case.state is CaseState.FORWARDED:
                yield Task(Ask.ASSESS_NOT_FOR_US, Kind.BUSINESS_UNIT, Clock.RESPONSE, response.id)
        for request in case.requests:
            if request.state is PartState.ASKED:
                yield Task(Ask.CHECK_REFERRAL, Kind.BUSINESS_UNIT, Clock.REFERRAL_CHECK, request.id)
            if request.state is PartState.RETURNED:
                yield Task(Ask.COMPLETE_REFERRAL, request.workspace, Clock.TURN, request.id)
    if case.state not in ENDED:
        for response in case.of_kind(PartKind.RESPONSE):
            if response.to_assess:
                yield Task(Ask.ASSESS_ACCESS, Kind.BUSINESS_UNIT, None, response.id)
    for action in case.of_kind(PartKind.ACTION):
        if action.state is PartState.TO_DO:
            yield Task(Ask.CARRY_OUT_ACTION, action.workspace, Clock.ACTION, action.id)
    if case.state is CaseState.ACCEPTED:
        for summary in case.of_kind(PartKind.SUMMARY):
            if summary.state is PartState.DIRECTED:
                yield Task(Ask.COMPILE_SUMMARY, Kind.SCRUTINEER, Clock.COMMISSION, summary.id)
    for review in case.of_kind(PartKind.REVIEW):
        if review.state is PartState.DIRECTED:
            yield Task(Ask.REVIEW, Kind.LEARNING, Clock.COMMISSION, review.id)
