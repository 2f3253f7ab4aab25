"""The "only if" column of the protocol's table: small questions about a case, each with the words of its refusal.

A guard about the case decides whether a button is shown; a guard about what was *given* is asked only when
the form comes in. Both refuse with `words`, so a person reads why.
"""

from collections.abc import Callable

from portal.protocol.actors import Actor, Kind
from portal.protocol.clock import london_date
from portal.protocol.conflicts import carries, has_quorum
from portal.protocol.escalation import Escalation, Extension, Part, PartKind, PartState, Request
from portal.protocol.rows import Guard, either, opposite
from portal.protocol.turns import closes_as, days_since


def _other_awaited(case: Escalation, request: Request) -> bool:
    return any(response.id != request.part for response in case.awaited)


def _own_request_stands(case: Escalation, actor: Actor) -> bool:
    return any(asked.workspace == actor.workspace for asked in case.requests)


def _other_agencys_request_stands(case: Escalation, actor: Actor) -> bool:
    return any(asked.workspace != actor.workspace for asked in case.requests)


def _another_request_stands(case: Escalation, request: Request) -> bool:
    return any(asked.id != request.part for asked in case.requests)


def _part_is(case: Escalation, request: Request, question: Callable[[Part], bool]) -> bool:
    part = case.part(request.part)
    return part is not None and question(part)


def _responder_asks_referral(case: Escalation, request: Request) -> bool:
    part = case.part(request.part)
    return part is not None and any(asked.workspace == part.workspace for asked in case.requests)


def _own_response_is_in(case: Escalation, actor: Actor) -> bool:
    own = [response for response in case.responses if response.workspace == actor.workspace]
    return any(response.state is PartState.RECEIVED for response in own)


def _is_directed(case: Escalation, kind: PartKind) -> bool:
    return any(part.state is PartState.DIRECTED for part in case.of_kind(kind))


def _within_reopening(case: Escalation, _actor: Actor, request: Request) -> bool:
    if case.follow_up_on is None:
        return False
    return request.calendar.count(case.follow_up_on, london_date(request.now)) <= case.rules.reopen


def _signer_stands_apart(case: Escalation, actor: Actor, request: Request) -> bool:
    """Decision 10: neither author nor stage-2 manager, or a very small agency's reason."""
    apart = case.on_behalf or actor.membership not in case.writers
    return apart or bool(request.exception_reason.strip())


def _writes_part_1(case: Escalation, actor: Actor, _request: Request) -> bool:
    """A writes its own; the Business Unit one on behalf of an agency that cannot sign in (decision 20)."""
    return case.on_behalf is (actor.kind is Kind.BUSINESS_UNIT)


def _sent_before_now(case: Escalation, actor: Actor, request: Request) -> bool:
    """A reply entered on behalf says when it was sent: after the form was sent on, and not tomorrow."""
    part = case.part(request.part)
    if actor.kind is not Kind.BUSINESS_UNIT or part is None:
        return True
    sent = request.answered_at
    return sent is not None and london_date(part.began_at) <= london_date(sent) and sent <= request.now


def _every_other_party_agreed(case: Escalation, _actor: Actor, request: Request) -> bool:
    """A's withdrawal counts as its agreement to an early request."""
    parties = case.parties - {case.raising} if case.raising_withdrew else case.parties
    return any(
        asked.early and parties - {asked.workspace} <= asked.agreed
        for asked in case.requests
        if asked.state is PartState.ASKED
    )


def _stage_3_complete(case: Escalation, _actor: Actor, request: Request) -> bool:
    return case.stage_3_complete(request.now)


# About what was given with the request --------------------------------------------------------------------

