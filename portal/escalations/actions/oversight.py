"""What the Business Unit keeps beside a case: chases, notes, what became of an access, other processes (P13)."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations import queries
from portal.escalations.actions.door import open_case
from portal.escalations.actions.record import OFFICE_ONLY, Note, happened, keep, must_be_open
from portal.escalations.records import parts_of, to_case
from portal.protocol.actors import Actor
from portal.protocol.beside import to_chase, whose_turn
from portal.protocol.clock import london_date
from portal.protocol.errors import Invalid, NotFound
from portal.protocol.escalation import PARALLEL
from portal.protocol.events import HOW_CHASED
from portal.protocol.permissions import Permission
from portal.protocol.tasks import tasks


def chase(
    session: Session, actor: Actor, reference: str, *, whom: UUID, how: str, on: date, body: str
) -> None:
    """Note that an agency was chased: how, on which day, and what was said (P13). That agency reads it too.

    It counts towards closing when it is that agency's turn (decision 7).
    """
    opened = open_case(session, reference)
    must_be_open(Permission.CHASE, opened, actor)
    if whom not in to_chase(opened.case, opened.now):
        raise Invalid({"whom": "Choose an agency of which something is asked now."})
    if on > london_date(opened.now):
        raise Invalid({"on": "The day on which you chased them must not be in the future"})
    if whom in whose_turn(opened.case, opened.now):
        opened.row.chases += 1
    note = Note("chase", body, about=how, agencies=(whom,), happened_on=on)
    name = agencies.workspace(session, whom).name
    keep(session, opened, actor, note, whom=name, how=HOW_CHASED[how])


def note(
    session: Session, actor: Actor, reference: str, *, kind: str, body: str, on: date | None = None
) -> None:
    """Keep a note of the Business Unit's own, of a call or of anything else. No agency reads it."""
    opened = open_case(session, reference)
    must_be_open(Permission.ADD_NOTE, opened, actor)
    if on is not None and on > london_date(opened.now):
        raise Invalid({"on": "The day of the call must not be in the future"})
    keep(session, opened, actor, Note(kind, body, agencies=OFFICE_ONLY, happened_on=on))


def assess(session: Session, actor: Actor, reference: str, *, version: int, part: UUID, body: str) -> None:
    """Assess that an agency had opened a case that was not for it, and what follows (decision 12)."""
    opened = open_case(session, reference, version=version)
    replaced = opened.case.part(part)
    if replaced is None:
        raise NotFound
    must_be_open(Permission.ASSESS_ACCESS, opened, actor, part=replaced)
    opened.parts[part].to_assess = False
    session.flush()
    after = to_case(session, opened.row, parts_of(session, opened.row.id))
    opened.row.asked = queries.asked(session, opened.row.id, tasks(after))
    note = Note("assessment", body, part=part, agencies=OFFICE_ONLY)
    name = agencies.workspace(session, replaced.workspace).name
    keep(session, opened, actor, note, whom=name)


def flag_parallel(
    session: Session, actor: Actor, reference: str, *, version: int, flags: Sequence[str]
) -> None:
    """Say which other processes run beside the case. Everyone who sees the case sees it."""
    opened = open_case(session, reference, version=version)
    must_be_open(Permission.FLAG_PARALLEL, opened, actor)
    opened.row.parallel = [one for one in PARALLEL if one in flags]
    said = ", ".join(PARALLEL[one] for one in opened.row.parallel) or "none"
    happened(session, opened, actor, event="parallel", payload={"flags": said})
