"""The gate: what it stops is counted; what passes starts a case, one’s own or on behalf (P1, decision 20)."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations.actions.door import signature
from portal.escalations.models import DiversionRow, EscalationRow
from portal.infra import history
from portal.infra.calendar import now
from portal.protocol import gate as protocol
from portal.protocol.actors import Actor, Kind
from portal.protocol.clock import london_date
from portal.protocol.errors import Invalid, NotFound
from portal.protocol.escalation import Escalation
from portal.protocol.permissions import Permission, check
from portal.protocol.tasks import Ask


def divert(session: Session, *, answers: protocol.Answers) -> protocol.Question:
    """Count what the gate stops: the question, each yes and no, the agency, the day (P1).

    No reason is kept, no child and no person. Gives the question that stopped it.
    """
    stopped = protocol.stopped_by(answers)
    if stopped is None:
        raise ValueError("Nothing stops these answers.")
    _count(session, stopped, protocol.yes_and_no(answers))
    return stopped


def take_back(session: Session, *, stopped: protocol.Question, answers: protocol.Answers) -> None:
    """Count no longer as stopped what a senior manager went on from, with a reason."""
    _count(session, stopped, {**protocol.yes_and_no(answers), protocol.WENT_ON: protocol.YES})


def _count(session: Session, stopped: protocol.Question, answers: protocol.Answers) -> None:
    # Inline: the agency may not read the row back, so nothing is returned.
    row = {"stopped_by": stopped.key, "answers": dict(answers), "on_date": london_date(now())}
    session.execute(insert(DiversionRow).inline().values(**row))


def start(session: Session, actor: Actor, *, gate: Mapping[str, str]) -> str:
    """Start a case for the actor's agency, once the gate's questions are answered (P1); gives its reference."""
    return _start(session, actor, gate=gate, agency=actor.workspace, on_behalf=False)


def start_on_behalf(session: Session, actor: Actor, *, agency: UUID, gate: Mapping[str, str]) -> str:
    """The Business Unit starts a case for an agency that cannot sign in (decision 20); gives its reference.

    The agency knows that there is one, and reads Part 1 once it was entered as signed. Raises Invalid for what is
    no agency, NotAllowed for who may not write on behalf.
    """
    try:
        known = agencies.workspace(session, agency).kind is Kind.AGENCY
    except NotFound:
        known = False
    if not known:
        raise Invalid({"agency": "Choose an agency of the list."})
    return _start(session, actor, gate=gate, agency=agency, on_behalf=True)


def _start(session: Session, actor: Actor, *, gate: Mapping[str, str], agency: UUID, on_behalf: bool) -> str:
    moment = now()
    ask = {str(actor.workspace): {"ask": Ask.FINISH_PART_1, "due": None}}
    whose = {"raising_workspace_id": agency, "on_behalf": True} if on_behalf else {}
    row = session.execute(
        insert(EscalationRow)
        .values(
            opened_at=moment,
            gate=dict(gate),
            writers=[actor.membership],
            asked=ask,
            **whose,
        )
        .returning(EscalationRow.id, EscalationRow.reference)
    ).one()
    case = Escalation(id=row.id, raising=agency, on_behalf=on_behalf)
    check(Permission.WRITE_PART_1, actor, case)
    history.record(session, row.id, event="start", at=moment, payload=signature(actor), agencies=[agency])
    return str(row.reference)
