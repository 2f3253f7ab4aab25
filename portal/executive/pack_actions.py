"""A referral pack is asked for, asked for again, and taken (P11, decisions 24, 25 and 27)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from portal.escalations import queries
from portal.escalations.actions import looks
from portal.escalations.actions.door import Opened, open_case
from portal.escalations.actions.identity import check_purpose
from portal.escalations.records import AT_STAGE_4
from portal.executive import pack_queries
from portal.executive.gathering import Letterhead, gather
from portal.executive.pack_queries import PackView, Review, packs
from portal.executive.packs import copies
from portal.executive.packs.contents import Kind, to_json
from portal.infra.calendar import now
from portal.infra.vouched import digest_of_look
from portal.protocol import actors
from portal.protocol.actors import Actor
from portal.protocol.errors import NotFound, WrongState
from portal.protocol.events import REVEAL
from portal.protocol.permissions import Permission, check

ASKS: Mapping[Kind, Permission] = {
    Kind.SCRUTINEER: Permission.ASK_FOR_SCRUTINEERS_PACK,
    Kind.EXECUTIVE: Permission.ASK_FOR_EXECUTIVES_PACK,
    Kind.LEARNING: Permission.ASK_FOR_LEARNING_PACK,
}
"""Who asks for a pack of which kind."""

NOT_YET = "There is a referral pack once the case was referred to the Executive."

_EDITION = text("select portal.edition_of(:escalation, :kind)")
_FOUND = text("""
    select id, state from portal.referral_pack
    where escalation_id = :escalation and kind = :kind and edition = :edition
""")
_FREEZE = text("""
    insert into portal.referral_pack
      (id, escalation_id, kind, edition, case_version, head, question, contents, hidden, files, asked_by_name,
       asked_at)
    values (:id, :escalation, :kind, :edition, :version, :head, :question, :contents, :hidden, :files, :name, :now)
""").bindparams(
    bindparam("contents", type_=JSONB()),
    bindparam("hidden", type_=JSONB()),
    bindparam("files", type_=ARRAY(Uuid())),
)
_AGAIN = text("""
    update portal.referral_pack set state = 'queued', pages = 0, attempts = 0, reason = '', asked_at = :now
    where id = :id and state = 'failed'
""")
_CONTENT = text("""
    select v.content from portal.pack_volume v join portal.referral_pack p on p.id = v.pack_id
    where p.id = :pack and p.escalation_id = :escalation and p.kind = :kind and v.number = :volume
""")
_TAKE = text("""
    select portal.take_pack(:pack, cast(:volume as smallint), :digest, :name, :role, :now, :look, :payload)
""").bindparams(bindparam("payload", type_=JSONB()))


def ask(
    session: Session,
    actor: Actor,
    reference: str,
    *,
    kind: Kind,
    letterhead: Letterhead,
    purpose: str = "",
) -> UUID:
    """Ask for a pack of the case as it stands: frozen now, built by the worker. Whoever asks for the same has it.

    One that failed is tried again. The Scrutineer's shows the identity, so freezing it is a reveal: Invalid is
    raised without a purpose. WrongState before the case was referred.
    """
    opened = open_case(session, reference)
    check(ASKS[kind], actor, opened.case)
    if opened.case.state not in AT_STAGE_4:
        raise WrongState(NOT_YET)
    named = {"escalation": opened.row.id, "kind": kind.value}
    edition = session.scalar(_EDITION, named)
    known = session.execute(_FOUND, {**named, "edition": edition}).one_or_none()
    if known is None:
        return _freeze(
            session, actor, opened, kind=kind, letterhead=letterhead, purpose=purpose, edition=edition
        )
    if known.state == "failed":
        session.execute(_AGAIN, {"id": known.id, "now": opened.now})
    return UUID(str(known.id))


def _freeze(
    session: Session,
    actor: Actor,
    opened: Opened,
    *,
    kind: Kind,
    letterhead: Letterhead,
    purpose: str,
    edition: Any,
) -> UUID:
    if kind.shows_identity:
        check_purpose(purpose)
        looks.log(session, opened, actor, what=REVEAL, purpose=purpose)
    frozen, pack = gather(session, actor, opened, kind=kind, letterhead=letterhead), uuid4()
    session.execute(
        _FREEZE,
        {
            "id": pack,
            "escalation": opened.row.id,
            "kind": kind.value,
            "edition": edition,
            "version": frozen.contents.version,
            "head": frozen.contents.head,
            "question": frozen.question,
            "contents": to_json(frozen.contents),
            "hidden": list(frozen.hidden),
            "files": list(frozen.files),
            "name": actor.name,
            "now": opened.now,
        },
    )
    return pack


@dataclass(frozen=True, slots=True)
class Standing:
    """The packs of one kind of a case, and whether the actor may ask for one now. `review`: of the Subgroup's."""

    case: UUID
    packs: tuple[PackView, ...]
    may_ask: bool
    review: Review | None = None


def standing(session: Session, actor: Actor, reference: str, kind: Kind) -> Standing:
    """What there is. NotFound and NotAllowed are raised as for the case; WrongState before it was referred.

    The Subgroup reads nothing of the case: it has the pack of a review that was asked of it, and asks for none.
    """
    if actor.kind is actors.Kind.LEARNING:
        if kind is not Kind.LEARNING:
            raise NotFound
        review = pack_queries.review_of(session, reference)
        return Standing(
            review.escalation, packs(session, review.escalation, kind), may_ask=False, review=review
        )
    view = queries.case(session, actor, reference)
    check(ASKS[kind], actor, view.case)
    found, at_stage_4 = packs(session, view.case.id, kind), view.case.state in AT_STAGE_4
    if not found and not at_stage_4:
        raise WrongState(NOT_YET)
    return Standing(view.case.id, found, may_ask=at_stage_4)


def take(session: Session, actor: Actor, escalation: UUID, *, kind: Kind, pack: UUID, volume: int) -> bytes:
    """A copy of a volume, marked with who took it and when. What cannot be logged is not given (decision 27).

    Every copy has a number of its own on its pages, so that no two files are alike and each is known again.
    """
    named = {"escalation": escalation, "kind": kind.value, "pack": pack, "volume": volume}
    content = session.scalar(_CONTENT, named)
    if content is None:
        raise NotFound
    moment, look = now(), uuid4()
    who = f"{actor.name}, {actor.role_words}, number {look.hex[:8]},"
    copy = copies.mark(bytes(content), who, moment)
    seen = {"name": actor.name, "role": actor.role_words, "at": moment, "attachment_id": None}
    payload: dict[str, Any] = {
        "looked": str(look),
        "purpose": "",
        "digest": digest_of_look(seen),
        "pack": {"kind": kind.value, "volume": volume, "sha256": copies.digest(copy).hex()},
    }
    session.execute(
        _TAKE,
        {
            **named,
            "digest": copies.digest(copy),
            "name": actor.name,
            "role": actor.role_words,
            "now": moment,
            "look": look,
            "payload": payload,
        },
    )
    return copy
