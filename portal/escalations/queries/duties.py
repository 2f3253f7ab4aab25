"""What the Business Unit has to do today, over all its cases: what is asked, what is late, who is away (P13).

Of each source at most `MOST` cases are read, the most urgent first, so that the list costs the same however many
cases there are.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select, text
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations.models import CaseAudienceRow, DeadlineRow, DraftRow, EscalationRow, NoteRow, PartRow
from portal.escalations.queries.lists import MOST, Listed
from portal.escalations.records import to_case
from portal.infra.calendar import now
from portal.protocol.actors import Kind
from portal.protocol.clock import last_day, london_date
from portal.protocol.deadlines import Clock
from portal.protocol.duties import LATE, MATTERS, OF_ASK, Matter
from portal.protocol.escalation import PartKind, PartState
from portal.protocol.part_1 import CATEGORIES
from portal.protocol.tasks import tasks


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to do. `part` is the response or request it is about, `whose` the agency that is late or asked.

    `due_on` is the last day on which it was, or is, in time; None: at once. `chased_on`: when that agency was last
    chased. `away`: who is away, and until when.
    """

    matter: Matter
    reference: str
    raising: str
    responding: tuple[str, ...]
    category: str
    due_on: date | None = None
    part: UUID | None = None
    whose: str = ""
    chased_on: date | None = None
    away: str = ""
    away_until: date | None = None
    exception: str = ""


@dataclass(frozen=True, slots=True)
class _Known:
    """The cases that something is to be done about, with all that is read of them."""

    cases: Mapping[UUID, EscalationRow]
    parts: Mapping[UUID, Sequence[PartRow]]
    running: Mapping[tuple[UUID, str, UUID | None], DeadlineRow]
    chased: Mapping[tuple[UUID, UUID], date]
    names: Mapping[UUID, str]
    exceptions: Mapping[str, str]

    def duty(self, of: UUID, matter: Matter, part: UUID | None = None, whose: UUID | None = None) -> Duty:
        """What is to be done of a case, as far as the case itself says it."""
        row = self.cases[of]
        responding = (
            self.names[one.workspace_id]
            for one in self.parts.get(of, ())
            if one.kind == PartKind.RESPONSE and one.state != PartState.REPLACED
        )
        return Duty(
            matter,
            row.reference,
            self.names[row.raising_workspace_id],
            tuple(dict.fromkeys(responding)),
            CATEGORIES.get(row.category or "", "Not chosen yet"),
            part=part,
            whose=self.names.get(whose, "") if whose else "",
            chased_on=self.chased.get((of, whose)) if whose else None,
            exception=self.exceptions.get(row.reference, "") if matter is Matter.SEND_ON else "",
        )


def duties(session: Session, listed: Collection[Listed]) -> list[Duty]:
    """Everything to do today, the most urgent first. `listed` is the Business Unit's worklist as it was read."""
    asked = session.scalars(_ASKED).all()
    late = session.scalars(_late()).all()
    drafts = session.execute(_DRAFTS).all()
    away = session.execute(_AWAY, {"today": london_date(now()), "most": MOST}).all()
    known = _known(
        session,
        {*asked, *(one.escalation_id for one in late), *(one.escalation_id for one in (*drafts, *away))},
        exceptions={one.reference: one.exception for one in listed},
    )
    # A case from which somebody is kept stands on the list of their workspace, and is not to be seen by them.
    seen = known.cases.keys()
    found = chain(
        chain.from_iterable(_asked(session, known, of) for of in asked if of in seen),
        (_late_with(known, one) for one in late if one.escalation_id in seen),
        (_reply(known, one) for one in drafts if one.escalation_id in seen),
        (_away(known, one) for one in away if one.escalation_id in seen),
    )
    return sorted(found, key=_urgency)


def _urgency(duty: Duty) -> tuple[bool, int, date, int, str]:
    """What is due or late comes first, matter by matter as in `MATTERS`: the Business Unit's own clock before
    others' lateness. Then what is still to come, by its date."""
    today, matter = london_date(now()), list(MATTERS).index(duty.matter)
    due_on = duty.due_on or today
    later = due_on > today
    return later, 0 if later else matter, due_on, matter, duty.reference


