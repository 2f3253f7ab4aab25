"""What a case asks of its reader's own workspace, and who there can do it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations.queries import CaseView
from portal.escalations.routes.steps.pages import Offer
from portal.protocol.actors import Actor, Kind
from portal.protocol.permissions import WRITING_ROLES, Permission, allows
from portal.protocol.rows import Action
from portal.protocol.tasks import Ask

ANSWERED_BY: Mapping[Ask, frozenset[Action | Permission]] = {
    Ask.CHECK_AND_FORWARD: frozenset({Action.SEND_BACK}),
    Ask.ANSWER_EXTENSION: frozenset({Action.GRANT_EXTENSION, Action.REFUSE_EXTENSION}),
    Ask.ASSESS_NOT_FOR_US: frozenset(
        {Action.KEEP_RESPONDER, Action.CHANGE_RESPONDER, Action.RELEASE_RESPONDER}
    ),
    Ask.ASSESS_ACCESS: frozenset({Permission.ASSESS_ACCESS}),
    Ask.FOLLOW_UP: frozenset({Permission.FOLLOW_UP}),
    Ask.CHOOSE_NEXT_STEP: frozenset({Action.ASK_REFERRAL}),
    Ask.CHECK_REFERRAL: frozenset({Action.REFER, Action.RETURN_REFERRAL}),
    Ask.COMPLETE_REFERRAL: frozenset({Action.ASK_REFERRAL}),
    Ask.NAME_SUBSTITUTE: frozenset({Permission.NAME_SUBSTITUTE}),
    Ask.JUDGE_EXCEPTIONAL: frozenset({Action.ACCEPT, Action.DECLINE}),
    Ask.DECIDE: frozenset({Permission.PROPOSE_DECISION, Permission.GIVE_VIEW, Action.DECIDE}),
    Ask.CARRY_OUT_ACTION: frozenset({Permission.REPORT_ACTION_DONE}),
}
"""The steps that do what is asked, drawn as buttons in place of links. Long forms have buttons of their own."""

_WHOSE: Mapping[Kind, str] = {
    Kind.BUSINESS_UNIT: "the Business Unit",
    Kind.EXECUTIVE: "the Executive",
    Kind.SCRUTINEER: "you",
}
"""Of whom it is asked, said to the partnership's own workspaces."""

_WHO_DOES_IT: Mapping[Kind, str] = {
    Kind.BUSINESS_UNIT: "An officer or manager of the Business Unit does this.",
    Kind.EXECUTIVE: "The member who presides does this.",
    Kind.SCRUTINEER: "The Independent Scrutineer does this.",
}
"""Who does what is asked of one of the partnership's own workspaces, for those in it who do not."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the reader's workspace: the heading for it, and who can do it when the reader cannot."""

    heading: str
    who: str = ""


def answers(asks: Sequence[Ask]) -> frozenset[Action | Permission]:
    """The steps that do any of this."""
    return frozenset[Action | Permission]().union(*(ANSWERED_BY.get(ask, frozenset()) for ask in asks))


def asks_of(view: CaseView, me: Actor) -> list[Ask]:
    """What the case asks now of the reader's workspace."""
    return [ask for workspace, ask in view.asks if workspace == me.workspace]


def asked_of(session: Session, me: Actor, view: CaseView, offered: Sequence[Offer]) -> Asked | None:
    """Only who has the button for it reads that it is asked of them: the others read who can do it.

    None when nothing is asked.
    """
    asks = asks_of(view, me)
    if not asks:
        return None
    if any(_can(me, view, offered, ask=ask) for ask in asks):
        return Asked("Asked of you")
    return Asked(f"Asked of {_WHOSE.get(me.kind, 'your agency')}", _who_can(session, me, view, ask=asks[0]))


def _can(me: Actor, view: CaseView, offered: Sequence[Offer], *, ask: Ask) -> bool:
    own = view.response_of(me.workspace)
    match ask:
        case Ask.FINISH_PART_1 | Ask.COMPLETE_PART_1:
            return allows(Permission.WRITE_PART_1, me, view.case)
        case Ask.SIGN_OFF:
            return me.membership == view.sign_off_asked_of and view.may(Action.SIGN_OFF)
        case Ask.CHECK_AND_FORWARD:
            return view.may(Action.FORWARD)
        case Ask.RESPOND | Ask.SIGN_OFF_REPLY:
            return own is not None and allows(Permission.WRITE_PART_2, me, view.case, own.part)
        case Ask.COMPILE_SUMMARY:
            return allows(Permission.WRITE_SUMMARY, me, view.case)
        case Ask.CONCLUDE | Ask.CHOOSE_NEXT_STEP:
            return view.may(Action.CONCLUDE_RESOLVED) or view.may(Action.CONCLUDE_NOT_RESOLVED)
        case _:
            return any(offer.step.what in ANSWERED_BY.get(ask, ()) for offer in offered)


def _who_can(session: Session, me: Actor, view: CaseView, *, ask: Ask) -> str:
    """Who of the reader's own workspace does what is asked, by name where it is an agency's."""
    if me.kind is not Kind.AGENCY:
        return _WHO_DOES_IT[me.kind]
    if ask is Ask.SIGN_OFF and view.sign_off_asked_of:
        asked = agencies.member(session, view.sign_off_asked_of)
        if asked is not None:
            return f"{asked.name} was asked to sign off."
    if ask in (Ask.FINISH_PART_1, Ask.COMPLETE_PART_1):
        people = [one for one in agencies.members(session, me.workspace) if one.roles & WRITING_ROLES]
        return _named("A contributor, senior manager or deputy", people)
    return _named("A senior manager or deputy", agencies.senior_managers(session, me.workspace))


def _named(roles: str, people: list[agencies.MemberView]) -> str:
    if not people:
        return f"{roles} of your agency does this. It has none yet: ask the Business Unit."
    return f"{roles} of your agency does this: {', '.join(one.name for one in people)}."
