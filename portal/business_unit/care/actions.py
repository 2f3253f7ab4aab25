"""Care of records (decision 29): a hold put on and lifted, a disposal proposed by one and confirmed by another.

Nothing is removed by a timer. What is removed, and that everything still speaks for it, is the database's to say
(`portal.dispose`, migration 0025); this module says the same in words first.
"""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import TIMESTAMP, Uuid, bindparam, insert, text, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from portal.business_unit.care import queries
from portal.business_unit.care.models import DisposalRow, LegalHoldRow
from portal.business_unit.care.queries import ProposalView, Record
from portal.escalations import queries as cases
from portal.escalations.actions.door import Opened, open_case, signature
from portal.escalations.actions.record import OFFICE_ONLY
from portal.infra import history
from portal.infra.vouched import digest_of_disposal, digest_of_hold
from portal.protocol.actors import Actor
from portal.protocol.clock import london_date, when
from portal.protocol.errors import Invalid, NotAllowed, NotFound, WrongState
from portal.protocol.events import HOLD, LIFT_HOLD, PROPOSE_DISPOSAL, WITHDRAW_DISPOSAL
from portal.protocol.masking import found
from portal.protocol.permissions import Permission, check
from portal.protocol.retention import Standing

_DISPOSE = text("select portal.dispose(:disposal, :name, :at, :payload)").bindparams(
    bindparam("disposal", type_=Uuid()),
    bindparam("at", type_=TIMESTAMP(timezone=True)),
    bindparam("payload", type_=JSONB()),
)

ANOTHER = "You proposed this yourself. Another manager of the Business Unit has to confirm it."
STAYS = "Take the child’s name, date of birth or record number out of it: it stays after the rest is gone"


def hold(session: Session, actor: Actor, reference: str, *, reason: str) -> None:
    """Keep a case past its date until the hold is lifted. Raises WrongState while one is on already."""
    opened, now = _opened(session, actor, reference, Permission.HOLD_RECORD)
    if now.hold:
        raise WrongState(f"A legal hold is on it already, put on by {now.hold.by}.")
    known_as = uuid4()
    kept = {"reason": reason, "put_on_by_name": actor.name, "put_on_at": opened.now}
    session.execute(insert(LegalHoldRow).values(id=known_as, escalation_id=opened.row.id, **kept))
    told = {"id": str(known_as), "digest": digest_of_hold(kept, lifted=False)}
    _happened(session, opened, actor, HOLD, reasons=reason, hold=told)


def lift(session: Session, actor: Actor, reference: str, *, reason: str) -> None:
    """Lift the hold. Raises WrongState when none is on."""
    opened, now = _opened(session, actor, reference, Permission.HOLD_RECORD)
    if now.hold is None:
        raise WrongState("No legal hold is on it.")
    lifted = {"lifted_because": reason, "lifted_by_name": actor.name, "lifted_at": opened.now}
    session.execute(
        update(LegalHoldRow)
        .where(LegalHoldRow.id == now.hold.id)
        .values(**lifted, lifted_by=actor.membership)
    )
    told = {"id": str(now.hold.id), "lifted": True, "digest": digest_of_hold(lifted, lifted=True)}
    _happened(session, opened, actor, LIFT_HOLD, reasons=reason, hold=told)


def propose(session: Session, actor: Actor, reference: str, *, reason: str) -> None:
    """Propose that a case be disposed of, once its date has passed and while no hold is on.

    Raises Invalid for a reason that names a child of the case, since it stays.
    """
    opened, now = _opened(session, actor, reference, Permission.DISPOSE_OF_RECORD)
    if now.proposal:
        raise WrongState(f"It was proposed already, by {now.proposal.by}.")
    must_be_due(now, opened.now)
    if found(reason, cases.known_of(session, opened.row.id)):
        raise Invalid({"reason": STAYS})
    because = " ".join(now.kept.working)
    kept = {"because": because, "reason": reason, "proposed_by_name": actor.name, "proposed_at": opened.now}
    session.execute(insert(DisposalRow).values(id=uuid4(), escalation_id=opened.row.id, **kept))
    _happened(session, opened, actor, PROPOSE_DISPOSAL, reasons=reason)


