"""A copy of what a party may see of a case, for the child's record; that it was taken is kept (decision 27)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from portal.escalations import queries
from portal.escalations.actions import looks
from portal.escalations.actions.door import open_case
from portal.escalations.actions.identity import check_purpose
from portal.protocol.actors import Actor
from portal.protocol.events import COPY, REVEAL
from portal.protocol.permissions import Permission, check


@dataclass(frozen=True, slots=True)
class Copied:
    """Everything that this workspace may see of a case, as it stood at one moment.

    `asked`: whether the children's identity was asked for, which there may be none to read of.
    """

    view: queries.CaseView
    children: Sequence[queries.Identity]
    timeline: Sequence[queries.Happened]
    files: Sequence[queries.AttachmentView]
    notes: Sequence[queries.NoteView]
    links: Sequence[queries.LinkView]
    at: datetime
    asked: bool


def take(session: Session, actor: Actor, reference: str, *, identity: bool, purpose: str = "") -> Copied:
    """What goes into a copy. With the identity it is a reveal too, and Invalid is raised without a purpose for it.

    Without it, everything that people wrote is masked (decision 25).
    """
    opened = open_case(session, reference)
    check(Permission.REVEAL_IDENTITY if identity else Permission.DOWNLOAD, actor, opened.case)
    if identity:
        check_purpose(purpose)
        looks.log(session, opened, actor, what=REVEAL, purpose=purpose)
    looks.log(session, opened, actor, what=COPY, purpose=purpose if identity else "")
    case = opened.row.id
    children = queries.identities(session, case) if identity else ()
    mask = _as_written if children else queries.mask_for(session, case)
    return Copied(
        view=queries.case(session, actor, reference, mask=mask),
        children=children,
        timeline=queries.timeline(session, case, mask=mask),
        files=queries.attachments(session, case, mask=mask),
        notes=queries.notes(session, case, mask=mask),
        links=queries.links(session, case, mask=mask),
        at=opened.now,
        asked=identity,
    )


@dataclass(frozen=True, slots=True)
class SummaryTaken:
    """A summary as its reader may read it, in its case, at one moment."""

    view: queries.CaseView
    paper: queries.DocumentView
    at: datetime


def take_summary(session: Session, actor: Actor, reference: str, *, part: UUID) -> SummaryTaken:
    """The summary that is this part of a case, for whoever may read it there; that it was taken is kept.

    Masked for everybody (decision 25), and for the parties what was given to them (decision 23). Raises NotFound
    when there is none that the actor may read.
    """
    opened = open_case(session, reference)
    check(Permission.READ_CASE, actor, opened.case)
    view = queries.case(session, actor, reference)
    paper = queries.summary_of(view, part)
    looks.download(session, opened, actor, of=part)
    return SummaryTaken(view, paper, opened.now)


def _as_written(value: Any) -> Any:
    return value
