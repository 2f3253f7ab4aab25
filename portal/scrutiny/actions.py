"""The Independent Scrutineer declares, writes what nobody else sees, and submits it once (decision 23)."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from portal.escalations import notices
from portal.escalations import queries as cases
from portal.escalations.actions.decided import declared_interests
from portal.escalations.actions.door import Opened, as_the_portal, open_again, open_case
from portal.escalations.actions.drafts import keep_whole
from portal.escalations.actions.signing import Paper, sign
from portal.executive.actions import keep_declaration
from portal.protocol.actors import Actor
from portal.protocol.errors import Invalid, WrongState
from portal.protocol.escalation import Part, PartKind, PartState
from portal.protocol.permissions import Permission, check
from portal.protocol.rows import Action
from portal.protocol.summary import FILES_SEEN, SEEN, SUMMARY, lacks_of_summary
from portal.scrutiny import queries

NOTES = "private_notes"
"""What the Scrutineer writes for themselves: in the draft alone, never in what is submitted."""

SUBMITTED = "The summary was submitted, so it can no longer be changed."


def declare(
    session: Session, actor: Actor, reference: str, *, interests: Collection[str], words: str
) -> None:
    """Declare one's interests before anything opens. With one the case stays closed, and the Executive recalls:
    whoever presides is told, and the Business Unit.
    """
    found = queries.one_directed(session, reference)
    keep_declaration(session, actor, found.id, interests=interests, words=words)
    if interests:
        _tell_of_the_interest(session, found.id)
    else:
        declared_interests(session, found.part)


def _tell_of_the_interest(session: Session, escalation: UUID) -> None:
    """Whoever declared it may not read who presides, so it is the portal that tells."""
    session.flush()
    with as_the_portal(session) as portal:
        opened = open_again(session, escalation)
        notices.news(session, opened.row, opened.case, event="declare", actor=portal)


def save(session: Session, actor: Actor, reference: str, *, version: int, content: Mapping[str, Any]) -> int:
    """Keep the draft of the summary, which nobody else sees; gives its version. Raises Stale as Part 2 does."""
    opened = open_case(session, reference)
    part = _to_write(opened, actor)
    return keep_whole(session, opened, actor, kind=SUMMARY, version=version, content=content, part=part.id)


def submit(session: Session, actor: Actor, reference: str, *, version: int, draft: int) -> None:
    """Submit the summary as it was saved last, once. Its material is listed by the portal.

    `version` is the case's, `draft` that of the summary its writer saw. Raises Invalid naming what it lacks.
    """
    _let_declaration_stand(session, reference)
    opened = open_case(session, reference, version=version)
    part = _to_write(opened, actor)
    kept = cases.draft(session, opened.row.id, kind=SUMMARY, workspace=actor.workspace, part=part.id)
    if kept.version != draft:
        raise WrongState("The summary was changed while you read it. Read it again before you submit.")
    view = cases.case(session, actor, reference)
    if lacks := lacks_of_summary(kept.content, queries.addressees(view)):
        raise Invalid({"missing": next(iter(lacks.values()))})
    content = {name: said for name, said in kept.content.items() if name != NOTES}
    content[SEEN] = queries.material(view)
    content[FILES_SEEN] = queries.files_seen(cases.attachments(session, opened.row.id, mask=view.mask))
    sign(
        session,
        opened,
        action=Action.SUBMIT_SUMMARY,
        actor=actor,
        paper=Paper(SUMMARY, 1, content, part=part.id),
        payload={},
        part=part.id,
    )


def _let_declaration_stand(session: Session, reference: str) -> None:
    """What was declared on a case stands for each direction of it: one that was recalled may be directed again."""
    found = queries.one_directed(session, reference)
    if found.compiles:
        declared_interests(session, found.part)


def _to_write(opened: Opened, actor: Actor) -> Part:
    check(Permission.WRITE_SUMMARY, actor, opened.case)
    for part in opened.case.of_kind(PartKind.SUMMARY):
        if part.workspace == actor.workspace and part.state is PartState.DIRECTED:
            return part
    raise WrongState(SUBMITTED)
