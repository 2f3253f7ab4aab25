"""What a case's page shows of stage 4: requests, who may decide, summaries, and what became of the decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import url_for

from portal.escalations import queries
from portal.escalations.queries import CaseView, DocumentView, NoteView
from portal.escalations.routes.asked import asks_of
from portal.infra.calendar import now
from portal.protocol import part_4
from portal.protocol.actors import ROLE_WORDS, SIGNING_ROLES, Actor
from portal.protocol.beside import why_not
from portal.protocol.clock import WorkingCalendar, london_date
from portal.protocol.conflicts import QUORUM, presiding, quorum_in_reach, sitting
from portal.protocol.decision import HOW
from portal.protocol.escalation import CaseState
from portal.protocol.part_4 import PART_4, last_day_to_comment
from portal.protocol.permissions import Permission, allows
from portal.protocol.tasks import Ask


@dataclass(frozen=True, slots=True)
class Bench:
    """How many of the Executive may decide so far, how many are needed, whether so many can, and who presides."""

    sitting: int
    quorum: int
    in_reach: bool
    presiding: str


def stage_4(
    view: CaseView, me: Actor, notes: Sequence[NoteView], calendar: WorkingCalendar
) -> dict[str, Any]:
    """What the templates of the page name of stage 4."""
    return {
        "requests": requests_of(view),
        "comments_on": queries.comments_on,
        "comment_until": _comment_until(view, calendar),
        "why_not_ask": _why_not_ask(view, me),
        "bench": _bench(view),
        "may_write_summary": Ask.COMPILE_SUMMARY in asks_of(view, me)
        and allows(Permission.WRITE_SUMMARY, me, view.case),
        "summaries": queries.summaries_of(view),
        "comments_on_decision": [one for one in notes if one.kind in ("clerical", "action_done")],
        "pack": _pack(view, me),
        "redacted_copies": redacted_copies(view, me),
        "how_words": HOW,
        "role_words": ROLE_WORDS,
    }


PACKS = (
    (Permission.ASK_FOR_EXECUTIVES_PACK, "executive"),
    (Permission.ASK_FOR_SCRUTINEERS_PACK, "scrutineer"),
)
"""Which kind of referral pack the page of a case leads to, by who may ask for it."""


def _pack(view: CaseView, me: Actor) -> str:
    """The kind of referral pack that the reader may ask for; "" when none."""
    if view.case.state not in (CaseState.REFERRED, CaseState.ACCEPTED, CaseState.DECIDED):
        return ""
    return next((kind for permission, kind in PACKS if allows(permission, me, view.case)), "")


def redacted_copies(view: CaseView, me: Actor) -> str:
    """The page of the redacted copies of a case; "" for who reads none, and before it is referred."""
    permission = Permission.READ_REDACTED_COPIES
    if not allows(permission, me, view.case) or why_not(permission, view.case, now=now()):
        return ""
    return url_for("redacted.listed", reference=view.reference)


def requests_of(view: CaseView) -> list[DocumentView]:
    """Each request for referral, as it was signed last."""
    newest = {one.part: one for one in view.documents if one.kind == PART_4}
    return list(newest.values())


def _comment_until(view: CaseView, calendar: WorkingCalendar) -> dict[UUID, date]:
    """Of each request that stands, the last day to comment on it, until it has passed (Part 4)."""
    standing = () if view.ended_at else view.case.requests
    days = {one.id: last_day_to_comment(one.began_at, calendar, rules=view.case.rules) for one in standing}
    return {part: day for part, day in days.items() if london_date(now()) <= day}


def _bench(view: CaseView) -> Bench | None:
    """Who may decide, for the Executive and the Business Unit while the case is at stage 4 (decision 22)."""
    seats = view.case.bench
    if not seats or view.ended_at:
        return None
    presides = presiding(seats)
    name = next((seat.name for seat in seats if seat.membership == presides), "")
    return Bench(len(sitting(seats)), QUORUM, quorum_in_reach(seats), name)


def _why_not_ask(view: CaseView, me: Actor) -> str:
    """Why a signatory of a party cannot ask for referral now, while it may still come to that (decision 15)."""
    may_come_to_it = view.case.state in (CaseState.FORWARDED, CaseState.ANSWERED, CaseState.UNRESOLVED)
    asks = me.workspace in view.case.parties and not me.roles.isdisjoint(SIGNING_ROLES)
    if not (may_come_to_it and asks) or view.request_of(me.workspace):
        return ""
    return part_4.why_not_ask(view.case, me.workspace, now())
