"""Part 1: agency A starts a case, writes it section by section, has it signed off, or discards it (P6, P7)."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations import notices, queries
from portal.escalations.actions.door import Opened, advance, open_case, signature
from portal.escalations.actions.signing import Paper, sign
from portal.escalations.models import ChildRow, DocumentRow, DraftRow, EscalationRow
from portal.escalations.records import drafts_of
from portal.infra import history
from portal.infra.calendar import now
from portal.protocol.actors import SIGNING_ROLES, Actor
from portal.protocol.deadlines import RULES_VERSION
from portal.protocol.errors import Invalid, Stale, WrongState
from portal.protocol.escalation import CaseState, Escalation
from portal.protocol.part_1 import missing
from portal.protocol.permissions import Permission, check
from portal.protocol.rows import Action
from portal.protocol.tasks import Ask, Task, tasks

PART_1 = "part_1"
WRITING = frozenset({CaseState.DRAFT, CaseState.RETURNED})
"""While Part 1 may be written: before it is submitted, and when it was returned for completion (decision 19)."""


def start(session: Session, actor: Actor, *, gate: Mapping[str, str]) -> str:
    """Start a case for the actor's agency, once the gate's questions are answered (P1); gives its reference."""
    moment = now()
    ask = {str(actor.workspace): {"ask": Ask.FINISH_PART_1, "due": None}}
    row = session.execute(
        insert(EscalationRow)
        .values(
            rules_version=RULES_VERSION,
            opened_at=moment,
            gate=dict(gate),
            writers=[actor.membership],
            asked=ask,
        )
        .returning(EscalationRow.id, EscalationRow.reference)
    ).one()
    check(Permission.WRITE_PART_1, actor, Escalation(id=row.id, raising=actor.workspace))
    history.record(
        session, row.id, event="start", at=moment, payload=signature(actor), agencies=[actor.workspace]
    )
    return str(row.reference)


def save(session: Session, actor: Actor, reference: str, *, section: str, version: int, content: Any) -> int:
    """Keep one section of the draft; gives its new version. A section not written yet is at version 0.

    Raises Stale when somebody saved the section since `version` was read, WrongState once Part 1 is submitted.
    """
    opened = _open_for_writing(session, actor, reference)
    known = _draft(session, opened, actor).get(section)
    if (known.version if known else 0) != version:
        name = known.updated_by_name if known else "Somebody"
        raise Stale(f"{name} saved this section while you were writing. Look at what it says now.")
    _keep(session, opened, known, actor=actor, section=section, content=content)
    return version + 1


def write(session: Session, actor: Actor, reference: str, *, sections: Mapping[str, Any]) -> None:
    """Keep sections over whatever they say now: for what is known before anybody opens them (P6)."""
    opened = _open_for_writing(session, actor, reference)
    known = _draft(session, opened, actor)
    for section, content in sections.items():
        _keep(session, opened, known.get(section), actor=actor, section=section, content=content)


def save_children(
    session: Session,
    actor: Actor,
    reference: str,
    *,
    version: int,
    identities: Sequence[Mapping[str, str]],
    facts: Sequence[Mapping[str, Any]],
) -> None:
    """Save the children: each one's identity to the protected block, the rest to the draft (decision 25).

    `identities` and `facts` go in pairs; an identity has `name`, `date_of_birth` and `record_number`. The
    draft learns only whether all three are there.
    """
    opened = _open_for_writing(session, actor, reference)
    form = _last_signed(session, opened) + 1
    children_facts = [
        {**fact, "identified": all(text.strip() for text in identity.values())}
        for identity, fact in zip(identities, facts, strict=True)
    ]
    save(session, actor, reference, section="children", version=version, content=children_facts)
    session.execute(delete(ChildRow).where(ChildRow.escalation_id == opened.row.id, ChildRow.version == form))
    children = [
        {"escalation_id": opened.row.id, "version": form, "number": number, **identity}
        for number, identity in enumerate(identities, start=1)
    ]
    if children:
        session.execute(insert(ChildRow), children)


def ask_for_sign_off(session: Session, actor: Actor, reference: str, *, version: int, of: UUID) -> None:
    """Ask a senior manager of the agency to sign Part 1 off, by e-mail and on their worklist (P7).

    While they are away, the e-mail goes to whoever stands in for them (decision 9).

    Raises Invalid when Part 1 is not complete, or the person asked may not sign.
    """
    opened = _open_for_writing(session, actor, reference, permission=Permission.ASK_FOR_SIGN_OFF)
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
) -> None:
    """Sign Part 1 and send it to the Business Unit, whose 2 working days start (P7, decisions 2 and 10).

    `statements` are those made with the signature, in their words, and are kept with it. `version` is the
    case's; `read`, when given, is that of the draft which the signer read, and raises Stale when somebody saved
    it since. Raises Invalid when Part 1 is not complete, or its signer wrote it or held stage 2 and gives no
    reason.
    """
    opened = open_case(session, reference, version=version)
    writing = opened.case.state in WRITING
    draft = queries.draft(session, opened.row.id, kind=PART_1, workspace=actor.workspace)
    if writing and read not in (None, draft.version):
        raise Stale(f"{draft.updated_by} saved this form while you were reading it. Read it again first.")
    content = draft.content if writing else {}
    lacks = tuple(lack.words for lack in missing(content))
    number = _last_signed(session, opened) + 1
    if writing:
        _carry_identity_over(session, opened, version=number)
    opened.row.part_1_version = number
    signed = {**content, "exception_reason": exception_reason, "statements": list(statements)}
    sign(
        session,
        opened,
        action=Action.SIGN_OFF,
        actor=actor,
        paper=Paper(PART_1, number, signed),
        payload={
            "exception_reason": exception_reason,
            "children": _digest_of_children(session, opened, number),
        },
        missing=lacks,
        exception_reason=exception_reason,
    )


def discard(session: Session, actor: Actor, reference: str, *, version: int) -> None:
    """Give up a draft that was never submitted; only A knows of it."""
    opened = open_case(session, reference, version=version)
    advance(session, opened, action=Action.DISCARD, actor=actor)


def _open_for_writing(
    session: Session, actor: Actor, reference: str, *, permission: Permission = Permission.WRITE_PART_1
) -> Opened:
    opened = open_case(session, reference)
    check(permission, actor, opened.case)
    if opened.case.state not in WRITING:
        raise WrongState("Part 1 was submitted, so it can no longer be changed.")
    return opened


def _draft(session: Session, opened: Opened, actor: Actor) -> dict[str, DraftRow]:
    return drafts_of(session, opened.row.id, kind=PART_1, workspace=actor.workspace)


def _keep(
    session: Session, opened: Opened, known: DraftRow | None, *, actor: Actor, section: str, content: Any
) -> None:
    """One row is written; the case's own only when it has a new writer or another main category."""
    if known is None:
        session.execute(insert(DraftRow).values(
            escalation_id=opened.row.id, kind=PART_1, section=section, content=content,
            updated_by=actor.membership, updated_by_name=actor.name, updated_at=opened.now,
        ))  # fmt: skip
    else:
        known.content, known.version = content, known.version + 1
        known.updated_by, known.updated_by_name, known.updated_at = actor.membership, actor.name, opened.now
    if section == "difference":
        opened.row.category = content.get("primary") or None
    if actor.membership not in opened.row.writers:
        opened.row.writers = [*opened.row.writers, actor.membership]


def _last_signed(session: Session, opened: Opened) -> int:
    signed = select(func.max(DocumentRow.version)).where(
        DocumentRow.escalation_id == opened.row.id, DocumentRow.kind == PART_1
    )
    return session.scalar(signed) or 0


def _carry_identity_over(session: Session, opened: Opened, *, version: int) -> None:
    """A returned form whose children were not touched keeps the identity that was last signed."""
    of_case = ChildRow.escalation_id == opened.row.id
    if session.scalar(select(func.count()).where(of_case, ChildRow.version == version)):
        return
    columns = (ChildRow.number, ChildRow.name, ChildRow.date_of_birth, ChildRow.record_number)
    last = session.execute(select(*columns).where(of_case, ChildRow.version == version - 1)).mappings().all()
    if last:
        fresh = {"escalation_id": opened.row.id, "version": version}
        session.execute(insert(ChildRow), [{**fresh, **child} for child in last])


def _digest_of_children(session: Session, opened: Opened, version: int) -> str:
    statement = text("select portal.digest_of_children(:case, :version)")
    return str(session.scalar(statement, {"case": opened.row.id, "version": version}))
