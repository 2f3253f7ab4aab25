"""What is written as a whole, without sections: Part 2, and the decision that the Executive proposes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from portal.escalations.actions.door import Opened
from portal.escalations.models import DraftRow
from portal.escalations.records import drafts_of
from portal.protocol.actors import Actor
from portal.protocol.decision import DECISION
from portal.protocol.errors import Stale
from portal.protocol.summary import SUMMARY

CALLED: Mapping[str, str] = {"part_2": "this reply", DECISION: "this proposal", SUMMARY: "this summary"}
"""What each is called by those who write it."""


def keep_whole(
    session: Session,
    opened: Opened,
    actor: Actor,
    *,
    kind: str,
    version: int,
    content: Mapping[str, Any],
    part: UUID | None = None,
) -> int:
    """Keep a draft, which nobody but its writer's workspace sees; gives its new version.

    `version` is that which the writer saw, 0 before there is one. The same content again is no new version. Raises
    Stale when somebody saved something else since.
    """
    drafts = drafts_of(session, opened.row.id, kind=kind, workspace=actor.workspace, part=part)
    draft = drafts.get("")
    if draft and draft.content == dict(content):
        return draft.version
    if (draft.version if draft else 0) != version:
        name = draft.updated_by_name if draft else "Somebody"
        raise Stale(f"{name} saved {CALLED[kind]} while you were writing. Look at what it says now.")
    if draft is None:
        session.execute(insert(DraftRow).values(
            escalation_id=opened.row.id, part_id=part, kind=kind, content=dict(content),
            updated_by=actor.membership, updated_by_name=actor.name, updated_at=opened.now,
        ))  # fmt: skip
        return 1
    draft.content = dict(content)
    draft.version += 1
    draft.updated_by, draft.updated_by_name, draft.updated_at = actor.membership, actor.name, opened.now
    return version + 1