_ASKED = (
    select(CaseAudienceRow.escalation_id)
    .where(
        CaseAudienceRow.workspace_id == text("(select portal.current_workspace())"), CaseAudienceRow.rank == 0
    )
    .order_by(CaseAudienceRow.due_at, CaseAudienceRow.opened_at, CaseAudienceRow.escalation_id)
    .limit(MOST)
)
_DRAFTS = (
    select(DraftRow.escalation_id, DraftRow.part_id, PartRow.workspace_id, PartRow.due_at)
    .join(PartRow, PartRow.id == DraftRow.part_id)
    .where(
        DraftRow.workspace_id == text("(select portal.current_workspace())"),
        DraftRow.kind == "part_2",
        PartRow.state == PartState.AWAITED,
    )
    .distinct()
    .order_by(PartRow.due_at)
    .limit(MOST)
)
_AWAY = text("""
    select p.escalation_id, p.id as part_id, p.workspace_id, p.due_at, p.addressee_name, a.ends_on
    from portal.absence a
    join portal.part p on p.addressee_id = a.membership_id and p.kind = 'response' and p.state = 'awaited'
    where a.ended_at is null and :today between a.starts_on and a.ends_on
    order by p.due_at limit :most
""")


def _late() -> Select[DeadlineRow]:
    """The deadlines that passed before today, those of others alone, the longest ago first."""
    return (
        select(DeadlineRow)
        .where(
            DeadlineRow.stopped_at.is_(None),
            DeadlineRow.due_on < london_date(now()),
            DeadlineRow.clock.in_([str(clock) for clock in LATE]),
        )
        .order_by(DeadlineRow.due_on, DeadlineRow.id)
        .limit(MOST)
    )


def _known(session: Session, of: Set[UUID], *, exceptions: Mapping[str, str]) -> _Known:
    parts: dict[UUID, list[PartRow]] = defaultdict(list)
    for part in session.scalars(
        select(PartRow).where(PartRow.escalation_id.in_(of)).order_by(PartRow.began_at)
    ):
        parts[part.escalation_id].append(part)
    running = session.scalars(
        select(DeadlineRow).where(DeadlineRow.escalation_id.in_(of), DeadlineRow.stopped_at.is_(None))
    )
    chases = session.execute(
        select(NoteRow.escalation_id, NoteRow.agencies, func.max(NoteRow.happened_on))
        .where(NoteRow.escalation_id.in_(of), NoteRow.kind == "chase")
        .group_by(NoteRow.escalation_id, NoteRow.agencies)
    )
    return _Known(
        cases={one.id: one for one in session.scalars(select(EscalationRow).where(EscalationRow.id.in_(of)))},
        parts=parts,
        running={(one.escalation_id, one.clock, one.part_id): one for one in running},
        chased={(of, whom): last for of, whoms, last in chases if last for whom in whoms or ()},
        names={one.id: one.name for one in agencies.workspaces(session)},
        exceptions=exceptions,
    )


def _asked(session: Session, known: _Known, of: UUID) -> Iterator[Duty]:
    """Each thing that a case asks of the Business Unit: it may be several at once."""
    for task in tasks(to_case(session, known.cases[of], known.parts.get(of, ()))):
        if task.whose is not Kind.BUSINESS_UNIT:
            continue
        part = next((one for one in known.parts.get(of, ()) if one.id == task.part), None)
        duty = known.duty(of, OF_ASK[task.ask], task.part, part.workspace_id if part else None)
        running = known.running.get((of, str(task.clock), task.part))
        yield replace(duty, due_on=running.due_on if running else None)


def _late_with(known: _Known, late: DeadlineRow) -> Duty:
    matter = LATE[Clock(late.clock)]
    duty = known.duty(late.escalation_id, matter, late.part_id, late.workspace_id)
    return replace(duty, due_on=late.due_on)


def _reply(known: _Known, draft: Row[*tuple[Any, ...]]) -> Duty:
    """A reply that came by e-mail and is only half written down (decision 20)."""
    duty = known.duty(draft.escalation_id, Matter.ENTER_REPLY, draft.part_id, draft.workspace_id)
    return replace(duty, due_on=last_day(draft.due_at) if draft.due_at else None)


def _away(known: _Known, absence: Row[*tuple[Any, ...]]) -> Duty:
    """A reply is awaited of somebody who is away today (decision 9)."""
    duty = known.duty(absence.escalation_id, Matter.AWAY, absence.part_id, absence.workspace_id)
    due_on = last_day(absence.due_at) if absence.due_at else None
    return replace(duty, due_on=due_on, away=absence.addressee_name or "", away_until=absence.ends_on)
