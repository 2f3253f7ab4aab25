"""Who of a workspace is told today: whoever holds the role now, or stands in for them (decision 9).

A responding agency's named recipient is told, and its others are not; the raising agency's signatory is told, or
whoever signs for it today when that person no longer does; of the partnership's own workspaces, everyone.
"""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations.models import DeadlineRow, DocumentRow, EscalationRow, PartRow
from portal.escalations.records import bench_of
from portal.infra.db import Context, acting_as
from portal.infra.outbox import Taken
from portal.protocol.actors import SIGNING_ROLES, THE_PORTAL, Kind, Role
from portal.protocol.conflicts import presiding
from portal.protocol.deadlines import Party
from portal.protocol.escalation import CaseState
from portal.protocol.part_4 import PART_4

ROLES_TOLD = {
    Kind.BUSINESS_UNIT: (Role.OFFICER, Role.MANAGER),
    Kind.EXECUTIVE: (Role.MEMBER, Role.CHAIR),
    Kind.SCRUTINEER: (Role.SCRUTINEER,),
    Kind.LEARNING: (Role.READER,),
}
"""Whom of the partnership's own workspaces an ask is sent to. A substitute has no part in a case but the one for
which they are named (decision 22)."""


def told(session: Session, row: EscalationRow, workspace: UUID, *, named: UUID | None) -> list[UUID]:
    """The person named, or who stands in for them today; without one, everybody who signs there.

    Of the partnership's own workspaces, everyone. Nobody who is kept from the case.
    """
    kind = agencies.workspace(session, workspace).kind
    if kind is Kind.EXECUTIVE:
        return of_the_executive(session, row)
    if kind is not Kind.AGENCY:
        return holders(session, row, workspace, ROLES_TOLD[kind])
    return stand_ins(session, row, named) or holders(session, row, workspace, SIGNING_ROLES)


def of_the_executive(session: Session, row: EscalationRow) -> list[UUID]:
    """Whoever may come to sit on the case and has no conflict, declared or found (decision 21)."""
    office = agencies.the_workspace(session, Kind.BUSINESS_UNIT).id
    with acting_as(session, Context(workspace=office, membership=THE_PORTAL)):
        return [seat.membership for seat in bench_of(session, row) if not seat.conflict]


def who_presides(session: Session, row: EscalationRow) -> list[UUID]:
    """The member who presides; while nobody can, whoever may come to sit (decision 22)."""
    office = agencies.the_workspace(session, Kind.BUSINESS_UNIT).id
    with acting_as(session, Context(workspace=office, membership=THE_PORTAL)):
        presides = presiding(bench_of(session, row))
    return [presides] if presides else of_the_executive(session, row)


def may_come_to_decide(session: Session, taken: Taken) -> bool:
    """Whether the person whom a row of the outbox means is one of those now. As they see the case."""
    row = session.get(EscalationRow, taken.case)
    return row is not None and taken.membership in of_the_executive(session, row)


def holders(session: Session, row: EscalationRow, workspace: UUID, roles: Iterable[Role]) -> list[UUID]:
    """Who holds one of the roles, and is not kept from the case."""
    return [one for one in agencies.role_holders(session, workspace, roles) if one not in row.barred]


def stand_ins(
    session: Session, row: EscalationRow, named: UUID | None, *, but_not: Iterable[UUID] = ()
) -> list[UUID]:
    """Whom of the named person's agency a case goes to today, nobody who is kept from it."""
    if named is None:
        return []
    return agencies.stand_ins(session, named, SIGNING_ROLES, but_not=[*row.barred, *but_not])


def to_sign(session: Session, row: EscalationRow, named: UUID | None) -> list[UUID]:
    """Who signs off instead of an absent colleague did not write what is signed, where there is somebody else."""
    return stand_ins(session, row, named, but_not=row.writers) or stand_ins(session, row, named)


def signatory(session: Session, row: EscalationRow) -> UUID | None:
    """Who signed Part 1 last."""
    return _signed_last(session, row, DocumentRow.kind == "part_1")


def requester(session: Session, row: EscalationRow, part: UUID | None) -> UUID | None:
    """Who signed this request for referral last."""
    return _signed_last(session, row, DocumentRow.kind == PART_4, DocumentRow.part_id == part)


def _signed_last(session: Session, row: EscalationRow, *which: ColumnElement[bool]) -> UUID | None:
    newest = select(DocumentRow.signed_by).where(DocumentRow.escalation_id == row.id, *which)
    found: UUID | None = session.scalar(newest.order_by(DocumentRow.version.desc()).limit(1))
    return found


def addressee(session: Session, part: UUID | None) -> UUID | None:
    """To whom the form was sent that this response answers."""
    found: UUID | None = session.scalar(select(PartRow.addressee_id).where(PartRow.id == part))
    return found


def reminded(session: Session, row: EscalationRow, deadline: DeadlineRow, to: Party) -> list[UUID]:
    """Whom a step of a deadline's ladder goes to today (decision 7); nobody when no one there holds the role."""
    bound = deadline.workspace_id
    match to:
        case Party.BUSINESS_UNIT_MANAGERS:
            return managers(session, row)
        case Party.EXECUTIVE_CONTACT:
            return holders(session, row, bound, (Role.EXECUTIVE_CONTACT,))
        case Party.RESPONDING:
            return told(session, row, bound, named=addressee(session, deadline.part_id))
    if row.on_behalf and row.state == CaseState.RETURNED:
        return managers(session, row)
    kind = agencies.workspace(session, bound).kind
    if kind is Kind.EXECUTIVE:
        return of_the_executive(session, row)
    if kind is Kind.AGENCY:
        named = _whose_turn(session, row, deadline)
        return told(session, row, bound, named=named)
    return holders(session, row, bound, ROLES_TOLD[kind])


def _whose_turn(session: Session, row: EscalationRow, deadline: DeadlineRow) -> UUID | None:
    """Who signed what is to be completed: the request that was returned, else A's Part 1."""
    if deadline.part_id:
        return requester(session, row, deadline.part_id)
    return signatory(session, row) if deadline.workspace_id == row.raising_workspace_id else None


def managers(session: Session, row: EscalationRow) -> list[UUID]:
    """The Business Unit's managers, or its officers while it has none."""
    office = agencies.the_workspace(session, Kind.BUSINESS_UNIT).id
    return holders(session, row, office, (Role.MANAGER,)) or holders(session, row, office, (Role.OFFICER,))
