"""What a workspace may read of its cases, as plain values for pages. Nothing here writes.

PostgreSQL's row-level security has already said which rows can be seen; nothing here filters for that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations.models import (
    AccessRow,
    ChildRow,
    DeadlineRow,
    DocumentRow,
    DraftRow,
    EscalationRow,
    HistoryRow,
)
from portal.escalations.records import parts_of, to_case
from portal.infra.calendar import calendar_for, now
from portal.protocol.actors import Actor, Kind
from portal.protocol.clock import last_day
from portal.protocol.deadlines import Deadline
from portal.protocol.errors import NotFound
from portal.protocol.escalation import STATE_WORDS, CaseState, Escalation, Part
from portal.protocol.events import words
from portal.protocol.moves import open_actions
from portal.protocol.part_1 import CATEGORIES
from portal.protocol.rows import Action
from portal.protocol.tasks import WORDS, Ask, Task, tasks

ASKED, WAITING, ENDED = 0, 1, 2
"""The three groups of a worklist: something is asked of us; we wait; ended."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One case on a worklist. `ask` is what is asked, of us or of `waiting_for`; no child is in it.

    `due_on` is the last day on which it is in time.
    """

    reference: str
    state: CaseState
    group: int
    category: str
    raising: str
    responding: tuple[str, ...]
    ask: str
    waiting_for: str
    due_on: date | None
    opened_at: datetime
    ended_at: datetime | None

    @property
    def stands(self) -> str:
        """Where the case stands, in words."""
        return STATE_WORDS[self.state]

    @property
    def says(self) -> str:
        """What a list says of it: what is asked of us, of whom we wait for what, or how it ended."""
        if self.group == ENDED:
            return self.stands
        if self.group == ASKED:
            return self.ask
        return f"{self.waiting_for}: {self.ask}" if self.waiting_for else "Nobody"


_WORKLIST = text("""
    select e.reference, e.state, l.rank, e.category, e.asked, e.opened_at, e.ended_at, l.due_at,
      raising.name as raising,
      (select array_agg(w.name order by p.began_at, w.name)
         from portal.part p join portal.workspace w on w.id = p.workspace_id
         where p.escalation_id = e.id and p.kind = 'response' and p.state <> 'replaced') as responding,
      (select jsonb_object_agg(w.id, w.name) from portal.workspace w where e.asked ? w.id::text) as names
    from (values (0), (1), (2)) groups (rank)
    cross join lateral (
      select a.escalation_id, a.rank, a.due_at, a.opened_at from portal.case_audience a
      where a.workspace_id = (select portal.current_workspace()) and a.rank = groups.rank
      order by a.due_at, a.opened_at, a.escalation_id limit :most) l
    join portal.escalation e on e.id = l.escalation_id
    join portal.workspace raising on raising.id = e.raising_workspace_id
    order by l.rank, l.due_at, l.opened_at, e.reference
""")


def worklist(session: Session, workspace: UUID, *, most: int = 50) -> list[Listed]:
    """The workspace's cases: what is asked of it, soonest due first; what it waits for; those that ended.

    At most `most` of each group.
    """
    rows = session.execute(_WORKLIST, {"most": most}).mappings()
    return [_listed(dict(row), workspace) for row in rows]


def _listed(row: Mapping[str, Any], workspace: UUID) -> Listed:
    asked: Mapping[str, Mapping[str, str | None]] = row["asked"]
    whose = str(workspace) if str(workspace) in asked else next(iter(asked), "")
    one = asked.get(whose, {})
    ask, due = one.get("ask"), one.get("due")
    return Listed(
        reference=row["reference"],
        state=CaseState(row["state"]),
        group=row["rank"],
        category=CATEGORIES.get(row["category"] or "", "Not chosen yet"),
        raising=row["raising"],
        responding=tuple(row["responding"] or ()),
        ask=WORDS[Ask(ask)] if ask else "",
        waiting_for="" if whose == str(workspace) else (row["names"] or {}).get(whose, ""),
        due_on=last_day(datetime.fromisoformat(due)) if due else None,
        opened_at=row["opened_at"],
        ended_at=row["ended_at"],
    )


@dataclass(frozen=True, slots=True)
class DeadlineView:
    """A deadline with its working; `whose` is the name of whom it binds."""

    deadline: Deadline
    whose: str
    workspace: UUID
    part: UUID | None
    running: bool
    stopped_at: datetime | None


@dataclass(frozen=True, slots=True)
class PartView:
    """A response, with the names of its agency and of who received the form."""

    part: Part
    agency: str
    addressee: str
    receipt_confirmed_at: datetime | None
    receipt_confirmed_by: str


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A signed part of the form."""

    kind: str
    version: int
    part: UUID | None
    agency: str
    content: Mapping[str, Any]
    signed_by: str
    signed_by_role: str
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class DraftView:
    """A part of the form still being written, with the version that the next save must name."""

    content: Mapping[str, Any] = field(default_factory=dict)
    version: int = 0
    updated_by: str = ""
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Happened:
    """One row of the timeline."""

    seq: int
    words: str
    by: str
    role: str
    workspace: str
    at: datetime
    reasons: str


