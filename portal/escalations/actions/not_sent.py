"""An e-mail about a case that was not sent: its history says so (P5). It was given up, or a later one overtook it.

Each note is an outbox row of its own, carried within the database: it is written once, whoever dies meanwhile, and
nobody who sends e-mail waits for a case that somebody has locked.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.agencies.queries import WorkspaceView
from portal.escalations import queries
from portal.escalations.actions.door import signature
from portal.infra import history, outbox
from portal.infra.calendar import now
from portal.infra.outbox import DROPPED, TOLD, GivenUp, Outcome, Taken
from portal.protocol.actors import Kind, the_portal

UNDELIVERED, OVERTAKEN = "undelivered", "overtaken"
"""The events of the history, and the outbox kinds of the notes that are still to be written: no e-mail could reach
somebody; a reminder was not sent, because a later one took its place."""


def have_noted(session: Session, row: GivenUp) -> None:
    """Have whoever carries the outbox write down that an e-mail was given up: the case may be locked now."""
    outbox.tell(
        session,
        UNDELIVERED,
        escalation=row.case,
        workspace=row.workspace,
        membership=row.membership,
        payload={},
        dedupe=f"{UNDELIVERED}:{row.id}:{now().isoformat()}",
    )


def have_noted_overtaken(session: Session, letter: Taken) -> None:
    """Have it written down, once, that a reminder is not sent because a later one takes its place."""
    outbox.tell(
        session,
        OVERTAKEN,
        escalation=letter.case,
        workspace=letter.workspace,
        membership=letter.membership,
        payload={"letter": str(letter.id)},
        dedupe=f"{OVERTAKEN}:{letter.id}",
    )


def note_undelivered(session: Session, taken: Taken) -> Outcome:
    """Write down that an e-mail about the case was given up (P5), as far as the Business Unit may see the case."""
    return _note(session, taken, UNDELIVERED, {})


def note_overtaken(session: Session, taken: Taken) -> Outcome:
    """Write down that a reminder was not sent, and which."""
    return _note(session, taken, OVERTAKEN, taken.payload)


def _note(session: Session, taken: Taken, event: str, more: Mapping[str, Any]) -> Outcome:
    person = agencies.member(session, taken.membership)
    if person is None or not queries.may_see(session, taken.case):
        return DROPPED
    where = agencies.workspace(session, taken.workspace)
    history.record(
        session,
        taken.case,
        event=event,
        at=now(),
        payload={**signed(session), **more, "whom": f"{person.name}, {where.name}"},
        agencies=readers(where),
    )
    return TOLD


def signed(session: Session) -> dict[str, Any]:
    """By whom the portal's own rows of the history are."""
    office = agencies.the_workspace(session, Kind.BUSINESS_UNIT)
    return signature(the_portal(office.id, office.name))


def readers(where: WorkspaceView) -> tuple[UUID, ...]:
    """Who reads of it beside the Business Unit: the agency that was written to ("its own chases")."""
    return (where.id,) if where.kind is Kind.AGENCY else ()
