"""What the log says of a case, without identity and without any text that somebody wrote."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.business_unit.log.models import LogCaseRow, LogResponseRow
from portal.business_unit.log.queries.themes import themes, themes_of
from portal.escalations import queries as escalations
from portal.infra.calendar import now
from portal.protocol.escalation import CLOSED_AS, STATE_WORDS, CaseState
from portal.protocol.part_1 import CATEGORIES

IN_TIME, IN_MORE_TIME, LATE = "in time", "in time, after more time", "late"
NONE, AWAITED = "no reply", "awaited"
NOT_KNOWN = "date of reply not known"
"""Of a case taken over from an earlier log without a date for the reply, unless it was closed for want of one."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How one responding agency answered (decision 4): met, met after more time, missed, or not at all."""

    agency: str
    how: str

    @property
    def words(self) -> str:
        """ "Birch School: in time"."""
        return f"{self.agency}: {self.how}"


@dataclass(frozen=True, slots=True)
class Logged:
    """One case of the log, in words. `replaced` agencies are not among those responding."""

    id: UUID
    reference: str
    state: CaseState
    closed_as: str
    stage: int
    stage_4: str
    category: str
    categories: tuple[str, ...]
    raising: str
    answers: tuple[Answer, ...]
    waits_for: tuple[str, ...]
    themes: tuple[str, ...]
    submitted_at: datetime
    forwarded_at: datetime | None
    due_at: datetime | None
    ended_at: datetime | None
    chases: int
    promised: int
    done: int
    not_done: int
    marks: tuple[str, ...]
    imported: bool
    disposed_at: datetime | None

    @property
    def stands(self) -> str:
        """Where it stands, and why it was closed."""
        return STATE_WORDS[self.state] + (f": {self.closed_as}" if self.closed_as else "")

    @property
    def responding(self) -> tuple[str, ...]:
        """The agencies that are, or were, to reply."""
        return tuple(one.agency for one in self.answers)


def logged(session: Session, cases: Sequence[UUID]) -> tuple[Logged, ...]:
    """What the log says of these cases, in this order."""
    rows = {one.escalation_id: one for one in _seen(session, session.scalars(_of(cases)).all())}
    names = {one.id: one.name for one in agencies.workspaces(session)}
    known = {one.id: one.name for one in themes(session)}
    answers, themed = _answers(session, rows, names), themes_of(session, cases)
    return tuple(
        _logged(
            rows[case],
            names,
            answers=answers.get(case, ()),
            themes=tuple(sorted(known[one] for one in themed.get(case, ()))),
        )
        for case in cases
        if case in rows
    )


def case_of(session: Session, reference: str) -> UUID | None:
    """The case that has this reference, of those in the log."""
    return session.scalar(select(LogCaseRow.escalation_id).where(LogCaseRow.reference == reference))


def _seen(session: Session, rows: Sequence[LogCaseRow]) -> list[LogCaseRow]:
    """Without the cases from which the actor is kept. Of one that is no longer there, or never was, nobody is."""
    there = [one.escalation_id for one in rows if not (one.imported or one.disposed_at)]
    seen = escalations.seen_of(session, there) if there else frozenset()
    return [one for one in rows if one.imported or one.disposed_at or one.escalation_id in seen]


def _of(cases: Collection[UUID]) -> Select[LogCaseRow]:
    return select(LogCaseRow).where(LogCaseRow.escalation_id.in_(cases))


def _answers(
    session: Session, cases: Mapping[UUID, LogCaseRow], names: Mapping[UUID, str]
) -> Mapping[UUID, tuple[Answer, ...]]:
    asked = session.scalars(
        select(LogResponseRow)
        .where(LogResponseRow.escalation_id.in_(cases), LogResponseRow.state != "replaced")
        .order_by(LogResponseRow.began_at, LogResponseRow.part_id)
    )
    moment = now()
    found: dict[UUID, tuple[Answer, ...]] = {}
    for one in asked:
        how = how_answered(one, cases[one.escalation_id], at=moment)
        answer = Answer(names[one.workspace_id], how)
        found[one.escalation_id] = (*found.get(one.escalation_id, ()), answer)
    return found


def how_answered(one: LogResponseRow, case: LogCaseRow, *, at: datetime) -> str:
    """Met, met extended, missed, or none: never answered, and the case ended or the date passed (decision 4)."""
    if one.answered_at is None:
        if case.imported and case.closed_as != "no_further_contact":
            return NOT_KNOWN
        return NONE if case.ended_at or (one.due_at and at >= one.due_at) else AWAITED
    if one.due_at and one.answered_at >= one.due_at:
        return LATE
    return IN_MORE_TIME if one.extension_days else IN_TIME


def _logged(
    row: LogCaseRow, names: Mapping[UUID, str], *, answers: tuple[Answer, ...], themes: tuple[str, ...]
) -> Logged:
    return Logged(
        id=row.escalation_id,
        reference=row.reference,
        state=CaseState(row.state),
        closed_as=CLOSED_AS.get(row.closed_as or "", ""),
        stage=row.stage,
        stage_4=row.stage_4 or "",
        category=CATEGORIES.get(row.category or "", row.category or "Not known"),
        categories=tuple(CATEGORIES.get(one, one) for one in row.categories),
        raising=names[row.raising_workspace_id],
        answers=answers,
        waits_for=tuple(sorted(names[one] for one in row.waits_for)),
        themes=themes,
        submitted_at=row.submitted_at,
        forwarded_at=row.forwarded_at,
        due_at=row.due_at,
        ended_at=row.ended_at,
        chases=row.chases,
        promised=row.promised,
        done=row.done,
        not_done=row.not_done,
        marks=tuple(words for mark, words in MARKS.items() if getattr(row, mark)),
        imported=row.imported,
        disposed_at=row.disposed_at,
    )


MARKS: Mapping[str, str] = {
    "imported": "from before the portal",
    "on_behalf": "entered on behalf",
    "exception": "signed by who does not stand apart",
    "early": "early request for referral",
    "disposed_at": "disposed of",
}
"""What is marked of a case, as the log says it."""
