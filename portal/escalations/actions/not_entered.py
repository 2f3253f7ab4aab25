"""What the Business Unit wrote down of a reply goes when the agency signs its own (decision 20)."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.escalations.actions.answered import PART_2
from portal.escalations.actions.door import Opened, as_the_portal
from portal.escalations.models import AttachmentRow, DraftRow
from portal.protocol.escalation import Part


def forget_on_behalf(session: Session, opened: Opened, response: Part) -> None:
    """Delete the Business Unit's files and draft of this reply, none of which was signed: no page leads there now.

    Whoever signs the reply may not know of them, so it is the portal that does.
    """
    of_the_reply = {"escalation_id": opened.row.id, "part_id": response.id}
    with as_the_portal(session) as portal:
        files = delete(AttachmentRow).where(AttachmentRow.paper == PART_2, AttachmentRow.since.is_(None))
        drafts = delete(DraftRow).where(DraftRow.kind == PART_2)
        for what in (files, drafts):
            session.execute(what.filter_by(**of_the_reply, workspace_id=portal.workspace))