def withdraw(session: Session, actor: Actor, reference: str, *, proposal: UUID, reason: str) -> None:
    """Withdraw a proposal, one's own or a colleague's: the case stays as it is."""
    opened, now = _opened(session, actor, reference, Permission.DISPOSE_OF_RECORD)
    one = the_proposal(session, now, proposal)
    withdrawn = {"withdrawn_because": reason, "withdrawn_by_name": actor.name, "withdrawn_at": opened.now}
    session.execute(
        update(DisposalRow).where(DisposalRow.id == one.id).values(**withdrawn, withdrawn_by=actor.membership)
    )
    _happened(session, opened, actor, WITHDRAW_DISPOSAL, reasons=reason)


def dispose(session: Session, actor: Actor, reference: str, *, proposal: UUID) -> None:
    """Confirm a colleague's proposal, and so dispose of the case for good (decision 29).

    Raises NotAllowed for whoever proposed it, and WrongState when a hold is on, when it was withdrawn, or when the
    case was disposed of meanwhile.
    """
    opened, now = _opened(session, actor, reference, Permission.DISPOSE_OF_RECORD)
    one = the_proposal(session, now, proposal)
    if one.person == actor.person:
        raise NotAllowed(ANOTHER)
    must_be_due(now, opened.now)
    row = session.get_one(DisposalRow, one.id)
    kept = {
        **{"of_case": row.reference, "because": row.because, "reason": row.reason},
        **{"proposed_by_name": row.proposed_by_name, "proposed_at": row.proposed_at},
        **{"confirmed_by_name": actor.name, "disposed_at": opened.now},
    }
    told = {"id": str(row.id), "digest": digest_of_disposal(kept)}
    payload = {
        **signature(actor),
        "reasons": row.reason,
        "proposed_by": row.proposed_by_name,
        "disposal": told,
    }
    session.flush()
    given = {"disposal": row.id, "name": actor.name, "at": opened.now, "payload": payload}
    session.execute(_DISPOSE, given)


def must_be_due(record: Record, now: datetime) -> None:
    """Raise WrongState unless the date of a case has passed and no hold is on: for its pages too."""
    standing = record.standing(london_date(now))
    if standing is Standing.HELD:
        raise WrongState("A legal hold is on it. It is kept until the hold is lifted.")
    if standing is not Standing.PASSED:
        raise WrongState(
            f"It is kept until {record.kept.shown}, and that is not over."
            if record.kept.until
            else "The case is open. Its time begins when it ends."
        )


def the_proposal(session: Session, record: Record, proposal: UUID) -> ProposalView:
    """The proposal of this identifier, while it waits. Raises WrongState when it was withdrawn, else NotFound."""
    if record.proposal and record.proposal.id == proposal:
        return record.proposal
    before = queries.proposal(session, record.reference, proposal)
    if before is None or before.withdrawn_at is None:
        raise NotFound
    raise WrongState(
        f"The proposal was withdrawn by {before.withdrawn_by_name} on {when(before.withdrawn_at)}. "
        "The record stays as it is."
    )


def _opened(session: Session, actor: Actor, reference: str, permission: Permission) -> tuple[Opened, Record]:
    """The case, locked, and its record as it is under that lock."""
    opened = open_case(session, reference)
    check(permission, actor, opened.case)
    now = queries.record(session, reference)
    if now is None:
        raise NotFound
    return opened, now


def _happened(session: Session, opened: Opened, actor: Actor, event: str, **payload: Any) -> None:
    """No agency reads it, and nobody is told."""
    history.record(
        session, opened.row.id, event=event, at=opened.now, payload={**signature(actor), **payload},
        agencies=OFFICE_ONLY,
    )  # fmt: skip
