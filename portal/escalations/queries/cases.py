"""One case, read as far as a workspace may, with what the actor may do now."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations.models import DeadlineRow, DocumentRow, EscalationRow, NudgeRow, PartRow
from portal.escalations.queries.case_view import (
    CaseView,
    DeadlineView,
    DocumentView,
    DraftView,
    PartView,
    SummaryIn,
)
from portal.escalations.queries.identities import Mask, mask_for
from portal.escalations.queries.record import last_change
from portal.escalations.records import bench_of, case_with_parts, drafts_of, to_case
from portal.infra.calendar import calendar_for, now
from portal.protocol.actors import Actor, Kind
from portal.protocol.deadlines import Deadline
from portal.protocol.decision import issues_put
from portal.protocol.errors import NotFound
from portal.protocol.escalation import CLOSED_AS, PARALLEL, Escalation, Part
from portal.protocol.moves import open_actions
from portal.protocol.part_1 import CATEGORIES
from portal.protocol.part_4 import PART_4
from portal.protocol.summary import SUMMARY
from portal.protocol.tasks import Ask, known_to, tasks

_PAPER, _CLOCK, _NUDGE = DocumentRow.__table__.c, DeadlineRow.__table__.c, NudgeRow.__table__.c
_PAPERS = (
    select(
        *(_PAPER.kind, _PAPER.version, _PAPER.part_id, _PAPER.agencies, _PAPER.content, _PAPER.workspace_id),
        *(_PAPER.signed_by_name, _PAPER.signed_by_role, _PAPER.signed_at, _PAPER.on_behalf_of),
        _PAPER.signed_by,
    )
    .where(_PAPER.escalation_id == bindparam("escalation"))
    .order_by(_PAPER.signed_at)
)
_CLOCKS = (
    select(
        *(
            _CLOCK.working,
            _CLOCK.workspace_id,
            _CLOCK.part_id,
            _CLOCK.stopped_at,
            _CLOCK.id,
            _CLOCK.started_at,
            _CLOCK.agencies,
        ),
        select(func.min(_NUDGE.at)).where(_NUDGE.deadline_id == _CLOCK.id).scalar_subquery().label("next_at"),
    )
    .where(_CLOCK.escalation_id == bindparam("escalation"))
    .order_by(_CLOCK.started_at, _CLOCK.due_at)
)

EXTRACTED = frozenset({"part_3", "follow_up"})
"""The papers of which each of several responding agencies reads an extract (decision 13)."""


def case(session: Session, actor: Actor, reference: str, *, mask: Mask | None = None) -> CaseView:
    """The whole of a case for the actor's workspace; NotFound when there is none it may see.

    Shown through the case's mask (decision 25) unless another is given, for a copy with the identity.
    """
    row, parts = case_with_parts(session, reference)
    bench = bench_of(session, row)
    if actor.kind is Kind.EXECUTIVE and not bench:
        raise NotFound  # it left the Executive between the one question and the other
    rules = to_case(session, row, parts, bench)
    mask = mask or mask_for(session, row.id)
    spaces = agencies.workspaces(session)
    names = {one.id: one.name for one in spaces}
    calendar = calendar_for(agencies.closures(session))
    views = tuple(_part(part, one, names) for part, one in zip(rules.parts, parts, strict=True))
    return CaseView(
        reference=row.reference,
        version=last_change(session, row.id),
        case=rules,
        raising=names[row.raising_workspace_id],
        opened_at=row.opened_at,
        submitted_at=row.first_submitted_at,
        ended_at=row.ended_at,
        category=CATEGORIES.get(row.category or "", "Not chosen yet"),
        parts=views,
        documents=_masked(
            _documents(session, row.id, names=names, parts=views, reader=actor.workspace), mask
        ),
        deadlines=_deadlines(session, row.id, names=names, reader=actor),
        asks=_asks(rules, spaces, actor),
        actions=frozenset(open_actions(rules, actor, now(), calendar)),
        names=names,
        mask=mask,
        sign_off_asked_of=row.sign_off_asked_of,
        parallel=tuple(PARALLEL[one] for one in row.parallel),
        closed_because=CLOSED_AS.get(row.closed_as or "", ""),
        kept_out=_kept_out(session, row, actor),
    )


def seen_of(session: Session, escalations: Collection[UUID]) -> frozenset[UUID]:
    """Of these cases, those that this workspace and member may see."""
    return frozenset(session.scalars(select(EscalationRow.id).where(EscalationRow.id.in_(escalations))))


def _part(part: Part, row: PartRow, names: Mapping[UUID, str]) -> PartView:
    return PartView(
        part,
        names[part.workspace],
        row.addressee_name or "",
        row.receipt_confirmed_at,
        row.receipt_confirmed_by or "",
        row.sign_off_asked_of,
    )


def _kept_out(session: Session, row: EscalationRow, actor: Actor) -> tuple[agencies.MemberView, ...]:
    """Whom of the actor's own workspace it keeps from the case; nothing is asked while nobody is."""
    if not row.barred:
        return ()
    return tuple(one for one in agencies.members(session, actor.workspace) if one.membership in row.barred)


