"""What became of e-mails about a case, each known by its outbox row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.infra.db import Context, acting_as
from portal.protocol.actors import THE_PORTAL, Kind

_LETTERS = text("""
    select id, sent_at, dropped_at, failed_at from portal.outbox
    where escalation_id = :escalation and id = any(:letters)
""")


@dataclass(frozen=True, slots=True)
class Letter:
    """When an e-mail was sent, left unsent, or given up; all None while it waits to be sent."""

    sent_at: datetime | None
    dropped_at: datetime | None
    failed_at: datetime | None


def letters(session: Session, escalation: UUID, known: Iterable[UUID]) -> Mapping[UUID, Letter]:
    """What became of these e-mails. Their reader knows of each from the history.

    Read as the Business Unit sees them: an agency does not see the outbox.
    """
    asked = list(known)
    if not asked:
        return {}
    office = agencies.the_workspace(session, Kind.BUSINESS_UNIT).id
    with acting_as(session, Context(workspace=office, membership=THE_PORTAL)):
        rows = session.execute(_LETTERS, {"escalation": escalation, "letters": asked}).all()
    return {row.id: Letter(row.sent_at, row.dropped_at, row.failed_at) for row in rows}
