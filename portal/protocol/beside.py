"""What is done to a case beside the table, which moves nothing: whether it may be done now, and of whom.

Who may do it is `portal.protocol.permissions`'s; the reasons here are the words of a refusal. Pages and actions
both ask here, so that what is offered is what is accepted.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from portal.protocol.actors import Actor, Kind
from portal.protocol.escalation import (
    ENDED,
    WITH_THE_EXECUTIVE,
    CaseState,
    Escalation,
    Part,
    PartState,
)
from portal.protocol.permissions import Permission
from portal.protocol.rows import Action
from portal.protocol.states import rows_for
from portal.protocol.tasks import tasks
from portal.protocol.turns import turn_began

CLOSABLE = frozenset(state for row in rows_for(Action.CLOSE) for state in row.from_)
"""The states in which a case can come to rest, because nobody takes the next step."""


def why_not(permission: Permission, case: Escalation, *, now: datetime, part: Part | None = None) -> str:
    """Why this may not be done now, in words; "" when it may. `part` is the response it is about."""
    match permission:
        case Permission.GIVE_HOLDING_REPLY:
            return _no_holding_reply(case, part)
        case Permission.ADD_TO_RECORD if case.state in (CaseState.DRAFT, CaseState.DISCARDED):
            return "Nothing has been submitted yet, so there is nothing to add to."
        case Permission.SAY_NO_FURTHER_STEP if case.no_further_step_at:
            return "Your agency has already said this."
        case Permission.SAY_NO_FURTHER_STEP if case.raising not in whose_turn(case, now):
            return "It is not your agency’s turn, or it has asked for referral."
        case Permission.CHASE if not to_chase(case, now):
            return "Nothing is asked of any agency now, so there is nobody to chase."
        case Permission.ASSESS_ACCESS if not (part and part.to_assess):
            return "There is nothing to assess."
        case Permission.FOLLOW_UP if case.state is not CaseState.RESOLVED:
            return "The case does not stand as resolved, so there is nothing to follow up."
        case Permission.COMMENT_ON_REFERRAL if part not in case.requests:
            return "The request no longer stands, so there is nothing to comment on."
        case Permission.REPORT_ACTION_DONE if not (part and part.state is PartState.TO_DO):
            return "This action was carried out already."
        case Permission.PROPOSE_DECISION | Permission.GIVE_VIEW if case.state is not CaseState.ACCEPTED:
            return "The Executive decides once it has accepted the case, and once only."
        case Permission.READ_REDACTED_COPIES if case.state not in (*WITH_THE_EXECUTIVE, CaseState.DECIDED):
            return (
                "There are redacted copies for referral packs, once the case was referred to the Executive."
            )
        case Permission.SUPPLY_REDACTED_COPY if case.state not in WITH_THE_EXECUTIVE:
            return "The case is not with the Executive, so no redacted copy is needed."
        case Permission.REPLY_ON_BEHALF:
            return why_no_reply(case, part)
    return ""


def _no_holding_reply(case: Escalation, part: Part | None) -> str:
    """A holding reply goes before the reply, and stops no clock (decision 4)."""
    if case.state in ENDED:
        return "The case has ended, so a reply is no longer awaited."
    if part is None or part.state is not PartState.AWAITED:
        return "Your agency has replied, so nothing is held."
    return ""


def why_no_reply(case: Escalation, part: Part | None) -> str:
    """Why no reply can be entered for an agency now; "" when one can. It is taken while the case is open, however
    late; after the end it is an addendum (section 4).
    """
    if case.state in ENDED:
        return "The case has ended, so a reply can no longer be entered. Add it to the record instead."
    if part is None or part.state is not PartState.AWAITED:
        return "No reply of this agency is awaited."
    return ""


def whose_turn(case: Escalation, now: datetime) -> frozenset[UUID]:
    """The agencies whose turn it is: A, or who is to complete a request for referral (decision 7, section 4)."""
    return frozenset(_whose_turn(case, now))


def _whose_turn(case: Escalation, now: datetime) -> Iterator[UUID]:
    yield from (asked.workspace for asked in case.requests if asked.state is PartState.RETURNED)
    asked_itself = any(asked.workspace == case.raising for asked in case.requests)
    waits = case.state in CLOSABLE and turn_began(case, now) is not None
    if waits and not asked_itself and not case.raising_withdrew:
        yield case.raising


def to_chase(case: Escalation, now: datetime) -> frozenset[UUID]:
    """The agencies that may be chased: of which something is asked, or whose turn it is (P13)."""
    if case.state in (CaseState.DRAFT, CaseState.DISCARDED):
        return frozenset()
    asked = {task.whose for task in tasks(case) if isinstance(task.whose, UUID)}
    return frozenset(asked) | whose_turn(case, now)


THE_EXECUTIVES = frozenset({"decision", "commission"})
"""The papers that nobody adds to: a decision is corrected in its writing alone, by who presided (P11)."""

Signed = tuple[str, UUID | None]
"""A signed paper: its kind, and of a reply or a request, or an extract for one agency, the part."""


def papers_to_add_to(case: Escalation, actor: Actor, signed: Iterable[Signed]) -> tuple[Signed, ...]:
    """Of the papers that were signed, those to which the actor may add (decision 19).

    An agency adds to its own, the Business Unit to each. A reply that never came is added to after the end, by who
    would have given it, or by the Business Unit (section 4).
    """
    papers = {
        (kind, part)
        for kind, part in signed
        if kind not in THE_EXECUTIVES and (part is None or kind in ("part_2", "part_4"))
    }
    late = {("part_2", response.id) for response in case.awaited if case.state in ENDED}
    own = (paper for paper in papers | late if _may_add(case, actor, paper))
    return tuple(sorted(own, key=lambda paper: (paper[0], str(paper[1]))))


def _may_add(case: Escalation, actor: Actor, paper: Signed) -> bool:
    """After its own withdrawal A only reads (section 4)."""
    part = case.part(paper[1])
    whose = part.workspace if part else case.raising
    if actor.workspace == case.raising and case.state is CaseState.WITHDRAWN:
        return False
    return actor.kind is Kind.BUSINESS_UNIT or whose == actor.workspace
