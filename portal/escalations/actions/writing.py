"""Part 1 while it is written: section by section, by several people, of whom nobody overwrites another (P6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from portal.escalations.actions import identity
from portal.escalations.actions.door import Opened, open_case
from portal.escalations.models import ChildRow, DocumentRow, DraftRow
from portal.escalations.queries import identities
from portal.escalations.records import drafts_of
from portal.protocol.actors import Actor
from portal.protocol.errors import Stale, WrongState
from portal.protocol.escalation import CaseState
from portal.protocol.identity import Identity
from portal.protocol.merging import Merged, Shown, keyed, merge
from portal.protocol.part_1 import IDENTITY, identified
from portal.protocol.permissions import Permission, check

PART_1 = "part_1"
CHILDREN = "children"
WRITING = frozenset({CaseState.DRAFT, CaseState.RETURNED})
"""While Part 1 may be written: before it is submitted, and when it was returned for completion (decision 19)."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a section says now, a child's identity with it, and at which version; `of` whom some of it is."""

    version: int
    content: Any
    of: str = ""


class Differs(Stale):
    """Two people changed the same: nothing was saved. `merged` keeps mine; `theirs` is stored, at `version`."""

    def __init__(self, merged: Merged, *, theirs: Any, version: int, name: str) -> None:
        super().__init__(f"{name} changed the same while you were writing.")
        self.merged, self.theirs, self.version, self.name = merged, theirs, version, name


def save(
    session: Session,
    actor: Actor,
    reference: str,
    *,
    section: str,
    version: int,
    content: Any,
    was: Shown | None = None,
) -> Saved:
    """Keep one section of the draft. A section not written yet is at version 0; a child has its identity with it.

    When somebody saved the section since `version` was read, what both typed is brought together, as far as `was`
    says what was shown then. Raises Differs where both changed the same, Stale when `was` is not given, WrongState
    once Part 1 is submitted; then nothing is kept.
    """
    opened = open_for_writing(session, actor, reference)
    known = drafts_of(session, opened.row.id, kind=PART_1, workspace=actor.workspace).get(section)
    at, of = (known.version, known.updated_by_name) if known else (0, "")
    stale = at != version
    if stale:
        theirs = _whole(session, opened, section, known)
        if _says(theirs, content):
            return Saved(at, content)
        content = _brought_together(was, content, theirs, version=at, name=of or "Somebody")
    if section == CHILDREN:
        content = keyed(content)
    _keep(session, opened, known, actor=actor, section=section, content=content)
    return Saved(at + 1, content, of if stale else "")


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

    `identities` and `facts` go in pairs. The draft learns only whether what must be there of each identity is.
    """
    children = [{**fact, **apart} for apart, fact in zip(identities, facts, strict=True)]
    save(session, actor, reference, section=CHILDREN, version=version, content=children)


def write(session: Session, actor: Actor, reference: str, *, sections: Mapping[str, Any]) -> None:
    """Keep sections over whatever they say now: for what is known before anybody opens them (P6)."""
    opened = open_for_writing(session, actor, reference)
    known = drafts_of(session, opened.row.id, kind=PART_1, workspace=actor.workspace)
    for section, content in sections.items():
        _keep(session, opened, known.get(section), actor=actor, section=section, content=content)


def open_for_writing(
    session: Session, actor: Actor, reference: str, *, permission: Permission = Permission.WRITE_PART_1
) -> Opened:
    """The case, locked, for whoever writes its Part 1; WrongState once that is submitted."""
    opened = open_case(session, reference)
    check(permission, actor, opened.case)
    if opened.case.state not in WRITING:
        raise WrongState("Part 1 was submitted, so it can no longer be changed.")
    return opened


def last_signed(session: Session, opened: Opened) -> int:
    """The version of Part 1 that was last signed; 0 when none was."""
    signed = select(func.max(DocumentRow.version)).where(
        DocumentRow.escalation_id == opened.row.id, DocumentRow.kind == PART_1
    )
    return session.scalar(signed) or 0


def carry_identity_over(session: Session, opened: Opened, *, version: int) -> None:
    """A returned form whose children were not touched keeps the identity that was last signed."""
    of_version = (ChildRow.escalation_id == opened.row.id, ChildRow.version == version)
    if not session.scalar(select(func.count()).where(*of_version)):
        identity.keep(session, opened.row.id, version=version, children=identities(session, opened.row.id))


def _says(stored: Any, content: Any) -> bool:
    """Whether what is stored says all this already, as when the same comes twice."""
    if isinstance(content, Mapping):
        return bool({**stored, **content} == stored)
    return bool(keyed(content) == stored)


def _brought_together(was: Shown | None, mine: Any, theirs: Any, *, version: int, name: str) -> Any:
    if was is None:
        raise Stale(f"{name} saved this section while you were writing. Look at what it says now.")
    merged = merge(was, mine=mine, theirs=theirs)
    if merged.conflicts:
        raise Differs(merged, theirs=theirs, version=version, name=name)
    return merged.content


def _whole(session: Session, opened: Opened, section: str, known: DraftRow | None) -> Any:
    """What is stored, each child with its identity from the block."""
    if section != CHILDREN:
        return known.content if known else {}
    rows = keyed(known.content if known else [])
    apart = [_pieces(one) for one in identities(session, opened.row.id)]
    facts = [{name: row[name] for name in row if name not in ("identified", "lacking")} for row in rows]
    return [{**fact, **pieces} for fact, pieces in zip(facts, apart, strict=False)]


def _keep(
    session: Session, opened: Opened, known: DraftRow | None, *, actor: Actor, section: str, content: Any
) -> None:
    """One row is written; the case's own only when it has a new writer or another main category."""
    if section == CHILDREN:
        content = _keep_children(session, opened, content)
    if known is None:
        session.execute(insert(DraftRow).values(
            escalation_id=opened.row.id, kind=PART_1, section=section, content=content,
            updated_by=actor.membership, updated_by_name=actor.name, updated_at=opened.now,
        ))  # fmt: skip
    else:
        over = isinstance(content, Mapping) and isinstance(known.content, Mapping)
        # What the section's page does not ask, as why a stage was not done, stays.
        known.content = {**known.content, **content} if over else content
        known.version += 1
        known.updated_by, known.updated_by_name, known.updated_at = actor.membership, actor.name, opened.now
    if section == "difference":
        opened.row.category = content.get("primary") or None
    if actor.membership not in opened.row.writers:
        opened.row.writers = [*opened.row.writers, actor.membership]


def _keep_children(
    session: Session, opened: Opened, children: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Put each identity in the block, when it changed; gives what the draft keeps."""
    version = last_signed(session, opened) + 1
    apart = [
        Identity(number, **{name: child.get(name) or "" for name in IDENTITY})
        for number, child in enumerate(children, start=1)
    ]
    newest = select(func.max(ChildRow.version)).where(ChildRow.escalation_id == opened.row.id)
    if session.scalar(newest) != version or tuple(apart) != identities(session, opened.row.id):
        identity.keep(session, opened.row.id, version=version, children=apart)
    return [
        {**{name: child[name] for name in child if name not in IDENTITY}, **identified(_pieces(one))}
        for child, one in zip(children, apart, strict=True)
    ]


def _pieces(child: Identity) -> dict[str, str]:
    return {name: getattr(child, name) for name in IDENTITY}
