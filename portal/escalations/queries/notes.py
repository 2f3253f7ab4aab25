"""What was added to a case beside the form: notes and links; and what an agency has opened of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Row, Uuid, bindparam, column, func, or_, select
from sqlalchemy import case as when
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations.models import AccessRow, EscalationRow, HistoryRow, LinkRow, NoteRow, PartRow
from portal.escalations.queries.identities import Mask, mask_for, mask_for_all
from portal.protocol.clock import day_in_words, london_date
from portal.protocol.escalation import STATE_WORDS, CaseState
from portal.protocol.events import HOW_CHASED
from portal.protocol.rows import Action

NOTES: Mapping[str, str] = {
    "addendum": "Added",
    "correction": "Corrected",
    "holding_reply": "Holding reply",
    "comment": "Comment on the request",
    "clerical": "Clerical correction",
    "action_done": "Carried out",
    "call": "Telephone call",
    "chase": "Chase",
    "note": "Note",
    "assessment": "Assessment of an access",
}
"""Each kind of note as a page heads it."""


_NOTE, _PART, _LINK = NoteRow.__table__.c, PartRow.__table__.c, LinkRow.__table__.c
_CASE = EscalationRow.__table__.c
_ESCALATION = bindparam("escalation", type_=Uuid())
_NOTES_OF = (
    select(
        *(_NOTE.kind, _NOTE.about, _NOTE.part_id, _NOTE.agencies, _NOTE.body, _NOTE.happened_on),
        *(_NOTE.name, _NOTE.role, _NOTE.workspace_id, _NOTE.at, _PART.workspace_id.label("of_part")),
    )
    .outerjoin_from(NoteRow.__table__, PartRow.__table__, _PART.id == _NOTE.part_id)
    .where(_NOTE.escalation_id == _ESCALATION)
    .order_by(_NOTE.at, _NOTE.id)
)
_OTHER = when((_LINK.escalation_id == _ESCALATION, _LINK.linked_id), else_=_LINK.escalation_id)
_LINKS_OF = (
    select(_CASE.id, _CASE.reference, _CASE.state, _LINK.why, _LINK.at)
    .join_from(LinkRow.__table__, EscalationRow.__table__, _CASE.id == _OTHER)
    .where(or_(_LINK.escalation_id == _ESCALATION, _LINK.linked_id == _ESCALATION))
    .order_by(_LINK.at)
)
_DISPOSED = select(
    func.portal.disposed_links(_ESCALATION).table_valued(
        column("reference"),
        column("disposed_at", DateTime(timezone=True)),
        column("at", DateTime(timezone=True)),
    )
)


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note. `about` is the paper it was added to; `whom` the agency that was chased, held or assessed.

    `office_only`: no agency reads it. It stands as it was written: nothing is changed, and it has an author and a
    time (decision 19).
    """

    kind: str
    about: str
    part: UUID | None
    whom: str
    body: str
    happened_on: date | None
    by: str
    role: str
    workspace: str
    at: datetime
    office_only: bool

    @property
    def is_added(self) -> bool:
        """Whether it adds to a paper, so that it is read beside it (decision 19)."""
        return self.kind in ("addendum", "correction")

    @property
    def is_beside(self) -> bool:
        """Whether it is read beside a paper: what adds to it, comments on it, or came of it."""
        return self.is_added or self.kind in ("comment", "clerical", "action_done")

    @property
    def heading(self) -> str:
        """What it is, in a few words."""
        if self.kind == "chase":
            return f"Chase of {self.whom}, {HOW_CHASED[self.about]}"
        if self.kind in ("holding_reply", "assessment"):
            return f"{NOTES[self.kind]}: {self.whom}"
        return NOTES[self.kind]


@dataclass(frozen=True, slots=True)
class LinkView:
    """A case that belongs together with this one, which the reader may see too; or could, before it was disposed
    of (decision 29): then why it was linked is gone with it.
    """

    reference: str
    stands: str
    why: str
    at: datetime
    disposed: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """What an agency has opened of a case: what, how often, and on which day last."""

    what: str
    times: int
    last_on: date

    @property
    def words(self) -> str:
        """What it did."""
        return _LOOKS.get(self.what, "opened it")

    @property
    def times_in_words(self) -> str:
        """How often."""
        return "once" if self.times == 1 else f"{self.times} times"