@dataclass(frozen=True, slots=True)
class Look:
    """One reveal of identity: by name within one's own agency, by workspace and role for others (decision 27)."""

    at: datetime
    who: str
    what: str
    purpose: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as one workspace may see it, with what the actor may do now."""

    reference: str
    version: int
    case: Escalation
    raising: str
    opened_at: datetime
    submitted_at: datetime | None
    ended_at: datetime | None
    category: str
    parts: tuple[PartView, ...]
    documents: tuple[DocumentView, ...]
    deadlines: tuple[DeadlineView, ...]
    asked: Mapping[UUID, Mapping[str, str | None]]
    actions: frozenset[tuple[Action, UUID | None]]
    names: Mapping[UUID, str]
    sign_off_asked_of: UUID | None

    @property
    def stands(self) -> str:
        """Where the case stands, in words."""
        return STATE_WORDS[self.case.state]

    def may(self, action: Action, part: UUID | None = None) -> bool:
        """Whether the actor may do this now: for buttons."""
        return (action, part) in self.actions

    def newest(self, kind: str) -> DocumentView | None:
        """The newest signed version of a part of the form that this workspace may read."""
        return max(
            (one for one in self.documents if one.kind == kind), key=lambda one: one.version, default=None
        )

    def response_of(self, workspace: UUID) -> PartView | None:
        """The response that this agency gives."""
        return next((view for view in self.parts if view.part.workspace == workspace), None)


def case(session: Session, actor: Actor, reference: str) -> CaseView:
    """The whole of a case for the actor's workspace; NotFound when there is none it may see."""
    row = session.scalars(select(EscalationRow).where(EscalationRow.reference == reference)).first()
    if row is None:
        raise NotFound
    parts = parts_of(session, row.id)
    rules = to_case(row, parts)
    names = {one.id: one.name for one in agencies.workspaces(session)}
    calendar = calendar_for(agencies.closures(session))
    views = tuple(
        PartView(
            part,
            names[part.workspace],
            one.addressee_name or "",
            one.receipt_confirmed_at,
            one.receipt_confirmed_by or "",
        )
        for part, one in zip(rules.parts, parts, strict=True)
    )
    return CaseView(
        reference=row.reference,
        version=row.version,
        case=rules,
        raising=names[row.raising_workspace_id],
        opened_at=row.opened_at,
        submitted_at=row.first_submitted_at,
        ended_at=row.ended_at,
        category=CATEGORIES.get(row.category or "", "Not chosen yet"),
        parts=views,
        documents=_documents(session, row.id, names=names),
        deadlines=_deadlines(session, row.id, names=names),
        asked={UUID(workspace): dict(one) for workspace, one in row.asked.items()},
        actions=frozenset(open_actions(rules, actor, now(), calendar)),
        names=names,
        sign_off_asked_of=row.sign_off_asked_of,
    )


def _documents(session: Session, escalation: UUID, *, names: Mapping[UUID, str]) -> tuple[DocumentView, ...]:
    rows = session.scalars(
        select(DocumentRow).where(DocumentRow.escalation_id == escalation).order_by(DocumentRow.signed_at)
    )
    return tuple(
        DocumentView(
            row.kind,
            row.version,
            row.part_id,
            names[row.workspace_id],
            row.content,
            row.signed_by_name,
            row.signed_by_role,
            row.signed_at,
        )
        for row in rows
    )


def _deadlines(session: Session, escalation: UUID, *, names: Mapping[UUID, str]) -> tuple[DeadlineView, ...]:
    rows = session.scalars(
        select(DeadlineRow)
        .where(DeadlineRow.escalation_id == escalation)
        .order_by(DeadlineRow.started_at, DeadlineRow.due_at)
    )
    return tuple(
        DeadlineView(
            Deadline.from_json(row.working),
            names[row.workspace_id],
            row.workspace_id,
            row.part_id,
            row.stopped_at is None,
            row.stopped_at,
        )
        for row in rows
    )


