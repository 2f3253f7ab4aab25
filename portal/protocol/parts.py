"""What a move does to the parts of a case: which it moves, to where, and what it notes on them."""

from collections.abc import Iterable
from dataclasses import replace

from portal.protocol.actors import Actor, Kind
from portal.protocol.escalation import (
    ENDED,
    CaseState,
    Escalation,
    Extension,
    Part,
    PartKind,
    PartState,
    Request,
)
from portal.protocol.rows import Action, PartMove, Row, Which


def changed_parts(row: Row, case: Escalation, actor: Actor, request: Request) -> list[Part]:
    """The parts that a row moves or makes, as they are afterwards."""
    moved = [part for move in row.parts for part in _move_parts(move, case, actor, request)]
    return [_mark(row.action, part, actor, request) for part in moved]


def end_parts(case: Escalation) -> Escalation:
    """A case that ends ends its parts: requests withdrawn, an unfinished summary recalled (section 4).

    A decided case keeps its requests as they were referred. A review lives on, because it is learning.
    """
    if case.state not in ENDED:
        return case
    ended = []
    if case.state is not CaseState.DECIDED:
        ended += [replace(asked, state=PartState.WITHDRAWN) for asked in case.requests]
    ended += [
        replace(summary, state=PartState.RECALLED)
        for summary in case.of_kind(PartKind.SUMMARY)
        if summary.state is PartState.DIRECTED
    ]
    return case.with_parts(*ended)


def _move_parts(move: PartMove, case: Escalation, actor: Actor, request: Request) -> Iterable[Part]:
    if move.which in (Which.NEW_FOR_EACH, Which.NEW_OWN):
        return _new_parts(move, actor, request)
    moving = [part for part in case.of_kind(move.kind) if part.state in move.from_]
    if move.which is Which.THE_ONE:
        moving = [part for part in moving if part.id == request.part]
    if move.which is Which.OWN:
        moving = [part for part in moving if part.workspace == actor.workspace]
    return [replace(part, state=move.to or part.state) for part in moving]


def _new_parts(move: PartMove, actor: Actor, request: Request) -> Iterable[Part]:
    agencies = request.agencies if move.which is Which.NEW_FOR_EACH else (actor.workspace,)
    assert move.to is not None
    return [
        Part(id=identifier, kind=move.kind, workspace=agency, state=move.to, began_at=request.now)
        for identifier, agency in zip(request.new_ids, agencies, strict=True)
    ]


def _mark(action: Action, part: Part, actor: Actor, request: Request) -> Part:
    """What an action notes on a part beside its state."""
    match action:
        case Action.ASK_EXTENSION:
            return replace(part, extension=Extension.ASKED, extension_days=request.extra_days)
        case Action.REFUSE_EXTENSION:
            return replace(part, extension=Extension.REFUSED)
        case Action.GRANT_EXTENSION:
            return replace(part, extension=Extension.GRANTED, extension_days=request.extra_days)
        case Action.SAY_NOT_FOR_US:
            return replace(part, said_not_for_us=True)
        case Action.KEEP_RESPONDER:
            return replace(part, said_not_for_us=False)
        case Action.CHANGE_RESPONDER | Action.RELEASE_RESPONDER if part.state is PartState.REPLACED:
            return replace(part, to_assess=request.opened_by_responder)
        case Action.RESPOND:
            on_behalf = actor.kind is Kind.BUSINESS_UNIT
            answered_at = request.answered_at if on_behalf else request.now
            return replace(part, answered_at=answered_at, on_behalf=on_behalf, sign_off_asked=False)
        case Action.ASK_EARLY_REFERRAL:
            return replace(part, early=True)
        case Action.AGREE_EARLY_REFERRAL:
            return replace(part, agreed=part.agreed | {actor.workspace})
        case _:
            return part
