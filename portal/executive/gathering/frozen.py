"""The whole of a pack's contents, from the case as whoever asks may see it."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations import queries
from portal.escalations.actions.door import Opened
from portal.escalations.queries import CaseView
from portal.executive.gathering import issues, papers, record
from portal.executive.gathering.files import files_of
from portal.executive.gathering.readers import Readers, readers_of
from portal.executive.packs.contents import Contents, Fact, Kind, Party, Section
from portal.protocol import actors
from portal.protocol.actors import Actor
from portal.protocol.clock import day_in_words, london_date
from portal.protocol.escalation import PartKind, PartState
from portal.protocol.identity import day_of

FOR_WORKSPACE = {
    Kind.SCRUTINEER: actors.Kind.SCRUTINEER,
    Kind.EXECUTIVE: actors.Kind.EXECUTIVE,
    Kind.LEARNING: actors.Kind.LEARNING,
}
"""For whose workspace each kind of pack is."""

_HEAD = text("""
    select encode(hash, 'hex') from portal.history where escalation_id = :escalation order by seq desc limit 1
""")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What a deployment puts on every page: who the partnership is, and the marking."""

    partnership: str
    marking: str


@dataclass(frozen=True, slots=True)
class Frozen:
    """What a pack is made from: what it says, what must not stand in it, and whose content it reproduces, by the
    number of the attachment; None where it is listed alone.
    """

    contents: Contents
    hidden: tuple[str, ...]
    files: tuple[UUID | None, ...]
    question: str = ""
    """What the Subgroup was asked, in a pack for it: masked, as all of it is."""


def gather(session: Session, actor: Actor, opened: Opened, *, kind: Kind, letterhead: Letterhead) -> Frozen:
    """Freeze a case for the readers of one kind of pack. The case is locked, so all of it is of one moment."""
    case = opened.row.id
    readers = readers_of(session, kind, case, london_date(opened.row.opened_at))
    view = queries.case(session, actor, opened.row.reference, mask=readers.mask)
    notes = queries.notes(session, case, mask=readers.mask)
    happened = record.happened(session, case, readers)
    attached, files = files_of(session, case, readers)
    recipient = agencies.the_workspace(session, FOR_WORKSPACE[kind]).name
    contents = Contents(
        kind=kind,
        reference=view.reference,
        partnership=letterhead.partnership,
        marking=letterhead.marking,
        recipient=recipient,
        version=opened.row.version,
        frozen_at=opened.now,
        head=session.scalars(_HEAD, {"escalation": case}).one(),
        parties=tuple(_parties(view, readers)),
        case=tuple(_case(view)),
        identity=tuple(_identity(session, case)) if kind.shows_identity else (),
        issues=issues.of(view),
        parts=tuple(papers.of(view, notes, readers)),
        events=record.events(happened, readers),
        deadlines=record.deadlines(view),
        history=record.rows(happened, readers),
        attachments=attached,
    )
    return Frozen(contents, readers.hidden, files, papers.question(view) if kind is Kind.LEARNING else "")


def _parties(view: CaseView, readers: Readers) -> Iterator[Party]:
    yield Party(view.raising, "Raised the difference", _signed(view, view.raising, readers))
    for one in view.parts:
        if one.part.kind is PartKind.RESPONSE:
            replaced = one.part.state is PartState.REPLACED
            role = "No longer asked to respond" if replaced else "Was asked to respond"
            yield Party(one.agency, role, _signed(view, one.agency, readers))


def _signed(view: CaseView, agency: str, readers: Readers) -> str:
    """Who signed what for an agency, a line each."""
    signed: dict[str, list[str]] = {}
    for paper in view.documents:
        if paper.agency == agency and paper.kind in papers.TITLES:
            who = readers.somebody(paper.signed_by, paper.signed_by_role)
            of_paper = signed.setdefault(who, [])
            if papers.TITLES[paper.kind] not in of_paper:
                of_paper.append(papers.TITLES[paper.kind])
    return "\n".join(f"{who}: {', '.join(what)}" for who, what in signed.items())


def _case(view: CaseView) -> Iterator[Fact]:
    yield Fact("Where it stands", view.stands)
    yield Fact("About", view.category)
    if view.case.on_behalf:
        yield Fact("Entered", f"By the Business Unit, on behalf of {view.raising}")
    if view.submitted_at:
        yield Fact("First submitted", day_in_words(london_date(view.submitted_at)))
    if view.parallel:
        yield Fact("Other processes that run beside this one", "\n".join(view.parallel))
    if view.ended_at:
        yield Fact("Ended", day_in_words(london_date(view.ended_at)))


def _identity(session: Session, escalation: UUID) -> Iterator[Section]:
    for child in queries.identities(session, escalation):
        born = day_of(child.date_of_birth)
        facts = (
            Fact("Name", child.name),
            Fact("Known as", child.known_as),
            Fact("Date of birth, or expected date", day_in_words(born) if born else child.date_of_birth),
            Fact("Record number of the raising agency", child.record_number),
            Fact("Other number", child.other_number),
        )
        yield Section(f"Child {child.number}", facts)
