"""The words the protocol's table is written in: an action, a guard, what becomes of a part and a clock, a row."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from portal.protocol.actors import Actor
from portal.protocol.deadlines import Clock
from portal.protocol.escalation import CaseState, Escalation, PartKind, PartState, Request
from portal.protocol.permissions import Clause


class Action(StrEnum):
    """What moves a case or one of its parts."""

    DISCARD = "discard"
    SIGN_OFF = "sign_off"
    SEND_BACK = "send_back"
    CLOSE_OUT_OF_SCOPE = "close_out_of_scope"
    FORWARD = "forward"
    ASK_EXTENSION = "ask_extension"
    GRANT_EXTENSION = "grant_extension"
    REFUSE_EXTENSION = "refuse_extension"
    SAY_NOT_FOR_US = "say_not_for_us"
    KEEP_RESPONDER = "keep_responder"
    CHANGE_RESPONDER = "change_responder"
    RELEASE_RESPONDER = "release_responder"
    RESPOND = "respond"
    CONCLUDE_RESOLVED = "conclude_resolved"
    CONCLUDE_NOT_RESOLVED = "conclude_not_resolved"
    REOPEN = "reopen"
    ASK_REFERRAL = "ask_referral"
    ASK_EARLY_REFERRAL = "ask_early_referral"
    AGREE_EARLY_REFERRAL = "agree_early_referral"
    RETURN_REFERRAL = "return_referral"
    REFER = "refer"
    JOIN_REFERRAL = "join_referral"
    WITHDRAW_REFERRAL = "withdraw_referral"
    ACCEPT = "accept"
    DECLINE = "decline"
    COMMISSION_SUMMARY = "commission_summary"
    COMMISSION_REVIEW = "commission_review"
    SUBMIT_SUMMARY = "submit_summary"
    REPORT_REVIEW = "report_review"
    RECALL_SUMMARY = "recall_summary"
    RECALL_REVIEW = "recall_review"
    DECIDE = "decide"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    CLOSE = "close"


class Which(StrEnum):
    """Which of a case's parts a row moves."""

    THE_ONE = "the one named"
    EVERY = "every one"
    OWN = "the actor's own"
    NEW_FOR_EACH = "a new one for each agency named"
    NEW_OWN = "a new one of the actor's own"


@dataclass(frozen=True, slots=True)
class PartMove:
    """What becomes of a part: which, of what kind, from which states (none when new), to which (None: stays)."""

    kind: PartKind
    which: Which
    from_: frozenset[PartState]
    to: PartState | None


class Effect(StrEnum):
    """What a row does to a clock."""

    START = "starts"
    STOP = "stops"
    MOVE = "moves by up to 5"
    TURN_OF_A = "A's turn starts"
    TURN_OF_ASKER = "the asker's turn starts"
    ALL_END = "all end"


@dataclass(frozen=True, slots=True)
class Tick:
    """One entry of the clock column."""

    effect: Effect
    clock: Clock | None = None


Question = Callable[[Escalation, Actor, Request], bool]


@dataclass(frozen=True, slots=True)
class Guard:
    """A question, and what to say when its answer is no; `field` is where on the form it is put right.

    What the case's rules say stands in braces: {days[turn]}, and {most} that an extension may be.
    """

    words: str
    holds: Question
    field: str = ""

    def says(self, case: Escalation) -> str:
        """The words of its refusal, on this case."""
        return self.words.format(days=case.rules.in_words, most=case.rules.extension)


def either(words: str, *guards: Guard) -> Guard:
    """A guard that holds when any of these does."""
    return Guard(
        words, lambda case, actor, request: any(guard.holds(case, actor, request) for guard in guards)
    )


def opposite(words: str, guard: Guard) -> Guard:
    """A guard that holds when this one does not."""
    return Guard(words, lambda case, actor, request: not guard.holds(case, actor, request))


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table.

    `to` is None when the case stays where it is. `only_if` is asked of the case, `given` of what came with
    the request.
    """

    action: Action
    from_: frozenset[CaseState]
    to: CaseState | None
    who: tuple[Clause, ...]
    parts: tuple[PartMove, ...] = ()
    only_if: tuple[Guard, ...] = ()
    given: tuple[Guard, ...] = ()
    clock: tuple[Tick, ...] = ()