PART_1_COMPLETE = Guard(
    "Part 1 is not complete.", lambda case, actor, request: not request.missing, field="missing"
)
REPLY_COMPLETE = Guard(
    "The reply is not complete.", lambda case, actor, request: not request.missing, field="missing"
)
SIGNER_STANDS_APART = Guard(
    "Whoever wrote Part 1, or held stage 2, cannot sign it off. A very small agency may, with a reason.",
    _signer_stands_apart,
    field="exception_reason",
)
REASONS_GIVEN = Guard(
    "Give your reasons.", lambda case, actor, request: bool(request.reasons.strip()), field="reasons"
)
FORM_ATTACHED = Guard(
    "Attach the form that the agency signed.",
    lambda case, actor, request: request.form_attached or not case.on_behalf,
    field="missing",
)
SENT_BEFORE_NOW = Guard(
    "Give the date on which the agency sent its reply: not before the form was sent on, and not in the future.",
    _sent_before_now,
    field="answered_on",
)
DAYS_GIVEN = Guard(
    "Enter a number of working days from 1 to {most}.",
    lambda case, actor, request: 1 <= request.extra_days <= case.rules.extension,
    field="days",
)
ROUTE_NAMED = Guard(
    "Say which exclusion applies, and name the right route.",
    lambda case, actor, request: bool(request.exclusion.strip() and request.reasons.strip()),
    field="exclusion",
)
RESPONDERS_CAN_RECEIVE = Guard(
    "Each responding agency must differ from the raising agency and have someone to receive the form.",
    lambda case, actor, request: (
        bool(request.agencies)
        and len(set(request.agencies)) == len(request.agencies)
        and case.parties.isdisjoint(request.agencies)
        and request.able.issuperset(request.agencies)
    ),
    field="agencies",
)
COMMISSION_COMPLETE = Guard(
    "Say who is commissioned, and by which date.",
    lambda case, actor, request: len(request.agencies) == 1 and request.due_on is not None,
    field="due_on",
)
PROMISE_BROKEN = Guard(
    "A case can be re-opened only when a promised action was not done.",
    lambda case, actor, request: request.promise_broken,
    field="promise_broken",
)
CLERICAL = Guard(
    "Only a clerical correction can be added.",
    lambda case, actor, request: request.clerical,
    field="clerical",
)

# About the case -------------------------------------------------------------------------------------------

