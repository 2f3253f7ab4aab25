"""One scene for each way an action can go: the case just before it, and what is asked. The test sets its state."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.protocol.deadlines import Clock, begin
from portal.protocol.escalation import Escalation, Extension, PartState, Request
from tests.unit.protocol.cases import CALENDAR, NOW, case, ids, later, part, request

AWAITED, RECEIVED, REPLACED = PartState.AWAITED, PartState.RECEIVED, PartState.REPLACED
ASKED, RETURNED, REFERRED = PartState.ASKED, PartState.RETURNED, PartState.REFERRED
DIRECTED = PartState.DIRECTED

_OLD = part("OLD response", REPLACED)
_B_AWAITED, _C_AWAITED = part("B response", AWAITED), part("C response", AWAITED)
_BOTH_IN = (_OLD, part("B response", RECEIVED), part("C response", RECEIVED))
_BOTH_AWAITED = (_OLD, _B_AWAITED, _C_AWAITED)
_ONLY_B_AWAITED = (_OLD, _B_AWAITED, part("C response", RECEIVED))
_ASKED_FOR_TIME = part("B response", AWAITED, extension=Extension.ASKED)
_TO_STRANGER: dict[str, Any] = {
    "agencies": ids("STRANGER"),
    "able": frozenset(ids("STRANGER")),
    "new_ids": ids("new"),
}
_NEW: dict[str, Any] = {"new_ids": ids("new")}
_DUE = date(2027, 2, 1)


@dataclass(frozen=True)
class Scene:
    """A case in which an action can be done, and the request for it."""

    case: Escalation
    request: Request


SCENES: Mapping[str, Scene] = {
    "discard": Scene(case(*_BOTH_IN), request()),
    "discard, on behalf": Scene(case(*_BOTH_IN, on_behalf=True), request()),
    "sign_off": Scene(case(*_BOTH_IN), request()),
    "sign_off, on behalf": Scene(case(*_BOTH_IN, on_behalf=True), request()),
    "send_back": Scene(case(*_BOTH_IN), request()),
    "close_out_of_scope": Scene(case(*_BOTH_IN), request()),
    "forward": Scene(case(*_BOTH_IN), request(**_TO_STRANGER)),
    "ask_extension": Scene(case(*_BOTH_AWAITED), request("B response")),
    "grant_extension": Scene(
        case(_OLD, _ASKED_FOR_TIME),
        request("B response", extra_days=5, running=begin(Clock.RESPONSE, NOW, CALENDAR)),
    ),
    "refuse_extension": Scene(case(_OLD, _ASKED_FOR_TIME), request("B response")),
    "say_not_for_us": Scene(case(*_BOTH_AWAITED), request("B response")),
    "keep_responder": Scene(
        case(_OLD, part("B response", AWAITED, said_not_for_us=True)), request("B response")
    ),
    "change_responder": Scene(case(*_BOTH_AWAITED), request("B response", **_TO_STRANGER)),
    "release_responder, another awaited": Scene(case(*_BOTH_AWAITED), request("B response")),
    "release_responder, the others in": Scene(case(*_ONLY_B_AWAITED), request("B response")),
    "respond, another awaited": Scene(case(*_BOTH_AWAITED), request("B response")),
    "respond, the last": Scene(case(*_ONLY_B_AWAITED), request("B response")),
    "conclude_resolved": Scene(case(*_BOTH_IN, part("A referral", ASKED)), request()),
    "conclude_not_resolved": Scene(case(*_BOTH_IN), request()),
    "reopen": Scene(case(*_BOTH_IN, follow_up_on=date(2027, 1, 4)), request()),
    "ask_referral, anew": Scene(case(*_BOTH_IN), request(**_NEW)),
    "ask_referral, again": Scene(case(*_BOTH_IN, part("B referral", RETURNED)), request("B referral")),
    "ask_early_referral": Scene(case(*_BOTH_AWAITED), request(**_NEW)),
    "agree_early_referral": Scene(
        case(*_BOTH_AWAITED, part("B referral", ASKED, early=True)), request("B referral")
    ),
    "return_referral": Scene(case(*_BOTH_IN, part("B referral", ASKED)), request("B referral")),
    "refer": Scene(case(*_BOTH_IN, part("B referral", ASKED), part("C referral", RETURNED)), request()),
    "join_referral": Scene(case(*_BOTH_AWAITED, part("OLD referral", REFERRED)), request(**_NEW)),
    "withdraw_referral, A in": Scene(case(*_BOTH_IN, part("B referral", ASKED)), request("B referral")),
    "withdraw_referral, A out": Scene(
        case(*_BOTH_IN, part("B referral", ASKED), raising_withdrew=True), request("B referral")
    ),
    "withdraw_referral, A out, another stands": Scene(
        case(*_BOTH_IN, part("B referral", RETURNED), part("C referral", ASKED), raising_withdrew=True),
        request("B referral"),
    ),
    "withdraw_referral, referred, another stands": Scene(
        case(*_BOTH_IN, part("B referral", REFERRED), part("C referral", REFERRED)), request("B referral")
    ),
    "withdraw_referral, referred, A in": Scene(
        case(*_BOTH_IN, part("B referral", REFERRED)), request("B referral")
    ),
    "withdraw_referral, referred, A out": Scene(
        case(*_BOTH_IN, part("B referral", REFERRED), raising_withdrew=True), request("B referral")
    ),
    "accept": Scene(case(*_BOTH_IN, part("B referral", REFERRED)), request()),
    "decline, A in": Scene(case(*_BOTH_IN, part("B referral", REFERRED)), request()),
    "decline, A out": Scene(case(*_BOTH_IN, part("B referral", REFERRED), raising_withdrew=True), request()),
    "commission_summary": Scene(
        case(*_BOTH_IN), request(agencies=ids("SCRUTINEER"), due_on=_DUE, new_ids=ids("new"))
    ),
    "commission_review": Scene(
        case(*_BOTH_IN), request(agencies=ids("LEARNING"), due_on=_DUE, new_ids=ids("new"))
    ),
    "submit_summary": Scene(
        case(*_BOTH_IN, part("SCRUTINEER summary", DIRECTED, interests_declared=True)),
        request("SCRUTINEER summary"),
    ),
    "report_review": Scene(case(*_BOTH_IN, part("LEARNING review", DIRECTED)), request("LEARNING review")),
    "recall_summary": Scene(
        case(*_BOTH_IN, part("SCRUTINEER summary", DIRECTED)), request("SCRUTINEER summary")
    ),
    "recall_review": Scene(case(*_BOTH_IN, part("LEARNING review", DIRECTED)), request("LEARNING review")),
    "decide": Scene(case(*_BOTH_IN, part("B referral", REFERRED)), request()),
    "correct": Scene(case(*_BOTH_IN), request()),
    "withdraw, alone": Scene(case(*_BOTH_IN, part("A referral", ASKED)), request()),
    "withdraw, another's request stands": Scene(
        case(*_BOTH_IN, part("A referral", ASKED), part("B referral", REFERRED)), request()
    ),
    # In FORWARDED a turn begins with the last due date: an awaited one that ended long before.
    "close": Scene(
        case(
            _OLD,
            part("B response", AWAITED, began_at=later(-40)),
            part("C referral", RETURNED),
            turn_began_at=later(-20),
            chases=2,
        ),
        request(),
    ),
}
