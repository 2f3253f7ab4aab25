"""What a workspace may read of its cases, as plain values for pages. Nothing here writes.

PostgreSQL's row-level security has already said which rows can be seen; nothing here filters for that.
"""

from portal.escalations.queries.asks import Asked, AskedOf, asked, asked_of, may_see
from portal.escalations.queries.attachments import (
    AttachmentView,
    attached_to,
    attached_to_version,
    attachments,
)
from portal.escalations.queries.case_view import CaseView, DeadlineView, DocumentView, DraftView, PartView
from portal.escalations.queries.cases import case, draft, issues_before, seen_of, summaries_in
from portal.escalations.queries.deliberations import Deliberations, deliberations
from portal.escalations.queries.diversions import diversions
from portal.escalations.queries.duties import Duty, duties
from portal.escalations.queries.editing import Editing, editing
from portal.escalations.queries.identities import Mask, identities, known_of, known_of_all, mask_for
from portal.escalations.queries.lists import ASKED, ENDED, MOST, WAITING, WORKLIST, Listed, worklist
from portal.escalations.queries.looks import LOOKS_ON_A_PAGE, Look, how_many_looks, looks
from portal.escalations.queries.notes import (
    LinkView,
    NoteView,
    added_to,
    comments_on,
    links,
    notes,
    opened_by,
    suggested_instead,
)
from portal.escalations.queries.record import Happened, changes_since, last_change, stood, timeline
from portal.escalations.queries.reminders import concerns, reminders
from portal.escalations.queries.summaries import summaries_of, summary_of
from portal.protocol.identity import Identity

__all__ = [
    "ASKED",
    "ENDED",
    "LOOKS_ON_A_PAGE",
    "MOST",
    "WAITING",
    "WORKLIST",
    "Asked",
    "AskedOf",
    "AttachmentView",
    "CaseView",
    "DeadlineView",
    "Deliberations",
    "DocumentView",
    "DraftView",
    "Duty",
    "Editing",
    "Happened",
    "Identity",
    "LinkView",
    "Listed",
    "Look",
    "Mask",
    "NoteView",
    "PartView",
    "added_to",
    "asked",
    "asked_of",
    "attached_to",
    "attached_to_version",
    "attachments",
    "case",
    "changes_since",
    "comments_on",
    "concerns",
    "deliberations",
    "diversions",
    "draft",
    "duties",
    "editing",
    "how_many_looks",
    "identities",
    "issues_before",
    "known_of",
    "known_of_all",
    "last_change",
    "links",
    "looks",
    "mask_for",
    "may_see",
    "notes",
    "opened_by",
    "reminders",
    "seen_of",
    "stood",
    "suggested_instead",
    "summaries_in",
    "summaries_of",
    "summary_of",
    "timeline",
    "worklist",
]
