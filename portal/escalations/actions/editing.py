"""Who has a part of the form open now: told by each open page every few seconds, forgotten within a minute."""

from uuid import UUID

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.escalations import queries
from portal.escalations.actions.answered import PART_2
from portal.escalations.actions.replies import PART_3
from portal.escalations.actions.writing import PART_1, WRITING
from portal.escalations.models import EditingRow
from portal.escalations.queries.editing import FORGOTTEN_AFTER
from portal.protocol.actors import Actor
from portal.protocol.attachments import check_writing_reply
from portal.protocol.errors import WrongState
from portal.protocol.permissions import Permission, check
from portal.protocol.rows import Action


def have_open(
    session: Session, actor: Actor, reference: str, *, kind: str, section: str = ""
) -> tuple[queries.Editing, ...]:
    """Keep that the actor has a section of a part of the form open; gives who else of the workspace has one.

    Of Part 2 the section is the response, since the Business Unit may write down several. Nothing is locked for
    it. Raises NotAllowed and WrongState as for writing.
    """
    view = queries.case(session, actor, reference)
    _check_writing(view, actor, kind=kind, section=section)
    of_case = (EditingRow.escalation_id == view.case.id, EditingRow.kind == kind)
    session.execute(delete(EditingRow).where(*of_case, EditingRow.at < func.now() - FORGOTTEN_AFTER))
    there = insert(EditingRow).values(escalation_id=view.case.id, kind=kind, section=section, name=actor.name)
    again = there.on_conflict_do_update(
        index_elements=["escalation_id", "kind", "section", "membership_id"],
        set_={"at": func.now(), "name": actor.name},
    )
    session.execute(again)
    return queries.editing(session, actor, view.case.id, kind=kind)


def _check_writing(view: queries.CaseView, actor: Actor, *, kind: str, section: str) -> None:
    if kind == PART_1:
        check(Permission.WRITE_PART_1, actor, view.case)
        if view.case.state not in WRITING:
            raise WrongState("Part 1 was submitted, so it can no longer be changed.")
    elif kind == PART_2:
        check_writing_reply(actor, view.case, UUID(section))
    elif kind == PART_3:
        check(Permission.WRITE_PART_3, actor, view.case)
        if not (view.may(Action.CONCLUDE_RESOLVED) or view.may(Action.CONCLUDE_NOT_RESOLVED)):
            raise WrongState("The case cannot be concluded now.")
