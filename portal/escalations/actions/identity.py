"""The protected block: a child's identity is shown on request, for a purpose, and the showing is logged."""

from uuid import uuid4

from sqlalchemy import insert
from sqlalchemy.orm import Session

from portal.escalations.actions.door import open_case
from portal.escalations.models import AccessRow
from portal.escalations.queries import Identity, identities
from portal.infra import history
from portal.protocol.actors import Actor
from portal.protocol.errors import Invalid
from portal.protocol.events import REVEAL
from portal.protocol.permissions import Permission, check

PURPOSES: dict[str, str] = {
    "act": "To act for the child in this case",
    "record": "To find or update the child’s record",
    "check": "To check that this is the right child",
    "oversight": "To oversee the case",
}
"""What a reveal may be for."""


def reveal(session: Session, actor: Actor, reference: str, *, purpose: str) -> tuple[Identity, ...]:
    """The children's identity, once the purpose is given; who looked, when and what for is kept (decision 25)."""
    opened = open_case(session, reference)
    check(Permission.REVEAL_IDENTITY, actor, opened.case)
    if purpose not in PURPOSES:
        raise Invalid({"purpose": "Choose why you need to see the identity."})
    looked = uuid4()
    session.execute(
        insert(AccessRow).values(
            id=looked,
            escalation_id=opened.row.id,
            at=opened.now,
            what="reveal",
            purpose=purpose,
            name=actor.name,
            role=actor.role_words,
        )
    )
    # The look stands in the chain too, without the name, which other agencies may not read (decision 27).
    history.record(
        session,
        opened.row.id,
        event=REVEAL,
        at=opened.now,
        payload={"looked": str(looked), "purpose": purpose},
        agencies=(),
    )
    return identities(session, opened.row.id)
