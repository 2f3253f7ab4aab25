"""Part 1: agency A starts a case, has Part 1 signed off, or discards it (P6, P7). It is written in `writing`."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations import notices, queries
from portal.escalations.actions.door import Opened, advance, open_case, signature
from portal.escalations.actions.gate import start
from portal.escalations.actions.signing import Paper, sign
from portal.escalations.actions.writing import (
    PART_1,
    WRITING,
    Differs,
    carry_identity_over,
    last_signed,
    open_for_writing,
    save,
    save_children,
    write,
)
from portal.escalations.models import AttachmentRow
from portal.infra import history
from portal.protocol.actors import SIGNING_ROLES, Actor
from portal.protocol.attachments import REFUSED, SIGNED_FORM
from portal.protocol.errors import Invalid, Stale
from portal.protocol.part_1 import missing
from portal.protocol.permissions import Permission
from portal.protocol.rows import Action
from portal.protocol.tasks import Ask, Task, tasks

SIGNED_AT_AGENCY_BY = "signed_at_agency_by"
"""Where a paper entered on behalf says who signed it at its agency (decision 20)."""

__all__ = [
    "PART_1",
    "WRITING",
    "Differs",
    "ask_for_sign_off",
    "discard",
    "save",
    "save_children",
    "sign_off",
    "start",
    "write",
]


def ask_for_sign_off(session: Session, actor: Actor, reference: str, *, version: int, of: UUID) -> None:
    """Ask a senior manager of the agency to sign Part 1 off, by e-mail and on their worklist (P7).

    While they are away, the e-mail goes to whoever stands in for them (decision 9).

    Raises Invalid when Part 1 is not complete, or the person asked may not sign.
    """
    opened = open_for_writing(session, actor, reference, permission=Permission.ASK_FOR_SIGN_OFF)
    draft = queries.draft(session, opened.row.id, kind=PART_1, workspace=actor.workspace)
    if draft.version != version:
        raise Stale(f"{draft.updated_by} saved this form meanwhile. Check it again, then ask.")
    if lacks := missing(draft.content):
        raise Invalid({"missing": lacks[0].words})
    if of in opened.row.barred or of not in agencies.role_holders(session, actor.workspace, SIGNING_ROLES):
        raise Invalid({"of": "Choose a senior manager or deputy of your agency."})
    opened.row.sign_off_asked_of = of
    opened.row.version += 1
    session.flush()
    case = open_case(session, reference).case
    opened.row.asked = queries.asked(session, opened.row.id, tasks(case))
    history.record(
        session, opened.row.id, event="ask_for_sign_off", at=opened.now, payload=signature(actor),
        agencies=[actor.workspace],
    )  # fmt: skip
    if of != actor.membership:
        asked = Task(Ask.SIGN_OFF, actor.workspace)
        notices.ask(session, opened.row, new=[asked], but_not=actor.membership)


def sign_off(
    session: Session,
    actor: Actor,
    reference: str,
    *,
    version: int,
    read: int | None = None,
    exception_reason: str = "",
    statements: Sequence[str] = (),
    entered: Mapping[str, str] | None = None,
) -> None:
    """Sign Part 1 and send it to the Business Unit, whose 2 working days start (P7, decisions 2 and 10).

    `statements` are those made with the signature, in their words, and are kept with it. `version` is the
    case's; `read`, when given, is that of the draft which the signer read, and raises Stale when somebody saved
    it since. `entered`, when the Business Unit enters the form of an agency that cannot sign in, says who signed
    it there (`name`, `role`) and when (`on`) (decision 20). Raises Invalid when Part 1 is not complete, its signer
    wrote it or held stage 2 and gives no reason, or what is entered lacks its signature or the signed form.
    """
    opened = open_case(session, reference, version=version)
    content = _being_written(session, opened, actor, read=read)
    number = last_signed(session, opened) + 1
    if opened.case.state in WRITING:
        carry_identity_over(session, opened, version=number)
    opened.row.part_1_version = number
    stated = {**content, "exception_reason": exception_reason, "statements": list(statements)}
    children = _digest_of_children(session, opened, number)
    sign(
        session,
        opened,
        action=Action.SIGN_OFF,
        actor=actor,
        paper=_paper(opened, number, stated, entered),
        payload={"exception_reason": exception_reason, "children": children},
        missing=tuple(lack.words for lack in missing(content)),
        exception_reason=exception_reason,
        form_attached=_form_attached(session, opened),
    )


def _being_written(session: Session, opened: Opened, actor: Actor, *, read: int | None) -> Mapping[str, Any]:
    """The draft to be signed; nothing once Part 1 was submitted. Raises Stale when it is no longer at `read`."""
    if opened.case.state not in WRITING:
        return {}
    draft = queries.draft(session, opened.row.id, kind=PART_1, workspace=actor.workspace)
    if read not in (None, draft.version):
        raise Stale(f"{draft.updated_by} saved this form while you were reading it. Read it again first.")
    return draft.content


def discard(session: Session, actor: Actor, reference: str, *, version: int) -> None:
    """Give up a draft that was never submitted; only A knows of it."""
    opened = open_case(session, reference, version=version)
    advance(session, opened, action=Action.DISCARD, actor=actor)


def _paper(
    opened: Opened, number: int, content: Mapping[str, Any], entered: Mapping[str, str] | None
) -> Paper:
    """What is signed; entered on behalf of an agency, with who signed it there (decision 20)."""
    if not opened.case.on_behalf:
        return Paper(PART_1, number, content)
    signed = {**content, SIGNED_AT_AGENCY_BY: _whole_signature(entered)}
    return Paper(PART_1, number, signed, on_behalf_of=opened.case.raising)


def _whole_signature(entered: Mapping[str, str] | None) -> dict[str, str]:
    found = {name: (entered or {}).get(name, "") for name in ("name", "role", "on")}
    if lacking := [name for name, value in found.items() if not value.strip()]:
        raise Invalid(
            {f"signed_{name}": "Say who signed the form for the agency, and when." for name in lacking}
        )
    return found


def _form_attached(session: Session, opened: Opened) -> bool:
    """Whether the form that an agency signed on paper is among the files that will be signed with Part 1."""
    files = select(AttachmentRow.id).where(
        AttachmentRow.escalation_id == opened.row.id,
        AttachmentRow.paper == PART_1,
        AttachmentRow.type == SIGNED_FORM,
        AttachmentRow.until.is_(None),
        AttachmentRow.state != REFUSED,
    )
    return session.scalar(files.limit(1)) is not None


def _digest_of_children(session: Session, opened: Opened, version: int) -> str:
    statement = text("select portal.digest_of_children(:case, :version)")
    return str(session.scalar(statement, {"case": opened.row.id, "version": version}))