def draft(session: Session, reference: str, *, kind: str, workspace: UUID) -> DraftView:
    """What this workspace still writes of a part; an empty one at version 0 when nothing is written yet."""
    row = session.scalars(
        select(DraftRow)
        .join(EscalationRow, EscalationRow.id == DraftRow.escalation_id)
        .where(
            EscalationRow.reference == reference, DraftRow.kind == kind, DraftRow.workspace_id == workspace
        )
    ).first()
    return DraftView(row.content, row.version, row.updated_by_name, row.updated_at) if row else DraftView()


def timeline(session: Session, escalation: UUID) -> tuple[Happened, ...]:
    """What happened to the case, newest first, as far as this workspace may read it (P5)."""
    rows: Sequence[HistoryRow] = session.scalars(
        select(HistoryRow).where(HistoryRow.escalation_id == escalation).order_by(HistoryRow.seq.desc())
    ).all()
    return tuple(_happened(row) for row in rows)


def _happened(row: HistoryRow) -> Happened:
    payload = row.payload or {}
    return Happened(
        seq=row.seq,
        words=words(row.event, row.payload),
        by=payload.get("by", "Details removed under the retention rules"),
        role=payload.get("role", ""),
        workspace=payload.get("workspace", ""),
        at=row.at,
        reasons=payload.get("reasons", ""),
    )


def looks(session: Session, escalation: UUID, *, workspace: UUID) -> tuple[Look, ...]:
    """Who revealed the children's identity, newest first."""
    from_names = {one.id: one.name for one in agencies.workspaces(session)}
    rows = session.scalars(
        select(AccessRow).where(AccessRow.escalation_id == escalation).order_by(AccessRow.at.desc())
    )
    return tuple(
        Look(
            row.at,
            row.name if row.workspace_id == workspace else f"{from_names[row.workspace_id]}, {row.role}",
            row.what,
            row.purpose,
        )
        for row in rows
    )


Asked = dict[str, dict[str, str | None]]
"""What a case asks of each workspace, and by when; as it is kept on the case for the worklists."""


def asked(session: Session, escalation: UUID, asks: Sequence[Task]) -> Asked:
    """The first thing asked of each workspace, with the due instant of the clock it is asked by."""
    found: Asked = {}
    for task in asks:
        workspace = _whose(session, task)
        due = _due(session, escalation, task)
        found.setdefault(str(workspace), {"ask": task.ask, "due": due.isoformat() if due else None})
    return found


@dataclass(frozen=True, slots=True)
class AskedOf:
    """Something a case asks, as the e-mail about it needs it."""

    reference: str
    due_at: datetime | None


def asked_of(session: Session, escalation: UUID, *, workspace: UUID, ask: Ask) -> AskedOf | None:
    """What the case asks of this workspace, if it still does, and the workspace may still see the case."""
    row = session.get(EscalationRow, escalation)
    if row is None:
        return None
    for task in tasks(to_case(row, parts_of(session, row.id))):
        if task.ask is ask and _whose(session, task) == workspace:
            return AskedOf(row.reference, _due(session, row.id, task))
    return None


def _whose(session: Session, task: Task) -> UUID:
    return agencies.the_workspace(session, task.whose).id if isinstance(task.whose, Kind) else task.whose


def _due(session: Session, escalation: UUID, task: Task) -> datetime | None:
    running = select(DeadlineRow.due_at).where(
        DeadlineRow.escalation_id == escalation,
        DeadlineRow.clock == task.clock,
        DeadlineRow.stopped_at.is_(None),
    )
    of_part = DeadlineRow.part_id == task.part if task.part else DeadlineRow.part_id.is_(None)
    return session.scalars(running.where(of_part).order_by(DeadlineRow.started_at.desc())).first()


@dataclass(frozen=True, slots=True)
class Identity:
    """A child's identity, from the protected block."""

    number: int
    name: str
    date_of_birth: str
    record_number: str


def identities(session: Session, escalation: UUID) -> tuple[Identity, ...]:
    """The children's identity as last written: for those who write it, and for a logged reveal (decision 25)."""
    newest = select(func.max(ChildRow.version)).where(ChildRow.escalation_id == escalation)
    rows = session.scalars(
        select(ChildRow)
        .where(ChildRow.escalation_id == escalation, ChildRow.version == newest.scalar_subquery())
        .order_by(ChildRow.number)
    )
    return tuple(Identity(row.number, row.name, row.date_of_birth, row.record_number) for row in rows)
