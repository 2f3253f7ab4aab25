"""What the portal holds on one child, across the cases that a person of the Business Unit chose (subject access).

The child is found as any case is (decision 25), and each case keeps that its copy was taken, by whom and what for.
Nothing is masked in it. What tells of other children is marked, and every piece says which agency gave it, so that
a person can take out what is another's before the copy is handed on.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.escalations import queries
from portal.escalations.actions import finding, looks
from portal.escalations.actions.door import open_case
from portal.escalations.queries import Identity
from portal.protocol.actors import Actor
from portal.protocol.errors import Invalid
from portal.protocol.events import COPY, REVEAL
from portal.protocol.identity import SUBJECT_ACCESS, Piece
from portal.protocol.masking import third_parties_marked
from portal.protocol.part_1 import ETHNICITIES
from portal.protocol.permissions import Permission, check

CHILDREN = "children"
"""The section of Part 1 that has an entry for each child."""


@dataclass(frozen=True, slots=True)
class OfCase:
    """All that the Business Unit holds on the child in one case. `others`: how many further children there are."""

    view: queries.CaseView
    child: Sequence[Identity]
    others: int
    timeline: Sequence[queries.Happened]
    files: Sequence[queries.AttachmentView]
    notes: Sequence[queries.NoteView]

    def ethnicity(self, number: int) -> str:
        """What was given of it for statistics, which no other page shows."""
        part_1 = self.view.newest("part_1")
        children = part_1.content.get(CHILDREN, ()) if part_1 else ()
        given = children[number - 1].get("ethnicity", "") if number <= len(children) else ""
        return ETHNICITIES.get(given, "")

    def is_the_child(self, number: int) -> bool:
        """Whether the child of this number in the form is the one asked for."""
        return any(one.number == number for one in self.child)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What goes into the copy, and what for."""

    cases: Sequence[OfCase]
    purpose: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Choice:
    """A case that was found, to choose: with nothing of the child in it."""

    reference: str
    words: str


def choices(session: Session, actor: Actor, given: Mapping[Piece, str], *, again: bool) -> tuple[Choice, ...]:
    """The cases with this child. That they were found is kept with each, unless they are shown `again`.

    Raises Invalid as `finding.find`.
    """
    if not again:
        finding.find(session, actor, given)
    return tuple(_choice(session, actor, reference) for reference in finding.children_found(session, given))


def _choice(session: Session, actor: Actor, reference: str) -> Choice:
    view = queries.case(session, actor, reference)
    return Choice(
        reference, f"{reference}: raised by {view.raising}, {view.stands[:1].lower()}{view.stands[1:]}"
    )


def gather(
    session: Session, actor: Actor, given: Mapping[Piece, str], *, chosen: Sequence[str], purpose: str
) -> Gathered:
    """What the chosen cases hold on the child; in each it is a reveal and a copy, with the purpose.

    Raises Invalid without a purpose, and unless each case chosen is one in which the child is found.
    """
    found = finding.children_found(session, given)
    if purpose not in SUBJECT_ACCESS:
        raise Invalid({"purpose": "Choose what the copy is for"})
    if not chosen or not set(chosen) <= set(found):
        raise Invalid({"cases": "Choose the cases that the copy should hold"})
    cases, at = [], None
    for reference in (one for one in found if one in chosen):
        opened = open_case(session, reference)
        check(Permission.ANSWER_SUBJECT_ACCESS, actor, opened.case)
        looks.log(session, opened, actor, what=REVEAL, purpose=purpose)
        looks.log(session, opened, actor, what=COPY, purpose=purpose)
        cases.append(_of_case(session, actor, reference, numbers=found[reference]))
        at = at or opened.now
    assert at is not None
    ordered = sorted(cases, key=lambda one: (one.view.submitted_at or one.view.opened_at, one.view.reference))
    return Gathered(ordered, SUBJECT_ACCESS[purpose], at)


def _of_case(session: Session, actor: Actor, reference: str, *, numbers: frozenset[int]) -> OfCase:
    case = queries.case(session, actor, reference, mask=_as_written).case.id
    children = queries.identities(session, case)
    child = tuple(one for one in children if one.number in numbers)
    mark = third_parties_marked(child, _others(session, case, child))
    return OfCase(
        view=queries.case(session, actor, reference, mask=mark),
        child=child,
        others=len(children) - len(child),
        timeline=queries.timeline(session, case, mask=mark),
        files=queries.attachments(session, case, mask=mark),
        notes=queries.notes(session, case, mask=mark),
    )


def _others(session: Session, case: Any, child: Sequence[Identity]) -> Iterator[Identity]:
    """Every child in any version of the form that is not this one, by any of its pieces that tells who it is."""
    own = {piece for one in child for piece in one.pieces() if piece[0] is not Piece.DATE_OF_BIRTH}
    for one in queries.known_of(session, case):
        if not own & {piece for piece in one.pieces() if piece[0] is not Piece.DATE_OF_BIRTH}:
            yield one


def _as_written(value: Any) -> Any:
    return value
