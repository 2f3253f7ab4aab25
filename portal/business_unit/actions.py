"""What the Business Unit does that is of no case: have something tried again that the worker gave up."""

from uuid import UUID

from sqlalchemy.orm import Session

from portal.infra import outbox
from portal.protocol.actors import Actor
from portal.protocol.errors import NotAllowed
from portal.protocol.permissions import PERMISSIONS, Permission, could, who_may


def try_again(session: Session, actor: Actor, row: UUID) -> bool:
    """Have the worker try a row again that it gave up; False when it is no longer given up, or never was there.

    Raises NotAllowed for whoever may not see the worker.
    """
    clauses = PERMISSIONS[Permission.SEE_WORKER]
    if not could(clauses, actor):
        raise NotAllowed(who_may(clauses))
    return outbox.try_again(session, row)