WRITES_PART_1 = Guard(
    "The Business Unit writes this form on the agency's behalf.",
    _writes_part_1,
)
STAGE_3_COMPLETE = Guard("A response is still awaited and its due date has not passed.", _stage_3_complete)
STAGE_3_NOT_COMPLETE = opposite("Stage 3 is complete, so no early request is needed.", STAGE_3_COMPLETE)
NOT_OVERDUE = Guard(
    "The due date has passed.",
    lambda case, actor, request: _part_is(case, request, lambda part: not part.overdue(request.now)),
)
EXTENSION_NEVER_ASKED = Guard(
    "More time was already asked for once.",
    lambda case, actor, request: _part_is(
        case, request, lambda part: part.extension is Extension.NEVER_ASKED
    ),
)
EXTENSION_ASKED = Guard(
    "Nobody is waiting for an answer about more time.",
    lambda case, actor, request: _part_is(case, request, lambda part: part.extension is Extension.ASKED),
)
EARLY_ENOUGH_FOR_NOT_FOR_US = Guard(
    "This could be said within {days[not_for_us]} of forwarding.",
    lambda case, actor, request: _part_is(
        case, request, lambda part: days_since(part.began_at, request) <= case.rules.not_for_us
    ),
)
NOT_YET_SAID_NOT_FOR_US = Guard(
    "This was already said.",
    lambda case, actor, request: _part_is(case, request, lambda part: not part.said_not_for_us),
)
SAID_NOT_FOR_US = Guard(
    "The agency has not said that the case is not for them.",
    lambda case, actor, request: _part_is(case, request, lambda part: part.said_not_for_us),
)
RESPONDER_HAS_NO_REQUEST = Guard(
    "The agency has asked for referral, so it stays.",
    lambda case, actor, request: not _responder_asks_referral(case, request),
)
ANOTHER_AWAITED = Guard(
    "No other response is awaited.", lambda case, actor, request: _other_awaited(case, request)
)
NO_OTHER_AWAITED = opposite("Another response is still awaited.", ANOTHER_AWAITED)
ANOTHER_RESPONDER_LEFT = Guard(
    "It is the only responding agency. Change it for another instead.",
    lambda case, actor, request: len(case.responses) > 1,
)
NO_OTHER_AGENCYS_REQUEST = Guard(
    "Another agency's request for referral stands.",
    lambda case, actor, request: not _other_agencys_request_stands(case, actor),
)
OTHER_AGENCYS_REQUEST = opposite("No other agency's request stands.", NO_OTHER_AGENCYS_REQUEST)
NO_OWN_REQUEST = Guard(
    "Your agency has already asked for referral.",
    lambda case, actor, request: not _own_request_stands(case, actor),
)
OWN_RESPONSE_IN = Guard(
    "Your agency has not responded yet.", lambda case, actor, request: _own_response_is_in(case, actor)
)
REQUEST_IS_EARLY = Guard(
    "This request needs no agreement.",
    lambda case, actor, request: _part_is(case, request, lambda part: part.early),
)
NOT_YET_AGREED = Guard(
    "Your agency has already agreed.",
    lambda case, actor, request: _part_is(case, request, lambda part: actor.workspace not in part.agreed),
)
A_REQUEST_IS_ASKED = Guard(
    "Nobody's request for referral is waiting.",
    lambda case, actor, request: any(asked.state is PartState.ASKED for asked in case.requests),
)
NO_REQUEST_IS_ASKED = opposite("A request for referral is waiting.", A_REQUEST_IS_ASKED)
READY_TO_REFER = either(
    "Stage 3 is not complete, and not every party has agreed to an early referral.",
    STAGE_3_COMPLETE,
    Guard("Not every party has agreed.", _every_other_party_agreed),
)
RAISING_IS_IN = Guard(
    "The raising agency has withdrawn.", lambda case, actor, request: not case.raising_withdrew
)
RAISING_HAS_WITHDRAWN = opposite("The raising agency has not withdrawn.", RAISING_IS_IN)
ANOTHER_REQUEST = Guard(
    "No other request for referral stands.",
    lambda case, actor, request: _another_request_stands(case, request),
)
NO_OTHER_REQUEST = opposite("Another request for referral stands.", ANOTHER_REQUEST)
RAISING_IN_OR_ANOTHER_REQUEST = either(
    "The raising agency has withdrawn and no other request stands.", RAISING_IS_IN, ANOTHER_REQUEST
)
WITHIN_REOPENING = Guard(
    "The {days[reopen]} after the follow-up date have passed. Start a new case and link it.",
    _within_reopening,
)
TURN_IS_SPENT = Guard(
    "Close only after {days[chases_before_closing]} and {days[turn]}, or {days[no_further_step]} after the agency "
    "said that it takes no further step.",
    lambda case, actor, request: bool(closes_as(case, request)),
)
NO_SUMMARY_DIRECTED = Guard(
    "A summary is already being compiled.",
    lambda case, actor, request: not _is_directed(case, PartKind.SUMMARY),
)
NO_REVIEW_DIRECTED = Guard(
    "A review is already under way.", lambda case, actor, request: not _is_directed(case, PartKind.REVIEW)
)
INTERESTS_DECLARED = Guard(
    "Declare your interests first.",
    lambda case, actor, request: _part_is(case, request, lambda part: part.interests_declared),
)
QUORUM = Guard(
    "Two members without a conflict of interest are needed.",
    lambda case, actor, request: has_quorum(case.bench),
)
MORE_FOR_THAN_AGAINST = Guard(
    "At least two members must say what they hold, and more must be for than against.",
    lambda case, actor, request: carries(case.bench),
)
