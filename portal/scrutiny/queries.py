"""What the Independent Scrutineer may know of the cases that the Executive directed. Nothing here writes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.escalations.queries import AttachmentView, CaseView
from portal.protocol.clock import last_day
from portal.protocol.errors import NotFound
from portal.protocol.escalation import PartState
from portal.protocol.summary import PAPERS, paper_seen

_BEFORE = text("select * from portal.before_the_scrutineer()")


@dataclass(frozen=True, slots=True)
class Directed:
    """A summary that was directed, as the Scrutineer knows its case before declaring (decision 23)."""

    id: UUID
    reference: str
    raising: str
    responding: tuple[str, ...]
    signatories: tuple[str, ...]
    part: UUID
    state: PartState
    directed_at: datetime
    due_at: datetime | None
    declared: bool
    compiles: bool

    @property
    def due_on(self) -> date | None:
        """The last day for the summary."""
        return last_day(self.due_at) if self.due_at else None


def directed(session: Session) -> tuple[Directed, ...]:
    """Every summary that was directed and not recalled, of cases not yet decided."""
    return tuple(
        Directed(
            row.escalation_id,
            row.reference,
            row.raising,
            tuple(row.responding),
            tuple(row.signatories),
            row.part_id,
            PartState(row.part_state),
            row.directed_at,
            row.due_at,
            row.declared,
            row.compiles,
        )
        for row in session.execute(_BEFORE)
    )


def one_directed(session: Session, reference: str) -> Directed:
    """The newest of one case; NotFound when there is none."""
    found = [one for one in directed(session) if one.reference == reference]
    if not found:
        raise NotFound
    return max(found, key=lambda one: one.directed_at)


def addressees(view: CaseView) -> list[str]:
    """To whom a suggested action may be addressed: each party, all of them, or the Business Unit."""
    return [*sorted(view.names[one] for one in view.case.parties), "All agencies", "The Business Unit"]


def material(view: CaseView) -> list[str]:
    """What the Scrutineer was given to read, listed by the portal, each with its version (decision 23)."""
    papers = [
        paper_seen(one.kind, agency=one.agency, version=one.version, signed_by=one.signed_by)
        for one in view.documents
        if one.kind in PAPERS
    ]
    return [*papers, "The record of what happened"]


def files_seen(files: Iterable[AttachmentView]) -> list[str]:
    """The files the Scrutineer could open, apart: one agency may not know of another’s (decision 13)."""
    return [f"{one.title} ({one.name})" for one in files]
