"""From rows to the case that the rules read, and back. Nothing here decides anything."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from portal.escalations.models import DraftRow, EscalationRow, PartRow
from portal.infra.calendar import now
from portal.infra.db import kept_for_ever
from portal.protocol.actors import Role
from portal.protocol.conflicts import Seat, Stuck, View
from portal.protocol.errors import NotFound
from portal.protocol.escalation import CaseState, Escalation, Extension, Part, PartKind, PartState
from portal.protocol.rules import THE_PROTOCOLS, Rules

_PARTS = (
    select(PartRow)
    .where(PartRow.escalation_id == bindparam("escalation"))
    .order_by(PartRow.began_at, PartRow.id)
)

AT_STAGE_4 = frozenset({CaseState.REFERRED, CaseState.ACCEPTED, CaseState.DECIDED})
"""The states in which the Executive has a case, or has decided it."""

_RULES = text("select content from portal.rules where version = :version")
_BENCH = text("select * from portal.bench(:escalation)")
_VIEWS = text("select * from portal.views_held(:escalation)")

_CASE = (
    select(EscalationRow, PartRow)
    .outerjoin(PartRow, PartRow.escalation_id == EscalationRow.id)
    .where(EscalationRow.reference == bindparam("reference"))
    .order_by(PartRow.began_at, PartRow.id)
)


def to_case(
    session: Session, row: EscalationRow, parts: Sequence[PartRow], bench: Sequence[Seat] = ()
) -> Escalation:
    """The case as the protocol's rules read it, with the version of them that it began under."""
    return Escalation(
        id=row.id,
        raising=row.raising_workspace_id,
        state=CaseState(row.state),
        parts=tuple(_to_part(part) for part in parts),
        writers=frozenset(row.writers),
        bench=tuple(bench),
        sign_off_asked=row.sign_off_asked_of is not None,
        raising_withdrew=row.raising_withdrew,
        turn_began_at=row.turn_began_at,
        chases=row.chases,
        no_further_step_at=row.no_further_step_at,
        follow_up_on=row.follow_up_on,
        followed_up=row.followed_up_at is not None,
        on_behalf=row.on_behalf,
        silent=row.silent_since is not None,
        substitute_needed=Stuck(row.substitute_needed) if row.substitute_needed else None,
        rules=rules_of(session, row.rules_version),
    )


def _to_part(row: PartRow) -> Part:
    return Part(
        id=row.id,
        kind=PartKind(row.kind),
        workspace=row.workspace_id,
        state=PartState(row.state),
        began_at=row.began_at,
        due_at=row.due_at,
        extension=Extension(row.extension),
        said_not_for_us=row.said_not_for_us,
        early=row.early,
        agreed=frozenset(row.agreed),
        interests_declared=row.interests_declared,
        sign_off_asked=row.sign_off_asked_of is not None,
        extension_days=row.extension_days,
        answered_at=row.answered_at,
        on_behalf=row.on_behalf,
        to_assess=row.to_assess,
        lapsed=row.extension == Extension.ASKED and row.due_at is not None and now() >= row.due_at,
    )


def rules_of(session: Session, version: int) -> Rules:
    """A version of the rules. The first is the protocol's own; of any other each process asks once."""
    if version == THE_PROTOCOLS.version:
        return THE_PROTOCOLS
    return kept_for_ever(session, ("rules", version), lambda: _rules(session, version))


def _rules(session: Session, version: int) -> Rules:
    return Rules.from_json(version, session.execute(_RULES, {"version": version}).scalar_one())


def bench_of(session: Session, row: EscalationRow) -> tuple[Seat, ...]:
    """Who may come to sit on a case at stage 4, worked out anew each time (decision 21). Empty for its parties.

    A view counts when it was given of the proposal as it now is.
    """
    if row.state not in AT_STAGE_4:
        return ()
    seats = session.execute(_BENCH, {"escalation": row.id}).all()
    views = {one.membership_id: one.view for one in session.execute(_VIEWS, {"escalation": row.id})}
    return tuple(
        Seat(
            one.membership_id,
            one.seat,
            declared=one.declared_at is not None,
            conflict=bool(one.interests or one.found),
            view=View(views[one.membership_id]) if one.membership_id in views else None,
            name=one.name,
            role=Role(one.role),
            interests=tuple(one.interests),
            found=tuple(one.found),
        )
        for one in seats
    )


def case_with_parts(session: Session, reference: str) -> tuple[EscalationRow, Sequence[PartRow]]:
    """A case and its parts, oldest first, in one query; NotFound when there is none to be seen."""
    rows = session.execute(_CASE, {"reference": reference}).all()
    if not rows:
        raise NotFound
    return rows[0].EscalationRow, [row.PartRow for row in rows if row.PartRow is not None]


def parts_of(session: Session, escalation: UUID) -> Sequence[PartRow]:
    """A case's parts, oldest first."""
    return session.scalars(_PARTS, {"escalation": escalation}).all()


def drafts_of(
    session: Session, escalation: UUID, *, kind: str, workspace: UUID, part: UUID | None = None
) -> dict[str, DraftRow]:
    """What this workspace still writes of a part of the form, by section. One that has no sections has one, ""."""
    rows = session.scalars(
        select(DraftRow).where(
            DraftRow.escalation_id == escalation,
            DraftRow.kind == kind,
            DraftRow.workspace_id == workspace,
            DraftRow.part_id == part if part else DraftRow.part_id.is_(None),
        )
    )
    return {row.section: row for row in rows}
