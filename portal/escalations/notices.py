"""Who is told what a case asks of them: one outbox row for each person, in the transaction that asks it.

A responding agency's named recipient is told, and its others are not; the raising agency's signatory is
told, or whoever signs for it today when that person no longer does; of the Business Unit, everyone.
"""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations.models import DocumentRow, EscalationRow, PartRow
from portal.infra import outbox
from portal.protocol.actors import SIGNING_ROLES, Kind, Role
from portal.protocol.tasks import Ask, Task

EMAIL = "email"
"""The outbox kind of an e-mail that asks one person for one thing."""

ROLES_TOLD = {
    Kind.BUSINESS_UNIT: (Role.OFFICER, Role.MANAGER),
    Kind.EXECUTIVE: (Role.MEMBER, Role.CHAIR, Role.SUBSTITUTE),
    Kind.SCRUTINEER: (Role.SCRUTINEER,),
}
"""Whom of the partnership's own workspaces an ask is sent to."""


def ask(session: Session, row: EscalationRow, *, new: Iterable[Task], but_not: UUID) -> None:
    """Write an outbox row to each person of whom the case newly asks something, but not to who just acted."""
    for task in new:
        workspace = (
            agencies.the_workspace(session, task.whose).id if isinstance(task.whose, Kind) else task.whose
        )
        for membership in _recipients(session, row, task, workspace=workspace):
            if membership == but_not:
                continue
            tell(session, row, task.ask, workspace=workspace, membership=membership)


def tell(session: Session, row: EscalationRow, what: Ask, *, workspace: UUID, membership: UUID) -> None:
    """Write one outbox row: this person is asked for this, at this version of the case."""
    outbox.tell(
        session,
        EMAIL,
        escalation=row.id,
        workspace=workspace,
        membership=membership,
        payload={"ask": what},
        dedupe=f"{row.id}:{row.version}:{what}:{membership}",
    )


def _recipients(session: Session, row: EscalationRow, task: Task, *, workspace: UUID) -> Iterable[UUID]:
    if isinstance(task.whose, Kind):
        return agencies.role_holders(session, workspace, ROLES_TOLD[task.whose])
    signing = agencies.role_holders(session, workspace, SIGNING_ROLES)
    if task.ask is Ask.SIGN_OFF:
        return [row.sign_off_asked_of] if row.sign_off_asked_of else []
    if task.ask is Ask.RESPOND:
        named: UUID | None = session.scalar(select(PartRow.addressee_id).where(PartRow.id == task.part))
    else:
        named = session.scalar(
            select(DocumentRow.signed_by)
            .where(DocumentRow.escalation_id == row.id, DocumentRow.kind == "part_1")
            .order_by(DocumentRow.version.desc())
            .limit(1)
        )
    told = [named] if named and named in signing else signing
    writers = row.writers if task.ask is Ask.COMPLETE_PART_1 else []
    return dict.fromkeys([*told, *writers])
