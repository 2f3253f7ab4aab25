"""Who has a section of Part 1 open now: told by each open page every few seconds, forgotten within a minute."""

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.escalations import queries
from portal.escalations.actions.writing import PART_1, WRITING
from portal.escalations.models import EditingRow
from portal.escalations.queries.editing import FORGOTTEN_AFTER
from portal.protocol.actors import Actor
from portal.protocol.errors import WrongState
from portal.protocol.permissions import Permission, check


def have_open(session: Session, actor: Actor, reference: str, *, section: str) -> tuple[queries.Editing, ...]:
    """Keep that the actor has a section open; gives who else of the agency has one of this case.

    Nothing is locked for it. Raises NotAllowed and WrongState as for writing.
    """
    view = queries.case(session, actor, reference)
    check(Permission.WRITE_PART_1, actor, view.case)
    if view.case.state not in WRITING:
        raise WrongState("Part 1 was submitted, so it can no longer be changed.")
    of_case = (EditingRow.escalation_id == view.case.id, EditingRow.kind == PART_1)
    session.execute(delete(EditingRow).where(*of_case, EditingRow.at < func.now() - FORGOTTEN_AFTER))
    there = insert(EditingRow).values(
        escalation_id=view.case.id, kind=PART_1, section=section, name=actor.name
    )
    again = there.on_conflict_do_update(
        index_elements=["escalation_id", "kind", "section", "membership_id"],
        set_={"at": func.now(), "name": actor.name},
    )
    session.execute(again)
    return queries.editing(session, actor, view.case.id, kind=PART_1)