def _asks(
    case: Escalation, spaces: Sequence[agencies.WorkspaceView], actor: Actor
) -> tuple[tuple[UUID, Ask], ...]:
    """What the case asks now, as far as the actor may know it, each with the workspace of which it is asked."""
    of_kind: dict[Kind, UUID] = {one.kind: one.id for one in spaces if one.kind is not Kind.AGENCY}
    asked = (
        (of_kind[task.whose] if isinstance(task.whose, Kind) else task.whose, task.ask)
        for task in (known_to(case, actor.workspace) if actor.kind is Kind.AGENCY else tasks(case))
    )
    return tuple(dict.fromkeys(asked))


def _documents(
    session: Session, escalation: UUID, *, names: Mapping[UUID, str], parts: Sequence[PartView], reader: UUID
) -> tuple[DocumentView, ...]:
    """An extract is read by the agency it was made for; who reads the whole is not shown it again."""
    rows = session.execute(_PAPERS, {"escalation": escalation})
    answers = {one.part.id: one for one in parts}
    return tuple(
        _document(row, names, answers.get(row.part_id) if row.part_id else None)
        for row in rows
        if row.kind not in EXTRACTED or row.part_id is None or reader in (row.agencies or ())
    )


def _document(row: Row[*tuple[Any, ...]], names: Mapping[UUID, str], answer: PartView | None) -> DocumentView:
    reply = answer if row.kind == "part_2" else None
    return DocumentView(
        row.kind,
        row.version,
        row.part_id,
        names[row.on_behalf_of or row.workspace_id],
        row.content,
        row.signed_by_name,
        row.signed_by_role,
        row.signed_at,
        signer=row.signed_by,
        on_behalf=row.on_behalf_of is not None,
        answered_at=reply.part.answered_at if reply else None,
        late=reply is not None and reply.late,
    )


def _deadlines(
    session: Session, escalation: UUID, *, names: Mapping[UUID, str], reader: Actor
) -> tuple[DeadlineView, ...]:
    """Without those meant for other agencies: A alone reads of a turn that began with a silence (decision 13)."""
    rows = session.execute(_CLOCKS, {"escalation": escalation})
    return tuple(
        DeadlineView(
            Deadline.from_json(row.working),
            names[row.workspace_id],
            row.workspace_id,
            row.part_id,
            row.stopped_at is None,
            row.stopped_at,
            row.id,
            row.started_at,
            row.next_at,
        )
        for row in rows
        if reader.kind is not Kind.AGENCY or row.agencies is None or reader.workspace in row.agencies
    )


def draft(
    session: Session, escalation: UUID, *, kind: str, workspace: UUID, part: UUID | None = None
) -> DraftView:
    """What this workspace still writes of a part; an empty one at version 0 when nothing is written yet."""
    rows = drafts_of(session, escalation, kind=kind, workspace=workspace, part=part)
    if not rows:
        return DraftView()
    last = max(rows.values(), key=lambda row: row.updated_at)
    return DraftView(
        {section: row.content for section, row in rows.items()},
        {section: row.version for section, row in rows.items()},
        {section: row.updated_by for section, row in rows.items()},
        last.updated_by_name,
        last.updated_at,
    )


def issues_before(session: Session, case: Escalation) -> tuple[int, ...]:
    """The issues that the requests before the Executive put to it, each as it was signed last."""
    rows = session.execute(_PAPERS, {"escalation": case.id})
    return issues_put(case, {row.part_id: row.content for row in rows if row.kind == PART_4})


def summaries_in(session: Session, escalation: UUID) -> tuple[SummaryIn, ...]:
    """Every summary that was submitted, as it was."""
    rows = session.execute(_PAPERS, {"escalation": escalation})
    return tuple(SummaryIn(row.part_id, row.content) for row in rows if row.kind == SUMMARY)


def _masked(papers: Iterable[DocumentView], mask: Mask) -> tuple[DocumentView, ...]:
    """Decision 25: in a view without identity what people wrote shows none."""
    return tuple(replace(paper, content=mask(paper.content)) for paper in papers)
