"""What the Executive does: declare, accept a case as exceptional, or decline it (decisions 16, 21 and 22)."""

from collections.abc import Collection
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations import notices
from portal.escalations.actions import quorum
from portal.escalations.actions.door import Opened, Told, advance, open_case, signature
from portal.executive import queries
from portal.executive.models import DeclarationRow, SubstituteRow
from portal.infra import history
from portal.infra.calendar import now
from portal.protocol.actors import Actor, Kind
from portal.protocol.conflicts import INTERESTS
from portal.protocol.errors import Invalid, WrongState
from portal.protocol.escalation import WITH_THE_EXECUTIVE, CaseState
from portal.protocol.permissions import Permission, check
from portal.protocol.rows import Action
from portal.protocol.tasks import tasks


def declare(
    session: Session, actor: Actor, reference: str, *, interests: Collection[str], words: str
) -> None:
    """Declare one's interests in a case, before any of its papers opens (decision 21).

    None declared and none found lets the member read. More may be declared later, never less: each declaration
    stands. What the portal finds itself is added by the database, which also keeps it in the history.
    """
    case = queries.one_before(session, reference)
    if case.state is CaseState.DECIDED:
        raise WrongState("The case is decided, so nothing is declared any more.")
    keep_declaration(session, actor, case.id, interests=interests, words=words)
    quorum.look_again(session, case.id)


def keep_declaration(
    session: Session, actor: Actor, escalation: UUID, *, interests: Collection[str], words: str
) -> None:
    """Keep what somebody declared. Raises Invalid for an interest that is not in the list."""
    if unknown := set(interests) - set(INTERESTS):
        raise Invalid({"interests": f"Choose from the list: {', '.join(sorted(unknown))} is not in it"})
    session.execute(
        insert(DeclarationRow)
        .inline()
        .values(
            id=uuid4(),
            escalation_id=escalation,
            interests=sorted(interests),
            words=words,
            name=actor.name,
            role=actor.role_words,
            at=now(),
        )
    )


def name_substitute(
    session: Session, actor: Actor, reference: str, *, version: int, membership: UUID
) -> None:
    """Name a substitute for one case, never from a party (decision 22); they are asked to declare as others are.

    Raises Invalid when the person is no substitute of the Executive, or is of a party.
    """
    opened = open_case(session, reference, version=version)
    check(Permission.NAME_SUBSTITUTE, actor, opened.case)
    if opened.case.state not in WITH_THE_EXECUTIVE:
        raise WrongState("The case is not with the Executive, so no substitute is needed.")
    try:
        with session.begin_nested():
            session.execute(
                insert(SubstituteRow).values(
                    escalation_id=opened.row.id,
                    membership_id=membership,
                    named_by_name=actor.name,
                    at=opened.now,
                )
            )
    except IntegrityError as refused:
        raise Invalid({"who": "Choose a substitute who is not of a party and was not named yet"}) from refused
    opened.row.version += 1
    session.flush()
    _ask(session, opened, membership)
    history.record(
        session, opened.row.id, event="name_substitute", at=opened.now, payload=signature(actor), agencies=()
    )
    quorum.look_again(session, opened.row.id)


def _ask(session: Session, opened: Opened, membership: UUID) -> None:
    """Tell a substitute what the case asks of the Executive now: they were nobody of it until they were named."""
    executive = agencies.the_workspace(session, Kind.EXECUTIVE).id
    for task in tasks(opened.case):
        if task.whose is Kind.EXECUTIVE:
            notices.tell(session, opened.row, task.ask, workspace=executive, membership=membership)


def accept(session: Session, actor: Actor, reference: str, *, version: int, reasons: str) -> None:
    """Accept the case as exceptional, with reasons, which both parties read (decision 16)."""
    opened = open_case(session, reference, version=version)
    told = Told({"reasons": reasons})
    advance(session, opened, action=Action.ACCEPT, actor=actor, reasons=reasons, told=told)


def decline(session: Session, actor: Actor, reference: str, *, version: int, reasons: str) -> None:
    """Decline the case, with reasons; it goes back to the agencies, and leaves the Executive (decision 16)."""
    opened = open_case(session, reference, version=version)
    told = Told({"reasons": reasons})
    advance(session, opened, action=Action.DECLINE, actor=actor, reasons=reasons, told=told)
