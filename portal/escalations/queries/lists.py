"""The worklist of a workspace: what is asked of it, what it waits for, what has ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from portal.protocol.clock import last_day
from portal.protocol.escalation import STATE_WORDS, CaseState
from portal.protocol.part_1 import CATEGORIES, signed_as_exception
from portal.protocol.tasks import OF_ONE_RESPONSE, WORDS, Ask

ASKED, WAITING, ENDED = 0, 1, 2
"""The three groups of a worklist: something is asked of us; we wait; ended."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One case on a worklist. `ask` is what is asked, of us or of `waiting_for`; no child is in it.

    `due_on` is the last day on which it is in time. `for_others`: what is asked is about another responding
    agency, and so not for us to know (decision 13). `exception`: that who signed it does not stand apart, for the
    Business Unit while it checks the form (decision 10).
    """

    reference: str
    state: CaseState
    group: int
    category: str
    raising: str
    responding: tuple[str, ...]
    ask: str
    waiting_for: str
    for_others: bool
    due_on: date | None
    opened_at: datetime
    ended_at: datetime | None
    exception: str = ""

    @property
    def over(self) -> bool:
        """Whether nothing is asked any more: a case that is resolved may still be followed up, by a date."""
        return self.group == ENDED

    @property
    def stands(self) -> str:
        """Where the case stands, in words."""
        return STATE_WORDS[self.state]

    @property
    def says(self) -> str:
        """What a list says of it: what is asked of us, of whom we wait for what, or how it ended."""
        if self.over:
            return self.stands
        if self.group == ASKED:
            return self.ask
        if self.waiting_for:
            return f"{self.waiting_for} to {self.ask[:1].lower()}{self.ask[1:]}"
        return "Another agency" if self.for_others else "Nobody"


MOST = 50
"""How many cases of a group a worklist shows; a longer one says so."""

WORKLIST = text("""
    select e.reference, e.state, l.rank, e.category, e.asked, e.opened_at, e.ended_at, l.due_at,
      raising.name as raising,
      (select portal.current_kind()) = 'agency'
        and e.raising_workspace_id <> (select portal.current_workspace()) as responds,
      (select array_agg(w.name order by p.began_at, w.name)
         from portal.part p join portal.workspace w on w.id = p.workspace_id
         where p.escalation_id = e.id and p.kind = 'response' and p.state <> 'replaced') as responding,
      (select jsonb_object_agg(w.id, w.name) from portal.workspace w where e.asked ? w.id::text) as names,
      (select d.signed_by = any (e.writers) from portal.document d
         where e.state = 'submitted' and (select portal.current_kind()) = 'business_unit'
           and d.escalation_id = e.id and d.kind = 'part_1' and d.version = e.part_1_version
           and d.content ->> 'exception_reason' <> '') as signer_wrote
    from (
      (select a.* from portal.case_audience a
        where a.workspace_id = (select portal.current_workspace()) and a.rank = 0
        order by a.due_at, a.opened_at, a.escalation_id limit :most)
      union all
      (select a.* from portal.case_audience a
        where a.workspace_id = (select portal.current_workspace()) and a.rank = 1
        order by a.due_at, a.opened_at, a.escalation_id limit :most)
      union all
      (select a.* from portal.case_audience a
        where a.workspace_id = (select portal.current_workspace()) and a.rank = 2
        order by a.due_at desc, a.opened_at desc, a.escalation_id desc limit :most)) l
    join portal.escalation e on e.id = l.escalation_id
    join portal.workspace raising on raising.id = e.raising_workspace_id
    order by l.rank, case when l.rank < 2 then l.due_at end, case when l.rank = 2 then l.due_at end desc,
      l.opened_at, e.reference
""")


def worklist(session: Session, workspace: UUID, *, most: int = MOST) -> list[Listed]:
    """The workspace's cases: what is asked of it, soonest due first; what it waits for; the newest that ended.

    At most `most` of each group.
    """
    ours = str(workspace)
    return sorted(
        (_listed(row, ours) for row in session.execute(WORKLIST, {"most": most})), key=_by_the_date_shown
    )


def _by_the_date_shown(one: Listed) -> tuple[int, bool, date]:
    """The order of what waits for others: a date that is another agency's to know orders nothing (decision 13).

    The other groups are ordered by the database, and stay so.
    """
    shown = one.due_on if one.group == WAITING else date.min
    return one.group, shown is None, shown or date.max


def _listed(row: Row[Any], ours: str) -> Listed:
    asked: Mapping[str, Mapping[str, str | None]] = row.asked
    known = {
        whose: one for whose, one in asked.items() if not row.responds or one["ask"] not in OF_ONE_RESPONSE
    }
    whose = ours if ours in asked else _first_due(known)
    one = asked.get(whose, {})
    ask, due = one.get("ask"), one.get("due")
    return Listed(
        reference=row.reference,
        state=CaseState(row.state),
        group=row.rank,
        category=CATEGORIES.get(row.category or "", "Not chosen yet"),
        raising=row.raising,
        responding=tuple(row.responding or ()),
        ask=WORDS[Ask(ask)] if ask else "",
        waiting_for="" if whose == ours else (row.names or {}).get(whose, ""),
        for_others=bool(asked) and not whose,
        due_on=last_day(datetime.fromisoformat(due)) if due else None,
        opened_at=row.opened_at,
        ended_at=row.ended_at,
        exception="" if row.signer_wrote is None else signed_as_exception(wrote=row.signer_wrote),
    )


def _first_due(asked: Mapping[str, Mapping[str, str | None]]) -> str:
    """Of several workspaces asked, the one whose date comes first; those without a date last."""
    return min(
        asked, key=lambda one: (asked[one].get("due") is None, asked[one].get("due") or ""), default=""
    )
