"""How a case moves: the protocol's section 4, as one table.

`TRANSITIONS` is the whole of it, stages three and four. Each row says what is done, from which state to
which, what becomes of a part, who may do it, only if what, and what that does to the clocks. Buttons, guards,
deadlines, notices, the history and the diagram in the README are read from here. `portal.protocol.moves`
carries a row out; nothing else may.
"""

from functools import cache

from portal.protocol import guards as only
from portal.protocol import permissions as who
from portal.protocol.deadlines import Clock
from portal.protocol.escalation import OPEN, CaseState, PartKind, PartState
from portal.protocol.permissions import Clause
from portal.protocol.rows import Action, Effect, Guard, PartMove, Row, Tick, Which

# Short names, so that the table reads as the protocol does -------------------------------------------------

DRAFT, SUBMITTED, RETURNED = CaseState.DRAFT, CaseState.SUBMITTED, CaseState.RETURNED
FORWARDED, ANSWERED, UNRESOLVED = CaseState.FORWARDED, CaseState.ANSWERED, CaseState.UNRESOLVED
REFERRED, ACCEPTED = CaseState.REFERRED, CaseState.ACCEPTED
DISCARDED, RESOLVED, WITHDRAWN = CaseState.DISCARDED, CaseState.RESOLVED, CaseState.WITHDRAWN
CLOSED, DECIDED = CaseState.CLOSED, CaseState.DECIDED

_BEFORE_REFERRAL = (FORWARDED, ANSWERED, UNRESOLVED)
_WITH_THE_EXECUTIVE = (REFERRED, ACCEPTED)

A = who.SENIOR_MANAGER_OF_A
THAT_B = who.SENIOR_MANAGER_OF_THAT_B
ASKER = who.SENIOR_MANAGER_OF_THE_ASKER
OFFICE = who.BUSINESS_UNIT
EXECUTIVE = who.EXECUTIVE_WITHOUT_CONFLICT
PRESIDING = who.PRESIDING_MEMBER


def _starts(clock: Clock) -> Tick:
    return Tick(Effect.START, clock)


def _stops(clock: Clock) -> Tick:
    return Tick(Effect.STOP, clock)


_TURN_OF_A = Tick(Effect.TURN_OF_A)
_TURN_OF_ASKER = Tick(Effect.TURN_OF_ASKER)
_ALL_END = Tick(Effect.ALL_END)


def _part(
    kind: PartKind, *from_: PartState, to: PartState | None = None, which: Which = Which.THE_ONE
) -> PartMove:
    return PartMove(kind, which, frozenset(from_), to)


_AWAITED_RESPONSE = _part(PartKind.RESPONSE, PartState.AWAITED)
_RESPONSE_RECEIVED = _part(PartKind.RESPONSE, PartState.AWAITED, to=PartState.RECEIVED)
_RESPONSE_REPLACED = _part(PartKind.RESPONSE, PartState.AWAITED, to=PartState.REPLACED)
_NEW_RESPONSES = _part(PartKind.RESPONSE, to=PartState.AWAITED, which=Which.NEW_FOR_EACH)
_NEW_REQUEST = _part(PartKind.REFERRAL, to=PartState.ASKED, which=Which.NEW_OWN)
_NEW_REQUEST_REFERRED = _part(PartKind.REFERRAL, to=PartState.REFERRED, which=Which.NEW_OWN)
_REQUEST_ASKED_AGAIN = _part(PartKind.REFERRAL, PartState.RETURNED, to=PartState.ASKED)
_ASKED_REQUEST = _part(PartKind.REFERRAL, PartState.ASKED)
_REQUEST_RETURNED = _part(PartKind.REFERRAL, PartState.ASKED, to=PartState.RETURNED)
_REQUESTS_REFERRED = _part(
    PartKind.REFERRAL, PartState.ASKED, PartState.RETURNED, to=PartState.REFERRED, which=Which.EVERY
)
_REQUESTS_DECLINED = _part(PartKind.REFERRAL, PartState.REFERRED, to=PartState.DECLINED, which=Which.EVERY)
_REQUEST_WITHDRAWN = _part(PartKind.REFERRAL, PartState.ASKED, PartState.RETURNED, to=PartState.WITHDRAWN)
_REFERRED_REQUEST_WITHDRAWN = _part(PartKind.REFERRAL, PartState.REFERRED, to=PartState.WITHDRAWN)
_OWN_REQUEST_WITHDRAWN = _part(
    PartKind.REFERRAL,
    PartState.ASKED,
    PartState.RETURNED,
    PartState.REFERRED,
    to=PartState.WITHDRAWN,
    which=Which.OWN,
)
_NEW_SUMMARY = _part(PartKind.SUMMARY, to=PartState.DIRECTED, which=Which.NEW_FOR_EACH)
_NEW_REVIEW = _part(PartKind.REVIEW, to=PartState.DIRECTED, which=Which.NEW_FOR_EACH)
_SUMMARY_SUBMITTED = _part(PartKind.SUMMARY, PartState.DIRECTED, to=PartState.SUBMITTED)
_REVIEW_SUBMITTED = _part(PartKind.REVIEW, PartState.DIRECTED, to=PartState.SUBMITTED)
_SUMMARY_RECALLED = _part(PartKind.SUMMARY, PartState.DIRECTED, to=PartState.RECALLED)
_REVIEW_RECALLED = _part(PartKind.REVIEW, PartState.DIRECTED, to=PartState.RECALLED)
_SUMMARIES_RECALLED = _part(PartKind.SUMMARY, PartState.DIRECTED, to=PartState.RECALLED, which=Which.EVERY)


