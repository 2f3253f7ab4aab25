"""Who opened a case, when and what for, as its parties read it (decision 27)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Uuid, bindparam, column, func, select, table
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations.models import AccessRow, AttachmentRow, PartRow
from portal.escalations.queries.identities import Mask, mask_for
from portal.protocol.escalation import PartKind
from portal.protocol.events import COPY, DOWNLOAD, FIND, PACK, PRINT, REVEAL, VIEW
from portal.protocol.identity import WHAT_FOR

LOOKS_ON_A_PAGE = 100

WORDS = {
    VIEW: "Opened the case",
    REVEAL: "Saw the children’s identity",
    COPY: "Took a copy",
    DOWNLOAD: "Downloaded",
    PRINT: "Printed the page of the case",
    FIND: "Found the case by a child’s identity",
    PACK: "Took a copy of a referral pack",
}
"""Each kind of look in words."""

_REDACTED = table(
    "redacted_copy", column("id", Uuid()), column("attachment_id", Uuid()), schema="portal"
).alias()
"""Redacted copies, as far as this workspace may know of them: which attachment each is of."""

_HOW_MANY = (
    select(func.count())
    .select_from(AccessRow.__table__)
    .where(AccessRow.__table__.c.escalation_id == bindparam("escalation"))
)


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a case: by name within one's own agency, by workspace and role for others (decision 27).

    `purpose` is a key of `portal.protocol.identity.WHAT_FOR`, or "". `about` is the title of a file.
    """

    at: datetime
    who: str
    what: str
    purpose: str
    about: str = ""

    @property
    def words(self) -> str:
        """What was done."""
        return f"{WORDS[self.what]} {self.about}".rstrip()

    @property
    def why(self) -> str:
        """What for, when it was asked."""
        return WHAT_FOR.get(self.purpose, "")


def looks(
    session: Session,
    escalation: UUID,
    *,
    workspace: UUID,
    only: Collection[str] = tuple(WORDS),
    skip: int = 0,
    mask: Mask | None = None,
) -> tuple[Look, ...]:
    """The looks at a case that this workspace may read, newest first, at most a page of them."""
    names = {one.id: one.name for one in agencies.workspaces(session)}
    hide = mask or mask_for(session, escalation)
    rows = session.execute(
        select(AccessRow, AttachmentRow.title, PartRow.kind, _REDACTED.c.id)
        .outerjoin(_REDACTED, _REDACTED.c.id == AccessRow.attachment_id)
        .outerjoin(
            AttachmentRow,
            AttachmentRow.id == func.coalesce(_REDACTED.c.attachment_id, AccessRow.attachment_id),
        )
        .outerjoin(PartRow, PartRow.id == AccessRow.attachment_id)
        .where(AccessRow.escalation_id == escalation, AccessRow.what.in_(only))
        .order_by(AccessRow.at.desc(), AccessRow.id)
        .limit(LOOKS_ON_A_PAGE)
        .offset(skip)
    )
    return tuple(
        Look(
            row.at,
            row.name if row.workspace_id == workspace else f"{names[row.workspace_id]}, {row.role}",
            row.what,
            row.purpose,
            _about(row, hide(title) if title else "", part, redacted=copy is not None),
        )
        for row, title, part, copy in rows
    )


def how_many_looks(session: Session, escalation: UUID) -> int:
    """How many looks at the case this workspace may read."""
    return session.scalar(_HOW_MANY, {"escalation": escalation}) or 0


def _about(row: AccessRow, title: str, part: str | None, *, redacted: bool) -> str:
    if row.what != DOWNLOAD:
        return ""
    if part == PartKind.SUMMARY:
        return "the summary of the Independent Scrutineer"
    if not title:
        return "a file"
    return f"a redacted copy of “{title}”" if redacted else f"“{title}”"
