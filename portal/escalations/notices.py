"""Who is told what a case asks of them, or what happened: one outbox row a person, in the same transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations import recipients
from portal.escalations.models import EscalationRow, PartRow
from portal.escalations.records import AT_STAGE_4
from portal.infra import outbox
from portal.protocol.actors import THE_PORTAL, Actor, Kind
from portal.protocol.escalation import CaseState, Escalation, PartKind, PartState
from portal.protocol.moves import Moved
from portal.protocol.news import Reader, readers
from portal.protocol.tasks import Ask, Task

EMAIL = "email"
"""The outbox kind of an e-mail that asks one person for one thing."""

NEWS = "news"
"""The outbox kind of an e-mail that tells one person what happened, and asks nothing."""

NOT_AT_ONCE = frozenset({Ask.FOLLOW_UP, Ask.CARRY_OUT_ACTION})
"""What is asked weeks ahead: the reminders tell it, when its date comes."""

Left = Mapping[Reader, Sequence[UUID]]
"""Whom a case has just left, as they stood to it."""


def ask(
    session: Session, row: EscalationRow, *, new: Iterable[Task], but_not: UUID, occasion: str = ""
) -> None:
    """Write an outbox row to each person of whom the case newly asks something, but not to who just acted.

    `occasion` tells apart what can be asked twice without the case having changed otherwise.
    """
    for task in (task for task in new if task.ask not in NOT_AT_ONCE):
        workspace = _workspace_of(session, task)
        for membership in _recipients(session, row, task, workspace=workspace):
            if membership == but_not:
                continue
            tell(session, row, task.ask, workspace=workspace, membership=membership, occasion=occasion)


def tell(
    session: Session,
    row: EscalationRow,
    what: Ask,
    *,
    workspace: UUID,
    membership: UUID,
    occasion: str = "",
) -> None:
    """Write one outbox row: this person is asked for this, at this version of the case."""
    outbox.tell(
        session,
        EMAIL,
        escalation=row.id,
        workspace=workspace,
        membership=membership,
        payload={"ask": what},
        dedupe=f"{row.id}:{row.version}:{what}{occasion}:{membership}",
    )


def told_of_asks(
    session: Session, row: EscalationRow, tasks: Iterable[Task], *, workspace: UUID
) -> set[tuple[Ask, UUID]]:
    """Who of one workspace is to be told today of each thing that the case asks of it."""
    asked = (task for task in tasks if task.ask not in NOT_AT_ONCE)
    return {
        (task.ask, membership)
        for task in asked
        if _workspace_of(session, task) == workspace
        for membership in _recipients(session, row, task, workspace=workspace)
    }


def news(
    session: Session,
    row: EscalationRow,
    case: Escalation,
    *,
    event: str,
    actor: Actor,
    part: UUID | None = None,
    asked: Iterable[Task] = (),
    only: Collection[UUID] | None = None,
    occasion: str = "",
    more: Mapping[str, str] = MappingProxyType({}),
    left: Left = MappingProxyType({}),
) -> None:
    """Write an outbox row to each person whom `portal.protocol.news` has told of this, in the order it names them.

    `occasion` tells apart what can happen twice without the case having changed otherwise. Whoever's workspace is
    newly asked something by it, or did it, is left out; so is every agency but `only` those that may read it
    (None: all of them). `more` is what the e-mail says besides, where what happened is not enough. `left`: whom
    the case has just left, who are told that there is nothing to open.
    """
    own = set() if actor.membership == THE_PORTAL else {actor.workspace}
    busy = own | {_workspace_of(session, task) for task in asked}
    for reader in (one for one in readers(event) if _is_told(one, case, left)):
        for workspace, named in _places(session, row, case, reader=reader, part=part):
            unread = only is not None and workspace not in only and reader is not Reader.OFFICE
            if workspace in busy or unread:
                continue
            busy.add(workspace)
            for membership in left.get(reader) or _told(session, row, reader, workspace, named=named):
                outbox.tell(
                    session,
                    NEWS,
                    escalation=row.id,
                    workspace=workspace,
                    membership=membership,
                    payload={
                        "event": event,
                        "reference": row.reference,
                        "reader": reader,
                        "former": reader is Reader.FORMER_B or reader in left,
                        **more,
                    },
                    dedupe=f"{row.id}:{row.version}:{event}{occasion}:{part}:{membership}",
                )


def _is_told(reader: Reader, case: Escalation, left: Left) -> bool:
    """The Executive and the Scrutineer are told while the case is theirs, or has just left them."""
    match reader:
        case Reader.EXECUTIVE | Reader.PRESIDING:
            return case.state in AT_STAGE_4 or reader in left
        case Reader.SCRUTINEER:
            return _directed(case) or reader in left
    return True


def _told(
    session: Session, row: EscalationRow, reader: Reader, workspace: UUID, *, named: UUID | None
) -> list[UUID]:
    if reader is Reader.PRESIDING:
        return recipients.who_presides(session, row)
    return recipients.told(session, row, workspace, named=named)


def left_by(session: Session, row: EscalationRow, moved: Moved) -> Left:
    """Whom a case leaves by a move, who read it or were to: of the Executive, and the Scrutineer (section 4).

    To be asked before the move is written: afterwards the case says no more who they were.
    """
    left: dict[Reader, list[UUID]] = {}
    if moved.before.state in AT_STAGE_4 and moved.after.state not in AT_STAGE_4:
        left[Reader.EXECUTIVE] = recipients.of_the_executive(session, row)
    if _directed(moved.before) and not _directed(moved.after):
        scrutineer = agencies.the_workspace(session, Kind.SCRUTINEER).id
        left[Reader.SCRUTINEER] = recipients.told(session, row, scrutineer, named=None)
    return left


def _directed(case: Escalation) -> bool:
    """Whether a summary is awaited of the Scrutineer, who reads the case until then."""
    directed = (one for one in case.of_kind(PartKind.SUMMARY) if one.state is PartState.DIRECTED)
    return case.state is CaseState.ACCEPTED and any(directed)


def _places(
    session: Session, row: EscalationRow, case: Escalation, *, reader: Reader, part: UUID | None
) -> list[tuple[UUID, UUID | None]]:
    """The workspaces meant, each with the person there who is told; None: whoever signs, or the whole office."""
    if reader is Reader.OFFICE:
        return [(agencies.the_workspace(session, Kind.BUSINESS_UNIT).id, None)]
    if reader in (Reader.EXECUTIVE, Reader.PRESIDING):
        return [(agencies.the_workspace(session, Kind.EXECUTIVE).id, None)]
    if reader is Reader.SCRUTINEER:
        return [(agencies.the_workspace(session, Kind.SCRUTINEER).id, None)]
    if reader is Reader.RAISING:
        return [(case.raising, recipients.signatory(session, row))]
    about = case.part(part)
    responses = case.responses if reader is Reader.EVERY_B else ((about,) if about else ())
    named = {
        one.id: one.addressee_id
        for one in session.execute(
            select(PartRow.id, PartRow.addressee_id).where(PartRow.escalation_id == row.id)
        )
    }
    return [(response.workspace, named.get(response.id)) for response in responses]


def _workspace_of(session: Session, task: Task) -> UUID:
    return agencies.the_workspace(session, task.whose).id if isinstance(task.whose, Kind) else task.whose


def _recipients(session: Session, row: EscalationRow, task: Task, *, workspace: UUID) -> Iterable[UUID]:
    if task.whose is Kind.EXECUTIVE:
        return recipients.of_the_executive(session, row)
    if isinstance(task.whose, Kind):
        return recipients.holders(session, row, workspace, recipients.ROLES_TOLD[task.whose])
    if task.ask is Ask.SIGN_OFF:
        return recipients.to_sign(session, row, row.sign_off_asked_of)
    if task.ask is Ask.SIGN_OFF_REPLY:
        asked: UUID | None = session.scalar(select(PartRow.sign_off_asked_of).where(PartRow.id == task.part))
        return recipients.stand_ins(session, row, asked)
    if task.ask is Ask.RESPOND:
        named = recipients.addressee(session, task.part)
    elif task.ask is Ask.COMPLETE_REFERRAL:
        named = recipients.requester(session, row, task.part)
    else:
        named = recipients.signatory(session, row)
    told = recipients.told(session, row, workspace, named=named)
    writers = row.writers if task.ask is Ask.COMPLETE_PART_1 else []
    return dict.fromkeys([*told, *writers])