def _row(
    action: Action,
    *from_: CaseState,
    who: Clause | tuple[Clause, ...],
    to: CaseState | None = None,
    part: PartMove | tuple[PartMove, ...] = (),
    only_if: tuple[Guard, ...] = (),
    given: tuple[Guard, ...] = (),
    clock: tuple[Tick, ...] = (),
) -> Row:
    return Row(
        action=action,
        from_=frozenset(from_),
        to=to,
        who=(who,) if isinstance(who, Clause) else who,
        parts=(part,) if isinstance(part, PartMove) else part,
        only_if=only_if,
        given=given,
        clock=clock,
    )


# fmt: off
TRANSITIONS: tuple[Row, ...] = (
    # Stage 3: Part 1, and the Business Unit ---------------------------------------------------------------
    _row(
        Action.DISCARD, DRAFT, to=DISCARDED, who=(who.CONTRIBUTOR_OF_A, who.BUSINESS_UNIT_ON_BEHALF),
        only_if=(only.WRITES_PART_1,),
    ),
    _row(
        Action.SIGN_OFF, DRAFT, RETURNED, to=SUBMITTED, who=(A, who.BUSINESS_UNIT_ON_BEHALF),
        only_if=(only.WRITES_PART_1,),
        given=(only.PART_1_COMPLETE, only.SIGNER_STANDS_APART, only.FORM_ATTACHED),
        clock=(_stops(Clock.TURN), _starts(Clock.BUSINESS_UNIT_CHECK)),
    ),
    _row(
        Action.SEND_BACK, SUBMITTED, to=RETURNED, who=OFFICE, given=(only.REASONS_GIVEN,),
        clock=(_stops(Clock.BUSINESS_UNIT_CHECK), _TURN_OF_A),
    ),
    _row(
        Action.CLOSE_OUT_OF_SCOPE, SUBMITTED, to=CLOSED, who=OFFICE, given=(only.ROUTE_NAMED,),
        clock=(_stops(Clock.BUSINESS_UNIT_CHECK), _ALL_END),
    ),
    _row(
        Action.FORWARD, SUBMITTED, to=FORWARDED, part=_NEW_RESPONSES, who=OFFICE,
        given=(only.RESPONDERS_CAN_RECEIVE,),
        clock=(_stops(Clock.BUSINESS_UNIT_CHECK), _starts(Clock.RESPONSE)),
    ),
    # Stage 3: the responding agencies ---------------------------------------------------------------------
    _row(
        Action.ASK_EXTENSION, *OPEN, part=_AWAITED_RESPONSE, who=THAT_B,
        only_if=(only.NOT_OVERDUE, only.EXTENSION_NEVER_ASKED),
        given=(only.DAYS_GIVEN, only.REASONS_GIVEN),
    ),
    _row(
        Action.GRANT_EXTENSION, *OPEN, part=_AWAITED_RESPONSE, who=OFFICE,
        only_if=(only.EXTENSION_ASKED, only.NOT_OVERDUE), clock=(Tick(Effect.MOVE, Clock.RESPONSE),),
    ),
    _row(
        Action.REFUSE_EXTENSION, *OPEN, part=_AWAITED_RESPONSE, who=OFFICE,
        only_if=(only.EXTENSION_ASKED,),
    ),
    _row(
        Action.SAY_NOT_FOR_US, FORWARDED, part=_AWAITED_RESPONSE, who=THAT_B,
        only_if=(only.EARLY_ENOUGH_FOR_NOT_FOR_US, only.NOT_YET_SAID_NOT_FOR_US),
        given=(only.REASONS_GIVEN,),
    ),
    _row(
        Action.KEEP_RESPONDER, FORWARDED, part=_AWAITED_RESPONSE, who=OFFICE,
        only_if=(only.SAID_NOT_FOR_US,),
    ),
    _row(
        Action.CHANGE_RESPONDER, FORWARDED, part=(_RESPONSE_REPLACED, _NEW_RESPONSES), who=OFFICE,
        only_if=(only.RESPONDER_HAS_NO_REQUEST,), given=(only.RESPONDERS_CAN_RECEIVE,),
        clock=(_stops(Clock.RESPONSE), _starts(Clock.RESPONSE)),
    ),
    _row(
        Action.RELEASE_RESPONDER, FORWARDED, part=_RESPONSE_REPLACED, who=OFFICE,
        only_if=(only.RESPONDER_HAS_NO_REQUEST, only.ANOTHER_AWAITED), clock=(_stops(Clock.RESPONSE),),
    ),
    _row(
        Action.RELEASE_RESPONDER, FORWARDED, to=ANSWERED, part=_RESPONSE_REPLACED, who=OFFICE,
        only_if=(only.RESPONDER_HAS_NO_REQUEST, only.NO_OTHER_AWAITED, only.ANOTHER_RESPONDER_LEFT),
        clock=(_stops(Clock.RESPONSE), _TURN_OF_A),
    ),
    _row(
        Action.RESPOND, FORWARDED, part=_RESPONSE_RECEIVED, who=(THAT_B, OFFICE),
        only_if=(only.ANOTHER_AWAITED,), given=(only.REPLY_COMPLETE, only.SENT_BEFORE_NOW),
        clock=(_stops(Clock.RESPONSE),),
    ),
    _row(
        Action.RESPOND, FORWARDED, to=ANSWERED, part=_RESPONSE_RECEIVED, who=(THAT_B, OFFICE),
        only_if=(only.NO_OTHER_AWAITED,), given=(only.REPLY_COMPLETE, only.SENT_BEFORE_NOW),
        clock=(_stops(Clock.RESPONSE), _TURN_OF_A),
    ),
    _row(
        Action.RESPOND, UNRESOLVED, REFERRED, ACCEPTED, part=_RESPONSE_RECEIVED, who=(THAT_B, OFFICE),
        given=(only.REPLY_COMPLETE, only.SENT_BEFORE_NOW), clock=(_stops(Clock.RESPONSE),),
    ),
    # Stage 3: A concludes ---------------------------------------------------------------------------------
    _row(
        Action.CONCLUDE_RESOLVED, FORWARDED, ANSWERED, UNRESOLVED, to=RESOLVED, who=A,
        only_if=(only.STAGE_3_COMPLETE, only.NO_OTHER_AGENCYS_REQUEST),
        clock=(_ALL_END, _starts(Clock.FOLLOW_UP)),
    ),
    _row(
        Action.CONCLUDE_NOT_RESOLVED, FORWARDED, ANSWERED, to=UNRESOLVED, who=A,
        only_if=(only.STAGE_3_COMPLETE,), clock=(_TURN_OF_A,),
    ),
    _row(
        Action.REOPEN, RESOLVED, to=UNRESOLVED, who=A,
        only_if=(only.WITHIN_REOPENING,), given=(only.PROMISE_BROKEN,),
        clock=(_stops(Clock.FOLLOW_UP), _TURN_OF_A),
    ),
    # Stage 4: asking for referral --------------------------------------------------------------------------
    _row(
        Action.ASK_REFERRAL, UNRESOLVED, part=_NEW_REQUEST, who=A,
        only_if=(only.NO_OWN_REQUEST,), clock=(_stops(Clock.TURN), _starts(Clock.REFERRAL_CHECK)),
    ),
    _row(
        Action.ASK_REFERRAL, *_BEFORE_REFERRAL, part=_NEW_REQUEST, who=who.SENIOR_MANAGER_OF_A_B,
        only_if=(only.STAGE_3_COMPLETE, only.OWN_RESPONSE_IN, only.NO_OWN_REQUEST),
        clock=(_starts(Clock.REFERRAL_CHECK),),
    ),
    _row(
        Action.ASK_REFERRAL, *_BEFORE_REFERRAL, part=_REQUEST_ASKED_AGAIN, who=ASKER,
        clock=(_stops(Clock.TURN), _starts(Clock.REFERRAL_CHECK)),
    ),
    _row(
        Action.ASK_EARLY_REFERRAL, FORWARDED, part=_NEW_REQUEST, who=who.SENIOR_MANAGER_OF_A_PARTY,
        only_if=(only.STAGE_3_NOT_COMPLETE, only.NO_OWN_REQUEST),
    ),
    _row(
        Action.AGREE_EARLY_REFERRAL, *_BEFORE_REFERRAL, part=_ASKED_REQUEST,
        who=who.SENIOR_MANAGER_OF_EACH_OTHER_PARTY, only_if=(only.REQUEST_IS_EARLY, only.NOT_YET_AGREED),
    ),
    _row(
        Action.RETURN_REFERRAL, *_BEFORE_REFERRAL, part=_REQUEST_RETURNED, who=OFFICE,
        given=(only.REASONS_GIVEN,), clock=(_stops(Clock.REFERRAL_CHECK), _TURN_OF_ASKER),
    ),
    _row(
        Action.REFER, *_BEFORE_REFERRAL, to=REFERRED, part=_REQUESTS_REFERRED, who=OFFICE,
        only_if=(only.A_REQUEST_IS_ASKED, only.READY_TO_REFER),
        clock=(_stops(Clock.REFERRAL_CHECK), _stops(Clock.TURN), _starts(Clock.ACCEPTANCE)),
    ),
    _row(
        Action.JOIN_REFERRAL, *_WITH_THE_EXECUTIVE, part=_NEW_REQUEST_REFERRED,
        who=who.SENIOR_MANAGER_OF_A_PARTY, only_if=(only.NO_OWN_REQUEST,),
    ),
    _row(
        Action.WITHDRAW_REFERRAL, *_BEFORE_REFERRAL, part=_REQUEST_WITHDRAWN, who=ASKER,
        only_if=(only.RAISING_IN_OR_ANOTHER_REQUEST,),
        clock=(_stops(Clock.REFERRAL_CHECK), _stops(Clock.TURN)),
    ),
    _row(
        Action.WITHDRAW_REFERRAL, *_BEFORE_REFERRAL, to=WITHDRAWN, part=_REQUEST_WITHDRAWN, who=ASKER,
        only_if=(only.RAISING_HAS_WITHDRAWN, only.NO_OTHER_REQUEST), clock=(_ALL_END,),
    ),
    _row(
        Action.WITHDRAW_REFERRAL, *_WITH_THE_EXECUTIVE, part=_REFERRED_REQUEST_WITHDRAWN, who=ASKER,
        only_if=(only.ANOTHER_REQUEST,),
    ),
    _row(
        Action.WITHDRAW_REFERRAL, *_WITH_THE_EXECUTIVE, to=UNRESOLVED, part=_REFERRED_REQUEST_WITHDRAWN,
        who=ASKER, only_if=(only.NO_OTHER_REQUEST, only.RAISING_IS_IN),
        clock=(_stops(Clock.ACCEPTANCE), _stops(Clock.DECISION), _TURN_OF_A),
    ),
    _row(
        Action.WITHDRAW_REFERRAL, *_WITH_THE_EXECUTIVE, to=WITHDRAWN, part=_REFERRED_REQUEST_WITHDRAWN,
        who=ASKER, only_if=(only.NO_OTHER_REQUEST, only.RAISING_HAS_WITHDRAWN), clock=(_ALL_END,),
    ),
    # Stage 4: the Executive ---------------------------------------------------------------------------------
    _row(
        Action.ACCEPT, REFERRED, to=ACCEPTED, who=EXECUTIVE, given=(only.REASONS_GIVEN,),
        clock=(_stops(Clock.ACCEPTANCE), _starts(Clock.DECISION)),
    ),
    _row(
        Action.DECLINE, REFERRED, to=UNRESOLVED, part=_REQUESTS_DECLINED, who=EXECUTIVE,
        only_if=(only.RAISING_IS_IN,), given=(only.REASONS_GIVEN,),
        clock=(_stops(Clock.ACCEPTANCE), _TURN_OF_A),
    ),
    _row(
        Action.DECLINE, REFERRED, to=WITHDRAWN, part=_REQUESTS_DECLINED, who=EXECUTIVE,
        only_if=(only.RAISING_HAS_WITHDRAWN,), given=(only.REASONS_GIVEN,), clock=(_ALL_END,),
    ),
    _row(
        Action.COMMISSION_SUMMARY, ACCEPTED, part=_NEW_SUMMARY, who=PRESIDING,
        only_if=(only.NO_SUMMARY_DIRECTED,), given=(only.COMMISSION_COMPLETE,),
        clock=(_starts(Clock.COMMISSION),),
    ),
    _row(
        Action.COMMISSION_REVIEW, ACCEPTED, part=_NEW_REVIEW, who=PRESIDING,
        only_if=(only.NO_REVIEW_DIRECTED,), given=(only.COMMISSION_COMPLETE,),
        clock=(_starts(Clock.COMMISSION),),
    ),
    _row(
        Action.SUBMIT_SUMMARY, ACCEPTED, part=_SUMMARY_SUBMITTED, who=who.SCRUTINEER,
        only_if=(only.INTERESTS_DECLARED,), clock=(_stops(Clock.COMMISSION),),
    ),
    _row(
        Action.REPORT_REVIEW, *CaseState, part=_REVIEW_SUBMITTED, who=OFFICE,
        clock=(_stops(Clock.COMMISSION),),
    ),
    _row(
        Action.RECALL_SUMMARY, ACCEPTED, part=_SUMMARY_RECALLED, who=PRESIDING,
        clock=(_stops(Clock.COMMISSION),),
    ),
    _row(
        Action.RECALL_REVIEW, ACCEPTED, DECIDED, part=_REVIEW_RECALLED, who=PRESIDING,
        clock=(_stops(Clock.COMMISSION),),
    ),
    _row(
        Action.DECIDE, ACCEPTED, to=DECIDED, part=_SUMMARIES_RECALLED, who=PRESIDING,
        only_if=(only.QUORUM, only.MORE_FOR_THAN_AGAINST), clock=(_ALL_END,),
    ),
    _row(Action.CORRECT, DECIDED, who=PRESIDING, given=(only.CLERICAL,)),
    # Leaving ------------------------------------------------------------------------------------------------
    _row(
        Action.WITHDRAW, SUBMITTED, RETURNED, FORWARDED, ANSWERED, UNRESOLVED, REFERRED, ACCEPTED,
        to=WITHDRAWN, who=A, only_if=(only.NO_OTHER_AGENCYS_REQUEST,), given=(only.REASONS_GIVEN,),
        clock=(_ALL_END,),
    ),
    _row(
        Action.WITHDRAW, FORWARDED, ANSWERED, UNRESOLVED, REFERRED, ACCEPTED,
        part=_OWN_REQUEST_WITHDRAWN, who=A, only_if=(only.OTHER_AGENCYS_REQUEST,),
        given=(only.REASONS_GIVEN,), clock=(_stops(Clock.REFERRAL_CHECK), _stops(Clock.TURN)),
    ),
    _row(
        Action.CLOSE, RETURNED, FORWARDED, ANSWERED, UNRESOLVED, to=CLOSED, who=OFFICE,
        only_if=(only.NO_REQUEST_IS_ASKED, only.TURN_IS_SPENT), clock=(_ALL_END,),
    ),
)
# fmt: on
"""The protocol, whole. Where several rows share an action and a state, their `only_if` tells them apart."""


@cache
def rows_for(action: Action) -> tuple[Row, ...]:
    """Every row of an action."""
    return tuple(row for row in TRANSITIONS if row.action is action)


@cache
def actors_of(action: Action) -> tuple[Clause, ...]:
    """Every kind of person some row of the action allows: the coarse question a guard asks first."""
    return tuple(dict.fromkeys(clause for row in rows_for(action) for clause in row.who))
