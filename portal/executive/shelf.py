"""The life of a referral pack as the worker lives it: it waits, is taken up, gets on, and is ready or has failed.

Whoever takes one up holds its lock (`Database.holding`). A worker that died has let go of it, and the pack is
begun again.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.executive.packs.contents import Contents, Kind, from_json
from portal.executive.packs.process import Built, Progress
from portal.infra import outbox
from portal.infra.calendar import now
from portal.protocol import actors
from portal.protocol.actors import Role

PACK = "pack"
"""The outbox kind of an e-mail that says that a pack is ready, or could not be made."""

MOST_ATTEMPTS = 3
DIED = f"The worker stopped {MOST_ATTEMPTS} times while it made it."

_WAITING = text("""
    select id from portal.referral_pack where state not in ('ready', 'failed') order by asked_at, id
""")
_KNOWN = text("select id from portal.referral_pack where id = any(:packs)").bindparams(
    bindparam("packs", type_=ARRAY(Uuid()))
)
_TAKE = text("""
    update portal.referral_pack set state = 'gathering', pages = 0, attempts = attempts + 1, began_at = :now
    where id = :id and state not in ('ready', 'failed') and attempts < :most
    returning id, escalation_id, kind, contents, hidden, files, workspace_id, membership_id, asked_at
""")
_GET_ON = text("""
    update portal.referral_pack set state = :state, pages = :pages
    where id = :id and state not in ('ready', 'failed')
""")
_PUT_BACK = text("""
    update portal.referral_pack set state = 'queued', pages = 0, attempts = attempts - 1
    where id = :id and state not in ('ready', 'failed')
""")
_KEEP_VOLUME = text("""
    insert into portal.pack_volume (pack_id, number, pages, sha256, content)
    values (:id, :number, :pages, :sha256, :content)
""")
_READY = text("""
    update portal.referral_pack
    set state = 'ready', pages = :pages, not_reproduced = :not_reproduced, ended_at = :now,
      contents = null, hidden = null, files = '{}'
    where id = :id
""").bindparams(bindparam("not_reproduced", type_=JSONB()))
_FAIL = text("""
    update portal.referral_pack set state = 'failed', reason = :reason, ended_at = :now
    where id = :id and state not in ('ready', 'failed')
    returning id, escalation_id, kind, contents, hidden, files, workspace_id, membership_id, asked_at
""")
_FILE = text("select portal.file_of_pack(:id, :number)")


@dataclass(frozen=True, slots=True)
class Taken:
    """A pack taken up: what it is made from, and who asked for it."""

    id: UUID
    case: UUID
    contents: Contents
    hidden: Sequence[str]
    numbers: Sequence[int]
    """The attachments whose content it reproduces."""
    workspace: UUID
    membership: UUID
    asked: str


def waiting(session: Session) -> Sequence[UUID]:
    """The packs that are not done, the eldest first; one of them somebody may hold."""
    return session.scalars(_WAITING).all()


def known(session: Session, packs: Sequence[UUID]) -> Sequence[UUID]:
    """Of these packs, those that are ours."""
    return session.scalars(_KNOWN, {"packs": list(packs)}).all()


def take(session: Session, pack: UUID) -> Taken | None:
    """Take a pack up under its lock; None when it is done. One whose attempts all died is given up instead."""
    row = session.execute(_TAKE, {"id": pack, "now": now(), "most": MOST_ATTEMPTS}).one_or_none()
    if row is None:
        fail(session, pack, DIED)
        return None
    return _taken(row)


def _taken(row: Any) -> Taken:
    numbers = [number for number, one in enumerate(row.files, start=1) if one]
    contents = from_json(row.contents)
    return Taken(
        row.id, row.escalation_id, contents, row.hidden, numbers, row.workspace_id, row.membership_id,
        row.asked_at.isoformat(),
    )  # fmt: skip


def file(session: Session, pack: UUID, number: int) -> bytes | None:
    """The content of an attachment of a pack that is being gathered; None when it is not to be had."""
    found = session.scalar(_FILE, {"id": pack, "number": number})
    return bytes(found) if found is not None else None


def get_on(session: Session, pack: UUID, progress: Progress) -> None:
    """Write down how far it is."""
    session.execute(_GET_ON, {"id": pack, "state": progress.state.value, "pages": progress.pages})


def put_back(session: Session, pack: UUID) -> None:
    """Let it wait again, as if it had not been taken up: the worker is told to stop."""
    session.execute(_PUT_BACK, {"id": pack})


def keep(session: Session, taken: Taken, built: Built) -> None:
    """Keep its volumes, and say that it is ready: both or neither. What it was made from is needed no more."""
    for number, (path, pages) in enumerate(zip(built.volumes, built.pages, strict=True), start=1):
        content = path.read_bytes()
        volume = {"number": number, "pages": pages, "sha256": sha256(content).digest(), "content": content}
        session.execute(_KEEP_VOLUME, {"id": taken.id, **volume})
    listed = list(_listed(taken.contents, built.not_reproduced))
    asked = {"id": taken.id, "pages": sum(built.pages), "not_reproduced": listed, "now": now()}
    session.execute(_READY, asked)
    _tell(session, taken, "ready")


def _listed(contents: Contents, why_not: Mapping[int, str]) -> Iterable[dict[str, str]]:
    titles = {one.number: one.title for one in contents.attachments}
    return ({"title": titles[number], "why": why} for number, why in sorted(why_not.items()))


def fail(session: Session, pack: UUID, reason: str) -> None:
    """Say that it could not be made, and why; whoever may ask for it can have it tried again."""
    asked = {"id": pack, "reason": reason, "now": now()}
    row = session.execute(_FAIL, asked).one_or_none()
    if row is not None:
        _tell(session, _taken(row), "failed")


def _tell(session: Session, taken: Taken, state: str) -> None:
    """By e-mail to who asked; and to the Subgroup that its pack is ready, which nobody else tells it of."""
    whom = [(taken.workspace, taken.membership)]
    if taken.contents.kind is Kind.LEARNING and state == "ready":
        subgroup = agencies.the_workspace(session, actors.Kind.LEARNING).id
        whom += [(subgroup, one) for one in agencies.role_holders(session, subgroup, (Role.READER,))]
    for workspace, membership in whom:
        outbox.tell(
            session,
            PACK,
            escalation=taken.case,
            workspace=workspace,
            membership=membership,
            payload={
                "kind": taken.contents.kind.value,
                "reference": taken.contents.reference,
                "state": state,
            },
            dedupe=json.dumps([PACK, str(taken.id), state, taken.asked, str(membership)]),
        )
