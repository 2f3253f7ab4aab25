"""What a member who is recused reads once a case is decided: what the parties were given, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations.queries import DocumentView, mask_for
from portal.protocol.decision import DECISION
from portal.protocol.summary import ISSUED

CLERICAL = "clerical"

_RELEASED = text("select * from portal.released_to_recused(:escalation)")


@dataclass(frozen=True, slots=True)
class Released:
    """The decision with its clerical corrections, and each summary as it was given to the parties, masked."""

    decision: DocumentView
    corrections: tuple[DocumentView, ...]
    summaries: tuple[DocumentView, ...]
    names: Mapping[UUID, str]

    def name_of(self, workspace: str) -> str:
        """The name of a workspace, by its identifier as it is stored."""
        return self.names.get(UUID(workspace), "") if workspace else ""


def released_to_recused(session: Session, escalation: UUID) -> Released | None:
    """What was released of a case; None for whoever is not recused from it, and while it is not decided.

    Which rows these are is PostgreSQL's to say; the mask is the case's (decision 25).
    """
    rows = session.execute(_RELEASED, {"escalation": escalation}).all()
    if not rows:
        return None
    names = {one.id: one.name for one in agencies.workspaces(session)}
    mask = mask_for(session, escalation)
    papers = [
        DocumentView(
            row.kind, 1, row.part_id, names[row.workspace_id], mask(row.content), row.name, row.role, row.at
        )
        for row in rows
    ]
    return Released(
        next(one for one in papers if one.kind == DECISION),
        tuple(one for one in papers if one.kind == CLERICAL),
        tuple(one for one in papers if one.kind == ISSUED),
        names,
    )