_LOOKS: Mapping[str, str] = {
    "view": "read it",
    "reveal": "looked at the children’s identity",
    "download": "downloaded an attachment",
    "print": "took a copy",
    "copy": "took a copy for the child’s record",
    "find": "found it by the identity of a child",
    "pack": "took a copy of a referral pack",
}


def notes(session: Session, escalation: UUID, *, mask: Mask | None = None) -> tuple[NoteView, ...]:
    """Everything that was noted on a case, as far as this workspace may read it, oldest first.

    Shown through the case's mask (decision 25), or through the one given.
    """
    hide = mask or mask_for(session, escalation)
    names = {one.id: one.name for one in agencies.workspaces(session)}
    rows = session.execute(_NOTES_OF, {"escalation": escalation})
    return tuple(_note(row, names, hide) for row in rows)


def added_to(views: Iterable[NoteView], *, about: str, part: UUID | None = None) -> tuple[NoteView, ...]:
    """Of a case's notes, those that were added to one paper."""
    return tuple(one for one in views if one.is_added and one.about == about and one.part == part)


def comments_on(views: Iterable[NoteView], part: UUID) -> tuple[NoteView, ...]:
    """Of a case's notes, the comments on one request for referral."""
    return tuple(one for one in views if one.kind == "comment" and one.part == part)


def _note(row: Row[*tuple[Any, ...]], names: Mapping[UUID, str], mask: Mask) -> NoteView:
    chased = row.agencies[0] if row.kind == "chase" and row.agencies else None
    whom = chased or row.of_part
    return NoteView(
        kind=row.kind,
        about=row.about,
        part=row.part_id,
        whom=names.get(whom, "") if whom else "",
        body=mask(row.body),
        happened_on=row.happened_on,
        by=row.name,
        role=row.role,
        workspace=names[row.workspace_id],
        at=row.at,
        office_only=row.agencies == [],
    )


def links(session: Session, escalation: UUID, *, mask: Mask | None = None) -> tuple[LinkView, ...]:
    """The cases linked with this one, in whichever direction, that this workspace may see too.

    Why is masked with the children of both: those of the other case in any view, since a reveal is of one case.
    """
    hide = mask or mask_for(session, escalation)
    rows = session.execute(_LINKS_OF, {"escalation": escalation}).all()
    hide_theirs = mask_for_all(session, [row.id for row in rows])
    there = (
        LinkView(row.reference, STATE_WORDS[CaseState(row.state)], hide_theirs(hide(row.why)), row.at)
        for row in rows
    )
    gone = (
        LinkView(row.reference, f"disposed of on {_on(row.disposed_at)}", "", row.at, disposed=True)
        for row in session.execute(_DISPOSED, {"escalation": escalation})
    )
    return (*there, *gone)


def _on(moment: datetime) -> str:
    return day_in_words(london_date(moment))


def opened_by(session: Session, escalation: UUID, *, workspace: UUID) -> tuple[Opened, ...]:
    """What an agency has opened of a case, for the Business Unit to weigh before it changes who responds."""
    rows = session.execute(
        select(AccessRow.what, func.count(), func.max(AccessRow.at))
        .where(AccessRow.escalation_id == escalation, AccessRow.workspace_id == workspace)
        .group_by(AccessRow.what)
        .order_by(AccessRow.what)
    )
    return tuple(Opened(what, times, london_date(last)) for what, times, last in rows)


def suggested_instead(session: Session, escalation: UUID, *, part: UUID) -> UUID | None:
    """The agency that a responding agency suggested when it said "not for us" (decision 12)."""
    payload = session.scalars(
        select(HistoryRow.payload)
        .where(
            HistoryRow.escalation_id == escalation,
            HistoryRow.part_id == part,
            HistoryRow.event == Action.SAY_NOT_FOR_US,
        )
        .order_by(HistoryRow.seq.desc())
    ).first()
    instead = (payload or {}).get("instead")
    return UUID(instead) if instead else None
